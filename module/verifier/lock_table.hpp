/* SPDX-License-Identifier: GPL-2.0 */
/*
 * lock_table.hpp - what is known of a lock beyond its word: a hash table by address.
 *
 * Promised: a look-up takes no lock. An entry belongs to its lock while it is referred to, which it
 * is from before an acquire until after the release; else another lock may take it. Entries are
 * added under table_lock, which an NMI does not take: its acquisition goes unrecorded then.
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

struct lock_entry : line_member {
	ULONG_PTR key; /* the lock's address; 0 where there is none, 1 while that changes */
	ULONG references;
	ULONG life;    /* changes when it becomes another lock's, or that is initialised again */
	UCHAR used_by; /* a family */
	shared_field<UCHAR> served; /* the ticket that owned last: behind 255 the word is 0 again */
	shared_field<bool> was_initialized;
	shared_field<bool> had_writer;	    /* of a reader-writer lock */
	shared_field<const void *> site;    /* where it was initialised; if never, first acquired */
	shared_field<const void *> site_id; /* the host's word for that */
	shared_field<ULONGLONG> last_use;
	ntspin_lock_counts counts;
	order_link edges[by_age]; /* the orders in which it is held, and is asked for */
	ULONGLONG search;	  /* that came here, and from which side; and how */
	order_edge *way;
	lock_entry *search_next;
};

constexpr UCHAR last_ticket = 255;
constexpr ULONG ways = 8;
constexpr ULONG sets = 512;

struct lock_table {
	lock_entry *entries;
	ULONG *shares; /* of each entry, for each processor: its acquisitions */
	KSPIN_LOCK table_lock;
	ULONG forgotten;
};

extern lock_table table;

namespace
{

inline lock_entry *set_of(const void *lock) noexcept
{
	const ULONGLONG hash = reinterpret_cast<ULONG_PTR>(lock) / 8 * 0x9e3779b97f4a7c15;

	return &table.entries[(hash >> 55) * ways];
}

static_assert(sets == 1U << (64 - 55));

inline ULONG number_of(const lock_entry &entry) noexcept
{
	return static_cast<ULONG>(&entry - table.entries);
}

inline void put(lock_entry &entry) noexcept
{
	/* Release: pairs with take_away(), which comes after all that was done with the entry. */
	__atomic_fetch_sub(&entry.references, 1, __ATOMIC_RELEASE);
}

/*
 * Refer to an entry, if it is the lock's. As in take_away() a full barrier parts the store from the
 * load: either this sees the other key, or take_away() sees this reference.
 */
inline bool refer(lock_entry &entry, ULONG_PTR key) noexcept
{
	__atomic_fetch_add(&entry.references, 1, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(&entry.key, __ATOMIC_SEQ_CST) == key)
		return true;
	put(entry);
	return false;
}

/* Relaxed: a concurrent reader or writer gets the old counts or the new ones. */
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
 * Under table_lock. The orders of the lock end with its life. The word is 0, or the first acquire
 * finds out that it is not. Others may acquire the lock meanwhile: a reader that sees part of the
 * new life sees no site, and takes table_lock; one that sees the site sees all of it. The releases
 * of served, used_by and site pair with is_new().
 */
inline void begin_life(lock_entry &entry, const void *site, bool was_initialized) noexcept
{
	entry.life++;
	for (ULONG list = by_held; list < by_age; list++)
		move_all(entry.edges[list], orders.ended[list]);
	entry.site = nullptr;
	entry.served.publish(last_ticket);
	entry.was_initialized = was_initialized;
	entry.had_writer = false;
	entry.site_id = nullptr;
	clear(entry.counts);
	for (ULONG i = 0; i < acquisitions.count; i++)
		atomic_ref(table.shares[number_of(entry) * acquisitions.count + i])
			.store(0, memory_order_relaxed);
	atomic_ref(entry.used_by).store(family_none, memory_order_release);
	if (!site)
		return;
	entry.site_id = ntspin_lock_begins(number_of(entry),
					   reinterpret_cast<const void *>(entry.key), site,
					   was_initialized);
	entry.site.publish(site);
}

/*
 * Under table_lock. An entry that nobody else refers to, mine references apart, is no lock's for
 * now. The load of references acquires what each put() has released.
 */
inline bool take_away(lock_entry &entry, ULONG mine = 0) noexcept
{
	const ULONG_PTR before = entry.key;

	__atomic_store_n(&entry.key, 1, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(&entry.references, __ATOMIC_SEQ_CST) == mine)
		return true;
	atomic_ref(entry.key).store(before, memory_order_release);
	return false;
}

/* Under table_lock: the entry is free from now on, unless somebody refers to it. */
inline bool end_entry(lock_entry &entry) noexcept
{
	if (!take_away(entry))
		return false;
	leave_line(entry);
	begin_life(entry, nullptr, false);
	/* Release: pairs with the acquire in find(). */
	atomic_ref(entry.key).store(0, memory_order_release);
	return true;
}

/* Under table_lock: an entry for one more lock. NULL where its whole set is in use. */
inline lock_entry *make_room(const void *lock) noexcept
{
	lock_entry *const set = set_of(lock);
	lock_entry *oldest = nullptr;

	for (ULONG i = 0; i < ways; i++) {
		lock_entry &entry = set[i];

		if (entry.key == 0 && take_away(entry))
			return &entry;
		if (entry.key && atomic_ref(entry.references).load(memory_order_relaxed) == 0 &&
		    (!oldest || entry.last_use < oldest->last_use))
			oldest = &entry;
	}
	if (!oldest || !take_away(*oldest))
		return nullptr;
	leave_line(*oldest);
	table.forgotten++;
	return oldest;
}

inline lock_entry *find(const void *lock) noexcept
{
	lock_entry *const set = set_of(lock);
	const ULONG_PTR key = reinterpret_cast<ULONG_PTR>(lock);

	for (ULONG i = 0; i < ways; i++)
		if (atomic_ref(set[i].key).load(memory_order_acquire) == key && refer(set[i], key))
			return &set[i];
	return nullptr;
}

/* The lock's entry, with a reference; NULL where there is no room. */
inline lock_entry *get(const void *lock) noexcept
{
	if (lock_entry *const entry = find(lock))
		return entry;
	if (ntspin_in_nmi())
		return nullptr;

	const section held(table.table_lock);

	if (lock_entry *const entry = find(lock))
		return entry;

	lock_entry *const entry = make_room(lock);

	if (!entry)
		return nullptr;
	begin_life(*entry, nullptr, false);
	join_line(*entry, reinterpret_cast<ULONG_PTR>(lock));
	__atomic_fetch_add(&entry->references, 1, __ATOMIC_RELAXED);
	/* Release: pairs with the acquire in find(). */
	atomic_ref(entry->key).store(reinterpret_cast<ULONG_PTR>(lock), memory_order_release);
	return entry;
}

} /* namespace */
} /* namespace ntspin */

#endif
