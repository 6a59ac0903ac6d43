// SPDX-License-Identifier: GPL-2.0
/*
 * priority.cpp - the Windows routines for the priorities of threads.
 */
#include "thread_object.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::call;
using ntspin::thread;
using ntspin::thread_facts;
using ntspin::usual_priority;

constexpr KPRIORITY lowest = LOW_PRIORITY + 1;
constexpr KPRIORITY highest_usual = LOW_REALTIME_PRIORITY - 1;

/* Returns the priority before, or 0. A reference, since the host may sleep over it. */
KPRIORITY set(void *object, KPRIORITY priority, const call &call) noexcept
{
	LONG_PTR unused;

	if (!ntspin::is_passive(call) || !said_of(ntspin::reference(object), object, call))
		[[unlikely]]
		return 0;

	const KPRIORITY before = ntspin::record_priority(object, priority).priority;

	ntspin_task_prioritize(static_cast<thread *>(object)->task, priority);
	ntspin::dereference(object, unused);
	return before;
}

} /* namespace */

extern "C" {

KPRIORITY NTAPI KeSetPriorityThread(PKTHREAD Thread, KPRIORITY Priority)
{
	const call call = {__func__, CALLER, call::any_level};

	if (Priority < lowest || Priority > HIGH_PRIORITY) [[unlikely]] {
		ntspin_report(NTSPIN_NO_SUCH_PRIORITY, call.routine, 0, nullptr, call.caller);
		return ntspin::look_at(Thread).priority;
	}
	return set(Thread, Priority, call);
}

LONG NTAPI KeSetBasePriorityThread(PKTHREAD Thread, LONG Increment)
{
	const LONG least = lowest - usual_priority, most = highest_usual - usual_priority;
	const LONG increment = Increment < least ? least : Increment > most ? most : Increment;
	const KPRIORITY before =
		set(Thread, usual_priority + increment, {__func__, CALLER, call::any_level});

	return before ? before - usual_priority : 0;
}

KPRIORITY NTAPI KeQueryPriorityThread(PKTHREAD Thread)
{
	/* That of a thread of Linux' own is Linux' business. */
	if (Thread == ntspin_this_thread())
		return usual_priority;

	const thread_facts facts = ntspin::look_at(Thread);

	said_of(facts, Thread, {__func__, CALLER, call::any_level});
	return facts.priority;
}

} /* extern "C" */
