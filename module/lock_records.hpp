/* SPDX-License-Identifier: GPL-2.0 */
/*
 * lock_records.hpp - what is known of a lock beyond its word: a table by address.
 *
 * Promised: looking up takes no lock. A record stays its lock's while somebody refers to it, which
 * everybody does from before the acquire until after the release; else it may make room for
 * another one. Records are added under table_lock, which an NMI does not ask for: it goes
 * unnoted there.
 *
 * A part of verifier.cpp: all of it is local to the file.
 */
#ifndef NTSPIN_LOCK_RECORDS_HPP
#define NTSPIN_LOCK_RECORDS_HPP

#include "held_locks.hpp"
#include "section.hpp"

namespace
{

enum : UCHAR { family_none, family_queued, family_ordinary };

/* While the lock was held, another was asked for; the gates were held too, each time. */
struct order_edge {
	lock_record *to;
	ULONG to_life;
	UCHAR gate_count;
	lock_record *gates[3];
};

constexpr ULONG edges_max = 12;

struct lock_record {
	ULONG_PTR key; /* the lock's address; 0 where there is none, 1 while that changes */
	ULONG references;
	ULONG life;    /* changes when it becomes another lock's, or the lock is initialised anew */
	UCHAR used_by; /* a family */
	ULONGLONG last_use;
	ULONG edge_count;
	order_edge edges[edges_max];
};

constexpr ULONG ways = 8;
constexpr ULONG sets = 512;

struct lock_records {
	lock_record *records;
	KSPIN_LOCK table_lock;
	ULONG forgotten;
	ULONG orders_lost;
};

lock_records table;

lock_record *set_of(const void *lock) noexcept
{
	const ULONGLONG hash = reinterpret_cast<ULONG_PTR>(lock) / 8 * 0x9e3779b97f4a7c15;

	return &table.records[(hash >> 55) * ways];
}

static_assert(sets == 1U << (64 - 55));

void put(lock_record &record) noexcept
{
	/* Release: whoever takes the record over does so after all that was done with it. */
	__atomic_fetch_sub(&record.references, 1, __ATOMIC_RELEASE);
}

/*
 * Refer to a record, if it is the lock's. Both sides first write, then look, with full barriers:
 * either we see that it is being taken away, or who takes it sees us.
 */
bool refer(lock_record &record, ULONG_PTR key) noexcept
{
	__atomic_fetch_add(&record.references, 1, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(&record.key, __ATOMIC_SEQ_CST) == key)
		return true;
	put(record);
	return false;
}

/* Under table_lock. The orders that lead here end with the life; those that lead on go too. */
void begin_life(lock_record &record) noexcept
{
	record.life++;
	record.edge_count = 0;
	atomic_ref(record.used_by).store(family_none, memory_order_relaxed);
}

/* Under table_lock: one that nobody uses becomes nobody's. */
bool take_away(lock_record &record) noexcept
{
	const ULONG_PTR before = record.key;

	__atomic_store_n(&record.key, 1, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(&record.references, __ATOMIC_SEQ_CST) == 0)
		return true;
	atomic_ref(record.key).store(before, memory_order_release);
	return false;
}

/* Under table_lock: a record for one more lock; or NULL where all that it could have are in use. */
lock_record *make_room(const void *lock) noexcept
{
	lock_record *const set = set_of(lock);
	lock_record *oldest = nullptr;

	for (ULONG i = 0; i < ways; i++) {
		lock_record &record = set[i];

		if (record.key == 0)
			return take_away(record) ? &record : nullptr;
		if (atomic_ref(record.references).load(memory_order_relaxed) == 0 &&
		    (!oldest || record.last_use < oldest->last_use))
			oldest = &record;
	}
	if (!oldest || !take_away(*oldest))
		return nullptr;
	table.forgotten++;
	return oldest;
}

lock_record *find(const void *lock) noexcept
{
	lock_record *const set = set_of(lock);
	const ULONG_PTR key = reinterpret_cast<ULONG_PTR>(lock);

	for (ULONG i = 0; i < ways; i++)
		if (atomic_ref(set[i].key).load(memory_order_acquire) == key && refer(set[i], key))
			return &set[i];
	return nullptr;
}

/* The lock's record, referred to; NULL where there is no room. */
lock_record *get(const void *lock) noexcept
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
	begin_life(*record);
	__atomic_fetch_add(&record->references, 1, __ATOMIC_RELAXED);
	/* Release: pairs with the acquire in find(). */
	atomic_ref(record->key).store(reinterpret_cast<ULONG_PTR>(lock), memory_order_release);
	return record;
}

} /* namespace */

#endif
