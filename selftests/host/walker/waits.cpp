// SPDX-License-Identifier: GPL-2.0
/*
 * waits.cpp - the contenders of the dispatcher: its shipped routines, and the shipped block.c by
 * which a task sleeps and is woken, compiled as C++.
 *
 * Each contender is a task. Its waits lie in shared memory, not on its stack, and are freed as each
 * returns. 0 and 1 are synchronization events, 2 is a notification event. Rounds:
 *
 *	a b  wait for event 0, 1		t  for event 0, for a time that is over at any moment
 *	A o  for all, any, of 0 and 1		T  for both, for a time	   d  for event 0, until a time
 *	z    look whether event 0 is set	   that is past
 *	f F  wait for event 2 (F: for a time first), and free it as soon as that returns
 *	w    wait for the semaphore		s  release it twice at once
 *	m    own the mutex for a while		M  own it and take event 0, both or none
 *	q    own the mutex, and end		g  wait for the timer, and free it
 *	0 1 2  set that event			R    reset event 0
 *	P Q  pulse event 0, 2
 *	h    the timer is due			p  see whether it is; if so, free it
 *	u    wake contender 0 for nothing	e  the task is gone, once all of RCU's readers are
 */
#include "abstract_lock.hpp"
#include "wait_kernel.hpp"

extern "C" {

#include <linux/block.c>

} /* extern "C" */

#undef current

#include <ke/dispatcher.cpp>
#include <ke/event.cpp>
#include <ke/mutex.cpp>
#include <ke/semaphore.cpp>

#include "waits.hpp"

namespace waiting
{

/* What a wait has on its thread's stack. */
struct place {
	KWAIT_BLOCK blocks[most];
	ntspin::wait wait;
};

constexpr unsigned turns = 3;

task_struct tasks[walker::max_threads];
ULONG readers;
place places[walker::max_threads][turns];
ULONG turn[walker::max_threads];
bool rcu_is_used;

ghost static place &here() noexcept
{
	return places[walker::self()][turn[walker::self()]];
}

ghost static bool takes_turn() noexcept
{
	return ++turn[walker::self()] < turns;
}

} /* namespace waiting */

#include <ke/wait.cpp>

namespace
{

using namespace waiting;

KEVENT event[3];
KSEMAPHORE tokens;
KMUTEX owned_by_one;
KTIMER clock_timer;
/* What each contender has written before its deeds. */
volatile unsigned long written[walker::max_threads][deeds];
/* What the mutex guards. */
volatile unsigned long data;

ghost DISPATCHER_HEADER &header_of(which object) noexcept
{
	switch (object) {
	case semaphore:
		return tokens.Header;
	case waiting::mutex:
		return owned_by_one.Header;
	case timer:
		return clock_timer.Header;
	default:
		return event[object].Header;
	}
}

ghost LIST_ENTRY &list_of(which object) noexcept
{
	DISPATCHER_HEADER &header = header_of(object);

	return object == timer ? timer_waiters.of(header) : header.WaitListHead;
}

enum class until { signalled, now, some_time, past };

/* Behind a wait, and behind a deed of another's that was seen: that one's writing is seen. */
void sees(unsigned whose) noexcept
{
	if (whose != nobody)
		static_cast<void>(written[whose / deeds][whose % deeds]);
}

[[gnu::noinline]] NTSTATUS wait_for(which one, which other, bool all, until how) noexcept
{
	const which both[] = {one, other};
	PVOID headers[] = {&header_of(one), &header_of(other)};
	const unsigned count = one == other ? 1 : 2;
	LARGE_INTEGER units;
	LARGE_INTEGER *const timeout = how == until::signalled ? nullptr : &units;

	units.QuadPart = how == until::now ? 0 : how == until::past ? 1 : -1;
	waiting::waits(both, count, all, how != until::now);

	const NTSTATUS status =
		count == 1 ?
			KeWaitForSingleObject(headers[0], Executive, KernelMode, FALSE, timeout) :
			KeWaitForMultipleObjects(count, headers, all ? WaitAll : WaitAny, Executive,
						 KernelMode, FALSE, timeout, nullptr);

	walker::free(&waiting::here(), sizeof(place));
	waiting::returned(status);
	for (unsigned i = 0; i < count; i++)
		sees(waiting::giver(i));
	if (!waiting::takes_turn())
		walker::fail("turns", "more waits than there is room for");
	return status;
}

void wait_for(which one, until how = until::signalled) noexcept
{
	wait_for(one, one, false, how);
}

[[gnu::noinline]] void does(deed what, which object) noexcept
{
	written[walker::self()][waiting::begins(what, object)] = 1;
	switch (what) {
	case deed::set:
		if (object == timer)
			return ntspin_timer_signal(&clock_timer, nullptr, nullptr, nullptr);
		KeSetEvent(&event[object], 0, FALSE);
		return;
	case deed::pulse:
		KePulseEvent(&event[object], 0, FALSE);
		return;
	case deed::reset:
		KeResetEvent(&event[object]);
		return;
	case deed::add:
		KeReleaseSemaphore(&tokens, 0, semaphore_release, FALSE);
		return;
	case deed::release:
		data = data + 1;
		KeReleaseMutex(&owned_by_one, FALSE);
		return;
	default:
		data = data + 1;
		ntspin_thread_ended(ntspin_this_thread());
	}
}

/* A look at the state that finds it signalled is as good as a wait. */
[[gnu::noinline]] void look_at_timer() noexcept
{
	if (!ntspin::read_state(clock_timer.Header))
		return;
	for (unsigned t = 0; t < walker::max_threads; t++)
		sees(t * deeds);
	walker::free(&clock_timer, sizeof(clock_timer));
}

[[gnu::noinline]] void end_task() noexcept
{
	synchronize_rcu();
	walker::free(&tasks[walker::self()], sizeof(task_struct));
}

void act(char kind) noexcept
{
	switch (kind) {
	case 'a':
		return wait_for(first);
	case 'b':
		return wait_for(second);
	case 't':
		return wait_for(first, until::some_time);
	case 'd':
		return wait_for(first, until::past);
	case 'z':
		return wait_for(first, until::now);
	case 'A':
	case 'o':
	case 'T':
		wait_for(first, second, kind != 'o',
			 kind == 'T' ? until::some_time : until::signalled);
		return;
	case 'f':
	case 'F':
		if (kind == 'f' ||
		    wait_for(passing, passing, false, until::some_time) == STATUS_TIMEOUT)
			wait_for(passing);
		return walker::free(&event[passing], sizeof(event[passing]));
	case 'w':
		return wait_for(semaphore);
	case 'm':
	case 'q':
		wait_for(waiting::mutex);
		return does(kind == 'm' ? deed::release : deed::end, waiting::mutex);
	case 'M':
		wait_for(waiting::mutex, first, true, until::signalled);
		return does(deed::release, waiting::mutex);
	case 'g':
		wait_for(timer);
		return walker::free(&clock_timer, sizeof(clock_timer));
	case 'h':
		return does(deed::set, timer);
	case 'p':
		return look_at_timer();
	case 's':
		return does(deed::add, semaphore);
	case 'P':
	case 'Q':
		return does(deed::pulse, kind == 'P' ? first : passing);
	case 'R':
		return does(deed::reset, first);
	case 'u':
		wake_up_process(&tasks[0]);
		return;
	case 'e':
		return end_task();
	default:
		does(deed::set, static_cast<which>(kind - '0'));
	}
}

} /* namespace */

