// SPDX-License-Identifier: GPL-2.0
/*
 * ex_timer.cpp - the Windows routines for timers that are allocated: what keeps one, ex_timer.hpp
 * says.
 *
 * A timer is set, unset and deleted under a lock of its own: so nothing sets it that is deleted.
 * In front of that comes the lock of the list of all, behind it that of the host's queue. No
 * routine of a driver is called under any of them.
 */
#include "ex_timer.hpp"
#include "pool_calls.hpp"
#include "../ke/at_dispatch.hpp"
#include "../ke/due_time.hpp"
#include "../lock/section.hpp"
#include "../seam/dpc.h"
#include "../seam/remains.h"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::call;
using timer = struct _EX_TIMER;

constexpr ULONG tag = 0x69547845; /* "ExTi" */
constexpr ULONG attributes = EX_TIMER_HIGH_RESOLUTION | EX_TIMER_NO_WAKE | EX_TIMER_NOTIFICATION;
constexpr ULONG exclusive = EX_TIMER_HIGH_RESOLUTION | EX_TIMER_NO_WAKE;

/* In units of 100 ns: as often as Windows' clock ticks at most. */
constexpr LONGLONG least_period = 5'000;
constexpr LONGLONG largest_period = 0x7fffffff;

constinit KSPIN_LOCK all_lock = 0;
constinit LIST_ENTRY all = {&all, &all};

timer &timer_of(LIST_ENTRY &entry) noexcept
{
	return *CONTAINING_RECORD(&entry, timer, entry);
}

/* The first that is asked for; under the lock. */
template <class Is> timer *find(Is is) noexcept
{
	for (PLIST_ENTRY entry = all.Flink; entry != &all; entry = entry->Flink)
		if (is(timer_of(*entry)))
			return &timer_of(*entry);
	return nullptr;
}

/* The verifier looks for it where nothing of it is touched; else it is believed. */
bool is_timer(const void *object, const call &how) noexcept
{
	if (!ntspin::is_verifying()) [[likely]]
		return true;
	{
		const section held(all_lock);

		if (find([object](const timer &other) { return &other == object; }))
			return true;
	}
	ntspin_report(NTSPIN_BAD_OBJECT, how.routine, 0, object, how.caller);
	return false;
}

/* Nobody has it any more. */
void free(timer &gone, const call &how) noexcept
{
	const EXT_DELETE_PARAMETERS at_end = gone.at_end;

	{
		const section held(all_lock);

		RemoveEntryList(&gone.entry);
	}
	ntspin::free_pool(&gone, tag, how);
	if (!at_end.DeleteCallback)
		return;

	const at_dispatch here;

	at_end.DeleteCallback(at_end.DeleteContext);
}

void put(timer &timer, const call &how) noexcept
{
	if (ntspin::let_go_of(timer))
		free(timer, how);
}

/* Under the timer's lock. The reference goes, too, which is not the last. */
bool unset(timer &timer) noexcept
{
	if (!ntspin_timer_cancel(&timer.timer, FALSE))
		return false;
	ntspin::let_go_of(timer);
	return true;
}

/* A periodic one that is deleted comes due once more, at most. */
bool is_to_be_called(timer &timer) noexcept
{
	const section held(timer.lock);

	if (!timer.is_deleted || !timer.timer.Period) [[likely]]
		return true;

	const bool is_first = !timer.was_last;

	timer.was_last = true;
	unset(timer);
	return is_first;
}

/* What the driver's routine leaves is said of the DPC. */
VOID NTAPI call_routine(PKDPC, PVOID context, PVOID, PVOID)
{
	timer &timer = *static_cast<PEX_TIMER>(context);

	if (is_to_be_called(timer) && timer.callback)
		timer.callback(&timer, timer.context);
	put(timer, {"a timer's end", timer.site, call::any_level});
}

bool is_time(const timer &timer, LONGLONG due, LONGLONG period,
	     const EXT_SET_PARAMETERS *parameters) noexcept
{
	if (due >= 0 && timer.attributes & EX_TIMER_HIGH_RESOLUTION)
		return false;
	if (period < 0 || period > largest_period)
		return false;
	return !parameters || parameters->NoWakeTolerance >= EX_TIMER_UNLIMITED_TOLERANCE;
}

BOOLEAN set(timer &timer, LONGLONG due_time, LONGLONG period) noexcept
{
	const ntspin_deadline deadline = ntspin::deadline_of(due_time);
	/* What is due already has inserted its DPC: the lowering runs it. */
	const at_dispatch here;
	const section held(timer.lock);

	if (timer.is_deleted)
		return FALSE;

	/* The kernel's way to set one again would take its DPC out of the queue. */
	const bool was_set = unset(timer);

	ntspin::refer_to(timer);
	ntspin_timer_start(&timer.timer, deadline.clock, deadline.due, 0,
			   static_cast<ULONGLONG>(period && period < least_period ? least_period :
										    period),
			   &timer.dpc);
	return was_set;
}

/* One that somebody is about to free is not. */
bool keep(timer &timer) noexcept
{
	if (ntspin::refer_to(timer)) [[likely]]
		return true;
	ntspin::let_go_of(timer);
	return false;
}

