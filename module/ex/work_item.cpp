// SPDX-License-Identifier: GPL-2.0
/*
 * work_item.cpp - work items: queued, run by workers, waited for when a driver goes;
 * ExQueueWorkItem.
 *
 * Promised: the items of a queue begin in the order in which they were pushed. A push starts an
 * idle worker, if there is one; a worker runs items until it finds the queue empty, and is idle
 * then. Each of these is one hold of a lock, so that nothing is left in a queue while one of its
 * workers is idle.
 *
 * The lock is taken with interrupts off: an item is queued from any context but an NMI. No routine
 * of a driver is called under it.
 */
#include "work_queue.hpp"
#include "../ke/dispatcher.hpp"
#include "../ke/passive_call.hpp"
#include "../lock/section.hpp"
#include "../seam/remains.h"
#include "../verifier/memory_range.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::call;

constinit work_queue queues[NTSPIN_WORK_QUEUES] = {};
constinit KSPIN_LOCK lock = 0;

/* The driver that goes; under the lock. */
using part_of = const void *(*)(const void *item, const void *routine, const void *arg);
constinit part_of going = nullptr;
constinit const void *going_arg = nullptr;

/* Signalled when something has ended while a driver goes. */
constinit KEVENT ended = {};

/* A mutex would stay owned by a thread that continues with others' work. */
void abandon_mutexes(const char *kind, const void *routine) noexcept
{
	while (const KMUTANT *const mutex = ntspin::abandon_one(ntspin_this_thread()))
		ntspin_report(NTSPIN_WORKER_OWNS, kind, 0, mutex, routine);
}

void perform(const work &work) noexcept
{
	const void *const routine = routine_of(work);
	ntspin::passive_call call;

	run(work);
	call.returned("a work item", routine, NTSPIN_WORKER_LEVEL);
	if (ntspin::are_mutexes_owned()) [[unlikely]]
		abandon_mutexes("a work item", routine);
	drop_object(work);
}

/* What shows that something is the going driver's. */
const void *going_part(const void *item, const void *routine) noexcept
{
	return going ? going(item, routine, going_arg) : nullptr;
}

/* A queued one; with @unreported, one that was not reported before, and is marked now. */
const void *left_waiting(work_queue &queue, bool unreported) noexcept
{
	for (LIST_ENTRY *entry = queue.first; entry; entry = next_of(*entry)) {
		const work work = work_of(item_of(*entry));
		const void *const part = going_part(work.item, routine_of(work));

		if (!part || (unreported && entry->Blink))
			continue;
		entry->Blink = entry;
		return part;
	}
	return nullptr;
}

/* The same of one that runs. */
const void *left_running(work_queue &queue, bool unreported) noexcept
{
	for (running &now : queue.now) {
		const void *const part = now.routine ? going_part(now.item, now.routine) : nullptr;

		if (!part || (unreported && now.reported))
			continue;
		now.reported = true;
		return part;
	}
	return nullptr;
}

const void *find_left(bool unreported) noexcept
{
	const section held(lock);

	for (work_queue &queue : queues) {
		if (const void *const part = left_waiting(queue, unreported))
			return part;
		if (const void *const part = left_running(queue, unreported))
			return part;
	}
	return nullptr;
}

void set_going(part_of part, const void *arg) noexcept
{
	const section held(lock);

	going = part;
	going_arg = arg;
}

/* The first one that waits in there is taken out, and nobody's. Of none nothing is to be called. */
work drop(work_queue &queue, const ntspin::memory_range &memory) noexcept
{
	LIST_ENTRY *before = nullptr;

	for (LIST_ENTRY *entry = queue.first; entry; entry = next_of(*entry)) {
		WORK_QUEUE_ITEM *const item = &item_of(*entry);

		if (memory.has(item)) {
			const work dropped = work_of(*item);

			leave(queue, before, *entry);
			give_back(*entry);
			return dropped;
		}
		before = entry;
	}
	return {};
}

constexpr ULONG highest_priority = 31;

constexpr bool is_type(ULONG type) noexcept
{
	return type < MaximumWorkQueue || type - CustomPriorityWorkQueue <= highest_priority;
}

/* As Windows has it: Critical's threads are at 13, Delayed's at 12. */
constexpr bool is_urgent(ULONG type) noexcept
{
	return type == CriticalWorkQueue || type == HyperCriticalWorkQueue ||
	       type == RealTimeWorkQueue || type == SuperCriticalWorkQueue ||
	       (is_type(type) && type > CustomPriorityWorkQueue + 12);
}