extern "C" {

/* No observer is on. */
LONG ntspin_slow_flags;

KIRQL ntspin_current_irql(void)
{
	return PASSIVE_LEVEL;
}

ULONG_PTR ntspin_interrupts_off(void)
{
	return 0;
}

void ntspin_interrupts_restore(ULONG_PTR)
{
}

void ntspin_report(ntspin_fault, const char *, KIRQL, const void *, const void *)
{
	walker::fail("report", "the verifier says something");
}

void NtspinReportCorruptList(const char *, const void *)
{
	walker::fail("list", "an entry whose neighbours do not point back");
}

BOOLEAN NTAPI KeInsertQueueDpc(PRKDPC, PVOID, PVOID)
{
	return FALSE;
}

} /* extern "C" */

ghost bool waiting::is_rcu_used() noexcept
{
	return rcu_is_used;
}

ghost LONG waiting::state_of(which object) noexcept
{
	return header_of(object).SignalState;
}

ghost bool waiting::is_anything_left() noexcept
{
	for (unsigned object = 0; object < objects; object++) {
		const LIST_ENTRY &list = list_of(static_cast<which>(object));

		if (list.Flink != &list || list.Blink != &list)
			return true;
	}
	return owned.Flink != &owned || owned.Blink != &owned;
}

/* As the routines do, whose steps nobody makes yet. */
ghost static void initialize(which object, ntspin::object_type type, LONG state) noexcept
{
	DISPATCHER_HEADER &header = header_of(object);

	header.Type = type;
	header.SignalState = state;
	header.WaitListHead = {&header.WaitListHead, &header.WaitListHead};
}

/* A header's list, and what is a wait's or a block's own, is accessed under the lock, or before it. */
ghost void waiting::prepare(bool frees_tasks) noexcept
{
	initialize(first, ntspin::synchronization_event_object, 0);
	initialize(second, ntspin::synchronization_event_object, 0);
	initialize(passing, ntspin::notification_event_object, 0);
	initialize(semaphore, ntspin::semaphore_object, 0);
	initialize(waiting::mutex, ntspin::mutant_object, 1);
	initialize(timer, ntspin::notification_timer_object, 0);
	tokens.Limit = semaphore_limit;

	/* What a wait acquires is reported where it is made. */
	walker::wait_order = __ATOMIC_RELAXED;
	rcu_is_used = frees_tasks;
	walker::may_be_freed(&event[passing], sizeof(event[passing]));
	walker::may_be_freed(&clock_timer, sizeof(clock_timer));
	for (unsigned object = 0; object < objects; object++)
		walker::one_object(&list_of(static_cast<which>(object)), sizeof(LIST_ENTRY));
	walker::one_object(&owned_by_one.MutantListEntry,
			   sizeof(owned_by_one) - offsetof(KMUTANT, MutantListEntry));
	walker::one_object(&owned, sizeof(owned));
	for (unsigned t = 0; t < walker::max_threads; t++) {
		if (frees_tasks)
			walker::may_be_freed(&tasks[t], sizeof(tasks[t]));
		for (place &each : places[t]) {
			walker::may_be_freed(&each, sizeof(each));
			for (KWAIT_BLOCK &block : each.blocks)
				walker::one_object(&block, sizeof(block));
			walker::one_object(&each.wait, offsetof(ntspin::wait, status));
		}
	}
}

void model::run(char kind, bool is_last) noexcept
{
	act(kind);
	if (is_last)
		waiting::ends();
}
