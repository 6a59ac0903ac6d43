/* SPDX-License-Identifier: GPL-2.0 */
/*
 * held_locks.hpp - what is held, waited for, or was refused: a note for each.
 *
 * Promised: noting takes no lock and no memory, so that it can be done in an NMI. A note is claimed
 * with one compare-exchange, among those of the processor, and is in force from the store of its
 * state on. Who holds is a task: an interrupt is on the account of the task that it interrupts,
 * since neither goes on while the other has the processor.
 *
 * The notes are one for all files; what works on them is local to each, as spin_lock.cpp says.
 */
#ifndef NTSPIN_HELD_LOCKS_HPP
#define NTSPIN_HELD_LOCKS_HPP

#include "../lock/atomic.hpp"
#include "../lock/pinned.hpp"
#include "../seam/watch.h"

namespace ntspin
{

/* A field that others may read while it changes: relaxed, so what it says may be old. */
template <class T> class shared_field {
public:
	[[gnu::always_inline]] operator T() const noexcept
	{
		return __atomic_load_n(&value_, __ATOMIC_RELAXED);
	}

	[[gnu::always_inline]] T operator=(T value) noexcept
	{
		__atomic_store_n(&value_, value, __ATOMIC_RELAXED);
		return value;
	}

	[[gnu::always_inline]] T operator->() const noexcept
	{
		return *this;
	}

	[[gnu::always_inline]] T now() const noexcept
	{
		return *this;
	}

	/* What was done before is seen by whom this value meets. */
	[[gnu::always_inline]] void publish(T value) noexcept
	{
		__atomic_store_n(&value_, value, __ATOMIC_RELEASE);
	}

	[[gnu::always_inline]] T meet() const noexcept
	{
		return __atomic_load_n(&value_, __ATOMIC_ACQUIRE);
	}

private:
	T value_;
};

/* The same of who holds a lock. A mixture of two is only ever printed. */
class shared_holder {
public:
	[[gnu::always_inline]] void set(const ntspin_holder &holder) noexcept
	{
		ULONGLONG words[size];

		__builtin_memcpy(words, &holder, sizeof(words));
		for (ULONG i = 0; i < size; i++)
			words_[i] = words[i];
	}

	[[gnu::always_inline]] ntspin_holder get() const noexcept
	{
		ULONGLONG words[size];
		ntspin_holder holder;

		for (ULONG i = 0; i < size; i++)
			words[i] = words_[i];
		__builtin_memcpy(&holder, words, sizeof(words));
		return holder;
	}

private:
	static constexpr ULONG size = sizeof(ntspin_holder) / sizeof(ULONGLONG);

	shared_field<ULONGLONG> words_[size];
};

struct lock_record;

enum class hold : ULONG { none, claimed, waiting, held, refused };

/*
 * How a waiter came: the lock's word as it found it, which names its predecessor, and its own node.
 * The stamp is a number behind that, so that an address which is used again is told from this one.
 */
struct arrival {
	shared_field<KSPIN_LOCK> found;
	shared_field<ULONG_PTR> node; /* 0 for who took a ticket */
	ULONGLONG stamp;	      /* 0 before it came */
};

struct held_lock {
	ULONG state; /* a hold */
	shared_field<const void *> task;
	shared_field<void *> lock;
	shared_field<KLOCK_QUEUE_HANDLE *> handle; /* NULL for all but the queued family */
	shared_field<lock_record *> record;
	shared_field<ULONGLONG> sequence;
	shared_field<ULONGLONG> since;
	shared_field<UCHAR> kind;   /* an ntspin_lock_kind */
	shared_field<bool> native;  /* the handle is in the lock's queue, as while nobody watches */
	shared_field<bool> saves;   /* the acquire raised the level and saved what it was */
	shared_field<bool> excused; /* what follows from a fault that was reported is not reported */
	shared_field<bool> classed; /* lockdep knows of it */
	arrival arrived;
	shared_holder who;
};

/* As many locks as one processor may hold; more are not noted. */
constexpr ULONG holds_max = 256;

struct processor_holds {
	ULONG used; /* notes from here on are free */
	held_lock holds[holds_max];
	/* The task that a release lowered to below DISPATCH_LEVEL though its acquire saved no level. */
	const void *suspect;
	const void *suspect_lock;
	/* The task that last raised to DISPATCH_LEVEL from below, and where. */
	const void *raised;
	const void *raised_at;
};

struct held_locks {
	processor_holds *processors;
	ULONG count;
	ULONG epoch;	 /* how often watching has begun */
	ULONG complete;	 /* 0: a lock that is not noted may be held; else 1 + doubted */
	ULONG doubted;	 /* what not_noted was when that was last in doubt */
	ULONG not_noted; /* only ever rises while somebody watches */
	ULONGLONG sequence;
};

extern held_locks notes;

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
		note.native = false;
		/* Relaxed: the state says that the note is in force. */
		atomic_ref(note.arrived.stamp).store(0, memory_order_relaxed);
		return &note;
	}
	return nullptr;
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

} /* namespace */
} /* namespace ntspin */

#endif
