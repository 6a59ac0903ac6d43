/* SPDX-License-Identifier: GPL-2.0 */
/*
 * uses.hpp - an acquisition of any kind, while somebody watches: how the lock is asked for and given
 * up, and who is told of it.
 *
 * A queued caller waits in the lock's queue, as it always does, so that what is measured is what is
 * shipped. With the verifier on it waits as an ordinary one does, with a node in a frame of ours, and
 * owns by ticket: so its handle is in no queue, and moving, altering or losing it harms nobody.
 *
 * All of it is local to the file that includes it: see spin_lock.cpp.
 */
#ifndef NTSPIN_USES_HPP
#define NTSPIN_USES_HPP

#include "../lock/direct_access.hpp"
#include "../lock/direct_rw_access.hpp"
#include "findings.hpp"
#include "lock_records.hpp"

namespace ntspin
{
namespace
{

/* A request, on its way. */
struct request {
	void *lock;
	KLOCK_QUEUE_HANDLE *handle;
	ntspin_lock_kind kind;
	bool tries;
	bool verified;
	KIRQL old;
	const call &how;

	bool is_native() const noexcept
	{
		return kind == NTSPIN_QUEUED && !verified;
	}
};

inline bool is_rw(ntspin_lock_kind kind) noexcept
{
	return kind >= NTSPIN_SHARED;
}

inline ntspin_lock_kind kind_of(const held_lock &note) noexcept
{
	return static_cast<ntspin_lock_kind>(static_cast<UCHAR>(note.kind));
}

inline ULONG_PTR alignment_of(ntspin_lock_kind kind) noexcept
{
	return is_rw(kind) ? alignof(EX_SPIN_LOCK) : alignof(KSPIN_LOCK);
}

inline KSPIN_LOCK &word_of(void *lock) noexcept
{
	return *static_cast<KSPIN_LOCK *>(lock);
}

inline EX_SPIN_LOCK &rw_word_of(void *lock) noexcept
{
	return *static_cast<EX_SPIN_LOCK *>(lock);
}

/* Release: pairs with the acquire in watch_table.cpp, where the stamp says that the rest is there. */
inline void note_arrival(held_lock *note, KSPIN_LOCK found, ULONG_PTR node) noexcept
{
	if (!note)
		return;
	note->arrived.found = found;
	note->arrived.node = node;
	atomic_ref(note->arrived.stamp).store(next_number(), memory_order_release);
}

/* The lock's steps, as direct_access makes them; a waiter notes where it stands. */
struct watched_access : waking_access<direct_access> {
	held_lock *note;

