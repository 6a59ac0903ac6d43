/* SPDX-License-Identifier: GPL-2.0 */
/*
 * callback.hpp - references to callback objects, for ps/, whose routines count those of all.
 *
 * What a driver hands in is looked at only once it has been found in the table.
 */
#ifndef NTSPIN_EX_CALLBACK_HPP
#define NTSPIN_EX_CALLBACK_HPP

#include "../verifier/instrumented.hpp"

namespace ntspin
{

/* False where it is no callback object. @left: how many references there are then. */
bool reference_callback(const void *object, LONG_PTR &left) noexcept;
/* The same. One that nobody references by then is reported; the last one frees the object. */
bool dereference_callback(const void *object, LONG_PTR &left, const call &how) noexcept;

} /* namespace ntspin */

#endif
