/* SPDX-License-Identifier: GPL-2.0 */
/*
 * judge_release.hpp - a release, and what the verifier finds wrong with it.
 *
 * What is wrong is said once the lock is free.
 *
 * All of it is local to the file that includes it: see spin_lock.cpp.
 */
#ifndef NTSPIN_JUDGE_RELEASE_HPP
#define NTSPIN_JUDGE_RELEASE_HPP

#include "uses.hpp"

namespace ntspin
{
namespace
{

inline void clear_suspect() noexcept
{
	holds_here().suspect = nullptr;
}

/* Behind the raise: who is at DISPATCH_LEVEL stays on this processor, whose note it is. */
inline void tell_raise(KIRQL from, KIRQL to, const void *caller) noexcept
{
	processor_holds &here = holds_here();

	if (from < DISPATCH_LEVEL && to >= DISPATCH_LEVEL) {
		here.raised = ntspin_this_task();
		here.raised_at = caller;
	}
	tell_level(from, to, caller);
}

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

/* Whether a level below DISPATCH_LEVEL is one that the raise in force can have saved. */
inline bool was_saved(KIRQL level) noexcept
{
	const KIRQL from = ntspin_raised_from();

	return level == from || (level == PASSIVE_LEVEL && from == APC_LEVEL);
}

/*
 * The level that a release is about to restore: is it one that somebody saved? Where only a raise
 * accounts for it, and the acquire saved nothing, the next lowering will tell.
 */
inline void judge_restored(const held_lock &note, KIRQL level, findings &found) noexcept
{
	const KIRQL now = ntspin_current_irql();
	held_lock *const other = latest_of_mine_here(
		[&](held_lock &held, hold state) { return state == hold::held && &held != &note; });

	if (level >= DISPATCH_LEVEL || now != DISPATCH_LEVEL || note.excused)
		return;
	if (!was_saved(level)) {
		found.add(NTSPIN_STALE_LEVEL, note.lock, level);
	} else if (other && other->sequence > note.sequence) {
		found.add(NTSPIN_OUT_OF_ORDER, note.lock, level, other);
		other->excused = true;
	} else if (other && !note.saves) {
		found.add(NTSPIN_STALE_LEVEL, note.lock, level, other);
		other->excused = true;
	} else if (!note.saves) {
		processor_holds &here = holds_here();

		here.suspect_lock = note.lock;
		here.suspect = note.task;
	}
}

inline void judge_release(const held_lock &note, KIRQL level, const call &how,
			  findings &found) noexcept
{
	const KIRQL now = ntspin_current_irql();
	const ULONGLONG limit = ntspin_hold_limit();

	if (!note.excused && how.levels() && now != DISPATCH_LEVEL)
		found.add(note.kind == NTSPIN_QUEUED ? NTSPIN_RELEASED_QUEUED_ELSEWHERE :
						       NTSPIN_RELEASED_ELSEWHERE,
			  note.lock);
	else if (!note.excused && how.level == call::stays && now < DISPATCH_LEVEL)
		found.add(NTSPIN_RELEASED_LOW, note.lock);
	if (how.levels())
		judge_restored(note, level, found);
	if (limit && ntspin_time() - note.since > limit)
		found.add(NTSPIN_HELD_LONG, note.lock);
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
inline bool give_up(held_lock &note, KIRQL level, const call &call, findings &found) noexcept
{
	void *const lock = note.lock;
	const ntspin_lock_kind kind = kind_of(note);
	lock_record *const record = note.record;
	KLOCK_QUEUE_HANDLE *const in_queue = note.native ? note.handle.now() : nullptr;
	const bool excused = note.excused;
	const bool is_mine = take_note(note);
	bool was_held;

	if (is_mine && is_verifying())
		judge_release(note, level, call, found);
	if (is_mine) {
		tell_released(note, call.caller);
		drop_note(note);
	}
	was_held = in_queue ? queue::release_queued({{call.caller}, nullptr}, in_queue->LockQueue) :
			      disown(lock, kind);
	if (is_mine)
		put(*record);
	found.say();
	if (!was_held)
		ntspin_report(not_held(kind), call.routine, 0, lock, call.caller);
	else if (call.levels())
		restore(level, lock, call, excused);
	return was_held;
}

/* One that was acquired unnoted, or in an earlier time of watching. */
inline bool give_up_unnoted(void *lock, ntspin_lock_kind kind, KIRQL level,
			    const call &call) noexcept
{
	if (!disown(lock, kind)) {
		ntspin_report(not_held(kind), call.routine, 0, lock, call.caller);
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
	held_lock *const other = latest_anywhere([=](held_lock &note, hold state) {
		return state != hold::refused &&
		       ((handle && note.handle == handle) || (lock && note.lock == lock));
	});
	const KIRQL now = ntspin_current_irql();

	if (call.levels() && now != DISPATCH_LEVEL)
		report(handle ? NTSPIN_RELEASED_QUEUED_ELSEWHERE : NTSPIN_RELEASED_ELSEWHERE, lock,
		       call);
	if (other)
		report(NTSPIN_HELD_BY_OTHER, lock ? lock : other->lock, call, other);
	else
		ntspin_report(not_held(kind), call.routine, 0, lock, call.caller);
}

inline held_lock *held_by_me(const void *lock) noexcept
{
	return latest_of_mine([=](held_lock &note, hold state) {
		return note.lock == lock && (state == hold::held || state == hold::refused);
	});
}

/* With no verifier a release by another thread goes as it would unwatched. */
inline held_lock *held_by_anyone(const void *lock, ntspin_lock_kind kind) noexcept
{
	return latest_anywhere([=](held_lock &note, hold state) {
		return note.lock == lock && state == hold::held && note.kind == kind;
	});
}

} /* namespace */
} /* namespace ntspin */

#endif
