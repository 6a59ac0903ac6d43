/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mdl_calls.hpp - MDLs for who makes them in a driver's name: what is reported is that one's call.
 */
#ifndef NTSPIN_MM_MDL_CALLS_HPP
#define NTSPIN_MM_MDL_CALLS_HPP

#include "../verifier/instrumented.hpp"
#include "wdm/mdl.h"

namespace ntspin
{

/* NULL where there is no memory, or where so much is never described. */
MDL *allocate_mdl(void *address, ULONG length, const call &how) noexcept;

/* False where it cannot be, which is said. */
bool lock_pages(MDL &mdl, KPROCESSOR_MODE mode, LOCK_OPERATION operation, const call &how) noexcept;

/* All of a chain, which may be empty: what is locked in it is locked no more. */
void free_mdls(MDL *first, const call &how) noexcept;

} /* namespace ntspin */

#endif