/* Of those whose driver goes one that was not reported: it is deleted, and what it is said of. */
const void *delete_left(const void *(*part)(const void *callback, const void *site,
					    const void *arg),
			const void *arg) noexcept
{
	const section held(all_lock);
	const void *shown = nullptr;
	timer *const left = find([&](timer &other) {
		shown = other.is_left ? nullptr :
					part(reinterpret_cast<const void *>(other.callback),
					     other.site, arg);
		return shown && keep(other);
	});

	if (!left)
		return nullptr;
	left->is_left = true;

	const section its(left->lock);

	/* Nothing but what is called for it by now has it from here on. */
	left->is_deleted = true;
	left->at_end.DeleteCallback = nullptr;
	unset(*left);
	return shown;
}

timer *take_left() noexcept
{
	const section held(all_lock);
	timer *const left = find([](const timer &other) { return other.is_left; });

	if (left)
		RemoveEntryList(&left->entry);
	return left;
}

} /* namespace */

extern "C" {

void ntspin_ex_timers_forget(const void *(*part)(const void *callback, const void *site,
						 const void *arg),
			     const void *arg)
{
	bool is_any = false;

	for (; const void *const shown = delete_left(part, arg); is_any = true)
		ntspin_report(NTSPIN_EX_TIMER_LEFT, nullptr, 0, nullptr, shown);
	/* What was queued for them runs: nothing is queued any more. */
	if (is_any)
		ntspin_dpc_flush();
	while (timer *const left = take_left())
		ntspin::free_pool(left, tag, {"the unload of a driver", nullptr, call::any_level});
}

void ntspin_ex_timers_move_sites(const void *(*now)(const void *site, const void *arg),
				 const void *arg)
{
	const section held(all_lock);

	find([now, arg](timer &each) {
		each.site = now(each.site, arg);
		return false;
	});
}

PEX_TIMER NTAPI ExAllocateTimer(PEXT_CALLBACK Callback, PVOID CallbackContext, ULONG Attributes)
{
	const call how = {__func__, CALLER, call::any_level};

	if (Attributes & ~attributes || (Attributes & exclusive) == exclusive) [[unlikely]] {
		ntspin_report(NTSPIN_TIMER_ATTRIBUTES, how.routine, 0, nullptr, how.caller);
		return nullptr;
	}

	const auto made =
		static_cast<PEX_TIMER>(ntspin::allocate_pool(NonPagedPoolNx | POOL_ZERO_ALLOCATION,
							     sizeof(timer), tag, how));

	if (!made)
		return nullptr;
	KeInitializeTimerEx(&made->timer, Attributes & EX_TIMER_NOTIFICATION ?
						  NotificationTimer :
						  SynchronizationTimer);
	KeInitializeDpc(&made->dpc, call_routine, made);
	made->dpc.Type = ntspin::ex_timer_dpc;
	made->references = 1;
	made->attributes = Attributes;
	made->callback = Callback;
	made->context = CallbackContext;
	made->site = how.caller;

	const section held(all_lock);

	InsertTailList(&all, &made->entry);
	return made;
}

BOOLEAN NTAPI ExSetTimer(PEX_TIMER Timer, LONGLONG DueTime, LONGLONG Period,
			 PEXT_SET_PARAMETERS Parameters)
{
	const call how = {__func__, CALLER, call::any_level};

	if (!is_timer(Timer, how)) [[unlikely]]
		return FALSE;
	if (!is_time(*Timer, DueTime, Period, Parameters)) [[unlikely]] {
		ntspin_report(NTSPIN_TIMER_TIME, how.routine, 0, Timer, how.caller);
		return FALSE;
	}
	ntspin::full_timer_barrier();

	const BOOLEAN was_set = set(*Timer, DueTime, Period);

	ntspin::full_timer_barrier();
	return was_set;
}

BOOLEAN NTAPI ExCancelTimer(PEX_TIMER Timer, PEXT_CANCEL_PARAMETERS)
{
	if (!is_timer(Timer, {__func__, CALLER, call::any_level})) [[unlikely]]
		return FALSE;
	ntspin::full_timer_barrier();

	bool was_set;

	{
		const section held(Timer->lock);

		was_set = !Timer->is_deleted && unset(*Timer);
	}
	ntspin::full_timer_barrier();
	return was_set;
}

BOOLEAN NTAPI ExDeleteTimer(PEX_TIMER Timer, BOOLEAN Cancel, BOOLEAN Wait,
			    PEXT_DELETE_PARAMETERS Parameters)
{
	const call how = {__func__, CALLER, call::any_level};
	bool was_set;

	if (!is_timer(Timer, how)) [[unlikely]]
		return FALSE;
	if (Wait && !Cancel) [[unlikely]]
		ntspin_report(NTSPIN_DELETED_UNCANCELLED, how.routine, 0, Timer, how.caller);
	if (Wait && ntspin_current_irql() > APC_LEVEL) [[unlikely]] {
		ntspin_report(NTSPIN_TIMER_DELETED_HIGH, how.routine, 0, Timer, how.caller);
		Wait = FALSE;
		Cancel = TRUE;
	}
	ntspin::full_timer_barrier();
	{
		const section held(Timer->lock);

		if (Timer->is_deleted)
			return FALSE;
		Timer->is_deleted = true;
		if (Parameters)
			Timer->at_end = *Parameters;
		was_set = (Cancel || Wait) && unset(*Timer);
	}
	/* Where its DPC is queued or runs: nothing queues it any more. Acquire: as in let_go_of(). */
	if (Wait && ntspin::atomic_ref(Timer->references).load(ntspin::memory_order_acquire) != 1)
		ntspin_dpc_flush();
	put(*Timer, how);
	return was_set;
}

} /* extern "C" */
