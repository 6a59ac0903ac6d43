// SPDX-License-Identifier: GPL-2.0
/*
 * instrumented_acquire.cpp - the acquires while an observer is on: checked, recorded, made.
 *
 * Promised: nothing here allocates, or waits for another lock of the driver's than the one asked
 * for. Where there is no room for a record, that is counted, and no fault is made up. The record of
 * a lock and of a handle is written before the hand-over. Faults are reported before the lock is
 * asked for, or once it is free again.
 *
 * An acquisition is recorded before the lock is asked for, and its record is dropped just before
 * the release. So, once all that was held when the observer was switched on is released, a lock
 * without a record is free, or is just being released.
 */
#include "check_acquire.hpp"
#include "release.hpp"

namespace ntspin
{

namespace
{

enum class outcome { owned, failed, refused, handle_in_use };

/* What is wrong with an acquire that is made all the same; its frame ends before the wait. */
[[gnu::noinline]] void report_asked(const known_lock &lock, const request &request) noexcept
{
	ntspin_circle circle = {};
	const finding findings[] = {
		check_level(request),
		check_word(lock, request),
		check_family(lock, request),
		check_order(lock, request, circle),
	};

	for (const finding &found : findings)
		report(found, request.how);
}

/* What other processors read of the record and the entry is written before the release. */
void is_held(acquisition &record, const request &request, bool waited) noexcept
{
	const ULONGLONG asked = record.since;

	record.since = ntspin_time();
	record.entry->last_use = record.since.now();
	/* Release: a reader of it sees the word as of now or later. Pairs with is_zeroed(). */
	if (!request.is_rw())
		record.entry->served.publish(
			direct_access::load_serving(request.word(), memory_order_relaxed));
	set_state(record, hold::held);
	tell_acquired(record, request, waited, record.since - asked);
	if (request.verified)
		report(check_duration(NTSPIN_SPUN_LONG, request.lock, record.since - asked),
		       request.how);
}

outcome acquire(const request &request) noexcept
{
	const finding found = request.verified ? check_request(request) : finding{};

	/* The release that belongs to it finds the record, and does nothing either. */
	if (found) {
		report(found, request.how);
		make_record(request, nullptr, hold::refused);
		return found.is_handle_in_use ? outcome::handle_in_use : outcome::refused;
	}

	const known_lock lock = identify(request);

	if (request.verified)
		report_asked(lock, request);

	acquisition *const record = lock.entry ? make_record(request, lock.entry, hold::waiting) :
						 nullptr;
	ULONG_PTR epoch = acquisitions.epoch;

	if (!record) {
		count_unrecorded();
		epoch = epoch_of_none;
	}
	mark(request, epoch);

	const owned came = own(request, record);

	if (record && came != owned::not_at_all) {
		is_held(*record, request, came == owned::after_waiting);
		return outcome::owned;
	}
	if (record)
		drop_record(*record);
	if (lock.entry)
		put(*lock.entry);
	return came == owned::not_at_all ? outcome::failed : outcome::owned;
}

call call_of(const acquiring_routine &routine, const void *caller) noexcept
{
	return {routine.name, caller, routine.level};
}

/* The level at which the driver called, of a routine that has raised. */
KIRQL level_before(KIRQL old, const call &call) noexcept
{
	return call.changes_level() ? ntspin_level_before(old) : old;
}

/* A raising acquire that was refused leaves the IRQL as it was. */
void end_raise(outcome came, KIRQL old, const call &call) noexcept
{
	if (!call.changes_level())
		return;
	forget_unsaved();
	if (came != outcome::owned && old < DISPATCH_LEVEL)
		ntspin_lower_below_dispatch(old);
	else if (old < DISPATCH_LEVEL)
		tell_raise(old, DISPATCH_LEVEL, call.caller);
}

} /* namespace */

void instrumented_acquire_queued(KSPIN_LOCK *lock, KLOCK_QUEUE_HANDLE *handle, KIRQL raised_from,
				 const acquiring_routine &routine, const void *caller) noexcept
{
	const call call = call_of(routine, caller);
	const KIRQL old = level_before(raised_from, call);
	const outcome came =
		acquire({lock, handle, NTSPIN_QUEUED, false, is_verifying(), old, call});

	end_raise(came, old, call);
	/* OldIrql of a handle in use is what another acquire has saved. */
	if (call.changes_level() && came != outcome::handle_in_use && !is_misplaced(handle))
		handle->OldIrql = old;
}

KIRQL instrumented_acquire(volatile void *lock, KIRQL raised_from, const acquiring_routine &routine,
			   const void *caller) noexcept
{
	const call call = call_of(routine, caller);
	const KIRQL old = level_before(raised_from, call);

	end_raise(acquire({const_cast<void *>(lock), nullptr, routine.kind, false, is_verifying(),
			   old, call}),
		  old, call);
	return old;
}

BOOLEAN instrumented_try(volatile void *lock, const acquiring_routine &routine,
			 const void *caller) noexcept
{
	return acquire({const_cast<void *>(lock), nullptr, routine.kind, true, is_verifying(),
			DISPATCH_LEVEL, call_of(routine, caller)}) == outcome::owned;
}

BOOLEAN instrumented_convert(EX_SPIN_LOCK *lock, const call &call) noexcept
{
	void *const object = const_cast<LONG *>(lock);

	if (is_verifying() && is_misplaced(object, alignment_of(NTSPIN_SHARED))) {
		report({NTSPIN_BAD_POINTER, object}, call);
		return FALSE;
	}

	/* An acquire that was refused since is not the one to convert. */
	acquisition *const mine = latest_of_mine([=](acquisition &record, hold state) {
		return record.lock == object && state == hold::held;
	});

	if (!readers_writers::try_convert(no_rw_waiter, *lock))
		return FALSE;
	if (mine) {
		mine->kind = NTSPIN_EXCLUSIVE;
		mine->entry->had_writer = true;
	}
	return TRUE;
}

void instrumented_initialize(KSPIN_LOCK *lock, const call &call) noexcept
{
	/* The switch waits for pinned callers, so the table is not cleared meanwhile. */
	const pinned pinned_here;

	if (is_verifying() && is_misplaced(lock))
		return report({NTSPIN_BAD_POINTER, lock}, call);

	acquisition *const user =
		is_instrumented() ? latest_anywhere([=](acquisition &record, hold state) {
			return record.lock == lock && state != hold::refused;
		}) :
				    nullptr;

	/* What an ended thread holds may be initialised: it is released by nobody. */
	if (user && user->task && is_verifying())
		return report({NTSPIN_INITIALIZED_HELD, lock, user}, call);
	if (user)
		forget(*user, call.caller);
	direct_access::store(*lock, 0, memory_order_relaxed);
	if (!is_instrumented() || ntspin_in_nmi() || is_misplaced(lock))
		return;
	if (lock_entry *const entry = get(lock)) {
		{
			const section held(table.table_lock);

			begin_life(*entry, call.caller, true);
			entry->last_use = ntspin_time();
		}
		put(*entry);
	}
}

} /* namespace ntspin */
