/* SPDX-License-Identifier: GPL-2.0 */
/*
 * check_acquire.hpp - what is wrong with an acquire: each check answers a fault or none.
 *
 * A check changes nothing, but that check_order() notes the order that it is asked of.
 * watched_acquire.cpp acts on what they answer.
 *
 * All of it is local to the file that includes it: see spin_lock.cpp.
 */
#ifndef NTSPIN_CHECK_ACQUIRE_HPP
#define NTSPIN_CHECK_ACQUIRE_HPP

#include "lock_life.hpp"
#include "lock_order.hpp"
#include "report.hpp"

namespace ntspin
{
namespace
{

inline finding check_storage(const request &request) noexcept
{
	const bool misplaced = request.is_misplaced();

	if (misplaced || (request.kind == NTSPIN_QUEUED && is_misplaced(request.handle)))
		return {NTSPIN_BAD_POINTER, misplaced ? request.lock : nullptr};
	return {};
}

/* What makes it impossible to take the lock. */
inline finding check_request(const request &request) noexcept
{
	finding found = check_storage(request);

	if (found)
		return found;

	held_lock *const mine = request.tries ? nullptr : holder_before(request);
	held_lock *const user = request.handle ? user_of(request.handle) : nullptr;

	if (mine)
		found = {NTSPIN_SELF_DEADLOCK, request.lock, mine};
	else if (user)
		found = {NTSPIN_HANDLE_IN_USE, request.lock, user};
	found.is_handle_in_use = user;
	return found;
}

/* The level at which the driver called: a raise of ours may have changed it since. */
inline KIRQL level_at_call(const request &request) noexcept
{
	const KIRQL now = ntspin_current_irql();

	return !request.how.levels() || now > DISPATCH_LEVEL ? now : request.old;
}

inline finding check_level(const request &request) noexcept
{
	finding found = {};

	found.lock = request.lock;
	found.irql = level_at_call(request);
	if (request.how.levels() && found.irql > DISPATCH_LEVEL)
		found.fault = NTSPIN_ACQUIRED_HIGH;
	else if (request.how.level == call::stays && found.irql < DISPATCH_LEVEL)
		found.fault = NTSPIN_ACQUIRED_LOW;
	return found;
}

/* Between the KSPIN_LOCK families; the reader-writer locks are a type of their own. */
inline finding check_family(UCHAR first, const request &request) noexcept
{
	if (first == family_of(request))
		return {};
	return {request.kind == NTSPIN_QUEUED ? NTSPIN_QUEUED_ON_ORDINARY :
						NTSPIN_ORDINARY_ON_QUEUED,
		request.lock};
}

/*
 * Two readers deadlock only where a writer comes in between. A try does not wait, so it closes no
 * circle. Reader-writer locks are not initialised, so one is told from another that lay there before
 * by the end of that one's storage.
 */
inline bool has_order(const lock_record &record, const request &request) noexcept
{
	if (request.tries)
		return false;
	if (request.kind == NTSPIN_SHARED && !record.had_writer)
		return false;
	return !request.is_rw() || !ntspin_ends_unseen(request.lock);
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

/* The latest ones that this task holds here, the last one first. Returns how many. */
inline ULONG held_here(held_lock *(&mine)[held_max]) noexcept
{
	ULONG count = 0;
	ULONGLONG before = ~0ULL;

	while (count < held_max) {
		held_lock *const note = latest_of_mine_here([=](held_lock &note, hold state) {
			return state == hold::held && note.record && note.sequence < before;
		});

		if (!note)
			break;
		before = note->sequence;
		mine[count++] = note;
	}
	return count;
}

/* The order with each lock that is held, noted and asked of; circle is what the answer points to. */
inline finding check_order(lock_record &record, const request &request,
			   ntspin_circle &circle) noexcept
{
	held_lock *mine[held_max];

	if (!has_order(record, request) || ntspin_in_nmi())
		return {};

	const ULONG count = held_here(mine);

	for (ULONG i = 0; i < count; i++) {
		const seen_order seen = order_of(mine, count, i, record, request);
		const section held(table.table_lock);
		struct circle found;

		if (order_can_deadlock(seen, found) && !circle.length)
			describe(found, circle);
	}
	if (!circle.length)
		return {};
	return {NTSPIN_ORDER, request.lock, nullptr, 0, &circle};
}

inline finding check_wait(const request &request, ULONGLONG waited) noexcept
{
	const ULONGLONG limit = ntspin_hold_limit();

	if (limit && waited > limit)
		return {NTSPIN_SPUN_LONG, request.lock};
	return {};
}

} /* namespace */
} /* namespace ntspin */

#endif
