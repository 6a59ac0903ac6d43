/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pool_calls.hpp - pool, asked for by another routine on behalf of its caller: a block is counted
 * at that call site, and a report names it.
 */
#ifndef NTSPIN_EX_POOL_CALLS_HPP
#define NTSPIN_EX_POOL_CALLS_HPP

#include "../verifier/instrumented.hpp"

namespace ntspin
{

/* A POOL_TYPE, with any of the flags that may be added to it. */
PVOID allocate_pool(ULONG type, SIZE_T size, ULONG tag, const call &call) noexcept;
/* Of any tag where that is 0. */
void free_pool(void *block, ULONG tag, const call &call) noexcept;

} /* namespace ntspin */

#endif
