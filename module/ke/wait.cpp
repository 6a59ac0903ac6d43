// SPDX-License-Identifier: GPL-2.0
/*
 * wait.cpp - the Windows routines that wait: for one object, for any of several, for all; for a
 * time.
 *
 * dispatcher.hpp says how a wait is satisfied. This file says what a timeout does: it takes the
 * lock, and finds the wait on the lists, or satisfied. In the first case nothing was taken, and
 * once off the lists the wait is known to none. In the second a thread with interrupts off is about
 * to store its status: that is waited for, since until then the wait is not the waiter's.
 */
#include "due_time.hpp"
#include "hold.hpp"
#include "check_object.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::call;
using ntspin::dispatcher;
using ntspin::still_waiting;
using ntspin::wait;

void prepare(wait &wait, PVOID *objects) noexcept
{
	for (ULONG i = 0; i < wait.count; i++) {
		KWAIT_BLOCK &block = wait.blocks[i];

		block.WaitType = wait.all ? WaitAll : WaitAny;
		block.WaitKey = static_cast<USHORT>(i);
		block.Thread = wait.thread;
		block.Object = objects[i];
		block.SparePtr = &wait;
	}
}

/* Whether it is over: satisfied, or not to be waited for. Else it stands in the lists. */
bool begin(wait &wait, bool waits, const void *caller) noexcept
{
	const hold held(caller);

	if (dispatcher::try_to_take(wait))
		return true;
	if (waits) {
		dispatcher::link(wait);
		return false;
	}
	wait.result = STATUS_TIMEOUT;
	return true;
}

/* Whether the wait was given up; else it has been satisfied. */
bool give_up(wait &wait, const void *caller) noexcept
{
	const hold held(caller);

	if (wait.result != still_waiting)
		return false;
	dispatcher::unlink(wait);
	return true;
}

NTSTATUS sleep(wait &wait, const LARGE_INTEGER *timeout, const void *caller) noexcept
{
	if (timeout) {
		const ntspin_deadline deadline = ntspin::deadline_of(timeout->QuadPart);

		if (ntspin_block(&wait.status, still_waiting, &deadline))
			return wait.result;
		if (give_up(wait, caller))
			return STATUS_TIMEOUT;
	}
	ntspin_block(&wait.status, still_waiting, nullptr);
	return wait.result;
}

/* Nothing may sleep at DISPATCH_LEVEL: that is reported, and the wait does not block. */
bool may_sleep(const call &call) noexcept
{
	if (ntspin_current_irql() < DISPATCH_LEVEL) [[likely]]
		return true;
	ntspin_report(NTSPIN_WAITED_HIGH, call.routine, 0, nullptr, call.caller);
	return false;
}

bool may_look_at_all(PVOID *objects, ULONG count, const call &call) noexcept
{
	for (ULONG i = 0; i < count; i++)
		if (!ntspin::may_look_at(objects[i], ntspin::waitable, call))
			return false;
	return true;
}

NTSTATUS wait_for(PVOID *objects, wait &wait, const LARGE_INTEGER *timeout,
		  const call &call) noexcept
{
	if (!may_look_at_all(objects, wait.count, call)) [[unlikely]]
		return STATUS_INVALID_PARAMETER;

	const bool waits = !(timeout && !timeout->QuadPart) && may_sleep(call);

	prepare(wait, objects);

	const NTSTATUS status = begin(wait, waits, call.caller) ? wait.result :
								  sleep(wait, timeout, call.caller);

	if (status == STATUS_MUTANT_LIMIT_EXCEEDED) [[unlikely]]
		ntspin_report(NTSPIN_MUTEX_LIMIT, call.routine, 0, nullptr, call.caller);
	return status;
}

wait wait_with(KWAIT_BLOCK *blocks, ULONG count, bool all) noexcept
{
	return {ntspin_this_thread(), blocks, count, all, still_waiting, nullptr, still_waiting};
}

/* A thread has no APCs that are held off: nothing is counted. */
void check_region(const call &call) noexcept
{
	ntspin::check_highest_level(APC_LEVEL, NTSPIN_REGION_HIGH, nullptr, call);
}

} /* namespace */

extern "C" {

NTSTATUS NTAPI KeWaitForSingleObject(PVOID Object, KWAIT_REASON, KPROCESSOR_MODE, BOOLEAN,
				     PLARGE_INTEGER Timeout)
{
	KWAIT_BLOCK block;
	wait wait = wait_with(&block, 1, false);

	return wait_for(&Object, wait, Timeout, {__func__, CALLER, call::any_level});
}

NTSTATUS NTAPI KeWaitForMultipleObjects(ULONG Count, PVOID Object[], WAIT_TYPE WaitType,
					KWAIT_REASON, KPROCESSOR_MODE, BOOLEAN,
					PLARGE_INTEGER Timeout, PKWAIT_BLOCK WaitBlockArray)
{
	KWAIT_BLOCK blocks[THREAD_WAIT_OBJECTS];
	wait wait = wait_with(WaitBlockArray ? WaitBlockArray : blocks, Count, WaitType == WaitAll);

	if (!Count || Count > (WaitBlockArray ? MAXIMUM_WAIT_OBJECTS : THREAD_WAIT_OBJECTS))
		[[unlikely]] {
		ntspin_report(NTSPIN_TOO_MANY_OBJECTS, __func__, 0, nullptr, CALLER);
		return STATUS_INVALID_PARAMETER;
	}
	return wait_for(Object, wait, Timeout, {__func__, CALLER, call::any_level});
}

NTSTATUS NTAPI KeDelayExecutionThread(KPROCESSOR_MODE, BOOLEAN, PLARGE_INTEGER Interval)
{
	const ntspin_deadline deadline = ntspin::deadline_of(Interval->QuadPart);
	const LONG never = still_waiting;

	if (may_sleep({__func__, CALLER, call::any_level}))
		ntspin_block(&never, still_waiting, &deadline);
	return STATUS_SUCCESS;
}

VOID NTAPI KeEnterCriticalRegion(VOID)
{
	check_region({__func__, CALLER, call::any_level});
}

VOID NTAPI KeLeaveCriticalRegion(VOID)
{
	check_region({__func__, CALLER, call::any_level});
}

VOID NTAPI KeEnterGuardedRegion(VOID)
{
	check_region({__func__, CALLER, call::any_level});
}

VOID NTAPI KeLeaveGuardedRegion(VOID)
{
	check_region({__func__, CALLER, call::any_level});
}

} /* extern "C" */
