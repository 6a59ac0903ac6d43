/* SPDX-License-Identifier: GPL-2.0 */
/*
 * check_release.hpp - what is wrong with a release: each check answers a fault or none.
 *
 * A check changes nothing; release.hpp acts on what it answers.
 *
 * All of it is local to the file that includes it: see spin_lock.cpp.
 */
#ifndef NTSPIN_CHECK_RELEASE_HPP
#define NTSPIN_CHECK_RELEASE_HPP

#include "acquisitions.hpp"
#include "report.hpp"

namespace ntspin
{
namespace
{

inline finding check_release_level(const held_lock &note, const call &how) noexcept
{
	const KIRQL now = ntspin_current_irql();

	if (note.excused)
		return {};
	if (how.levels() && now != DISPATCH_LEVEL)
		return {note.kind == NTSPIN_QUEUED ? NTSPIN_RELEASED_QUEUED_ELSEWHERE :
						     NTSPIN_RELEASED_ELSEWHERE,
			note.lock};
	if (how.level == call::stays && now < DISPATCH_LEVEL)
		return {NTSPIN_RELEASED_LOW, note.lock};
	return {};
}

/* Whether a level below DISPATCH_LEVEL is one that the raise in force can have saved. */
inline bool was_saved(KIRQL level) noexcept
{
	const KIRQL from = ntspin_raised_from();

	return level == from || (level == PASSIVE_LEVEL && from == APC_LEVEL);
}

/* Whether a release lowers, to a level that is to be looked at. */
inline bool lowers(const held_lock &note, KIRQL level) noexcept
{
	return level < DISPATCH_LEVEL && ntspin_current_irql() == DISPATCH_LEVEL && !note.excused;
}

/* The level that a release is about to restore: is it one that somebody saved? */
inline finding check_restored(const held_lock &note, KIRQL level) noexcept
{
	held_lock *const other = latest_of_mine_here(
		[&](held_lock &held, hold state) { return state == hold::held && &held != &note; });

	if (!lowers(note, level))
		return {};
	if (!was_saved(level))
		return {NTSPIN_STALE_LEVEL, note.lock, nullptr, level};
	if (other && other->sequence > note.sequence)
		return {NTSPIN_OUT_OF_ORDER, note.lock, other, level};
	if (other && !note.saves)
		return {NTSPIN_STALE_LEVEL, note.lock, other, level};
	return {};
}

inline finding check_hold_time(const held_lock &note) noexcept
{
	const ULONGLONG limit = ntspin_hold_limit();

	if (limit && ntspin_time() - note.since > limit)
		return {NTSPIN_HELD_LONG, note.lock};
	return {};
}

/* Of a handle that this task has acquired with, and whose lock is in it. */
inline finding check_content(const held_lock &note, ULONG_PTR content) noexcept
{
	if (content != reinterpret_cast<ULONG_PTR>(tagged(note.lock)))
		return {NTSPIN_HANDLE_ALTERED, note.lock};
	return {};
}

/* Nobody's, or somebody else's. */
inline finding check_owner(void *lock, const KLOCK_QUEUE_HANDLE *handle) noexcept
{
	held_lock *const other = latest_anywhere([=](held_lock &note, hold state) {
		return state != hold::refused &&
		       ((handle && note.handle == handle) || (lock && note.lock == lock));
	});

	if (other)
		return {NTSPIN_HELD_BY_OTHER, lock ? lock : other->lock.now(), other};
	return {};
}

} /* namespace */
} /* namespace ntspin */

#endif
