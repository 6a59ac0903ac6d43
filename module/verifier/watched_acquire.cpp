// SPDX-License-Identifier: GPL-2.0
/*
 * watched_acquire.cpp - the acquires as they are while somebody watches: checked, recorded, made.
 *
 * Promised: nothing here waits for a lock of the driver's but the one that is asked for, nor
 * allocates; a misuse that cannot be seen for want of room is counted, and none is made up. What is
 * recorded of a lock or a handle is written before the hand-over. What is wrong is said before the
 * lock is asked for, or once it is free again.
 *
 * An acquisition is recorded before the lock is asked for, and the record goes when the lock is about
 * to be given up. So, once everything that was held when watching began has been released, a lock
 * without a record is not held, or is just being released.
 */
#include "check_acquire.hpp"
#include "release.hpp"

namespace ntspin
{

namespace
{

enum class outcome { owned, failed, refused, handle_in_use };

/* The lock's record, and what is wrong with the request is reported; NULL where there is no room. */
lock_record *look_up(const request &request) noexcept
{
	lock_record *const record = request.is_misplaced() ? nullptr : get(request.lock);

	if (!record)
		return nullptr;
	if (request.verified && !request.is_rw() && repair_word(*record, request))
		report({NTSPIN_GARBAGE_WORD, request.lock}, request.how);
	begin_if_new(*record, request);

	const UCHAR first = first_family(*record, request);

	if (request.kind == NTSPIN_EXCLUSIVE)
		record->had_writer = true;
	if (request.verified) {
		ntspin_circle circle = {};

		report(check_family(first, request), request.how);
		report(check_order(*record, request, circle), request.how);
	}
	return record;
}

/* There was no room for a note, or none for a record. */
outcome own_unnoted(const request &request, lock_record *record) noexcept
{
	mark(request, epoch_of_none);
	/* Acquire: so the lock is asked for afterwards. Pairs with all_was_noted(). */
	__atomic_fetch_add(&notes.not_noted, 1, __ATOMIC_ACQUIRE);

	const owned came = own(request, nullptr);

	if (record)
		put(*record);
	return came == owned::not_at_all ? outcome::failed : outcome::owned;
}

/* The lock is held: what others may ask of it is written before it is given up. */
void is_held(held_lock &note, lock_record &record, const request &request, bool waited) noexcept
{
	const ULONGLONG asked = note.since;

	note.since = ntspin_time();
	record.last_use = note.since;
	/* Release: who meets it finds the word no older than now. Pairs with is_zeroed(). */
	if (!request.is_rw())
		record.served.publish(
			direct_access::load_serving(request.word(), memory_order_relaxed));
	set_state(note, hold::held);
	tell_acquired(note, request, waited, note.since - asked);
	if (request.verified)
		report(check_wait(request, note.since - asked), request.how);
}

outcome acquire(const request &request) noexcept
{
	const finding found = request.verified ? check_request(request) : finding{};

	/* Nothing is done, nor by the release that belongs to it, which finds the note. */
	if (found) {
		report(found, request.how);
		make_note(request, nullptr, hold::refused);
		return found.is_handle_in_use ? outcome::handle_in_use : outcome::refused;
	}
	if (request.verified)
		report(check_level(request), request.how);

	lock_record *const record = look_up(request);
	held_lock *const note = record ? make_note(request, record, hold::waiting) : nullptr;

	if (!note)
		return own_unnoted(request, record);
	mark(request, notes.epoch);
	if (!request.tries)
		tell_asked(*note, request);

	const owned came = own(request, note);

	if (came == owned::not_at_all) {
		drop_note(*note);
		put(*record);
		return outcome::failed;
	}
	is_held(*note, *record, request, came == owned::after_waiting);
	return outcome::owned;
}

/* Where a raising acquire was refused, the level is what it was. */
void end_raise(outcome came, KIRQL old, const call &call) noexcept
{
	clear_suspect();
	if (came != outcome::owned && old < DISPATCH_LEVEL)
		ntspin_lower_below_dispatch(old);
	else if (old < DISPATCH_LEVEL)
		tell_raise(old, DISPATCH_LEVEL, call.caller);
}

} /* namespace */

void watched_acquire_queued(KSPIN_LOCK *lock, KLOCK_QUEUE_HANDLE *handle, KIRQL old,
			    const call &call) noexcept
{
	const outcome came =
		acquire({lock, handle, NTSPIN_QUEUED, false, is_verifying(), old, call});

	if (!call.levels())
		return;
	end_raise(came, old, call);
	/* In a handle that is in use stands what another acquire has saved. */
	if (came != outcome::handle_in_use && !is_misplaced(handle))
		handle->OldIrql = old;
}

KIRQL watched_acquire(void *lock, ntspin_lock_kind kind, KIRQL old, const call &call) noexcept
{
	const outcome came = acquire({lock, nullptr, kind, false, is_verifying(), old, call});

	if (call.levels())
		end_raise(came, old, call);
	return old;
}

BOOLEAN watched_try(void *lock, ntspin_lock_kind kind, const call &call) noexcept
{
	return acquire({lock, nullptr, kind, true, is_verifying(), DISPATCH_LEVEL, call}) ==
	       outcome::owned;
}

BOOLEAN watched_convert(EX_SPIN_LOCK *lock, const call &call) noexcept
{
	void *const object = const_cast<LONG *>(lock);

	if (is_verifying() && is_misplaced(object, alignment_of(NTSPIN_SHARED))) {
		report({NTSPIN_BAD_POINTER, object}, call);
		return FALSE;
	}

	/* What was refused since is not what is converted. */
	held_lock *const mine = latest_of_mine([=](held_lock &note, hold state) {
		return note.lock == object && state == hold::held;
	});

	if (!readers_writers::try_convert(no_rw_waiter, *lock))
		return FALSE;
	if (mine) {
		mine->kind = NTSPIN_EXCLUSIVE;
		mine->record->had_writer = true;
	}
	return TRUE;
}

void watched_initialize(KSPIN_LOCK *lock, const call &call) noexcept
{
	/* Whoever switches waits for this, too, and does not clear the table under our hands. */
	const pinned here_to_stay;

	if (is_verifying() && is_misplaced(lock))
		return report({NTSPIN_BAD_POINTER, lock}, call);

	held_lock *const user = is_watched() ? latest_anywhere([=](held_lock &note, hold state) {
		return note.lock == lock && state != hold::refused;
	}) :
					       nullptr;

	/* One that is held by a thread that has ended is free to be used anew. */
	if (user && user->task && is_verifying())
		return report({NTSPIN_INITIALIZED_HELD, lock, user}, call);
	if (user)
		forget(*user, call.caller);
	direct_access::store(*lock, 0, memory_order_relaxed);
	if (!is_watched() || ntspin_in_nmi() || is_misplaced(lock))
		return;
	if (lock_record *const record = get(lock)) {
		{
			const section held(table.table_lock);

			begin_life(*record, call.caller, true);
			record->last_use = ntspin_time();
		}
		put(*record);
	}
}

} /* namespace ntspin */