/* False where its driver goes: it is not queued. */
bool push_to(ntspin_work_queue number, WORK_QUEUE_ITEM &item, const void *routine) noexcept
{
	work_queue &queue = queues[number];
	/* A worker that is taken is started at once, whatever else this CPU has to do. */
	const pinned in_one_go;
	ULONG worker;

	{
		const section held(lock);

		if (going_part(&item, routine)) {
			give_back(item.List);
			return false;
		}
		append(queue, item.List);
		worker = take_idle(queue);
	}
	if (worker != no_worker)
		ntspin_worker_start(number, worker);
	return true;
}

} /* namespace */

namespace ntspin
{

bool may_use(const void *item, const call &how) noexcept
{
	if (!is_verifying()) [[likely]]
		return true;
	if (ntspin_current_irql() > DISPATCH_LEVEL)
		ntspin_report(NTSPIN_WORK_HIGH, how.routine, 0, item, how.caller);
	if (item && reinterpret_cast<ULONG_PTR>(item) % alignof(WORK_QUEUE_ITEM) == 0)
		return true;
	ntspin_report(NTSPIN_BAD_WORK, how.routine, 0, item, how.caller);
	return false;
}

bool is_queued_still(WORK_QUEUE_ITEM &item, const call &how) noexcept
{
	/* Acquire: what its worker has read of it is over where it is not. */
	if (!atomic_ref(item.List.Flink).load(memory_order_acquire)) [[likely]]
		return false;
	ntspin_report(NTSPIN_WORK_FREED, how.routine, 0, &item, how.caller);
	return true;
}

bool claim(WORK_QUEUE_ITEM &item, const call &how) noexcept
{
	PLIST_ENTRY found = nullptr;

	/* Acquire: pairs with the release in give_back(). Relaxed where it fails: nothing is read. */
	if (atomic_ref(item.List.Flink)
		    .compare_exchange_strong(found, &item.List, memory_order_acquire,
					     memory_order_relaxed)) [[likely]]
		return true;
	ntspin_report(NTSPIN_WORK_QUEUED, how.routine, 0, &item, how.caller);
	return false;
}

void push(WORK_QUEUE_ITEM &item, WORK_QUEUE_TYPE type, const call &how) noexcept
{
	const work asked = work_of(item);
	const void *const routine = routine_of(asked);
	const bool exists = is_type(type);

	if (!push_to(is_urgent(type) ? NTSPIN_WORK_URGENT : NTSPIN_WORK_USUAL, item, routine)) {
		ntspin_report(NTSPIN_WORK_REFUSED, how.routine, 0, nullptr, routine);
		drop_object(asked);
	} else if (!exists && is_verifying()) {
		ntspin_report(NTSPIN_NO_WORK_QUEUE, how.routine, 0, nullptr, how.caller);
	}
}

} /* namespace ntspin */

extern "C" {

BOOLEAN ntspin_worker_run(enum ntspin_work_queue number, ULONG worker)
{
	work_queue &queue = queues[number];
	bool has_ended;
	bool found;
	work work;

	{
		const section held(lock);

		has_ended = going && queue.now[worker].routine;
		found = take(queue, worker, work);
	}
	if (has_ended)
		KeSetEvent(&ended, IO_NO_INCREMENT, FALSE);
	if (found)
		perform(work);
	return found;
}

void ntspin_work_forget(const void *(*part)(const void *item, const void *routine, const void *arg),
			const void *arg)
{
	KeInitializeEvent(&ended, SynchronizationEvent, FALSE);
	set_going(part, arg);
	while (const void *const left = find_left(true))
		ntspin_report(NTSPIN_WORK_LEFT, nullptr, 0, nullptr, left);
	while (find_left(false))
		KeWaitForSingleObject(&ended, Executive, KernelMode, FALSE, nullptr);
}

void ntspin_work_forgotten(void)
{
	set_going(nullptr, nullptr);
}

const void *ntspin_work_drop(const void *start, SIZE_T size)
{
	if (!waiting.may_have(start, size)) [[likely]]
		return nullptr;

	work dropped = {};

	{
		const section held(lock);

		for (work_queue &queue : queues) {
			dropped = drop(queue, ntspin::range_of(start, size));
			if (dropped.item)
				break;
		}
	}
	drop_object(dropped);
	return dropped.item;
}

VOID NTAPI ExQueueWorkItem(PWORK_QUEUE_ITEM WorkItem, WORK_QUEUE_TYPE QueueType)
{
	const call how = {__func__, CALLER, call::any_level};

	if (!ntspin::may_use(WorkItem, how)) [[unlikely]]
		return;
	if (!WorkItem->WorkerRoutine) [[unlikely]]
		return ntspin_report(NTSPIN_BAD_WORK, how.routine, 0, WorkItem, how.caller);
	if (ntspin::claim(*WorkItem, how)) [[likely]]
		ntspin::push(*WorkItem, QueueType, how);
}

} /* extern "C" */
