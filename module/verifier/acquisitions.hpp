/* SPDX-License-Identifier: GPL-2.0 */
/*
 * acquisitions.hpp - the acquisition records: locks held, waited for, refused; made, dropped,
 * found.
 *
 * Promised: making a record takes no lock and no memory, so that an NMI can make one. A record of
 * this processor is claimed with one compare-exchange, and is valid from the store of its state on.
 * The holder is a task; an interrupt counts as the task that it interrupts, since that does not run
 * meanwhile.
 *
 * The records are one for all files; what works on them is local to each, as spin_lock.cpp says.
 */
#ifndef NTSPIN_ACQUISITIONS_HPP
#define NTSPIN_ACQUISITIONS_HPP

#include "../lock/atomic.hpp"
#include "../lock/pinned.hpp"
#include "acquisition.hpp"

namespace ntspin
{
namespace
{

/* Acquire: pairs with set_state(), which published what the record says. */
inline hold state_now(acquisition &record) noexcept
{
	return static_cast<hold>(atomic_ref(record.state).load(memory_order_acquire));
}

/* Release: pairs with the acquire in state_now() and in claim_record(). */
inline void set_state(acquisition &record, hold state) noexcept
{
	atomic_ref(record.state).store(static_cast<ULONG>(state), memory_order_release);
}

inline processor_holds &holds_here() noexcept
{
	return acquisitions.processors[ntspin_this_processor()];
}

inline void forget_unsaved() noexcept
{
	holds_here().unsaved_task = nullptr;
}

/* An interrupt in between leaves this as it finds it. Relaxed: no other processor writes it. */
inline void cover(processor_holds &here, ULONG count) noexcept
{
	const atomic_ref used(here.used);
	ULONG now = used.load(memory_order_relaxed);

	while (now < count && !used.compare_exchange_strong(now, count, memory_order_relaxed,
							    memory_order_relaxed))
		;
}

/*
 * The owner may drop a record, and so may a free of the lock's memory: the one that gets true does.
 * Acquire: pairs with set_state().
 */
inline bool take_record(acquisition &record) noexcept
{
	ULONG seen = static_cast<ULONG>(hold::held);

	return atomic_ref(record.state)
		.compare_exchange_strong(seen, static_cast<ULONG>(hold::claimed),
					 memory_order_acquire, memory_order_relaxed);
}

/* Relaxed: the values are unique, and nothing else is ordered by them. */
inline ULONGLONG next_number() noexcept
{
	return __atomic_add_fetch(&acquisitions.sequence, 1, __ATOMIC_RELAXED);
}

/* Claim a record for this task. NULL where all are in use. */
inline acquisition *claim_record() noexcept
{
	const pinned pinned_here;
	processor_holds &here = holds_here();

	for (ULONG i = 0; i < holds_max; i++) {
		acquisition &record = here.holds[i];
		ULONG seen = static_cast<ULONG>(hold::none);

		/* Acquire: pairs with the release in drop_record(). */
		if (!atomic_ref(record.state)
			     .compare_exchange_strong(seen, static_cast<ULONG>(hold::claimed),
						      memory_order_acquire, memory_order_relaxed))
			continue;
		cover(here, i + 1);
		record.task = ntspin_this_task();
		/* Release: a reader of this number sees that the old state is over. */
		record.sequence.publish(next_number());
		/*
		 * Release: a reader of a field below, and then of the number, sees the new number.
		 * Both pair with look_at().
		 */
		__atomic_thread_fence(__ATOMIC_RELEASE);
		record.is_reported = false;
		record.classed = false;
		/* Relaxed: the state says that the record is in force. */
		atomic_ref(record.arrived.stamp).store(0, memory_order_relaxed);
		return &record;
	}
	return nullptr;
}

inline acquisition *make_record(const request &request, lock_entry *entry, hold state) noexcept
{
	acquisition *const record = claim_record();
	ntspin_holder who;

	if (!record)
		return nullptr;
	record->lock = request.lock;
	record->handle = request.handle;
	record->entry = entry;
	record->kind = request.kind;
	record->native = request.is_native();
	record->saves = request.how.changes_level();
	record->since = ntspin_time();
	ntspin_fill_holder(&who, request.how.caller);
	record->who.set(who);
	set_state(*record, state);
	return record;
}

/* With the verifier on the handle is in no queue, so Next is free to keep the epoch. */
inline void mark(const request &request, ULONG_PTR epoch) noexcept
{
	KLOCK_QUEUE_HANDLE *const handle = request.handle;

	if (!handle || request.is_native())
		return;
	atomic_ref(handle->LockQueue.Next)
		.store(reinterpret_cast<PKSPIN_LOCK_QUEUE>(epoch), memory_order_relaxed);
	atomic_ref(handle->LockQueue.Lock).store(tagged(request.lock), memory_order_relaxed);
}

/* Free records at the end of the array are not searched. Relaxed, as in cover(). */
inline void drop_record(acquisition &record) noexcept
{
	const pinned pinned_here;
	processor_holds &here = holds_here();
	const atomic_ref used(here.used);
	ULONG count;

	set_state(record, hold::none);
	count = used.load(memory_order_relaxed);
	while (count > 0 && state_now(here.holds[count - 1]) == hold::none &&
	       used.compare_exchange_strong(count, count - 1, memory_order_relaxed,
					    memory_order_relaxed))
		count--;
}

/* The latest record of a processor that is in force and fits, or NULL. */
template <class Fits> acquisition *latest_on(processor_holds &processor, Fits fits) noexcept
{
	acquisition *latest = nullptr;

	for (ULONG i = atomic_ref(processor.used).load(memory_order_relaxed); i-- > 0;) {
		acquisition &record = processor.holds[i];
		const hold state = state_now(record);

		if (state <= hold::claimed || !fits(record, state))
			continue;
		if (!latest || latest->sequence < record.sequence)
			latest = &record;
	}
	return latest;
}

template <class Fits> acquisition *latest_anywhere(Fits fits) noexcept
{
	for (ULONG i = 0; i < acquisitions.count; i++)
		if (acquisition *const record = latest_on(acquisitions.processors[i], fits))
			return record;
	return nullptr;
}

template <class Fits> auto of_this_task(Fits fits) noexcept
{
	return [=, me = ntspin_this_task()](acquisition &record, hold state) {
		return record.task == me && fits(record, state);
	};
}

/* On this processor alone: a task that has migrated is found by latest_of_mine(). */
template <class Fits> acquisition *latest_of_mine_here(Fits fits) noexcept
{
	return latest_on(holds_here(), of_this_task(fits));
}

/* The latest of this task: on this processor, unless the task has migrated since. */
template <class Fits> acquisition *latest_of_mine(Fits fits) noexcept
{
	if (acquisition *const record = latest_of_mine_here(fits))
		return record;
	return latest_anywhere(of_this_task(fits));
}

/* This task's hold of the lock, or its wait, which this acquire interrupts. */
inline acquisition *holder_before(const request &request) noexcept
{
	return latest_of_mine([&](acquisition &record, hold state) {
		return record.lock == request.lock &&
		       (state == hold::held || (state == hold::waiting && !request.is_rw()));
	});
}

inline acquisition *held_by_me(const void *lock) noexcept
{
	return latest_of_mine([=](acquisition &record, hold state) {
		return record.lock == lock && (state == hold::held || state == hold::refused);
	});
}

/* With the verifier off any thread may release what another one acquired. */
inline acquisition *held_by_anyone(const void *lock, ntspin_lock_kind kind) noexcept
{
	return latest_anywhere([=](acquisition &record, hold state) {
		return record.lock == lock && state == hold::held && record.kind == kind;
	});
}

/*
 * The acquisition that uses a handle: one of this task's, or of any task's if the handle's content
 * agrees.
 */
inline acquisition *user_of(KLOCK_QUEUE_HANDLE *handle) noexcept
{
	const ULONG_PTR content = reinterpret_cast<ULONG_PTR>(
		atomic_ref(handle->LockQueue.Lock).load(memory_order_relaxed));
	const auto uses = [=](acquisition &record, hold state) {
		return record.handle == handle && state != hold::refused;
	};

	if (acquisition *const mine = latest_of_mine_here(uses))
		return mine;
	if ((content & verified_mask) != verified)
		return nullptr;
	return latest_anywhere([=](acquisition &record, hold state) {
		return uses(record, state) &&
		       content == reinterpret_cast<ULONG_PTR>(tagged(record.lock));
	});
}

/*
 * An acquisition is not recorded, as all records are in use, or all entries that the lock could
 * have. Acquire: the lock is asked for after this. Pairs with all_was_recorded().
 */
inline void count_unrecorded() noexcept
{
	__atomic_fetch_add(&acquisitions.unrecorded, 1, __ATOMIC_ACQUIRE);
}

/*
 * Whether a lock without a record is held by nobody. Acquire: pairs with the release in
 * ntspin_tables_complete(). Relaxed: the caller gives up a lock, and if that was acquired without a
 * record, it has been counted before.
 */
inline bool all_is_recorded() noexcept
{
	const ULONG complete = atomic_ref(acquisitions.complete).load(memory_order_acquire);

	return complete &&
	       atomic_ref(acquisitions.unrecorded).load(memory_order_relaxed) == complete - 1;
}

/*
 * The same of a lock whose word the caller has read. A load could return an old count, and the word
 * be of an acquire that was counted since. A read-modify-write returns the newest count; an acquire
 * that is counted later acquires this release in count_unrecorded(), so it comes after that read.
 */
inline bool all_was_recorded() noexcept
{
	const ULONG complete = atomic_ref(acquisitions.complete).load(memory_order_acquire);

	return complete &&
	       __atomic_fetch_add(&acquisitions.unrecorded, 0, __ATOMIC_RELEASE) == complete - 1;
}

} /* namespace */
} /* namespace ntspin */

#endif
