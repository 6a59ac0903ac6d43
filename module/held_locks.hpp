/* SPDX-License-Identifier: GPL-2.0 */
/*
 * held_locks.hpp - what is held, waited for, or was refused: a note for each.
 *
 * Promised: noting takes no lock and no memory, so that it can be done in an NMI. A note is claimed
 * with one compare-exchange, among those of the processor, and is in force from the store of its
 * state on. Who holds is a task: an interrupt is on the account of the task that it interrupts,
 * since neither goes on while the other has the processor.
 *
 * A part of verifier.cpp: all of it is local to the file.
 */
#ifndef NTSPIN_HELD_LOCKS_HPP
#define NTSPIN_HELD_LOCKS_HPP

#include "atomic.hpp"
#include "watch.h"

namespace
{

using ntspin::atomic_ref;
using ntspin::memory_order_acq_rel;
using ntspin::memory_order_acquire;
using ntspin::memory_order_relaxed;
using ntspin::memory_order_release;

struct lock_record;

enum class hold : ULONG { none, claimed, waiting, held, refused };

struct held_lock {
	ULONG state; /* a hold */
	const void *task;
	KSPIN_LOCK *lock;
	KLOCK_QUEUE_HANDLE *handle; /* NULL for the ordinary family */
	lock_record *record;
	ULONGLONG sequence;
	ULONGLONG since;
	bool queued;
	bool saves;   /* the acquire raised the level and saved what it was */
	bool excused; /* what follows from a fault that was reported is not reported too */
	ntspin_holder who;
};

/* As many locks as one processor may hold; more are not noted. */
constexpr ULONG holds_max = 256;

struct processor_holds {
	ULONG used; /* notes from here on are free */
	held_lock holds[holds_max];
	/* The task that a release lowered to below DISPATCH_LEVEL though its acquire saved no level. */
	const void *suspect;
	const void *suspect_lock;
};

struct held_locks {
	processor_holds *processors;
	ULONG count;
	ULONG epoch; /* how often the verifier was switched on */
	ULONG complete;
	ULONG not_noted;
	ULONGLONG sequence;
};

held_locks notes;

/* Acquire: pairs with set_state(), which published what the note says. */
hold state_now(held_lock &note) noexcept
{
	return static_cast<hold>(atomic_ref(note.state).load(memory_order_acquire));
}

/* Release: pairs with the acquire in state_now() and in claim_note(). */
void set_state(held_lock &note, hold state) noexcept
{
	atomic_ref(note.state).store(static_cast<ULONG>(state), memory_order_release);
}

processor_holds &holds_here() noexcept
{
	return notes.processors[ntspin_this_processor()];
}

/* Interrupts may come in between, and leave what they found. Relaxed: this processor's alone. */
void cover(processor_holds &here, ULONG count) noexcept
{
	const atomic_ref used(here.used);
	ULONG now = used.load(memory_order_relaxed);

	while (now < count && !used.compare_exchange_strong(now, count, memory_order_relaxed,
							    memory_order_relaxed))
		;
}

/* A note of this task's, claimed; or NULL where there is no room for one. */
held_lock *claim_note() noexcept
{
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
		/* Relaxed: the values differ, and nothing rides on them. */
		note.sequence = __atomic_add_fetch(&notes.sequence, 1, __ATOMIC_RELAXED);
		note.excused = false;
		return &note;
	}
	return nullptr;
}

/* Notes at the end that are free are not looked at. Relaxed, as in cover(). */
void drop_note(held_lock &note) noexcept
{
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

} /* namespace */

#endif
