/* SPDX-License-Identifier: GPL-2.0 */
/*
 * judge_acquire.hpp - what the verifier finds wrong before a lock is asked for.
 *
 * All of it is local to the file that includes it: see spin_lock.cpp.
 */
#ifndef NTSPIN_JUDGE_ACQUIRE_HPP
#define NTSPIN_JUDGE_ACQUIRE_HPP

#include "lock_order.hpp"
#include "uses.hpp"

namespace ntspin
{
namespace
{

enum class outcome { owned, failed, refused, handle_in_use };

inline PKSPIN_LOCK tagged(void *lock, ULONG_PTR tag) noexcept
{
	return reinterpret_cast<PKSPIN_LOCK>(reinterpret_cast<ULONG_PTR>(lock) | tag);
}

/* The level at which the driver called: a raise of ours may have changed it since. */
inline KIRQL level_at_call(const request &request) noexcept
{
	const KIRQL now = ntspin_current_irql();

	return !request.how.levels() || now > DISPATCH_LEVEL ? now : request.old;
}

inline void judge_level(const request &request) noexcept
{
	const KIRQL level = level_at_call(request);
	ntspin_fault fault;

	if (request.how.levels() && level > DISPATCH_LEVEL)
		fault = NTSPIN_ACQUIRED_HIGH;
	else if (request.how.level == call::stays && level < DISPATCH_LEVEL)
		fault = NTSPIN_ACQUIRED_LOW;
	else
		return;

	ntspin_misuse misuse = misuse_of(fault, request.lock, request.how);

	misuse.irql = level;
	ntspin_report_misuse(&misuse);
}

/* A handle that is in a note is not to be used for another acquire; where it still says so. */
inline held_lock *user_of(const request &request) noexcept
{
	KLOCK_QUEUE_HANDLE *const handle = request.handle;
	const ULONG_PTR content = reinterpret_cast<ULONG_PTR>(
		atomic_ref(handle->LockQueue.Lock).load(memory_order_relaxed));
	const auto uses = [=](held_lock &note, hold state) {
		return note.handle == handle && state != hold::refused;
	};

	if (held_lock *const mine = latest_of_mine_here(uses))
		return mine;
	if ((content & verified_mask) != verified)
		return nullptr;
	return latest_anywhere([=](held_lock &note, hold state) {
		return uses(note, state) &&
		       content == reinterpret_cast<ULONG_PTR>(tagged(note.lock, verified));
	});
}

/* Whether the request can be met as yet; if not, says why. */
inline outcome judge_request(const request &request) noexcept
{
	void *const lock = request.lock;
	const bool misplaced = is_misplaced(lock, alignment_of(request.kind));

	if (misplaced || (request.kind == NTSPIN_QUEUED && is_misplaced(request.handle))) {
		report(NTSPIN_BAD_POINTER, misplaced ? lock : nullptr, request.how);
		return outcome::refused;
	}
	if (!request.tries) {
		/* Who waits here for a KSPIN_LOCK is interrupted, and stands before this one. */
		held_lock *const mine = latest_of_mine([=](held_lock &note, hold state) {
			return note.lock == lock &&
			       (state == hold::held ||
				(state == hold::waiting && !is_rw(request.kind)));
		});

		if (mine) {
			report(NTSPIN_SELF_DEADLOCK, lock, request.how, mine);
			return request.kind == NTSPIN_QUEUED && user_of(request) ?
				       outcome::handle_in_use :
				       outcome::refused;
		}
	}
	if (request.kind != NTSPIN_QUEUED)
		return outcome::owned;
	if (held_lock *const user = user_of(request)) {
		report(NTSPIN_HANDLE_IN_USE, lock, request.how, user);
		return outcome::handle_in_use;
	}
	return outcome::owned;
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

/* Referred to by nobody else, the lock is free, unless its word is none. It is made free then. */
inline void judge_word(lock_record &record, const request &request) noexcept
{
	KSPIN_LOCK &lock = word_of(request.lock);

	/* Relaxed: a guess, which spares the table's lock where somebody is there. */
	if (!is_in_use(atomic_ref(lock).load(memory_order_relaxed)) || !all_is_noted() ||
	    atomic_ref(record.references).load(memory_order_relaxed) != 1 || ntspin_in_nmi())
		return;
	if (is_made_free(record, lock))
		report(NTSPIN_GARBAGE_WORD, &lock, request.how);
}

/* Between the KSPIN_LOCK families; the reader-writer locks are a type of their own. */
inline void judge_family(lock_record &record, const request &request) noexcept
{
	const UCHAR mine = request.kind == NTSPIN_QUEUED   ? family_queued :
			   request.kind == NTSPIN_ORDINARY ? family_ordinary :
							     family_rw;
	UCHAR before = family_none;

	if (atomic_ref(record.used_by)
		    .compare_exchange_strong(before, mine, memory_order_relaxed,
					     memory_order_relaxed) ||
	    before == mine || !request.verified)
		return;
	report(request.kind == NTSPIN_QUEUED ? NTSPIN_QUEUED_ON_ORDINARY :
					       NTSPIN_ORDINARY_ON_QUEUED,
	       request.lock, request.how);
}

/*
 * Two readers deadlock only where a writer comes in between. Reader-writer locks are not
 * initialised, so one is told from another that lay there before by the end of that one's storage.
 */
inline bool has_order(lock_record &record, const request &request) noexcept
{
	if (request.kind == NTSPIN_EXCLUSIVE)
		record.had_writer = true;
	if (request.tries)
		return false;
	if (request.kind == NTSPIN_SHARED && !record.had_writer)
		return false;
	return !is_rw(request.kind) || !ntspin_ends_unseen(request.lock);
}

inline seen_order order_of(held_lock *const *mine, ULONG count, ULONG which, lock_record &record,
			   const request &request) noexcept
{
	seen_order seen = {};

	seen.held = mine[which]->record;
	seen.asked = &record;
	seen.held_at = mine[which]->who.get().site;
	seen.asked_at = request.how.caller;
	for (ULONG i = 0; i < count; i++)
		if (i != which)
			seen.gates[seen.gate_count++] = mine[i]->lock;
	return seen;
}

/* A try does not wait, so it closes no circle. */
inline void judge_order(lock_record &record, const request &request) noexcept
{
	held_lock *mine[held_max];
	ULONG count = 0;
	ULONGLONG before = ~0ULL;
	ntspin_circle said = {};

	while (count < held_max) {
		held_lock *const note = latest_of_mine_here([=](held_lock &note, hold state) {
			return state == hold::held && note.record && note.sequence < before;
		});

		if (!note)
			break;
		before = note->sequence;
		mine[count++] = note;
	}
	if (ntspin_in_nmi())
		return;
	for (ULONG i = 0; i < count; i++) {
		const seen_order seen = order_of(mine, count, i, record, request);
		const section held(table.table_lock);
		circle found;

		if (order_can_deadlock(seen, found) && !said.length)
			describe(found, said);
	}
	if (said.length)
		report_order(request.lock, request.how, said);
}

inline void judge_wait(const request &request, ULONGLONG waited) noexcept
{
	const ULONGLONG limit = ntspin_hold_limit();

	if (limit && waited > limit)
		report(NTSPIN_SPUN_LONG, request.lock, request.how);
}

/*
 * Storage that is zeroed is a new lock: nothing is known of it. One that is known has a word of 0
 * behind its last ticket too, and served says so: looked at before and after, since the lock may be
 * acquired meanwhile.
 */
inline bool is_zeroed(const lock_record &record, void *lock) noexcept
{
	/* Acquires from ask_for(): the word is no older than the acquire that served tells of. */
	const UCHAR before = record.served.meet();

	/* Acquires what the last release released, before which served was written. */
	return before != last_ticket && atomic_ref(word_of(lock)).load(memory_order_acquire) == 0 &&
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

	if (used_by != family_none && is_rw(request.kind) != (used_by == family_rw))
		return true;
	if (!is_rw(request.kind) && is_zeroed(record, request.lock))
		return true;
	return !record.site.meet();
}

/* Looked at once more under the lock: of several who come, one begins the life. */
inline void settle(lock_record &record, const request &request) noexcept
{
	if (!is_new(record, request) || ntspin_in_nmi())
		return;

	const section held(table.table_lock);

	if (is_new(record, request))
		begin_life(record, request.how.caller, false);
}

/* The lock's record, with the request judged by it; NULL where there is no room. */
inline lock_record *look_up(const request &request) noexcept
{
	if (is_misplaced(request.lock, alignment_of(request.kind)))
		return nullptr;

	lock_record *const record = get(request.lock);

	if (!record)
		return nullptr;
	if (request.verified && !is_rw(request.kind))
		judge_word(*record, request);
	settle(*record, request);
	judge_family(*record, request);
	if (has_order(*record, request) && request.verified)
		judge_order(*record, request);
	return record;
}

} /* namespace */
} /* namespace ntspin */

#endif
