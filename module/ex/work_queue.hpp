/* SPDX-License-Identifier: GPL-2.0 */
/*
 * work_queue.hpp - the queue of those items that wait for a worker, and the workers that idle.
 *
 * All of it but run() and drop_object() is called under the queues' lock. What a worker has taken
 * is the driver's again, and what is to be called is in the worker's hands. The items are linked
 * one way, by List.Flink: the last one to itself, for that word is NULL in no item that is queued.
 *
 * A part of work_item.cpp: all of it is local to the file.
 */
#ifndef NTSPIN_EX_WORK_QUEUE_HPP
#define NTSPIN_EX_WORK_QUEUE_HPP

#include "../io/device_object.hpp"
#include "../lock/atomic.hpp"
#include "../seam/work.h"
#include "../verifier/grains.hpp"
#include "work_item.hpp"

namespace
{

using ntspin::atomic_ref;
using ntspin::memory_order_acquire;
using ntspin::memory_order_relaxed;
using ntspin::memory_order_release;

/* What is to be called. */
struct work {
	WORK_QUEUE_ITEM *item;
	PWORKER_THREAD_ROUTINE routine; /* or, where NULL, one of these two */
	PIO_WORKITEM_ROUTINE io_routine;
	PIO_WORKITEM_ROUTINE_EX io_routine_ex;
	PVOID object;
	PVOID context;
	bool is_referenced = false; /* the object, a device: to be let go when the call is over */
};

work work_of(WORK_QUEUE_ITEM &item) noexcept
{
	if (item.WorkerRoutine)
		return {&item, item.WorkerRoutine, nullptr, nullptr, nullptr, item.Parameter};

	const IO_WORKITEM &io = *CONTAINING_RECORD(&item, IO_WORKITEM, Item);

	return {&item, nullptr, io.Routine, io.RoutineEx, io.Object, io.Context, io.IsReferenced};
}

const void *routine_of(const work &work) noexcept
{
	if (work.routine)
		return reinterpret_cast<const void *>(work.routine);
	if (work.io_routine)
		return reinterpret_cast<const void *>(work.io_routine);
	return reinterpret_cast<const void *>(work.io_routine_ex);
}

void run(const work &work) noexcept
{
	if (work.routine)
		work.routine(work.context);
	else if (work.io_routine)
		work.io_routine(static_cast<PDEVICE_OBJECT>(work.object), work.context);
	else
		work.io_routine_ex(work.object, work.context,
				   CONTAINING_RECORD(work.item, IO_WORKITEM, Item));
}

/* It is over, or never was, with the lock free: the device may go. */
void drop_object(const work &work) noexcept
{
	if (work.is_referenced)
		ntspin::release_device(static_cast<PDEVICE_OBJECT>(work.object),
				       {"a work item", routine_of(work), ntspin::call::any_level});
}

/* What runs; @reported: it has been reported as left behind. */
struct running {
	const void *item;
	const void *routine;
	bool reported;
};

constexpr ULONG no_worker = NTSPIN_WORKERS;

struct work_queue {
	LIST_ENTRY *first; /* Blink is not NULL where an item was reported as left behind */
	LIST_ENTRY *last;
	ULONG idle_count;
	ULONG begun; /* workers from here on were never started */
	USHORT idle[NTSPIN_WORKERS];
	running now[NTSPIN_WORKERS];
};

/* Where those lie that wait in any queue; under the lock. */
constinit ntspin::grains waiting;

WORK_QUEUE_ITEM &item_of(LIST_ENTRY &entry) noexcept
{
	return *CONTAINING_RECORD(&entry, WORK_QUEUE_ITEM, List);
}

/*
 * Release: pairs with the acquire in claim_work(): what is to be called was copied before anybody
 * writes the item again. The last access: the driver may free it.
 */
void give_back(LIST_ENTRY &entry) noexcept
{
	atomic_ref(entry.Flink).store(nullptr, memory_order_release);
}

/* Relaxed: all but claims that fail are under the lock. */
void append(work_queue &queue, LIST_ENTRY &entry) noexcept
{
	entry.Blink = nullptr;
	if (queue.last)
		atomic_ref(queue.last->Flink).store(&entry, memory_order_relaxed);
	else
		queue.first = &entry;
	queue.last = &entry;
	waiting.put_in(&entry);
}

LIST_ENTRY *next_of(const LIST_ENTRY &entry) noexcept
{
	return entry.Flink == &entry ? nullptr : entry.Flink;
}

/* Of one that waits; the entry before it, or NULL. */
void leave(work_queue &queue, LIST_ENTRY *before, LIST_ENTRY &entry) noexcept
{
	LIST_ENTRY *const next = next_of(entry);

	waiting.take_out(&entry);
	if (!next)
		queue.last = before;
	if (!before)
		queue.first = next;
	else
		atomic_ref(before->Flink).store(next ? next : before, memory_order_relaxed);
}

ULONG take_idle(work_queue &queue) noexcept
{
	if (queue.idle_count)
		return queue.idle[--queue.idle_count];
	return queue.begun < NTSPIN_WORKERS ? queue.begun++ : no_worker;
}

/* The next one, or none; then the worker idles. */
bool take(work_queue &queue, ULONG worker, work &work) noexcept
{
	LIST_ENTRY *const entry = queue.first;

	if (!entry) {
		queue.now[worker] = {};
		queue.idle[queue.idle_count++] = static_cast<USHORT>(worker);
		return false;
	}
	work = work_of(item_of(*entry));
	queue.now[worker] = {work.item, routine_of(work), entry->Blink != nullptr};
	leave(queue, nullptr, *entry);
	give_back(*entry);
	return true;
}

} /* namespace */

#endif
