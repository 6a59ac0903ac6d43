// SPDX-License-Identifier: GPL-2.0
/*
 * watched.cpp - the routines as they are while somebody watches.
 *
 * Promised: nothing here waits for a lock of the driver's but the one that is asked for, nor
 * allocates; a misuse that cannot be seen for want of room is counted, and none is made up. What is
 * noted about a lock or a handle is written before the hand-over. What is wrong is said once the
 * lock is free again, or before it is asked for.
 *
 * A note is made before the lock is asked for, and goes when it is about to be given up. So, once
 * everything that was held when watching began has been released, what is not noted is not held,
 * or is just being released.
 */
#include "watched.hpp"
#include "judge_acquire.hpp"
#include "judge_release.hpp"

namespace ntspin
{

namespace
{

held_lock *make_note(const request &request, lock_record *record, hold state) noexcept
{
	held_lock *const note = claim_note();
	ntspin_holder who;

	if (!note)
		return nullptr;
	note->lock = request.lock;
	note->handle = request.handle;
	note->record = record;
	note->kind = request.kind;
	note->native = request.is_native();
	note->saves = request.how.levels();
	note->since = ntspin_time();
	ntspin_fill_holder(&who, request.how.caller);
	note->who.set(who);
	set_state(*note, state);
	return note;
}

/* The handle keeps the time of watching that it was acquired in: Next is of no other use then. */
void mark(const request &request, ULONG_PTR tag) noexcept
{
	KLOCK_QUEUE_HANDLE *const handle = request.handle;

	if (!handle || request.is_native())
		return;
	atomic_ref(handle->LockQueue.Next)
		.store(reinterpret_cast<PKSPIN_LOCK_QUEUE>(static_cast<ULONG_PTR>(notes.epoch)),
		       memory_order_relaxed);
	atomic_ref(handle->LockQueue.Lock).store(tagged(request.lock, tag), memory_order_relaxed);
}

/* There was no room for a note, or none for a record. */
outcome own_unnoted(const request &request, lock_record *record) noexcept
{
	mark(request, verified_unnoted);
	/* Acquire: so the lock is asked for afterwards. Pairs with all_was_noted(). */
	__atomic_fetch_add(&notes.not_noted, 1, __ATOMIC_ACQUIRE);

	const owned came = own(request, nullptr);

	if (record)
		put(*record);
	return came == owned::not_at_all ? outcome::failed : outcome::owned;
}

outcome ask_for(const request &request) noexcept
{
	const outcome judged = request.verified ? judge_request(request) : outcome::owned;

	if (judged != outcome::owned) {
		make_note(request, nullptr, hold::refused);
		return judged;
	}
	if (request.verified)
		judge_level(request);

	lock_record *const record = look_up(request);
	held_lock *const note = record ? make_note(request, record, hold::waiting) : nullptr;

	if (!note)
		return own_unnoted(request, record);
	mark(request, verified);
	if (!request.tries)
		tell_asked(*note, request);

	const ULONGLONG asked = note->since;
	const owned came = own(request, note);

	if (came == owned::not_at_all) {
		drop_note(*note);
		put(*record);
		return outcome::failed;
	}

	if (request.tries)
		tell_asked(*note, request);

	const bool waited = came == owned::after_waiting;

	note->since = ntspin_time();
	record->last_use = note->since;
	/* Release: who meets it finds the word no older than now. Pairs with is_zeroed(). */
	if (!is_rw(request.kind))
		record->served.publish(
			direct_access::load_serving(word_of(request.lock), memory_order_relaxed));
	set_state(*note, hold::held);
	tell_acquired(*note, request.how, waited, note->since - asked);
	if (request.verified)
		judge_wait(request, note->since - asked);
	return outcome::owned;
}

/* Where a raising acquire was refused, the level is what it was. */
void settle_level(outcome came, KIRQL old, const call &call) noexcept
{
	clear_suspect();
	if (came != outcome::owned && old < DISPATCH_LEVEL)
		ntspin_lower_below_dispatch(old);
	else if (old < DISPATCH_LEVEL)
		tell_raise(old, DISPATCH_LEVEL, call.caller);
}

void *lock_of(ULONG_PTR content) noexcept
{
	return reinterpret_cast<void *>(content & ~verified_mask);
}

void clear_handle(KLOCK_QUEUE_HANDLE *handle) noexcept
{
	atomic_ref(handle->LockQueue.Lock).store(nullptr, memory_order_relaxed);
}

/* Unwatched, a release would find nothing to release: what it says then names its caller, as here. */
bool holds_nothing(ULONG_PTR content) noexcept
{
	const ULONG_PTR state = content & verified_mask;

	return content == 0 || (state != static_cast<ULONG_PTR>(node_state::owns_by_ticket) &&
				state != static_cast<ULONG_PTR>(node_state::owns_by_queue));
}

/* A handle that is in no note of this task's. False: it goes as it would unwatched. */
bool release_stray(KLOCK_QUEUE_HANDLE *handle, ULONG_PTR content, const call &call) noexcept
{
	void *const lock = lock_of(content);
	const ULONG_PTR tag = content & verified_mask;
	const KIRQL level = handle->OldIrql;
	const bool is_ours = is_verified(*handle);
	const bool is_old = epoch_of(*handle) != notes.epoch;
	findings found(call);

	if (is_ours && (tag == verified_unnoted || is_old)) {
		clear_handle(handle);
		give_up_unnoted(lock, NTSPIN_ORDINARY, level, call);
		return true;
	}

	held_lock *const mine = content ? held_by_me(lock) : nullptr;

	if (mine && state_now(*mine) == hold::held) {
		found.add(mine->kind == NTSPIN_QUEUED ? NTSPIN_HANDLE_MOVED : NTSPIN_QUEUED_RELEASE,
			  lock, 0, mine);
		clear_handle(handle);
		give_up(*mine, level, call, found);
		return true;
	}
	if (!holds_nothing(content) && !is_ours && !all_is_noted())
		return false;
	refuse_release(lock, NTSPIN_QUEUED, handle, call);
	return true;
}

/* No verifier, and no note by this handle: whatever note there is of its lock is no longer true. */
bool release_unverified(KLOCK_QUEUE_HANDLE *handle, const call &call) noexcept
{
	const ULONG_PTR content = reinterpret_cast<ULONG_PTR>(handle->LockQueue.Lock);
	void *const lock = lock_of(content);
	const bool is_ours = is_verified(*handle);

	if (!is_ours && holds_nothing(content)) {
		ntspin_report(NTSPIN_RELEASED_TWICE, call.routine, 0, nullptr, call.caller);
		return true;
	}
	if (held_lock *const note = held_by_anyone(lock, NTSPIN_QUEUED))
		forget(*note, call.caller);
	if (!is_ours)
		return false;

	const KIRQL level = handle->OldIrql;

	clear_handle(handle);
	give_up_unnoted(lock, NTSPIN_ORDINARY, level, call);
	return true;
}

} /* namespace */

void watched_acquire_queued(KSPIN_LOCK *lock, KLOCK_QUEUE_HANDLE *handle, KIRQL old,
			    const call &call) noexcept
{
	const outcome came =
		ask_for({lock, handle, NTSPIN_QUEUED, false, is_verifying(), old, call});

	if (!call.levels())
		return;
	settle_level(came, old, call);
	/* In a handle that is in use stands what another acquire has saved. */
	if (came != outcome::handle_in_use && !is_misplaced(handle))
		handle->OldIrql = old;
}

KIRQL watched_acquire(void *lock, ntspin_lock_kind kind, KIRQL old, const call &call) noexcept
{
	const outcome came = ask_for({lock, nullptr, kind, false, is_verifying(), old, call});

	if (call.levels())
		settle_level(came, old, call);
	return old;
}

BOOLEAN watched_try(void *lock, ntspin_lock_kind kind, const call &call) noexcept
{
	return ask_for({lock, nullptr, kind, true, is_verifying(), DISPATCH_LEVEL, call}) ==
	       outcome::owned;
}

bool watched_release_queued(KLOCK_QUEUE_HANDLE *handle, const call &call) noexcept
{
	/* Nobody ever watched: what looks like a handle of ours is rubbish. */
	if (!notes.processors)
		return false;

	held_lock *const mine = latest_of_mine([=](held_lock &note, hold state) {
		return note.kind == NTSPIN_QUEUED && note.handle == handle &&
		       (state == hold::held || state == hold::refused);
	});
	findings found(call);

	if (mine && state_now(*mine) == hold::refused) {
		drop_note(*mine);
		return true;
	}
	if (is_misplaced(handle)) {
		report(NTSPIN_BAD_POINTER, nullptr, call);
		return is_verifying();
	}

	const ULONG_PTR content = reinterpret_cast<ULONG_PTR>(
		atomic_ref(handle->LockQueue.Lock).load(memory_order_relaxed));

	if (!mine && !is_verifying())
		return release_unverified(handle, call);
	if (!mine)
		return release_stray(handle, content, call);

	const KIRQL level = handle->OldIrql;

	if (!mine->native) {
		if (content != reinterpret_cast<ULONG_PTR>(tagged(mine->lock, verified)))
			found.add(NTSPIN_HANDLE_ALTERED, mine->lock);
		clear_handle(handle);
	}
	give_up(*mine, level, call, found);
	return true;
}

bool watched_release(void *lock, ntspin_lock_kind kind, KIRQL level, const call &call) noexcept
{
	const bool verified = is_verifying();
	held_lock *mine = held_by_me(lock);
	findings found(call);

	if (!mine && !verified)
		mine = held_by_anyone(lock, kind);
	/* Of a raise that went well: its level is the caller's to restore. */
	if (mine && state_now(*mine) == hold::refused) {
		drop_note(*mine);
		return true;
	}
	if (verified && is_misplaced(lock, alignment_of(kind))) {
		report(NTSPIN_BAD_POINTER, lock, call);
		return false;
	}
	if (mine && is_rw(kind) && mine->kind != kind) {
		ntspin_report(NTSPIN_NOT_HELD_SO, call.routine, 0, lock, call.caller);
		return false;
	}
	if (mine) {
		if (mine->kind == NTSPIN_QUEUED)
			found.add(NTSPIN_ORDINARY_RELEASE, lock, 0, mine);
		return give_up(*mine, level, call, found);
	}
	if (verified &&
	    (all_is_noted() || (!is_rw(kind) && queue::is_free(no_waiter, word_of(lock))))) {
		refuse_release(lock, kind, nullptr, call);
		return false;
	}
	return give_up_unnoted(lock, kind, level, call);
}

BOOLEAN watched_convert(EX_SPIN_LOCK *lock, const call &call) noexcept
{
	void *const object = const_cast<LONG *>(lock);

	if (is_verifying() && is_misplaced(object, alignment_of(NTSPIN_SHARED))) {
		report(NTSPIN_BAD_POINTER, object, call);
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
		return report(NTSPIN_BAD_POINTER, lock, call);

	held_lock *const user = is_watched() ? latest_anywhere([=](held_lock &note, hold state) {
		return note.lock == lock && state != hold::refused;
	}) :
					       nullptr;

	/* One that is held by a thread that has ended is free to be used anew. */
	if (user && user->task && is_verifying())
		return report(NTSPIN_INITIALIZED_HELD, lock, call, user);
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