	/* Before the predecessor can leave: so an address that is used again has a later number. */
	void arrived(KSPIN_LOCK &lock, lock_word found, const lock_node *node) const noexcept
	{
		waking_access<direct_access>::arrived(lock, found, node);
		note_arrival(note, found.bits(), reinterpret_cast<ULONG_PTR>(node));
	}
};

struct watched_rw_access : waking_rw_access<direct_rw_access> {};

using queue = queue_lock<watched_access>;
using readers_writers = rw_lock<watched_rw_access>;

constexpr watched_access no_waiter = {{{nullptr}}, nullptr};
constexpr watched_rw_access no_rw_waiter = {{{nullptr}}};

inline bool is_told(LONG of) noexcept
{
	return unusual() & of;
}

inline ULONG count_nested(const held_lock &note) noexcept
{
	ULONG count = 0;

	latest_of_mine_here([&](held_lock &other, hold state) {
		count += state == hold::held && other.record && other.lock != note.lock &&
			 other.record->place == note.record->place.now();
		return false;
	});
	return count;
}

inline ntspin_use use_of(const held_lock &note, const void *caller, ULONGLONG time = 0) noexcept
{
	ntspin_use use = {};

	use.lock = note.lock;
	use.site = note.record->site;
	use.caller = caller;
	use.record = number_of(*note.record);
	use.kind = kind_of(note);
	use.time = time;
	return use;
}

/* Relaxed: each count by itself. Of the same lock only readers come here at the same time. */
inline void note_longest(ULONGLONG &longest, ULONGLONG time) noexcept
{
	const atomic_ref most(longest);
	ULONGLONG now = most.load(memory_order_relaxed);

	while (now < time &&
	       !most.compare_exchange_strong(now, time, memory_order_relaxed, memory_order_relaxed))
		;
}

inline ULONG wait_class(ULONGLONG time) noexcept
{
	const int digits = time ? 64 - __builtin_clzll(time) : 0;
	const int past = digits - NTSPIN_SHORTEST_WAIT;

	return past < 0 ? 0 : past < NTSPIN_WAITS ? past : NTSPIN_WAITS - 1;
}

inline void count_acquisition(lock_record &record, bool contended, ULONGLONG waited) noexcept
{
	ntspin_lock_counts &counts = record.counts;
	ULONG &share = table.shares[number_of(record) * notes.count + ntspin_this_processor()];

	__atomic_fetch_add(&counts.acquisitions, 1, __ATOMIC_RELAXED);
	__atomic_fetch_add(&share, 1, __ATOMIC_RELAXED);
	if (!contended)
		return;
	__atomic_fetch_add(&counts.contended, 1, __ATOMIC_RELAXED);
	__atomic_fetch_add(&counts.waits[wait_class(waited)], 1, __ATOMIC_RELAXED);
	note_longest(counts.longest_wait, waited);
}

/*
 * Lockdep wants to know before the lock is asked for, as it speaks of what may come of it; of a try
 * once it has come to something. A reader waits for nobody where nobody ever writes.
 */
inline void tell_asked(held_lock &note, const request &request) noexcept
{
	ntspin_use use = use_of(note, request.how.caller);

	if (!is_told(NTSPIN_LOCKDEP))
		return;
	use.tries = request.tries || (request.kind == NTSPIN_SHARED && !note.record->had_writer);
	use.nested = count_nested(note);
	note.classed = ntspin_lockdep_asked(&use);
}

inline void tell_contended(const held_lock *note, const request &request) noexcept
{
	ntspin_contention_begin(request.lock);
	if (!note)
		return;

	const ntspin_use use = use_of(*note, request.how.caller);

	if (note->classed)
		ntspin_lockdep_contended(&use);
	if (is_told(NTSPIN_TRACE))
		ntspin_trace_contended(&use);
}

/* The lock is held: the note and the record are up to date when it is given up. */
inline void tell_acquired(held_lock &note, const call &how, bool contended,
			  ULONGLONG waited) noexcept
{
	const ntspin_use use = use_of(note, how.caller, waited);

	if (is_told(NTSPIN_COUNT))
		count_acquisition(*note.record, contended, waited);
	if (note.classed)
		ntspin_lockdep_acquired(&use);
	if (is_told(NTSPIN_TRACE))
		ntspin_trace_acquired(&use);
}

/* While it is held still. */
inline void tell_released(held_lock &note, const void *caller) noexcept
{
	const ntspin_use use = use_of(note, caller, ntspin_time() - note.since);

	if (is_told(NTSPIN_COUNT))
		note_longest(note.record->counts.longest_hold, use.time);
	if (note.classed)
		ntspin_lockdep_released(&use);
	if (is_told(NTSPIN_TRACE))
		ntspin_trace_released(&use);
}

inline void tell_level(KIRQL from, KIRQL to, const void *caller) noexcept
{
	if (from != to && is_told(NTSPIN_TRACE))
		ntspin_trace_irql(from, to, caller);
}

enum class owned { not_at_all, at_once, after_waiting };

/* Waits unless the request is a try. */
inline owned own_rw(const request &request, held_lock *note) noexcept
{
	EX_SPIN_LOCK &lock = rw_word_of(request.lock);
	const watched_rw_access steps = {{{request.how.caller}}};
	const bool shared = request.kind == NTSPIN_SHARED;
	rw_word seen(0);

	if (shared ? readers_writers::acquire_shared_at_once(steps, lock, seen) :
		     readers_writers::acquire_exclusive_at_once(steps, lock, seen))
		return owned::at_once;
	if (request.tries)
		return owned::not_at_all;
	note_arrival(note, 0, 0);
	tell_contended(note, request);
	if (shared)
		readers_writers::acquire_shared_contended(steps, lock, seen);
	else
		readers_writers::acquire_exclusive_contended(steps, lock, seen);
	ntspin_contention_end(request.lock);
	return owned::after_waiting;
}

inline owned own(const request &request, held_lock *note) noexcept
{
	if (is_rw(request.kind))
		return own_rw(request, note);

	KSPIN_LOCK &lock = word_of(request.lock);
	const watched_access steps = {{{request.how.caller}}, note};
	lock_word seen(0);

	if (request.is_native() ?
		    queue::acquire_queued_at_once(steps, lock, request.handle->LockQueue, seen) :
		    queue::acquire_at_once(steps, lock, seen))
		return owned::at_once;
	if (request.tries)
		return owned::not_at_all;
	tell_contended(note, request);
	if (request.is_native())
		queue::acquire_queued_contended(steps, lock, request.handle->LockQueue, seen);
	else
		queue::acquire_contended(steps, lock, seen);
	ntspin_contention_end(request.lock);
	return owned::after_waiting;
}

/* False where nobody holds it that way: nothing is done then. */
inline bool disown(void *lock, ntspin_lock_kind kind) noexcept
{
	if (kind == NTSPIN_SHARED)
		return readers_writers::release_shared(no_rw_waiter, rw_word_of(lock));
	if (kind == NTSPIN_EXCLUSIVE)
		return readers_writers::release_exclusive(no_rw_waiter, rw_word_of(lock));
	return queue::release(no_waiter, word_of(lock));
}

/* What a release is that finds nobody so. */
inline ntspin_fault not_held(ntspin_lock_kind kind) noexcept
{
	return kind == NTSPIN_QUEUED ? NTSPIN_RELEASED_TWICE :
	       is_rw(kind)	     ? NTSPIN_NOT_HELD_SO :
				       NTSPIN_NOT_HELD;
}

} /* namespace */
} /* namespace ntspin */

#endif
