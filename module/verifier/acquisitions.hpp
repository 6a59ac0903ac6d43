/* SPDX-License-Identifier: GPL-2.0 */
/*
 * acquisitions.hpp - the records of what is held, waited for, or was refused: made, dropped, found.
 *
 * Promised: making a record takes no lock and no memory, so that an NMI can make one. It is claimed
 * with one compare-exchange, among those of the processor, and is in force from the store of its
 * state on. The holder is a task: an interrupt is on the account of the task that it interrupts,
 * since neither goes on while the other has the processor.
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

/* Acquire: pairs with set_state(), which published what the note says. */
inline hold state_now(held_lock &note) noexcept
{
	return static_cast<hold>(atomic_ref(note.state).load(memory_order_acquire));
}

/* Release: pairs with the acquire in state_now() and in claim_note(). */
inline void set_state(held_lock &note, hold state) noexcept
{
	atomic_ref(note.state).store(static_cast<ULONG>(state), memory_order_release);
}

inline processor_holds &holds_here() noexcept
{
	return notes.processors[ntspin_this_processor()];
}

inline void clear_suspect() noexcept
{
	holds_here().suspect = nullptr;
}

/* Interrupts may come in between, and leave what they found. Relaxed: this processor's alone. */
inline void cover(processor_holds &here, ULONG count) noexcept
{
	const atomic_ref used(here.used);
	ULONG now = used.load(memory_order_relaxed);

	while (now < count && !used.compare_exchange_strong(now, count, memory_order_relaxed,
							    memory_order_relaxed))
		;
}

/*
 * Of those who want to drop a note, its owner and who sees the lock's memory go, the one that gets
 * true is to do it. Acquire: pairs with set_state().
 */
inline bool take_note(held_lock &note) noexcept
{
	ULONG seen = static_cast<ULONG>(hold::held);

	return atomic_ref(note.state)
		.compare_exchange_strong(seen, static_cast<ULONG>(hold::claimed),
					 memory_order_acquire, memory_order_relaxed);
}

/* Relaxed: the values differ, and nothing rides on them. */
inline ULONGLONG next_number() noexcept
{
	return __atomic_add_fetch(&notes.sequence, 1, __ATOMIC_RELAXED);
}

/* A note of this task's, claimed; or NULL where there is no room for one. */
inline held_lock *claim_note() noexcept
{
	const pinned here_to_stay;
	processor_holds &here = holds_here();

	for (ULONG i = 0; i < holds_max; i++) {
		held_lock &note = here.holds[i];
		ULONG seen = static_cast<ULONG>(hold::none);

		/* Acquire: pairs with the drop by whoever had it. */
		if (!atomic_ref(note.state)
			     .compare_exchange_strong(seen, static_cast<ULONG>(hold::claimed),
						      memory_order_acquire, memory_order_relaxed))
			continue;
		cover(here, i + 1);
		note.task = ntspin_this_task();
		/* Release: who meets the number finds that the old state is over. */
		note.sequence.publish(next_number());
		/*
		 * Release: who reads what follows, and then the number, finds that it has changed.
		 * Both pair with look_at().
		 */
		__atomic_thread_fence(__ATOMIC_RELEASE);
		note.excused = false;
		note.classed = false;
		/* Relaxed: the state says that the note is in force. */
		atomic_ref(note.arrived.stamp).store(0, memory_order_relaxed);
		return &note;
	}
	return nullptr;
}

inline held_lock *make_note(const request &request, lock_record *record, hold state) noexcept
{
	held_lock *const note = claim_note();
	ntspin_holder who;

	if (!note)
		return nullptr;
	note->lock = request.lock;
	note->handle = request.handle;
	note->record = record;
	note->kind = request.kind;
	note->native = request.is_native();
	note->saves = request.how.levels();
	note->since = ntspin_time();
	ntspin_fill_holder(&who, request.how.caller);
	note->who.set(who);
	set_state(*note, state);
	return note;
}

/* The handle keeps the time of watching that it was acquired in: Next is of no other use then. */
inline void mark(const request &request, ULONG_PTR epoch) noexcept
{
	KLOCK_QUEUE_HANDLE *const handle = request.handle;

	if (!handle || request.is_native())
		return;
	atomic_ref(handle->LockQueue.Next)
		.store(reinterpret_cast<PKSPIN_LOCK_QUEUE>(epoch), memory_order_relaxed);
	atomic_ref(handle->LockQueue.Lock).store(tagged(request.lock), memory_order_relaxed);
}

