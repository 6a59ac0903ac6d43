/* SPDX-License-Identifier: GPL-2.0 */
/*
 * dpc_queue.hpp - the queue of those DPCs that wait for one processor.
 *
 * Promised: a DPC is in at most one queue, and an insert that finds it queued changes nothing. An
 * insert takes no lock, so that an NMI can do it.
 *
 * The word DpcData says whose a DPC is: the driver's where it is NULL, else that queue's. An insert
 * claims it with one compare-exchange, then pushes it onto the queue's arrivals, with another;
 * interrupts are off in between, so a claimed DPC is pushed soon. Each holder of the queue's lock
 * first collects the arrivals, the oldest first, into the waiting list, where alone DPCs are looked
 * for. Blink tells that a DPC stands in that list: it is written under the lock only.
 *
 * What was written before an insert is seen by the run that follows, also where the insert finds
 * the DPC queued. So every step on that word, a claim that fails too, is a read-modify-write: each
 * passes on what those before it have released, and the one that gives the DPC back acquires it.
 *
 * A part of dpc.cpp: all of it is local to the file.
 */
#ifndef NTSPIN_DPC_QUEUE_HPP
#define NTSPIN_DPC_QUEUE_HPP

#include "../lock/atomic.hpp"
#include "../lock/section.hpp"
#include "../seam/dpc.h"
#include "../seam/wait.h"

namespace
{

using ntspin::atomic_ref;
using ntspin::atomic_thread_fence;
using ntspin::memory_order_acq_rel;
using ntspin::memory_order_acquire;
using ntspin::memory_order_relaxed;
using ntspin::memory_order_release;
using ntspin::memory_order_seq_cst;

using dpc_queue = ntspin_dpc_queue;

/* After so many of HighImportance on end, the next one joins at the tail. */
constexpr ULONG high_in_a_row_max = 64;

KDPC &dpc_of(LIST_ENTRY &entry) noexcept
{
	return *CONTAINING_RECORD(&entry, KDPC, DpcListEntry);
}

dpc_queue *queue_of(KDPC &dpc) noexcept
{
	/* Acquires what the claim and a move released: the queue is all that is looked at. */
	return static_cast<dpc_queue *>(atomic_ref(dpc.DpcData).load(memory_order_acquire));
}

/*
 * The driver's one becomes the queue's. Where it is a queue's already, that is written once more:
 * a comparison that fails stores nothing, and so releases nothing.
 *
 * Acquire: the driver's storage back from give_back(). Release: what the inserter wrote, to
 * give_back(), and which queue, to queue_of().
 */
bool claim(KDPC &dpc, dpc_queue &queue) noexcept
{
	const atomic_ref owner(dpc.DpcData);
	PVOID found = nullptr;

	/* Relaxed where it fails: the next one orders. Each failure is a step of somebody else. */
	while (!owner.compare_exchange_strong(found, found ? found : &queue, memory_order_acq_rel,
					      memory_order_relaxed))
		continue;
	return !found;
}

/*
 * Release: pairs with the acquire in claim(). Acquire: with its release, for what the inserters
 * wrote that found the DPC queued. The last access: the driver may free it.
 */
void give_back(KDPC &dpc) noexcept
{
	atomic_ref(dpc.DpcData).exchange(nullptr, memory_order_acq_rel);
}

/*
 * Under both locks. Release: pairs with queue_of(). Acquire and release: passes on to give_back()
 * what claim() has released.
 */
void pass_on(KDPC &dpc, dpc_queue &to) noexcept
{
	atomic_ref(dpc.DpcData).exchange(&to, memory_order_acq_rel);
}

/* Relaxed: KeSetImportanceDpc() says where the next insert goes, and nothing rides on it. */
bool is_high(KDPC &dpc) noexcept
{
	return atomic_ref(dpc.Importance).load(memory_order_relaxed) == HighImportance;
}

/*
 * Release publishes the DPC to collect_arrivals(). Acquire: after an exchange in collect_arrivals()
 * that came too early to find it, pending is set again after run_round() has cleared it.
 */
void push(dpc_queue &queue, KDPC &dpc) noexcept
{
	const atomic_ref arrived(queue.arrived);
	PLIST_ENTRY last = arrived.load(memory_order_relaxed);

	do {
		dpc.DpcListEntry.Flink = last;
	} while (!arrived.compare_exchange_strong(last, &dpc.DpcListEntry, memory_order_acq_rel,
						  memory_order_relaxed));
	/* Relaxed: a hint to a lowering on that processor. What counts is the kick. */
	atomic_ref(queue.pending).store(TRUE, memory_order_relaxed);
}

void link(dpc_queue &queue, KDPC &dpc) noexcept
{
	LIST_ENTRY &entry = dpc.DpcListEntry;
	const bool ahead = is_high(dpc) && queue.high_in_a_row < high_in_a_row_max;
	LIST_ENTRY &before = ahead ? queue.waiting : *queue.waiting.Blink;

	entry.Flink = before.Flink;
	entry.Blink = &before;
	before.Flink->Blink = &entry;
	before.Flink = &entry;
	queue.depth++;
}

void unlink(dpc_queue &queue, KDPC &dpc) noexcept
{
	LIST_ENTRY &entry = dpc.DpcListEntry;

	entry.Flink->Blink = entry.Blink;
	entry.Blink->Flink = entry.Flink;
	entry.Blink = nullptr;
	queue.depth--;
}

/*
 * Under the lock. Acquires what push() released; release for its acquire. An exchange even where
 * nothing has arrived: a mere look could be made before pending is seen cleared.
 */
void collect_arrivals(dpc_queue &queue) noexcept
{
	const atomic_ref arrived(queue.arrived);
	PLIST_ENTRY oldest = nullptr;

	for (PLIST_ENTRY last = arrived.exchange(nullptr, memory_order_acq_rel); last;) {
		const PLIST_ENTRY earlier = last->Flink;

		last->Flink = oldest;
		oldest = last;
		last = earlier;
	}
	while (oldest) {
		const PLIST_ENTRY later = oldest->Flink;

		link(queue, dpc_of(*oldest));
		oldest = later;
	}
}

/*
 * Under the lock of the queue that has claimed the DPC: until it stands in the list. Where it is
 * not pushed yet, its inserter is on another CPU, with interrupts off, and waits for nobody. On
 * this CPU only an NMI could have come in between, and an NMI does not remove.
 */
void collect_until_linked(dpc_queue &queue, const KDPC &dpc, const void *caller) noexcept
{
	collect_arrivals(queue);
	while (!dpc.DpcListEntry.Blink) {
		/* Nobody else empties it: the push is not missed. */
		ntspin_wait_while_equal_64(reinterpret_cast<const volatile ULONG_PTR *>(
						   &queue.arrived),
					   0, &queue.lock, caller);
		collect_arrivals(queue);
	}
}

/* Under the lock: the next one, taken out, or NULL. It is still claimed. */
KDPC *take_next(dpc_queue &queue) noexcept
{
	collect_arrivals(queue);
	if (!queue.depth)
		return nullptr;

	KDPC &dpc = dpc_of(*queue.waiting.Flink);

	unlink(queue, dpc);
	return &dpc;
}

} /* namespace */

#endif
