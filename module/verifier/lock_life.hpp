/* SPDX-License-Identifier: GPL-2.0 */
/*
 * lock_life.hpp - which lock lies at an address: the one that is known, another one, or none yet.
 *
 * A driver can reuse storage without any call. So an entry is valid until the lock is initialised,
 * its memory is freed, or its word or its type shows that another lock is there: then a new life
 * begins.
 */
#ifndef NTSPIN_LOCK_LIFE_HPP
#define NTSPIN_LOCK_LIFE_HPP

#include "lock_table.hpp"

namespace ntspin
{
namespace
{

/*
 * Zeroed storage is a new lock. The word of a known lock is 0 too when ticket 255 was the last one
 * served: served tells. It is read before and after the word, as the lock may be acquired
 * meanwhile.
 */
inline bool is_zeroed(const lock_entry &entry, KSPIN_LOCK &word) noexcept
{
	/* Pairs with the publish in is_held(): the word is no older than that acquire. */
	const UCHAR before = entry.served.meet();

	/* Acquire: pairs with the last release, before which served was written. */
	return before != last_ticket && atomic_ref(word).load(memory_order_acquire) == 0 &&
	       entry.served == before;
}

/*
 * A KSPIN_LOCK where an EX_SPIN_LOCK lay, or the other way round, is another lock too. The site is
 * read last: begin_life() writes it last. All acquire: pairs with begin_life().
 */
inline bool is_new(const lock_entry &entry, const request &request) noexcept
{
	const UCHAR used_by = atomic_ref(entry.used_by).load(memory_order_acquire);

	if (used_by != family_none && request.is_rw() != (used_by == family_rw))
		return true;
	if (!request.is_rw() && is_zeroed(entry, request.word()))
		return true;
	return !entry.site.meet();
}

inline bool is_in_use(KSPIN_LOCK word) noexcept
{
	return !lock_word(word).is_free();
}

/*
 * While the entry is taken away nobody can acquire the lock with a record, and all that was done
 * with one before is seen. So the lock is free, unless it is held without a record, or its word is
 * garbage.
 */
inline bool is_made_free(lock_entry &entry, KSPIN_LOCK &lock) noexcept
{
	const section held(table.table_lock);
	const ULONG_PTR key = entry.key;
	bool made = false;

	if (!take_away(entry, 1))
		return false;

	/* Relaxed: all_was_recorded() keeps it before what counts. */
	KSPIN_LOCK word = atomic_ref(lock).load(memory_order_relaxed);

	/* Relaxed: an acquire without a record in between has changed the word, and this fails. */
	if (is_in_use(word) && all_was_recorded())
		made = atomic_ref(lock).compare_exchange_strong(word, 0, memory_order_relaxed,
								memory_order_relaxed);
	/* Release: pairs with the acquire in find(). */
	atomic_ref(entry.key).store(key, memory_order_release);
	return made;
}

/*
 * A lock that nobody else refers to is free, unless its word is garbage: then it is made free.
 * Returns whether it was.
 */
inline bool repair_word(lock_entry &entry, const request &request) noexcept
{
	KSPIN_LOCK &lock = request.word();

	/* Relaxed: a guess, which mostly spares taking table_lock. */
	if (!is_in_use(atomic_ref(lock).load(memory_order_relaxed)) || !all_is_recorded() ||
	    atomic_ref(entry.references).load(memory_order_relaxed) != 1 || ntspin_in_nmi())
		return false;
	return is_made_free(entry, lock);
}

/*
 * Asked once more under table_lock: of several acquires that see a new lock, one begins its life.
 */
inline void begin_if_new(lock_entry &entry, const request &request) noexcept
{
	if (!is_new(entry, request) || ntspin_in_nmi())
		return;

	const section held(table.table_lock);

	if (is_new(entry, request))
		begin_life(entry, request.how.caller, false);
}

/* The family of the lock: that of the first acquire of its life, which may be this one. */
inline UCHAR first_family(lock_entry &entry, const request &request) noexcept
{
	const UCHAR mine = request.family();
	UCHAR first = family_none;

	return atomic_ref(entry.used_by)
			       .compare_exchange_strong(first, mine, memory_order_relaxed,
							memory_order_relaxed) ?
		       mine :
		       first;
}

/* The lock that lies where one is asked for. */
struct known_lock {
	lock_entry *entry; /* with a reference; NULL where there is no room for it */
	UCHAR first_family;
	bool was_garbage; /* its word, which is made free */
};

inline known_lock identify(const request &request) noexcept
{
	known_lock lock = {request.is_misplaced() ? nullptr : get(request.lock), family_none,
			   false};

	if (!lock.entry)
		return lock;
	lock.was_garbage = request.verified && !request.is_rw() &&
			   repair_word(*lock.entry, request);
	begin_if_new(*lock.entry, request);
	lock.first_family = first_family(*lock.entry, request);
	if (request.kind == NTSPIN_EXCLUSIVE)
		lock.entry->had_writer = true;
	return lock;
}

} /* namespace */
} /* namespace ntspin */

#endif
