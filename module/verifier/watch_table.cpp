// SPDX-License-Identifier: GPL-2.0
/*
 * watch_table.cpp - what is known of each lock, for the host to print: counts, who holds it, and who
 * waits, first come, first.
 */
#include "lock_table.hpp"

namespace ntspin
{

namespace
{

/* A note that may become another's while it is looked at: what was read then is thrown away. */
struct seen_note {
	ntspin_holder who;
	KSPIN_LOCK found;
	ULONG_PTR node;
	ULONGLONG stamp;
	ULONGLONG sequence;
	hold state;
	const void *lock;
};

bool look_at(held_lock &note, seen_note &seen) noexcept
{
	/*
	 * The number first and last: it is the first to change when the note becomes another's.
	 * Acquire: pairs with claim_note(). Where the number is new already, the state is not in
	 * force, or tells that all of the new note is there.
	 */
	seen.sequence = note.sequence.meet();
	seen.state = state_now(note);
	if (seen.state != hold::waiting && seen.state != hold::held)
		return false;
	seen.lock = note.lock;
	/* Acquire: pairs with note_arrival(). */
	seen.stamp = atomic_ref(note.arrived.stamp).load(memory_order_acquire);
	seen.found = note.arrived.found;
	seen.node = note.arrived.node;
	seen.who = note.who.get();
	/* Acquire: pairs with the fence in claim_note(), whose number follows if the rest was new. */
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return state_now(note) >= seen.state && state_now(note) <= hold::held &&
	       note.sequence == seen.sequence;
}

/*
 * Whether one has to be served before the other. Who took a ticket comes before the queue; in the
 * queue each knows its predecessor by its node. A node's address may be used again by one that
 * came later: that one's note is younger than the other's arrival.
 */
bool comes_before(const seen_note &one, const seen_note &other) noexcept
{
	if (!one.node)
		return other.node || one.stamp < other.stamp;
	return lock_word(other.found).is_tail(one.node) && one.sequence < other.stamp;
}

/* Those who wait for a lock, first come, first; as far as there is room. */
class waiters {
public:
	void add(const seen_note &note) noexcept
	{
		if (count_ < NTSPIN_WAITERS)
			notes_[count_++] = note;
		all_++;
	}

	void write(struct ntspin_lock_row &row) noexcept
	{
		row.waiting = all_;
		for (ULONG placed = 0; placed < count_; placed++) {
			const ULONG next = first_from(placed);
			const seen_note note = notes_[next];

			notes_[next] = notes_[placed];
			notes_[placed] = note;
			row.waiters[placed] = note.who;
		}
	}

private:
	bool is_first(ULONG candidate, ULONG placed) const noexcept
	{
		for (ULONG i = placed; i < count_; i++)
			if (i != candidate && comes_before(notes_[i], notes_[candidate]))
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
	seen_note notes_[NTSPIN_WAITERS];
};

const char *family_name(UCHAR family) noexcept
{
	switch (family) {
	case family_queued:
		return "queued";
	case family_ordinary:
		return "ordinary";
	case family_rw:
		return "reader-writer";
	default:
		return "none";
	}
}

void copy_counts(lock_record &record, ntspin_lock_counts &counts) noexcept
{
	const auto now = [](auto &count) { return atomic_ref(count).load(memory_order_relaxed); };

	counts.acquisitions = now(record.counts.acquisitions);
	counts.contended = now(record.counts.contended);
	counts.longest_wait = now(record.counts.longest_wait);
	counts.longest_hold = now(record.counts.longest_hold);
	for (ULONG i = 0; i < NTSPIN_WAITS; i++)
		counts.waits[i] = now(record.counts.waits[i]);
}

} /* namespace */
} /* namespace ntspin */

using namespace ntspin;

extern "C" {

BOOLEAN ntspin_lock_row(ULONG number, struct ntspin_lock_row *row)
{
	lock_record &record = table.records[number];
	const ULONG_PTR key = atomic_ref(record.key).load(memory_order_acquire);
	waiters waiting;

	if (key <= 1 || !refer(record, key))
		return FALSE;
	*row = {};
	row->lock = reinterpret_cast<const void *>(key);
	row->site = record.site;
	row->place = record.place;
	row->was_initialized = record.was_initialized;
	row->family = family_name(atomic_ref(record.used_by).load(memory_order_relaxed));
	copy_counts(record, row->counts);
	put(record);
	for (ULONG i = 0; i < notes.count; i++)
		latest_on(notes.processors[i], [&](held_lock &note, hold) {
			seen_note seen;

			if (note.lock != row->lock || !look_at(note, seen) ||
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
	return atomic_ref(table.shares[number * notes.count + processor]).load(memory_order_relaxed);
}

/* Relaxed: an acquisition that comes in between is counted or is not. */
void ntspin_counts_reset(void)
{
	for (ULONG i = 0; i < ntspin_records(); i++)
		clear(table.records[i].counts);
	for (ULONG i = 0; i < ntspin_records() * notes.count; i++)
		atomic_ref(table.shares[i]).store(0, memory_order_relaxed);
}

} /* extern "C" */
