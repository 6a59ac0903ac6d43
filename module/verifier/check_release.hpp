/* SPDX-License-Identifier: GPL-2.0 */
/*
 * check_release.hpp - what is wrong with a release: each check answers a fault or none.
 *
 * A check changes nothing; release.hpp acts on what it answers.
 */
#ifndef NTSPIN_CHECK_RELEASE_HPP
#define NTSPIN_CHECK_RELEASE_HPP

#include "acquisitions.hpp"
#include "report.hpp"

namespace ntspin
{
namespace
{

inline finding check_release_level(const acquisition &record, const call &how) noexcept
{
	const KIRQL now = ntspin_current_irql();

	if (how.changes_level() && now != DISPATCH_LEVEL)
		return {record.kind == NTSPIN_QUEUED ? NTSPIN_RELEASED_QUEUED_ELSEWHERE :
						       NTSPIN_RELEASED_ELSEWHERE,
			record.lock};
	if (how.level == call::same_level && now < DISPATCH_LEVEL)
		return {NTSPIN_RELEASED_LOW, record.lock};
	return {};
}

/* Whether the raise in force can have saved this level, which is below DISPATCH_LEVEL. */
inline bool was_saved(KIRQL level) noexcept
{
	const KIRQL from = ntspin_raised_from();

	return level == from || (level == PASSIVE_LEVEL && from == APC_LEVEL);
}

/* Whether the level that a release is about to restore was saved by an acquire or a raise. */
inline finding check_restored(const acquisition &record, KIRQL level) noexcept
{
	if (!was_saved(level))
		return {NTSPIN_STALE_LEVEL, record.lock, nullptr, level};

	acquisition *const other = latest_of_mine_here([&](acquisition &held, hold state) {
		return state == hold::held && &held != &record;
	});

	if (other && other->sequence > record.sequence)
		return {NTSPIN_OUT_OF_ORDER, record.lock, other, level};
	if (other && !record.saves)
		return {NTSPIN_STALE_LEVEL, record.lock, other, level};
	return {};
}

/* Whether another task holds the lock, or uses the handle. */
inline finding check_owner(void *lock, const KLOCK_QUEUE_HANDLE *handle) noexcept
{
	acquisition *const other = latest_anywhere([=](acquisition &record, hold state) {
		return state != hold::refused &&
		       ((handle && record.handle == handle) || (lock && record.lock == lock));
	});

	if (other)
		return {NTSPIN_HELD_BY_OTHER, lock ? lock : other->lock.now(), other};
	return {};
}

} /* namespace */
} /* namespace ntspin */

#endif
