// SPDX-License-Identifier: GPL-2.0
/*
 * timer.cpp - the Windows routines for timers: what a due time means.
 *
 * The queue of timers, and the clocks, are the host's (seam.h).
 */
#include "../seam/timer.h"
#include "at_dispatch.hpp"
#include "dispatcher.hpp"
#include "due_time.hpp"

namespace
{

constexpr ULONGLONG units_per_ms = 10'000;

BOOLEAN set(PKTIMER timer, LARGE_INTEGER due_time, LONG period, LONG tolerance, PKDPC dpc) noexcept
{
	const ntspin_deadline deadline = ntspin::deadline_of(due_time.QuadPart);

	ntspin::full_timer_barrier();

	/* A timer that is due already inserts its DPC at once: the lowering runs it. */
	const at_dispatch here;
	const BOOLEAN was_set = ntspin_timer_start(timer, deadline.clock, deadline.due,
						   tolerance > 0 ? tolerance : 0,
						   period > 0 ? period * units_per_ms : 0, dpc);

	ntspin::full_timer_barrier();
	return was_set;
}

} /* namespace */

extern "C" {

LONGLONG ntspin_timer_chosen(LONGLONG at, ULONG tolerance)
{
	constexpr ULONGLONG last = ~0ULL >> 1;
	const ULONGLONG first = static_cast<ULONGLONG>(at);
	const ULONGLONG room = tolerance * 1'000'000ULL;
	const ULONGLONG latest = first < last - room ? first + room : last;
	const int digits = 64 - __builtin_clzll((first - 1) ^ latest);

	return static_cast<LONGLONG>(latest & ~((1ULL << (digits - 1)) - 1));
}

VOID NTAPI KeInitializeTimer(PKTIMER Timer)
{
	KeInitializeTimerEx(Timer, NotificationTimer);
}

VOID NTAPI KeInitializeTimerEx(PKTIMER Timer, TIMER_TYPE Type)
{
	*Timer = {};
	Timer->Header.Type = Type == SynchronizationTimer ? ntspin::synchronization_timer_object :
							    ntspin::notification_timer_object;
}

BOOLEAN NTAPI KeSetTimer(PKTIMER Timer, LARGE_INTEGER DueTime, PKDPC Dpc)
{
	return KeSetTimerEx(Timer, DueTime, 0, Dpc);
}

BOOLEAN NTAPI KeSetTimerEx(PKTIMER Timer, LARGE_INTEGER DueTime, LONG Period, PKDPC Dpc)
{
	return set(Timer, DueTime, Period, 0, Dpc);
}

BOOLEAN NTAPI KeSetCoalescableTimer(PKTIMER Timer, LARGE_INTEGER DueTime, ULONG Period,
				    ULONG TolerableDelay, PKDPC Dpc)
{
	return set(Timer, DueTime, static_cast<LONG>(Period), static_cast<LONG>(TolerableDelay),
		   Dpc);
}

BOOLEAN NTAPI KeCancelTimer(PKTIMER Timer)
{
	ntspin::full_timer_barrier();

	const BOOLEAN was_set = ntspin_timer_cancel(Timer, TRUE);

	ntspin::full_timer_barrier();
	return was_set;
}

BOOLEAN NTAPI KeReadStateTimer(PKTIMER Timer)
{
	return ntspin::read_state(Timer->Header);
}

} /* extern "C" */
