// SPDX-License-Identifier: GPL-2.0
/*
 * lock_rows.cpp - what is known of each lock, for the host to print: counts, the holder, and the
 * waiters in order of arrival.
 */
#include "lock_table.hpp"

namespace ntspin
{

namespace
{

/* A copy of a record, which may be reused while it is read: then the copy is discarded. */
struct seen_record {
	ntspin_holder who;
	KSPIN_LOCK found;
	ULONG_PTR node;
	ULONGLONG stamp;
	ULONGLONG sequence;
	hold state;
	const void *lock;
};

bool look_at(acquisition &record, seen_record &seen) noexcept
{
	/*
	 * The number first and last: it is the first to change when the record becomes another's.
	 * Acquire: pairs with claim_record(). Where the number is new already, the state is not in
	 * force, or tells that all of the new record is there.
	 */
	seen.sequence = record.sequence.meet();
	seen.state = state_now(record);
	if (seen.state != hold::waiting && seen.state != hold::held)
		return false;
	seen.lock = record.lock;
	/* Acquire: pairs with record_arrival(). */
	seen.stamp = atomic_ref(record.arrived.stamp).load(memory_order_acquire);
	seen.found = record.arrived.found;
	seen.node = record.arrived.node;
	seen.who = record.who.get();
	/*
	 * Acquire: pairs with the fence in claim_record(), whose number follows if the rest was
	 * new.
	 */
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return state_now(record) >= seen.state && state_now(record) <= hold::held &&
	       record.sequence == seen.sequence;
}

/*
 * Whether one has to be served before the other. A waiter with a ticket comes before the queue; in
 * the queue each knows its predecessor by its node. A node's address may be reused by a later
 * waiter: its record is younger than the other's arrival.
 */
bool comes_before(const seen_record &one, const seen_record &other) noexcept
{
	if (!one.node)
		return other.node || one.stamp < other.stamp;
	return lock_word(other.found).is_tail(one.node) && one.sequence < other.stamp;
}

/* The waiters of a lock in order of arrival, as far as there is room. */
class waiters {
public:
	void add(const seen_record &record) noexcept
	{
		if (count_ < NTSPIN_WAITERS)
			records_[count_++] = record;
		all_++;
	}

	void write(struct ntspin_lock_row &row) noexcept
	{
		row.waiting = all_;
		for (ULONG placed = 0; placed < count_; placed++) {
			const ULONG next = first_from(placed);
			const seen_record record = records_[next];

			records_[next] = records_[placed];
			records_[placed] = record;
			row.waiters[placed] = record.who;
		}
	}

private:
	bool is_first(ULONG candidate, ULONG placed) const noexcept
	{
		for (ULONG i = placed; i < count_; i++)
			if (i != candidate && comes_before(records_[i], records_[candidate]))
				return false;
		return true;
	}

	ULONG first_from(ULONG placed) const noexcept
	{
		for (ULONG i = placed; i < count_; i++)
			if (is_first(i, placed))
				return i;
		return placed;
	}

	ULONG count_ = 0;
	ULONG all_ = 0;
	seen_record records_[NTSPIN_WAITERS];
};

/* By enum family. */
constexpr const char *family_names[] = {"none", "queued", "ordinary", "reader-writer"};

void copy_counts(lock_entry &entry, ntspin_lock_counts &counts) noexcept
{
	const auto now = [](auto &count) { return atomic_ref(count).load(memory_order_relaxed); };

	counts.acquisitions = now(entry.counts.acquisitions);
	counts.contended = now(entry.counts.contended);
	counts.longest_wait = now(entry.counts.longest_wait);
	counts.longest_hold = now(entry.counts.longest_hold);
	for (ULONG i = 0; i < NTSPIN_WAITS; i++)
		counts.waits[i] = now(entry.counts.waits[i]);
}

} /* namespace */
} /* namespace ntspin */

using namespace ntspin;

extern "C" {

BOOLEAN ntspin_lock_row(ULONG number, struct ntspin_lock_row *row)
{
	lock_entry &entry = table.entries[number];
	const ULONG_PTR key = atomic_ref(entry.key).load(memory_order_acquire);
	waiters waiting;

	if (key <= 1 || !refer(entry, key))
		return FALSE;
	*row = {};
	row->lock = reinterpret_cast<const void *>(key);
	row->site = entry.site;
	row->site_id = entry.site_id;
	row->was_initialized = entry.was_initialized;
	row->family = family_names[atomic_ref(entry.used_by).load(memory_order_relaxed)];
	copy_counts(entry, row->counts);
	put(entry);
	for (ULONG i = 0; i < acquisitions.count; i++)
		latest_on(acquisitions.processors[i], [&](acquisition &record, hold) {
			seen_record seen;

			if (record.lock != row->lock || !look_at(record, seen) ||
			    seen.lock != row->lock)
				return false;
			if (seen.state == hold::held)
				row->holder = seen.who;
			else if (seen.stamp)
				waiting.add(seen);
			return false;
		});
	waiting.write(*row);
	return TRUE;
}

ULONG ntspin_lock_share(ULONG number, ULONG processor)
{
	return atomic_ref(table.shares[number * acquisitions.count + processor])
		.load(memory_order_relaxed);
}

/* Relaxed: an acquisition that comes in between is counted or is not. */
void ntspin_counts_reset(void)
{
	for (ULONG i = 0; i < ntspin_lock_entries(); i++)
		clear(table.entries[i].counts);
	for (ULONG i = 0; i < ntspin_lock_entries() * acquisitions.count; i++)
		atomic_ref(table.shares[i]).store(0, memory_order_relaxed);
}

} /* extern "C" */
