// SPDX-License-Identifier: GPL-2.0
/*
 * instrumented_release.cpp - the releases while an observer is on: which acquisition it is
 * that ends, and what becomes of a release that belongs to none.
 */
#include "release.hpp"

namespace ntspin
{

namespace
{

void *lock_of(ULONG_PTR content) noexcept
{
	return reinterpret_cast<void *>(content & ~verified_mask);
}

void clear_handle(KLOCK_QUEUE_HANDLE *handle) noexcept
{
	atomic_ref(handle->LockQueue.Lock).store(nullptr, memory_order_relaxed);
}

/* Whether a release would find nothing to release with the verifier off, too. */
bool holds_nothing(ULONG_PTR content) noexcept
{
	const ULONG_PTR state = content & verified_mask;

	return content == 0 || (state != static_cast<ULONG_PTR>(node_state::owns_by_ticket) &&
				state != static_cast<ULONG_PTR>(node_state::owns_by_queue));
}

/*
 * Verifier on, and this task has no record with the handle. False: released as with no
 * observer on.
 */
bool release_of_no_record(KLOCK_QUEUE_HANDLE *handle, ULONG_PTR content, const call &call) noexcept
{
	void *const lock = lock_of(content);
	const KIRQL level = handle->OldIrql;
	const bool is_ours = is_verified(*handle);
	const bool is_old = epoch_of(*handle) != acquisitions.epoch;
	pending_reports reports(call);

	if (is_ours && is_old) {
		clear_handle(handle);
		give_up_unrecorded(lock, NTSPIN_ORDINARY, level, call);
		return true;
	}

	acquisition *const mine = content ? held_by_me(lock) : nullptr;

	if (mine && state_now(*mine) == hold::held) {
		reports.add(
			{mine->kind == NTSPIN_QUEUED ? NTSPIN_HANDLE_MOVED : NTSPIN_QUEUED_RELEASE,
			 lock, mine});
		clear_handle(handle);
		give_up(*mine, level, call, reports);
		return true;
	}
	if (!holds_nothing(content) && !is_ours && !all_is_recorded())
		return false;
	refuse_release(lock, NTSPIN_QUEUED, handle, call);
	return true;
}

/* Verifier off, and this task has no record with the handle: another task's is out of date. */
bool release_of_no_record_unverified(KLOCK_QUEUE_HANDLE *handle, const call &call) noexcept
{
	const ULONG_PTR content = reinterpret_cast<ULONG_PTR>(handle->LockQueue.Lock);
	void *const lock = lock_of(content);
	const bool is_ours = is_verified(*handle);

	if (!is_ours && holds_nothing(content)) {
		report_not_held(nullptr, NTSPIN_QUEUED, call);
		return true;
	}
	if (acquisition *const record = held_by_anyone(lock, NTSPIN_QUEUED))
		forget(*record, call.caller);
	if (!is_ours)
		return false;

	const KIRQL level = handle->OldIrql;

	clear_handle(handle);
	give_up_unrecorded(lock, NTSPIN_ORDINARY, level, call);
	return true;
}

} /* namespace */

bool instrumented_release_queued(KLOCK_QUEUE_HANDLE *handle, const call &call) noexcept
{
	/* No observer has been on yet: the handle holds garbage that only looks like ours. */
	if (!acquisitions.processors)
		return false;

	acquisition *const mine = latest_of_mine([=](acquisition &record, hold state) {
		return record.kind == NTSPIN_QUEUED && record.handle == handle &&
		       (state == hold::held || state == hold::refused);
	});
	pending_reports reports(call);

	if (mine && state_now(*mine) == hold::refused) {
		drop_record(*mine);
		return true;
	}
	if (is_misplaced(handle)) {
		report({NTSPIN_BAD_POINTER}, call);
		return is_verifying();
	}

	const ULONG_PTR content = reinterpret_cast<ULONG_PTR>(
		atomic_ref(handle->LockQueue.Lock).load(memory_order_relaxed));

	if (!mine && !is_verifying())
		return release_of_no_record_unverified(handle, call);
	if (!mine)
		return release_of_no_record(handle, content, call);

	const KIRQL level = handle->OldIrql;

	if (!mine->native) {
		if (content != reinterpret_cast<ULONG_PTR>(tagged(mine->lock)))
			reports.add({NTSPIN_HANDLE_ALTERED, mine->lock});
		clear_handle(handle);
	}
	give_up(*mine, level, call, reports);
	return true;
}

bool instrumented_release(volatile void *storage, ntspin_lock_kind kind, KIRQL level,
			  const call &call) noexcept
{
	void *const lock = const_cast<void *>(storage);
	const bool verified = is_verifying();
	acquisition *mine = held_by_me(lock);
	pending_reports reports(call);

	if (!mine && !verified)
		mine = held_by_anyone(lock, kind);
	/*
	 * Its acquire was refused, and so is this: the caller restores the level that it raised
	 * from.
	 */
	if (mine && state_now(*mine) == hold::refused) {
		drop_record(*mine);
		return true;
	}
	if (verified && is_misplaced(lock, alignment_of(kind))) {
		report({NTSPIN_BAD_POINTER, lock}, call);
		return false;
	}
	if (mine && is_rw(kind) && mine->kind != kind) {
		ntspin_report(NTSPIN_NOT_HELD_SO, call.routine, 0, lock, call.caller);
		return false;
	}
	if (mine) {
		if (mine->kind == NTSPIN_QUEUED)
			reports.add({NTSPIN_ORDINARY_RELEASE, lock, mine});
		return give_up(*mine, level, call, reports);
	}
	if (verified &&
	    (all_is_recorded() || (!is_rw(kind) && queue::is_free(no_waiter, word_of(lock))))) {
		refuse_release(lock, kind, nullptr, call);
		return false;
	}
	return give_up_unrecorded(lock, kind, level, call);
}

} /* namespace ntspin */
