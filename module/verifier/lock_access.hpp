/* SPDX-License-Identifier: GPL-2.0 */
/*
 * lock_access.hpp - how a lock of any kind is taken and given up while an observer is on.
 *
 * A queued caller waits in the lock's queue, as it always does, so that what is measured is what is
 * shipped. With the verifier on it waits as an ordinary one does, with a node in a frame of ours,
 * and owns by ticket: so its handle is in no queue, and moving, altering or losing it harms nobody.
 */
#ifndef NTSPIN_LOCK_ACCESS_HPP
#define NTSPIN_LOCK_ACCESS_HPP

#include "../lock/direct_access.hpp"
#include "../lock/direct_rw_access.hpp"
#include "observers.hpp"

namespace ntspin
{
namespace
{

/* Release: pairs with the acquire in look_at(), for which the stamp says that the rest is there. */
inline void record_arrival(acquisition *record, KSPIN_LOCK found, ULONG_PTR node) noexcept
{
	if (!record)
		return;
	record->arrived.found = found;
	record->arrived.node = node;
	atomic_ref(record->arrived.stamp).store(next_number(), memory_order_release);
}

/* The lock's steps, as direct_access makes them; a waiter records its arrival. */
struct recording_access : waking_access<direct_access> {
	acquisition *record;

	/* Before the predecessor can leave, so that a reuse of its address has a later number. */
	void arrived(KSPIN_LOCK &lock, lock_word found, const lock_node *node) const noexcept
	{
		waking_access<direct_access>::arrived(lock, found, node);
		record_arrival(record, found.bits(), reinterpret_cast<ULONG_PTR>(node));
	}
};

struct recording_rw_access : waking_rw_access<direct_rw_access> {};

using queue = queue_lock<recording_access>;
using readers_writers = rw_lock<recording_rw_access>;

constexpr recording_access no_waiter = {{{nullptr}}, nullptr};
constexpr recording_rw_access no_rw_waiter = {{{nullptr}}};

enum class owned { not_at_all, at_once, after_waiting };

/* Waits, unless the request is a try. */
inline owned own_rw(const request &request, acquisition *record) noexcept
{
	EX_SPIN_LOCK &lock = request.rw_word();
	const recording_rw_access steps = {{{request.how.caller}}};
	const bool shared = request.kind == NTSPIN_SHARED;
	rw_word seen(0);

	if (shared ? readers_writers::acquire_shared_at_once(steps, lock, seen) :
		     readers_writers::acquire_exclusive_at_once(steps, lock, seen))
		return owned::at_once;
	if (request.tries)
		return owned::not_at_all;
	record_arrival(record, 0, 0);
	tell_contended(record, request);
	if (shared)
		readers_writers::acquire_shared_contended(steps, lock, seen);
	else
		readers_writers::acquire_exclusive_contended(steps, lock, seen);
	ntspin_contention_end(request.lock);
	return owned::after_waiting;
}

inline owned own(const request &request, acquisition *record) noexcept
{
	if (record && !request.tries)
		tell_asked(*record, request);
	if (request.is_rw())
		return own_rw(request, record);

	KSPIN_LOCK &lock = request.word();
	const recording_access steps = {{{request.how.caller}}, record};
	lock_word seen(0);

	if (request.is_native() ?
		    queue::acquire_queued_at_once(steps, lock, request.handle->LockQueue, seen) :
		    queue::acquire_at_once(steps, lock, seen))
		return owned::at_once;
	if (request.tries)
		return owned::not_at_all;
	tell_contended(record, request);
	if (request.is_native())
		queue::acquire_queued_contended(steps, lock, request.handle->LockQueue, seen);
	else
		queue::acquire_contended(steps, lock, seen);
	ntspin_contention_end(request.lock);
	return owned::after_waiting;
}

/* False where nobody holds it that way, and nothing is done. */
inline bool disown(void *lock, ntspin_lock_kind kind) noexcept
{
	if (kind == NTSPIN_SHARED)
		return readers_writers::release_shared(no_rw_waiter, rw_word_of(lock));
	if (kind == NTSPIN_EXCLUSIVE)
		return readers_writers::release_exclusive(no_rw_waiter, rw_word_of(lock));
	return queue::release(no_waiter, word_of(lock));
}

} /* namespace */
} /* namespace ntspin */

#endif
