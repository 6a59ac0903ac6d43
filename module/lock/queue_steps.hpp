/* SPDX-License-Identifier: GPL-2.0 */
/*
 * queue_steps.hpp - what the lock's calls are made of: take a ticket, join the queue, wait, hand
 * over, leave.
 *
 * The protocol, the diagram and what is promised stand in queue_lock.hpp; each ordering is
 * justified here, beside its atomic. A step that may wait or hand over says what is no longer ours
 * behind it.
 */
#ifndef NTSPIN_QUEUE_STEPS_HPP
#define NTSPIN_QUEUE_STEPS_HPP

#include "atomic.hpp"
#include "lock_word.hpp"

namespace ntspin
{

using lock_node = KSPIN_LOCK_QUEUE;

/* The low bits of a node's Lock, beside the address of the lock. */
enum class node_state : ULONG_PTR {
	owns_by_ticket = 0,
	waiting = 1,
	owns_by_queue = 2, /* the value that Windows shows there */
	head = 4,
};

/* Places between two steps where a test may interpose. */
enum class lock_step {
	joined,	     /* the tail is set, the predecessor not linked yet */
	no_follower, /* the owner saw nobody behind it, and has not left yet */
	granted,     /* the hand-over was seen, the caller not told yet */
};

template <class Access> struct queue_steps {
	static constexpr ULONG_PTR state_mask = 7;

	static ULONG_PTR bits_of(const void *pointer) noexcept
	{
		return reinterpret_cast<ULONG_PTR>(pointer);
	}

	[[gnu::always_inline]] static PKSPIN_LOCK tagged(KSPIN_LOCK &lock,
							 node_state state) noexcept
	{
		return reinterpret_cast<PKSPIN_LOCK>(bits_of(&lock) |
						     static_cast<ULONG_PTR>(state));
	}

	/* Relaxed: until it is published, and once it owns, the node is the caller's alone. */
	[[gnu::always_inline]] static void set_state(Access access, lock_node &node,
						     KSPIN_LOCK &lock, node_state state) noexcept
	{
		access.store(node.Lock, tagged(lock, state), memory_order_relaxed);
	}

	/*
	 * By ticket. Next, as its node is in no queue, keeps a word that serves it: the word that
	 * is at hand, so that nothing need be computed. Relaxed: the node is the caller's alone.
	 */
	[[gnu::always_inline]] static void keep_ticket(Access access, lock_node &node,
						       KSPIN_LOCK &lock, lock_word serves) noexcept
	{
		access.store(node.Next, reinterpret_cast<lock_node *>(serves.bits()),
			     memory_order_relaxed);
		set_state(access, node, lock, node_state::owns_by_ticket);
	}

	[[gnu::always_inline]] static ticket kept_ticket(Access access, lock_node &node) noexcept
	{
		return lock_word(bits_of(access.load(node.Next, memory_order_relaxed))).serving();
	}

	/*
	 * held -> free, pending -> held. The release pairs with the acquire in wait_for_turn() and
	 * in take_first_ticket(). The lock is not ours from here on, and may be gone.
	 */
	[[gnu::always_inline]] static void serve_next(Access access, KSPIN_LOCK &lock,
						      ticket mine) noexcept
	{
		access.store_serving(lock, static_cast<ticket>(mine + 1), memory_order_release);
		access.wake(&lock);
	}

	/*
	 * free -> held. Arrival and ownership in one. s is read relaxed, as a guess that the
	 * compare-exchange verifies; its acquire pairs with the release of s in serve_next() and
	 * with the retract in leave_if_last(). Strong, or a try could fail on a free lock.
	 */
	[[gnu::always_inline]] static bool take_first_ticket(Access access, KSPIN_LOCK &lock,
							     lock_word &seen) noexcept
	{
		const lock_word free =
			lock_word::free_at(access.load_serving(lock, memory_order_relaxed));
		KSPIN_LOCK bits = free.bits();

		const bool taken =
			access.compare_exchange(lock, bits, free.with_first_ticket_taken().bits(),
						memory_order_acquire, memory_order_relaxed);

		/* What was found: on success, what was expected. */
		seen = lock_word(bits);
		if (taken) [[likely]]
			access.arrived(lock, seen, nullptr);
		return taken;
	}

	/* Acquire: pairs with the release of s in serve_next(). Always made, even where s is due. */
	static void wait_for_turn(Access access, KSPIN_LOCK &lock, ticket mine) noexcept
	{
		const ticket before = static_cast<ticket>(mine - 1);

		/* Two tickets are out at most: before mine is served, the one before it is. */
		access.wait_while_serving(lock, before);
	}

	/* What a contender is once it has arrived and waited. */
	enum class position { owner_by_ticket, owner_by_queue, head };

	/*
	 * Arrive, and wait: until it owns, or is the head of the queue. seen becomes the word as
	 * the caller left it, where it joined an empty queue.
	 */
	static position join(Access access, KSPIN_LOCK &lock, lock_node &node,
			     lock_word &seen) noexcept
	{
		for (;;) {
			KSPIN_LOCK bits = seen.bits();

			if (!seen.has_tail() && seen.out() < lock_word::max_out) {
				/* Relaxed: wait_for_turn() acquires before the caller owns. */
				if (access.compare_exchange(lock, bits,
							    seen.with_ticket_taken().bits(),
							    memory_order_relaxed,
							    memory_order_relaxed)) {
					access.arrived(lock, seen, nullptr);
					wait_for_turn(access, lock, seen.next_ticket());
					return position::owner_by_ticket;
				}
			} else {
				access.store(node.Next, nullptr, memory_order_relaxed);
				set_state(access, node, lock, node_state::waiting);
				/*
				 * Release publishes the node's two fields to the follower, whose
				 * acquire here it pairs with; so the link and the grant come
				 * after them.
				 */
				if (access.compare_exchange(lock, bits,
							    seen.with_tail(bits_of(&node)).bits(),
							    memory_order_acq_rel,
							    memory_order_relaxed))
					break;
			}
			seen = lock_word(bits);
		}
		access.arrived(lock, seen, &node);
		access.at(lock, lock_step::joined);
		if (!seen.has_tail()) {
			seen = seen.with_tail(bits_of(&node));
			return position::head;
		}
		/*
		 * Release: pairs with the acquire of Next by the predecessor, which waits for it
		 * before it leaves. From here on the predecessor may be gone. tail() has no tag,
		 * and needs none; Next gets ours.
		 */
		lock_node &predecessor = *reinterpret_cast<lock_node *>(seen.tail());

		access.store(predecessor.Next, &node, memory_order_release);
		access.wake(&predecessor.Next);
		/* Acquires what pass_on() released. */
		const ULONG_PTR state =
			access.wait_while(node.Lock, tagged(lock, node_state::waiting), lock);

		access.at(lock, lock_step::granted);
		if ((state & state_mask) == static_cast<ULONG_PTR>(node_state::owns_by_queue))
			return position::owner_by_queue;
		seen = lock_word(access.load(lock, memory_order_relaxed));
		return position::head;
	}

	/*
	 * The head takes the next ticket as soon as one is left: draining -> queued, or queued ->
	 * backed_up. Only the head does so, so q stands still and only s need be watched. Where
	 * leaving is set and nobody is behind the head, it leaves the queue with the same step.
	 * Returns the word that the step replaced. Relaxed: wait_for_turn() acquires.
	 */
	static lock_word take_head_ticket(Access access, KSPIN_LOCK &lock, lock_word seen,
					  const lock_node *leaving) noexcept
	{
		for (;;) {
			if (seen.out() == lock_word::max_out)
				seen = seen.with_serving(
					access.wait_while_serving(lock, seen.serving()));

			lock_word taken = seen.with_ticket_taken();

			if (seen.is_tail(bits_of(leaving)))
				taken = taken.with_tail(0);

			KSPIN_LOCK bits = seen.bits();

			if (access.compare_exchange(lock, bits, taken.bits(), memory_order_relaxed,
						    memory_order_relaxed))
				return seen;
			seen = lock_word(bits);
		}
	}

	static lock_node &follower_of(Access access, KSPIN_LOCK &lock, lock_node &node) noexcept
	{
		/* Acquires the link, and with it the follower's node. */
		return *reinterpret_cast<lock_node *>(
			access.wait_while(node.Next, static_cast<lock_node *>(nullptr), lock));
	}

	/*
	 * Tell the follower. The last access to its node; pairs with the acquire in join(). In a
	 * hand-over neither the lock nor our own node is ours from here on.
	 */
	static void pass_on(Access access, KSPIN_LOCK &lock, lock_node &node,
			    node_state state) noexcept
	{
		lock_node &follower = follower_of(access, lock, node);

		access.store(follower.Lock, tagged(lock, state), memory_order_release);
		access.wake(&follower.Lock);
	}

	/* What came of an owner's wish to leave the queue. */
	enum class parting { left, followed, not_queued };

	/*
	 * queued -> no tail, if node is still the tail; served is 1 where its ticket is returned
	 * with the same step. The word is known but for the tail: one ticket is out, the owner's,
	 * and only the owner changes s. None is out where another's mistake has returned it, and
	 * none is returned then: draining -> free. Release: where the lock is given up, it pairs
	 * with the acquire in take_first_ticket(). Strong: a failure means that a follower has
	 * joined; or, where there is no tail, that node is in no queue.
	 */
	static parting leave_if_last(Access access, KSPIN_LOCK &lock, lock_node &node,
				     ticket served) noexcept
	{
		if (access.load(node.Next, memory_order_relaxed) != nullptr)
			return parting::followed;
		access.at(lock, lock_step::no_follower);

		const lock_word held =
			lock_word(access.load(lock, memory_order_relaxed)).with_tail(0);
		const ticket mine = held.serving();
		KSPIN_LOCK bits = held.with_tail(bits_of(&node)).bits();

		if (!held.is_owned()) [[unlikely]]
			served = 0;
		if (access.compare_exchange(
			    lock, bits,
			    held.with_serving(static_cast<ticket>(mine + served)).bits(),
			    memory_order_release, memory_order_relaxed))
			return parting::left;
		return lock_word(bits).has_tail() ? parting::followed : parting::not_queued;
	}
};

} /* namespace ntspin */

#endif
