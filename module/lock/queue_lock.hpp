/* SPDX-License-Identifier: GPL-2.0 */
/*
 * queue_lock.hpp - the lock: two tickets in front of an MCS queue, on one word.
 *
 * Promised: exclusion; strictly first come, first served; waiters spin on their own handles, all
 * but the one that waits with a ticket and the head of the queue; once release has handed over,
 * neither the word nor the handle is touched again. Uncontended: one locked instruction to
 * acquire, a plain store to release.
 *
 * A contender arrives with the one compare-exchange that changes the word: it takes a ticket
 * where one is left and nobody queues, and else makes itself the tail. All arrivals are ordered by
 * the word's modification order. The order of grants is the same, since
 *
 *   - a ticket is only taken while there is no tail, so nobody passes the queue;
 *   - the head takes the next ticket while the tail is set, so nobody comes between;
 *   - who owns through the queue hands its ticket to its follower, and leaves the word alone.
 *
 * States are lock_word.hpp's. Each arrow is one store or compare-exchange on the word:
 *
 *   free --ticket--> held --ticket--> pending        acquire; try, on a free lock only
 *   pending --join--> backed_up; with a tail, the state stays    acquire: tail = me
 *   held --serve--> free; pending --serve--> held    release by ticket: s + 1
 *   queued --serve--> draining; backed_up --serve--> queued
 *   draining --head--> queued --head--> backed_up    the head takes its ticket
 *   queued --retract--> free                         release by the last in the queue
 *   queued --leave--> held                           an ordinary caller, granted, the last one
 *   draining --head and leave--> held; queued --head and leave--> pending      the same, as head
 *
 *     A, last owner through the queue        B, arriving
 *     next = Next: none                      compare-exchange: tail = B       (join)
 *     compare-exchange: tail == A -> 0       A.Next = B                       (link)
 *       fails: B has joined
 *     wait until Next is set: B
 *     B.Lock = granted                       sees granted, owns               (hand over)
 *
 * Who owns by ticket is not in the queue: its handle is known to nobody else. Next is free then,
 * and keeps the ticket, so that the release need not look at the word.
 *
 * A release that finds no owner does nothing: release() asks the word whether a ticket is out, the
 * release of a node asks the node. What they cannot tell is whose the ticket is. A release() of
 * another's gives that one's up. One of what is owned with a node goes well by ticket, unless the
 * node is released too, later: that sets s back. Where the first of the queue owns it leaves
 *
 *   queued --serve--> draining        with no head, which would take the next ticket
 *   draining --retract--> free        if its node is released, too, before anybody joins
 *
 * Not for big-endian machines, nor for handles that are not 8-aligned. There is no CPU and no
 * kernel in here: Access makes the steps (direct_access.hpp is the one that is shipped), and may
 * watch them.
 */
#ifndef NTSPIN_QUEUE_LOCK_HPP
#define NTSPIN_QUEUE_LOCK_HPP

#include "queue_steps.hpp"

