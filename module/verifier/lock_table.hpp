/* SPDX-License-Identifier: GPL-2.0 */
/*
 * lock_table.hpp - what is known of a lock beyond its word: a table by address.
 *
 * Promised: looking up takes no lock. A record stays its lock's while somebody refers to it, which
 * everybody does from before the acquire until after the release; else it may make room for
 * another one. Records are added under table_lock, which an NMI does not ask for: it goes
 * unnoted there.
 *
 * The table is one for all files; what works on it is local to each, as spin_lock.cpp says.
 */
#ifndef NTSPIN_LOCK_TABLE_HPP
#define NTSPIN_LOCK_TABLE_HPP

#include "../lock/lock_word.hpp"
#include "../lock/section.hpp"
#include "acquisitions.hpp"
#include "lock_lines.hpp"
#include "order_edges.hpp"

namespace ntspin
{

enum : UCHAR { family_none, family_queued, family_ordinary, family_rw };

struct lock_record : line_member {
	ULONG_PTR key; /* the lock's address; 0 where there is none, 1 while that changes */
	ULONG references;
	ULONG life;    /* changes when it becomes another lock's, or the lock is initialised anew */
	UCHAR used_by; /* a family */
	shared_field<UCHAR> served; /* the ticket that owned last: behind 255 the word is 0 again */
	shared_field<bool> was_initialized;
	shared_field<bool> had_writer;	  /* of a reader-writer lock */
	shared_field<const void *> site;  /* where it was initialised; if never, first acquired */
	shared_field<const void *> place; /* the host's word for that */
	shared_field<ULONGLONG> last_use;
	ntspin_lock_counts counts;
	order_link edges[by_age]; /* the orders in which it is held, and is asked for */
	ULONGLONG search;	  /* that came here, and from which side; and how */
	order_edge *way;
	lock_record *search_next;
};

constexpr UCHAR last_ticket = 255;
constexpr ULONG ways = 8;
constexpr ULONG sets = 512;

struct lock_records {
	lock_record *records;
	ULONG *shares; /* of each record, for each processor: its acquisitions */
	KSPIN_LOCK table_lock;
	ULONG forgotten;
};

extern lock_records table;

namespace
{

inline lock_record *set_of(const void *lock) noexcept
{
	const ULONGLONG hash = reinterpret_cast<ULONG_PTR>(lock) / 8 * 0x9e3779b97f4a7c15;

	return &table.records[(hash >> 55) * ways];
}

static_assert(sets == 1U << (64 - 55));

inline ULONG number_of(const lock_record &record) noexcept
{
	return static_cast<ULONG>(&record - table.records);
}

inline void put(lock_record &record) noexcept
{
	/* Release: whoever takes the record over does so after all that was done with it. */
	__atomic_fetch_sub(&record.references, 1, __ATOMIC_RELEASE);
}

/*
 * Refer to a record, if it is the lock's. Both sides first write, then look, with full barriers:
 * either we see that it is being taken away, or who takes it sees us.
 */
inline bool refer(lock_record &record, ULONG_PTR key) noexcept
{
	__atomic_fetch_add(&record.references, 1, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(&record.key, __ATOMIC_SEQ_CST) == key)
		return true;
	put(record);
	return false;
}

/* Relaxed: who looks meanwhile, or counts, finds the old ones or the new. */
inline void clear(ntspin_lock_counts &counts) noexcept
{
	ULONGLONG *const all[] = {&counts.acquisitions, &counts.contended, &counts.longest_wait,
				  &counts.longest_hold};

	for (ULONGLONG *const count : all)
		atomic_ref(*count).store(0, memory_order_relaxed);
	for (ULONG &count : counts.waits)
		atomic_ref(count).store(0, memory_order_relaxed);
}

/*
 * Under table_lock. The orders that the lock is in end with the life. The word is 0, or the first
 * acquire finds out that it is not. Others may come to the lock meanwhile: who sees a part of the
 * new life sees no site, and waits for table_lock; who sees the site sees all of it. Both releases,
 * and those of served and used_by, pair with is_new().
 */
inline void begin_life(lock_record &record, const void *site, bool was_initialized) noexcept
{
	record.life++;
	for (ULONG list = by_held; list < by_age; list++)
		move_all(record.edges[list], orders.ended[list]);
	record.site = nullptr;
	record.served.publish(last_ticket);
	record.was_initialized = was_initialized;
	record.had_writer = false;
	record.place = nullptr;
	clear(record.counts);
	for (ULONG i = 0; i < notes.count; i++)
		atomic_ref(table.shares[number_of(record) * notes.count + i])
			.store(0, memory_order_relaxed);
	atomic_ref(record.used_by).store(family_none, memory_order_release);
	if (!site)
		return;
	record.place = ntspin_lock_begins(number_of(record),
					  reinterpret_cast<const void *>(record.key), site,
					  was_initialized);
	record.site.publish(site);
}

/*
 * Under table_lock: one that nobody uses, or nobody but the caller, becomes nobody's. What all did
 * who have used it is seen then: the second one acquires what put() released.
 */
inline bool take_away(lock_record &record, ULONG mine = 0) noexcept
{
	const ULONG_PTR before = record.key;

	__atomic_store_n(&record.key, 1, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(&record.references, __ATOMIC_SEQ_CST) == mine)
		return true;
	atomic_ref(record.key).store(before, memory_order_release);
	return false;
}

/* Under table_lock: it is nobody's from now on; unless somebody refers to it. */
inline bool end_record(lock_record &record) noexcept
{
	if (!take_away(record))
		return false;
	leave_line(record);
	begin_life(record, nullptr, false);
	/* Release: pairs with the acquire in find(). */
	atomic_ref(record.key).store(0, memory_order_release);
	return true;
}

/* Under table_lock: a record for one more lock; or NULL where all that it could have are in use. */
inline lock_record *make_room(const void *lock) noexcept
{
	lock_record *const set = set_of(lock);
	lock_record *oldest = nullptr;

	for (ULONG i = 0; i < ways; i++) {
		lock_record &record = set[i];

		if (record.key == 0 && take_away(record))
			return &record;
		if (record.key && atomic_ref(record.references).load(memory_order_relaxed) == 0 &&
		    (!oldest || record.last_use < oldest->last_use))
			oldest = &record;
	}
	if (!oldest || !take_away(*oldest))
		return nullptr;
	leave_line(*oldest);
	table.forgotten++;
	return oldest;
}

inline lock_record *find(const void *lock) noexcept
{
	lock_record *const set = set_of(lock);
	const ULONG_PTR key = reinterpret_cast<ULONG_PTR>(lock);

	for (ULONG i = 0; i < ways; i++)
		if (atomic_ref(set[i].key).load(memory_order_acquire) == key && refer(set[i], key))
			return &set[i];
	return nullptr;
}

/* The lock's record, referred to; NULL where there is no room. */
inline lock_record *get(const void *lock) noexcept
{
	if (lock_record *const record = find(lock))
		return record;
	if (ntspin_in_nmi())
		return nullptr;

	const section held(table.table_lock);

	if (lock_record *const record = find(lock))
		return record;

	lock_record *const record = make_room(lock);

	if (!record)
		return nullptr;
	begin_life(*record, nullptr, false);
	join_line(*record, reinterpret_cast<ULONG_PTR>(lock));
	__atomic_fetch_add(&record->references, 1, __ATOMIC_RELAXED);
	/* Release: pairs with the acquire in find(). */
	atomic_ref(record->key).store(reinterpret_cast<ULONG_PTR>(lock), memory_order_release);
	return record;
}

} /* namespace */
} /* namespace ntspin */

#endif
