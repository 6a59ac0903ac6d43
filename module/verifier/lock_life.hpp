/* SPDX-License-Identifier: GPL-2.0 */
/*
 * lock_life.hpp - which lock lies at an address: the one that is known, another one, or none yet.
 *
 * Storage is used anew with nobody being told. So a lock is known until it is initialised, its
 * memory is freed, or its word or its type says that it is another one; then a life begins.
 *
 * All of it is local to the file that includes it: see spin_lock.cpp.
 */
#ifndef NTSPIN_LOCK_LIFE_HPP
#define NTSPIN_LOCK_LIFE_HPP

#include "lock_table.hpp"

namespace ntspin
{
namespace
{

/*
 * Storage that is zeroed is a new lock: nothing is known of it. One that is known has a word of 0
 * behind its last ticket too, and served says so: looked at before and after, since the lock may be
 * acquired meanwhile.
 */
inline bool is_zeroed(const lock_record &record, KSPIN_LOCK &word) noexcept
{
	/* Acquires from acquire(): the word is no older than the acquire that served tells of. */
	const UCHAR before = record.served.meet();

	/* Acquires what the last release released, before which served was written. */
	return before != last_ticket && atomic_ref(word).load(memory_order_acquire) == 0 &&
	       record.served == before;
}

/*
 * A lock of the other type, where a KSPIN_LOCK lay or an EX_SPIN_LOCK, is another lock too. The site
 * is looked at last: where a life is being begun, it is what is not there yet. All acquire: pairs
 * with begin_life().
 */
inline bool is_new(const lock_record &record, const request &request) noexcept
{
	const UCHAR used_by = atomic_ref(record.used_by).load(memory_order_acquire);

	if (used_by != family_none && request.is_rw() != (used_by == family_rw))
		return true;
	if (!request.is_rw() && is_zeroed(record, request.word()))
		return true;
	return !record.site.meet();
}

inline bool is_in_use(KSPIN_LOCK word) noexcept
{
	return !lock_word(word).is_free();
}

/*
 * While the record is taken away, nobody comes to the lock by it, and what all did who did before is
 * seen. So the lock is free, unless somebody holds it unnoted, or its word is none.
 */
inline bool is_made_free(lock_record &record, KSPIN_LOCK &lock) noexcept
{
	const section held(table.table_lock);
	const ULONG_PTR key = record.key;
	bool made = false;

	if (!take_away(record, 1))
		return false;

	/* Relaxed: all_was_noted() keeps it before what counts. */
	KSPIN_LOCK word = atomic_ref(lock).load(memory_order_relaxed);

	/* Relaxed: whoever came in between, unnoted, has changed the word. */
	if (is_in_use(word) && all_was_noted())
		made = atomic_ref(lock).compare_exchange_strong(word, 0, memory_order_relaxed,
								memory_order_relaxed);
	/* Release: pairs with the acquire in find(). */
	atomic_ref(record.key).store(key, memory_order_release);
	return made;
}

/*
 * A lock that nobody else refers to, and that is held by nobody, is free, unless its word is none. It
 * is made free then; returns whether it was.
 */
inline bool repair_word(lock_record &record, const request &request) noexcept
{
	KSPIN_LOCK &lock = request.word();

	/* Relaxed: a guess, which spares the table's lock where somebody is there. */
	if (!is_in_use(atomic_ref(lock).load(memory_order_relaxed)) || !all_is_noted() ||
	    atomic_ref(record.references).load(memory_order_relaxed) != 1 || ntspin_in_nmi())
		return false;
	return is_made_free(record, lock);
}

/* Looked at once more under the lock: of several who come, one begins the life. */
inline void begin_if_new(lock_record &record, const request &request) noexcept
{
	if (!is_new(record, request) || ntspin_in_nmi())
		return;

	const section held(table.table_lock);

	if (is_new(record, request))
		begin_life(record, request.how.caller, false);
}

inline UCHAR family_of(const request &request) noexcept
{
	return request.kind == NTSPIN_QUEUED   ? family_queued :
	       request.kind == NTSPIN_ORDINARY ? family_ordinary :
						 family_rw;
}

/* The family that a lock belongs to: that of the first acquire of its life, which this may be. */
inline UCHAR first_family(lock_record &record, const request &request) noexcept
{
	const UCHAR mine = family_of(request);
	UCHAR first = family_none;

	return atomic_ref(record.used_by)
			       .compare_exchange_strong(first, mine, memory_order_relaxed,
							memory_order_relaxed) ?
		       mine :
		       first;
}

} /* namespace */
} /* namespace ntspin */

#endif
