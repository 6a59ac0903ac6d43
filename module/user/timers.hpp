/* SPDX-License-Identifier: GPL-2.0 */
/*
 * timers.hpp - what timers.cpp offers to the rest of the library's host.
 */
#ifndef NTSPIN_USER_TIMERS_HPP
#define NTSPIN_USER_TIMERS_HPP

#include "../seam/timer.h"

namespace host
{

/* Unset one, whichever: its DPC's routine, or itself where it has none; NULL where none is set. */
const void *unset_any_timer() noexcept;

/* Unset one that lies in memory; NULL where there is none. */
KTIMER *unset_timer_in(const void *start, SIZE_T size) noexcept;

/* Around a fork(): in the child the thread is gone. */
void lock_timers() noexcept;
void unlock_timers() noexcept;
void forget_timer_thread() noexcept;

} /* namespace host */

#endif