namespace ntspin
{

template <class Access> class queue_lock {
	using steps = queue_steps<Access>;

public:
	/* Own the lock; node must stay where it is until release. */
	[[gnu::always_inline]] static void acquire_queued(Access access, KSPIN_LOCK &lock,
							  lock_node &node) noexcept
	{
		lock_word seen = lock_word(0);

		if (!acquire_queued_at_once(access, lock, node, seen)) [[unlikely]]
			acquire_queued_contended(access, lock, node, seen);
	}

	/* The first half of it, which waits for nobody: false where the lock was not free. */
	[[gnu::always_inline]] static bool acquire_queued_at_once(Access access, KSPIN_LOCK &lock,
								  lock_node &node,
								  lock_word &seen) noexcept
	{
		if (!steps::take_first_ticket(access, lock, seen)) [[unlikely]]
			return false;
		steps::keep_ticket(access, node, lock, seen);
		access.owns(lock, nullptr);
		return true;
	}

	/* The second half: seen is the word as the first half found it. */
	static void acquire_queued_contended(Access access, KSPIN_LOCK &lock, lock_node &node,
					     lock_word seen) noexcept
	{
		switch (steps::join(access, lock, node, seen)) {
		case steps::position::owner_by_ticket:
			steps::keep_ticket(access, node, lock,
					   seen.with_serving(seen.next_ticket()));
			access.owns(lock, nullptr);
			return;
		case steps::position::head: {
			const lock_word before =
				steps::take_head_ticket(access, lock, seen, nullptr);

			steps::wait_for_turn(access, lock, before.next_ticket());
			break;
		}
		case steps::position::owner_by_queue:
			break;
		}
		/*
		 * A grant has written this already. Written again, it fetches the node's cache line
		 * for writing now, and not when release clears Lock on the way to the hand-over.
		 */
		steps::set_state(access, node, lock, node_state::owns_by_queue);
		access.owns(lock, &node);
	}

	/*
	 * Give up what acquire_queued() gave. False where node owns no lock, be it that it is still
	 * waiting for one, or says that it owns through a queue that is not there: nothing is done
	 * then. Lock is cleared before the hand-over, so that a second release can be told.
	 */
	[[gnu::always_inline]] static bool release_queued(Access access, lock_node &node) noexcept
	{
		return release_queued_at_once(access, node) ||
		       release_queued_contended(access, node);
	}

	/* The usual release, by ticket. False, and nothing done, where node does not own so. */
	[[gnu::always_inline]] static bool release_queued_at_once(Access access,
								  lock_node &node) noexcept
	{
		ticket mine = 0;
		KSPIN_LOCK *const lock = take_ticket_back(access, node, mine);

		if (!lock) [[unlikely]]
			return false;
		hand_over_ticket(access, *lock, mine);
		return true;
	}

	/*
	 * Its two halves, for a caller that has a last look at what surrounds the node in between:
	 * the node's part, which returns the lock, or null where node does not own by ticket ...
	 */
	[[gnu::always_inline]] static KSPIN_LOCK *take_ticket_back(Access access, lock_node &node,
								   ticket &mine) noexcept
	{
		const ULONG_PTR held = steps::bits_of(access.load(node.Lock, memory_order_relaxed));

		if (held & steps::state_mask || held == 0) [[unlikely]]
			return nullptr;
		access.store(node.Lock, nullptr, memory_order_relaxed);
		mine = steps::kept_ticket(access, node);
		return reinterpret_cast<KSPIN_LOCK *>(held);
	}

	/* ... and the lock's. Neither the lock nor the node is ours from here on. */
	[[gnu::always_inline]] static void hand_over_ticket(Access access, KSPIN_LOCK &lock,
							    ticket mine) noexcept
	{
		steps::serve_next(access, lock, mine);
	}

	static bool release_queued_contended(Access access, lock_node &node) noexcept
	{
		const ULONG_PTR held = steps::bits_of(access.load(node.Lock, memory_order_relaxed));

		if ((held & steps::state_mask) != static_cast<ULONG_PTR>(node_state::owns_by_queue))
			return false;
		access.store(node.Lock, nullptr, memory_order_relaxed);

		KSPIN_LOCK &lock = *reinterpret_cast<KSPIN_LOCK *>(held & ~steps::state_mask);
		const typename steps::parting parting = steps::leave_if_last(access, lock, node, 1);

		if (parting == steps::parting::followed)
			steps::pass_on(access, lock, node, node_state::owns_by_queue);
		return parting != steps::parting::not_queued;
	}

	/* Own the lock without a node of the caller's. Only release() gives it up. */
	[[gnu::always_inline]] static void acquire(Access access, KSPIN_LOCK &lock) noexcept
	{
		lock_word seen = lock_word(0);

		if (!acquire_at_once(access, lock, seen)) [[unlikely]]
			acquire_contended(access, lock, seen);
	}

	/* Its two halves, as above. Leaves the word as it is where the lock was not free. */
	[[gnu::always_inline]] static bool acquire_at_once(Access access, KSPIN_LOCK &lock,
							   lock_word &seen) noexcept
	{
		if (!steps::take_first_ticket(access, lock, seen)) [[unlikely]]
			return false;
		access.owns(lock, nullptr);
		return true;
	}

	/*
	 * An ordinary caller has nowhere to keep a node while it owns: it leaves the queue before
	 * it returns, and its follower becomes the head.
	 */
	static void acquire_contended(Access access, KSPIN_LOCK &lock, lock_word seen) noexcept
	{
		lock_node node;

		switch (steps::join(access, lock, node, seen)) {
		case steps::position::owner_by_ticket:
			access.owns(lock, nullptr);
			return;
		case steps::position::head: {
			const lock_word before = steps::take_head_ticket(access, lock, seen, &node);

			if (!before.is_tail(steps::bits_of(&node)))
				steps::pass_on(access, lock, node, node_state::head);
			steps::wait_for_turn(access, lock, before.next_ticket());
			break;
		}
		case steps::position::owner_by_queue:
			if (steps::leave_if_last(access, lock, node, 0) != steps::parting::left)
				steps::pass_on(access, lock, node, node_state::head);
			break;
		}
		access.owns(lock, &node);
	}

	/*
	 * Give up a lock that is owned by ticket, by its s. False where nobody owns it, free or
	 * draining: nothing is done then. Relaxed: only the owner changes s, and no other takes its
	 * ticket out of q. The lock is not ours from here on, and may be gone.
	 */
	[[gnu::always_inline]] static bool release(Access access, KSPIN_LOCK &lock) noexcept
	{
		const lock_word seen(access.load(lock, memory_order_relaxed));

		if (!seen.is_owned()) [[unlikely]]
			return false;
		steps::serve_next(access, lock, seen.serving());
		return true;
	}

	/* Whether the lock is free just now. Relaxed: the answer may be old when it is given. */
	static bool is_free(Access access, KSPIN_LOCK &lock) noexcept
	{
		return lock_word(access.load(lock, memory_order_relaxed)).is_free();
	}
};

} /* namespace ntspin */

#endif
