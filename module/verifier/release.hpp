/* SPDX-License-Identifier: GPL-2.0 */
/*
 * release.hpp - how an acquisition ends: its lock is given up, or what is recorded is no longer so.
 *
 * What is wrong is said once the lock is free.
 *
 * All of it is local to the file that includes it: see spin_lock.cpp.
 */
#ifndef NTSPIN_RELEASE_HPP
#define NTSPIN_RELEASE_HPP

#include "check_release.hpp"
#include "lock_access.hpp"

namespace ntspin
{
namespace
{

/* As every release that restores: a level above the current one is reported, and left alone. */
inline void restore(KIRQL level, const void *lock, const call &call, bool excused = false) noexcept
{
	const KIRQL now = ntspin_current_irql();

	if (level <= now) {
		ntspin_lower_irql(level);
		tell_level(now, ntspin_current_irql(), call.caller);
	} else if (!excused) {
		ntspin_report(NTSPIN_RESTORED_ABOVE, call.routine, level, lock, call.caller);
	}
}

/*
 * What a fault explains is not reported once more. Where only a raise accounts for the level, and
 * the acquire saved nothing, the next lowering will tell.
 */
inline void check_restores(held_lock &note, KIRQL level, pending_reports &reports) noexcept
{
	const finding found = check_restored(note, level);

	reports.add(found);
	if (found.holder) {
		found.holder->excused = true;
	} else if (!found && lowers(note, level) && !note.saves) {
		processor_holds &here = holds_here();

		here.suspect_lock = note.lock;
		here.suspect = note.task;
	}
}

inline void check_release(held_lock &note, KIRQL level, const call &how,
			  pending_reports &reports) noexcept
{
	reports.add(check_release_level(note, how));
	if (how.levels())
		check_restores(note, level, reports);
	reports.add(check_hold_time(note));
}

/* What a note says is no longer so, though nobody has given up the lock by it. */
inline void forget(held_lock &note, const void *caller) noexcept
{
	lock_record *const record = note.record;

	if (!take_note(note))
		return;
	/* Of another task's locks lockdep is told by that task, or not at all. */
	if (note.task != ntspin_this_task())
		note.classed = false;
	tell_released(note, caller);
	drop_note(note);
	put(*record);
}

/*
 * The lock is not ours behind the hand-over, and may be gone. The record is still referred to. False
 * where the lock turns out to be nobody's: that is said, and the level is left alone.
 */
inline bool give_up(held_lock &note, KIRQL level, const call &call,
		    pending_reports &reports) noexcept
{
	void *const lock = note.lock;
	const ntspin_lock_kind kind = kind_of(note);
	lock_record *const record = note.record;
	KLOCK_QUEUE_HANDLE *const in_queue = note.native ? note.handle.now() : nullptr;
	const bool excused = note.excused;
	const bool is_mine = take_note(note);
	bool was_held;

	if (is_mine && is_verifying())
		check_release(note, level, call, reports);
	if (is_mine) {
		tell_released(note, call.caller);
		drop_note(note);
	}
	was_held = in_queue ? queue::release_queued({{call.caller}, nullptr}, in_queue->LockQueue) :
			      disown(lock, kind);
	if (is_mine)
		put(*record);
	reports.report();
	if (!was_held)
		report_not_held(lock, kind, call);
	else if (call.levels())
		restore(level, lock, call, excused);
	return was_held;
}

/* One that was acquired unnoted, or in an earlier time of watching. */
inline bool give_up_unnoted(void *lock, ntspin_lock_kind kind, KIRQL level,
			    const call &call) noexcept
{
	if (!disown(lock, kind)) {
		report_not_held(lock, kind, call);
		return false;
	}
	if (call.levels())
		restore(level, lock, call);
	return true;
}

/* Nobody's, or somebody else's: nothing is done. */
inline void refuse_release(void *lock, ntspin_lock_kind kind, KLOCK_QUEUE_HANDLE *handle,
			   const call &call) noexcept
{
	const finding found = check_owner(lock, handle);

	if (call.levels() && ntspin_current_irql() != DISPATCH_LEVEL)
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
