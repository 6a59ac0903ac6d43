/* SPDX-License-Identifier: GPL-2.0 */
/*
 * due_time.hpp - what Windows' due times and timeouts mean, in the host's clocks; and the barrier of
 * what sets a timer or unsets it.
 */
#ifndef NTSPIN_KE_DUE_TIME_HPP
#define NTSPIN_KE_DUE_TIME_HPP

#include "../lock/atomic.hpp"
#include "../seam/block.h"

namespace ntspin
{

/* What is so far away that it cannot be expressed in nanoseconds, 292 years, never comes. */
inline LONGLONG to_ns(LONGLONG units) noexcept
{
	constexpr LONGLONG unit_ns = 100;
	constexpr LONGLONG forever = __LONG_LONG_MAX__;

	return units > forever / unit_ns ? forever : units * unit_ns;
}

/* Negative: from now on; the most negative one has no counterpart. Else since 1601. */
inline ntspin_deadline deadline_of(LONGLONG due) noexcept
{
	if (due < -__LONG_LONG_MAX__)
		return {NTSPIN_UPTIME, __LONG_LONG_MAX__};
	if (due < 0)
		return {NTSPIN_UPTIME, to_ns(-due)};
	return {NTSPIN_SYSTEM_TIME, due < NTSPIN_EPOCH ? 0 : to_ns(due - NTSPIN_EPOCH)};
}

/*
 * Before the host takes its lock, and after it releases it: earlier stores may be delayed into the
 * lock's section, and later loads may move up into it. Pairs with the barrier of a thread that
 * writes, then looks whether a timer was signalled, or a DPC has run.
 */
inline void full_timer_barrier() noexcept
{
	atomic_thread_fence(memory_order_seq_cst);
}

} /* namespace ntspin */

#endif