/* Notes at the end that are free are not looked at. Relaxed, as in cover(). */
inline void drop_note(held_lock &note) noexcept
{
	const pinned here_to_stay;
	processor_holds &here = holds_here();
	const atomic_ref used(here.used);
	ULONG count;

	set_state(note, hold::none);
	count = used.load(memory_order_relaxed);
	while (count > 0 && state_now(here.holds[count - 1]) == hold::none &&
	       used.compare_exchange_strong(count, count - 1, memory_order_relaxed,
					    memory_order_relaxed))
		count--;
}

/* Of all notes of a processor that are in force: the latest that fits, or NULL. */
template <class Fits> held_lock *latest_on(processor_holds &processor, Fits fits) noexcept
{
	held_lock *latest = nullptr;

	for (ULONG i = atomic_ref(processor.used).load(memory_order_relaxed); i-- > 0;) {
		held_lock &note = processor.holds[i];
		const hold state = state_now(note);

		if (state <= hold::claimed || !fits(note, state))
			continue;
		if (!latest || latest->sequence < note.sequence)
			latest = &note;
	}
	return latest;
}

template <class Fits> held_lock *latest_anywhere(Fits fits) noexcept
{
	for (ULONG i = 0; i < notes.count; i++)
		if (held_lock *const note = latest_on(notes.processors[i], fits))
			return note;
	return nullptr;
}

/* Of this task's: as a rule on this processor, where not it has moved since. */
template <class Fits> held_lock *latest_of_mine(Fits fits) noexcept
{
	const void *const me = ntspin_this_task();
	const auto mine = [=](held_lock &note, hold state) {
		return note.task == me && fits(note, state);
	};

	if (held_lock *const note = latest_on(holds_here(), mine))
		return note;
	return latest_anywhere(mine);
}

/* Only here: what has moved is looked for where it is asked for by name. */
template <class Fits> held_lock *latest_of_mine_here(Fits fits) noexcept
{
	const void *const me = ntspin_this_task();

	return latest_on(holds_here(), [=](held_lock &note, hold state) {
		return note.task == me && fits(note, state);
	});
}

/* Who waits here for a KSPIN_LOCK is interrupted, and stands before this one. */
inline held_lock *holder_before(const request &request) noexcept
{
	return latest_of_mine([&](held_lock &note, hold state) {
		return note.lock == request.lock &&
		       (state == hold::held || (state == hold::waiting && !request.is_rw()));
	});
}

inline held_lock *held_by_me(const void *lock) noexcept
{
	return latest_of_mine([=](held_lock &note, hold state) {
		return note.lock == lock && (state == hold::held || state == hold::refused);
	});
}

/* With no verifier a release by another thread goes as it would unwatched. */
inline held_lock *held_by_anyone(const void *lock, ntspin_lock_kind kind) noexcept
{
	return latest_anywhere([=](held_lock &note, hold state) {
		return note.lock == lock && state == hold::held && note.kind == kind;
	});
}

/*
 * The acquisition that a handle is in, by this task; or by any, where the handle still says so. One
 * that is in use is not to be used for another acquire.
 */
inline held_lock *user_of(KLOCK_QUEUE_HANDLE *handle) noexcept
{
	const ULONG_PTR content = reinterpret_cast<ULONG_PTR>(
		atomic_ref(handle->LockQueue.Lock).load(memory_order_relaxed));
	const auto uses = [=](held_lock &note, hold state) {
		return note.handle == handle && state != hold::refused;
	};

	if (held_lock *const mine = latest_of_mine_here(uses))
		return mine;
	if ((content & verified_mask) != verified)
		return nullptr;
	return latest_anywhere([=](held_lock &note, hold state) {
		return uses(note, state) &&
		       content == reinterpret_cast<ULONG_PTR>(tagged(note.lock));
	});
}

/*
 * Whether a lock that is in no record is held by nobody. Acquire: pairs with the release in
 * ntspin_tables_complete(). Relaxed: whoever asks gives up a lock, and if that was acquired without
 * a record, comes after the count of it.
 */
inline bool all_is_noted() noexcept
{
	const ULONG complete = atomic_ref(notes.complete).load(memory_order_acquire);

	return complete && atomic_ref(notes.not_noted).load(memory_order_relaxed) == complete - 1;
}

/*
 * The same of a lock whose word the caller has looked at. A load could find an old count, and the
 * word be that of one who counted since. A read-modify-write finds the newest; who is counted later
 * acquires this release in own_unnoted(), so it asks for the lock after the look at its word.
 */
inline bool all_was_noted() noexcept
{
	const ULONG complete = atomic_ref(notes.complete).load(memory_order_acquire);

	return complete &&
	       __atomic_fetch_add(&notes.not_noted, 0, __ATOMIC_RELEASE) == complete - 1;
}

} /* namespace */
} /* namespace ntspin */

#endif
