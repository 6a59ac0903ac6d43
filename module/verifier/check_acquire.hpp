/* SPDX-License-Identifier: GPL-2.0 */
/*
 * check_acquire.hpp - what is wrong with an acquire: each check answers a fault or none.
 *
 * A check changes nothing, but that check_order() records the order that it is asked of.
 * instrumented_acquire.cpp acts on what they answer.
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
	if (request.is_misplaced() || request.is_handle_misplaced())
		return {NTSPIN_BAD_POINTER, request.is_misplaced() ? request.lock : nullptr};
	return {};
}

/* What makes it impossible to take the lock. */
inline finding check_request(const request &request) noexcept
{
	finding found = check_storage(request);

	if (found)
		return found;

	acquisition *const mine = request.tries ? nullptr : holder_before(request);
	acquisition *const user = request.handle ? user_of(request.handle) : nullptr;

	if (mine)
		found = {NTSPIN_SELF_DEADLOCK, request.lock, mine};
	else if (user)
		found = {NTSPIN_HANDLE_IN_USE, request.lock, user};
	found.is_handle_in_use = user;
	return found;
}

/* Of the IRQL at which the driver called: the routine itself may have raised it since. */
inline finding check_level(const request &request) noexcept
{
	const KIRQL now = ntspin_current_irql();
	finding found = {};

	found.lock = request.lock;
	found.irql = request.how.changes_level() && now <= DISPATCH_LEVEL ? request.old : now;
	if (request.how.changes_level() && found.irql > DISPATCH_LEVEL)
		found.fault = NTSPIN_ACQUIRED_HIGH;
	else if (request.how.level == call::same_level && found.irql < DISPATCH_LEVEL)
		found.fault = NTSPIN_ACQUIRED_LOW;
	return found;
}

inline finding check_word(const known_lock &lock, const request &request) noexcept
{
	if (lock.was_garbage)
		return {NTSPIN_GARBAGE_WORD, request.lock};
	return {};
}

/* Between the KSPIN_LOCK families; the reader-writer locks are a type of their own. */
inline finding check_family(const known_lock &lock, const request &request) noexcept
{
	if (!lock.entry || lock.first_family == request.family())
		return {};
	return {request.kind == NTSPIN_QUEUED ? NTSPIN_QUEUED_ON_ORDINARY :
						NTSPIN_ORDINARY_ON_QUEUED,
		request.lock};
}

/*
 * Whether the acquire can be a part of a deadlock. A try does not wait; two readers deadlock only
 * where a writer comes in between. A reader-writer lock has no initialisation: that another one lay
 * there before is known by the free of its memory alone.
 */
inline bool has_order(const lock_entry &entry, const request &request) noexcept
{
	if (request.tries)
		return false;
	if (request.kind == NTSPIN_SHARED && !entry.had_writer)
		return false;
	return !request.is_rw() || !ntspin_ends_unseen(request.lock);
}

inline seen_order order_of(acquisition *const *mine, ULONG count, ULONG which, lock_entry &entry,
			   const request &request) noexcept
{
	seen_order seen = {};

	seen.held = mine[which]->entry;
	seen.asked = &entry;
	seen.held_at = mine[which]->who.get().site;
	seen.asked_at = request.how.caller;
	for (ULONG i = 0; i < count; i++)
		if (i != which)
			seen.gates[seen.gate_count++] = mine[i]->lock;
	return seen;
}

/* The locks that this task holds on this processor, the latest first. Returns how many. */
inline ULONG held_here(acquisition *(&mine)[held_max]) noexcept
{
	ULONG count = 0;
	ULONGLONG before = ~0ULL;

	while (count < held_max) {
		acquisition *const record = latest_of_mine_here([=](acquisition &record,
								    hold state) {
			return state == hold::held && record.entry && record.sequence < before;
		});

		if (!record)
			break;
		before = record->sequence;
		mine[count++] = record;
	}
	return count;
}

/* Records the order after each lock that is held, and checks it; the answer points to circle. */
inline finding check_order(const known_lock &lock, const request &request,
			   ntspin_circle &circle) noexcept
{
	acquisition *mine[held_max];

	if (!lock.entry || !has_order(*lock.entry, request) || ntspin_in_nmi())
		return {};

	const ULONG count = held_here(mine);

	for (ULONG i = 0; i < count; i++) {
		const seen_order seen = order_of(mine, count, i, *lock.entry, request);
		const section held(table.table_lock);
		struct circle found;

		if (order_can_deadlock(seen, found) && !circle.length)
			describe(found, circle);
	}
	if (!circle.length)
		return {};
	return {NTSPIN_ORDER, request.lock, nullptr, 0, &circle};
}

} /* namespace */
} /* namespace ntspin */

#endif
