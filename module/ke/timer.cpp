// SPDX-License-Identifier: GPL-2.0
/*
 * timer.cpp - the Windows routines for timers: what a due time means.
 *
 * The queue of timers, and the clocks, are the host's (seam.h).
 */
#include "../lock/atomic.hpp"
#include "../seam/level.h"
#include "../seam/timer.h"

namespace
{

/* What Windows has in there. */
enum : UCHAR { notification_timer_object = 8, synchronization_timer_object = 9 };

constexpr LONGLONG unit_ns = 100;
constexpr LONGLONG forever = __LONG_LONG_MAX__;

/* What is so far away that it cannot be said in nanoseconds, 292 years, never comes. */
LONGLONG to_ns(LONGLONG units) noexcept
{
	return units > forever / unit_ns ? forever : units * unit_ns;
}

/* How far a negative due time is away; the most negative one has no counterpart. */
LONGLONG away_ns(LONGLONG due) noexcept
{
	return due < -forever ? forever : to_ns(-due);
}

/*
 * Before the host takes its lock and after it has let go: inside, what came first may still be on
 * its way, and what follows under way already. Pairs with the barrier of whoever writes, then looks
 * whether a timer was signalled, or a DPC has run.
 */
void full_barrier() noexcept
{
	ntspin::atomic_thread_fence(ntspin::memory_order_seq_cst);
}

} /* namespace */

extern "C" {

VOID NTAPI KeInitializeTimer(PKTIMER Timer)
{
	KeInitializeTimerEx(Timer, NotificationTimer);
}

VOID NTAPI KeInitializeTimerEx(PKTIMER Timer, TIMER_TYPE Type)
{
	*Timer = {};
	Timer->Type = Type == SynchronizationTimer ? synchronization_timer_object :
						     notification_timer_object;
}

BOOLEAN NTAPI KeSetTimer(PKTIMER Timer, LARGE_INTEGER DueTime, PKDPC Dpc)
{
	return KeSetTimerEx(Timer, DueTime, 0, Dpc);
}

BOOLEAN NTAPI KeSetTimerEx(PKTIMER Timer, LARGE_INTEGER DueTime, LONG Period, PKDPC Dpc)
{
	const KIRQL old = ntspin_current_irql();
	const LONGLONG due = DueTime.QuadPart;
	const ULONG period = Period > 0 ? Period : 0;
	BOOLEAN was_set;

	full_barrier();
	/* A timer that is due already inserts its DPC at once: the lowering runs it. */
	if (old < DISPATCH_LEVEL)
		ntspin_raise_to_dispatch();
	if (due < 0)
		was_set = ntspin_timer_start(Timer, NTSPIN_UPTIME, away_ns(due), period, Dpc);
	else
		was_set = ntspin_timer_start(Timer, NTSPIN_SYSTEM_TIME,
					     due < NTSPIN_EPOCH ? 0 : to_ns(due - NTSPIN_EPOCH),
					     period, Dpc);
	full_barrier();
	if (old < DISPATCH_LEVEL)
		ntspin_lower_below_dispatch(old);
	return was_set;
}

BOOLEAN NTAPI KeCancelTimer(PKTIMER Timer)
{
	full_barrier();

	const BOOLEAN was_set = ntspin_timer_cancel(Timer);

	full_barrier();
	return was_set;
}

BOOLEAN NTAPI KeReadStateTimer(PKTIMER Timer)
{
	/* Acquire: pairs with the release by which the host signals it, as a wait would. */
	return ntspin::atomic_ref(Timer->SignalState).load(ntspin::memory_order_acquire);
}

} /* extern "C" */
