/* SPDX-License-Identifier: GPL-2.0 */
/*
 * release.hpp - the end of an acquisition: its lock is released, or its record is dropped.
 *
 * Faults are reported once the lock is free.
 */
#ifndef NTSPIN_RELEASE_HPP
#define NTSPIN_RELEASE_HPP

#include "check_release.hpp"
#include "lock_access.hpp"

namespace ntspin
{
namespace
{

/* A level above the current one is reported, and the IRQL left alone. */
inline void restore(KIRQL level, const void *lock, const call &call,
		    bool is_reported = false) noexcept
{
	const KIRQL now = ntspin_current_irql();

	if (level <= now) {
		ntspin_lower_irql(level);
		tell_level(now, ntspin_current_irql(), call.caller);
	} else if (!is_reported) {
		ntspin_report(NTSPIN_RESTORED_ABOVE, call.routine, level, lock, call.caller);
	}
}

/*
 * A later fault that this one explains is not reported. Where the acquire saved no level, a raise
 * of the driver's may have: the next lowering shows whether it did.
 */
inline void check_restores(acquisition &record, KIRQL level, pending_reports &reports) noexcept
{
	const finding found = check_restored(record, level);

	reports.add(found);
	if (found.holder) {
		found.holder->is_reported = true;
	} else if (!found && !record.saves) {
		processor_holds &here = holds_here();

		here.unsaved_lock = record.lock;
		here.unsaved_task = record.task;
	}
}

inline void check_release(acquisition &record, KIRQL level, const call &how,
			  pending_reports &reports) noexcept
{
	/* Else an earlier fault explains what is wrong with the level. */
	if (!record.is_reported) {
		reports.add(check_release_level(record, how));
		if (how.changes_level() && level < DISPATCH_LEVEL &&
		    ntspin_current_irql() == DISPATCH_LEVEL)
			check_restores(record, level, reports);
	}
	reports.add(check_duration(NTSPIN_HELD_LONG, record.lock, ntspin_time() - record.since));
}

/* Drop the record of a lock that is not released: it ends, or is released another way. */
inline void forget(acquisition &record, const void *caller) noexcept
{
	lock_entry *const entry = record.entry;

	if (!take_record(record))
		return;
	/* Lockdep takes a release of the current task alone. */
	if (record.task != ntspin_this_task())
		record.classed = false;
	tell_released(record, caller);
	drop_record(record);
	put(*entry);
}

/*
 * After the hand-over the lock is not ours, and may be gone; its entry is still referred to. False
 * where nobody held the lock: that is reported, and the IRQL left alone.
 */
inline bool give_up(acquisition &record, KIRQL level, const call &call,
		    pending_reports &reports) noexcept
{
	void *const lock = record.lock;
	const ntspin_lock_kind kind = record.kind;
	lock_entry *const entry = record.entry;
	KLOCK_QUEUE_HANDLE *const in_queue = record.native ? record.handle.now() : nullptr;
	const bool is_reported = record.is_reported;
	const bool is_mine = take_record(record);
	bool was_held;

	if (is_mine && is_verifying())
		check_release(record, level, call, reports);
	if (is_mine) {
		tell_released(record, call.caller);
		drop_record(record);
	}
	was_held = in_queue ? queue::release_queued({{call.caller}, nullptr}, in_queue->LockQueue) :
			      disown(lock, kind);
	if (is_mine)
		put(*entry);
	reports.report();
	if (!was_held)
		report_not_held(lock, kind, call);
	else if (call.changes_level())
		restore(level, lock, call, is_reported);
	return was_held;
}

/* Of an acquisition without a record, or of an earlier epoch. */
inline bool give_up_unrecorded(void *lock, ntspin_lock_kind kind, KIRQL level,
			       const call &call) noexcept
{
	if (!disown(lock, kind)) {
		report_not_held(lock, kind, call);
		return false;
	}
	if (call.changes_level())
		restore(level, lock, call);
	return true;
}

/* Nobody holds the lock, or another task does: the release does nothing. */
inline void refuse_release(void *lock, ntspin_lock_kind kind, KLOCK_QUEUE_HANDLE *handle,
			   const call &call) noexcept
{
	const finding found = check_owner(lock, handle);

	if (call.changes_level() && ntspin_current_irql() != DISPATCH_LEVEL)
		report({handle ? NTSPIN_RELEASED_QUEUED_ELSEWHERE : NTSPIN_RELEASED_ELSEWHERE,
			lock},
		       call);
	if (found)
		report(found, call);
	else
		report_not_held(lock, kind, call);
}

} /* namespace */
} /* namespace ntspin */

#endif
