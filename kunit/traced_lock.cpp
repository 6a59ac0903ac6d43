// SPDX-License-Identifier: GPL-2.0
/*
 * traced_lock.cpp - the lock's template under an Access that traces each acquisition.
 *
 * The steps themselves are the shipped ones (direct_access). Added are the hooks, and waits that
 * end: a flawed lock must fail its test, not hang it.
 */
#include "traced_lock.h"

#include "../module/lock/direct_access.hpp"

namespace
{

using namespace ntspin;

/* What one contender learns at its arrival; lives in its own frame. */
struct arrival {
	lock_word found = lock_word(0);
};

template <bool loses_follower> struct traced_access : direct_access {
	traced_lock *lock;
	arrival *mine;
	bool leaving = false;

	traced_access(traced_lock *traced, arrival *contender) noexcept
		: direct_access{nullptr}, lock(traced), mine(contender)
	{
	}

	/* Where an owner leaves the queue, at(no_follower) comes just before this. */
	bool compare_exchange(KSPIN_LOCK &word, KSPIN_LOCK &expected, KSPIN_LOCK desired,
			      memory_order success, memory_order failure) const noexcept
	{
		if (loses_follower && leaving) {
			store(word, desired, memory_order_release);
			return true;
		}
		return direct_access::compare_exchange(word, expected, desired, success, failure);
	}

	ticket wait_while_serving(KSPIN_LOCK &word, ticket s) const noexcept
	{
		wait_bounded([&] { return load_serving(word, memory_order_acquire) != s; });
		return load_serving(word, memory_order_acquire);
	}

	template <class T>
	ULONG_PTR wait_while(T *volatile &object, T *value, KSPIN_LOCK &) const noexcept
	{
		wait_bounded([&] { return load(object, memory_order_acquire) != value; });
		return reinterpret_cast<ULONG_PTR>(load(object, memory_order_acquire));
	}

	/* The owner waits for the link of a follower that has joined. */
	ULONG_PTR wait_while(lock_node *volatile &next, lock_node *none,
			     KSPIN_LOCK &word) const noexcept
	{
		if (load(next, memory_order_relaxed) == none)
			lock->link_waits++;
		return wait_while<lock_node>(next, none, word);
	}

	/* Its waits are its own: nobody is parked. */
	static void wake(const volatile void *) noexcept
	{
	}

	void arrived(KSPIN_LOCK &, lock_word found, const lock_node *) const noexcept
	{
		mine->found = found;
		if (queued(found))
			__atomic_fetch_add(&lock->in_queue, 1, __ATOMIC_RELAXED);
	}

	/* Under the lock. */
	void owns(KSPIN_LOCK &word, lock_node *node) const noexcept
	{
		const lock_word found = mine->found;
		const ULONG_PTR me = reinterpret_cast<ULONG_PTR>(node);
		const ticket held = load_serving(word, memory_order_relaxed);
		const bool in_turn = found.has_tail() ?
					     found.is_tail(lock->last_node) :
					     lock->last_ticket ==
						     static_cast<ticket>(found.next_ticket() - 1);

		if (!in_turn)
			lock->order_errors++;
		if (me && lock->last_node && held == lock->last_ticket)
			lock->queue_hand_overs++;
		if (queued(found)) {
			const ULONG depth =
				__atomic_fetch_sub(&lock->in_queue, 1, __ATOMIC_RELAXED);

			lock->waited_in_queue++;
			if (lock->deepest < depth)
				lock->deepest = depth;
		} else if (!found.is_free()) {
			lock->waited_by_ticket++;
		}
		lock->acquisitions++;
		lock->last_node = me;
		lock->last_ticket = held;
	}

	void at(KSPIN_LOCK &word, lock_step step) noexcept
	{
		leaving = step == lock_step::no_follower;
		if (loses_follower && leaving)
			torture_let_others_join(&word);
		else
			torture_widen();
	}

private:
	static bool queued(lock_word found) noexcept
	{
		return found.has_tail() || found.out() == lock_word::max_out;
	}

	template <class Done> void wait_bounded(Done done) const noexcept
	{
		ULONG rounds = 0;
		ULONGLONG since = 0;

		while (!done()) {
			if (__atomic_load_n(&lock->lost, __ATOMIC_RELAXED))
				return;
			if (torture_wait_is_hopeless(lock->flaw, &rounds, &since)) {
				__atomic_fetch_add(&lock->lost, 1, __ATOMIC_RELAXED);
				return;
			}
		}
	}
};

using sound = traced_access<false>;
using flawed = traced_access<true>;

} /* namespace */

extern "C" {

void traced_lock_init(traced_lock *lock, traced_flaw flaw)
{
	*lock = traced_lock{};
	lock->flaw = flaw;
	/* The first ticket, 0, follows the one before it. */
	lock->last_ticket = 0xff;
}

void traced_acquire_queued(traced_lock *lock, PKLOCK_QUEUE_HANDLE handle)
{
	arrival mine;

	if (lock->flaw == TRACED_LOSES_FOLLOWER)
		queue_lock<flawed>::acquire_queued({lock, &mine}, lock->word, handle->LockQueue);
	else
		queue_lock<sound>::acquire_queued({lock, &mine}, lock->word, handle->LockQueue);
}

void traced_release_queued(traced_lock *lock, PKLOCK_QUEUE_HANDLE handle)
{
	if (lock->flaw == TRACED_LOSES_FOLLOWER)
		queue_lock<flawed>::release_queued({lock, nullptr}, handle->LockQueue);
	else
		queue_lock<sound>::release_queued({lock, nullptr}, handle->LockQueue);
}

void traced_acquire(traced_lock *lock)
{
	arrival mine;

	queue_lock<sound>::acquire({lock, &mine}, lock->word);
}

void traced_release(traced_lock *lock)
{
	queue_lock<sound>::release({lock, nullptr}, lock->word);
}

} /* extern "C" */
