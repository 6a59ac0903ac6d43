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
 * Who owns by ticket is not in the queue: its handle may be moved, or be gone.
 *
 * queue_lock.pml says the same to the model checker spin, with these names: change both.
 *
 * Not for big-endian machines, nor for handles that are not 8-aligned. There is no CPU and no
 * kernel in here: Access makes the steps (direct_access.hpp is the one that is shipped), and may
 * watch them.
 */
#ifndef NTSPIN_QUEUE_LOCK_HPP
#define NTSPIN_QUEUE_LOCK_HPP

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

template <class Access> class queue_lock {
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
		if (!take_first_ticket(access, lock, seen)) [[unlikely]]
			return false;
		set_state(access, node, lock, node_state::owns_by_ticket);
		access.owns(lock, nullptr);
		return true;
	}

	/* The second half: seen is the word as the first half found it. */
	static void acquire_queued_contended(Access access, KSPIN_LOCK &lock, lock_node &node,
					     lock_word seen) noexcept
	{
		switch (join(access, lock, node, seen)) {
		case joined::by_ticket:
			set_state(access, node, lock, node_state::owns_by_ticket);
			access.owns(lock, nullptr);
			return;
		case joined::as_head: {
			const lock_word before = take_head_ticket(access, lock, seen, nullptr);

			wait_for_turn(access, lock, before.next_ticket());
			break;
		}
		case joined::granted:
			break;
		}
		/*
		 * A grant has written this already. Written again, it fetches the node's cache line
		 * for writing now, and not when release clears Lock on the way to the hand-over.
		 */
		set_state(access, node, lock, node_state::owns_by_queue);
		access.owns(lock, &node);
	}

	/*
	 * Give up what acquire_queued() gave. False where node owns no lock, be it that it is still
	 * waiting for one: nothing is done then. Lock is cleared before the hand-over, so that a second release can be told.
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
		const ULONG_PTR held = bits_of(access.load(node.Lock, memory_order_relaxed));

		if (held & state_mask || held == 0) [[unlikely]]
			return false;
		access.store(node.Lock, nullptr, memory_order_relaxed);
		release(access, *reinterpret_cast<KSPIN_LOCK *>(held));
		return true;
	}

	static bool release_queued_contended(Access access, lock_node &node) noexcept
	{
		const ULONG_PTR held = bits_of(access.load(node.Lock, memory_order_relaxed));

		if ((held & state_mask) != static_cast<ULONG_PTR>(node_state::owns_by_queue))
			return false;
		access.store(node.Lock, nullptr, memory_order_relaxed);

		KSPIN_LOCK &lock = *reinterpret_cast<KSPIN_LOCK *>(held & ~state_mask);

		if (!leave_if_last(access, lock, node, 1))
			pass_on(access, lock, follower_of(access, lock, node),
				node_state::owns_by_queue);
		return true;
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
		if (!take_first_ticket(access, lock, seen)) [[unlikely]]
			return false;
		access.owns(lock, nullptr);
		return true;
	}

	/*
	 * An ordinary caller has nowhere to keep a node while it owns: it leaves the queue before
	 * it returns, and whom it leaves behind becomes the head.
	 */
	static void acquire_contended(Access access, KSPIN_LOCK &lock, lock_word seen) noexcept
	{
		lock_node node;

		switch (join(access, lock, node, seen)) {
		case joined::by_ticket:
			access.owns(lock, nullptr);
			return;
		case joined::as_head: {
			const lock_word before = take_head_ticket(access, lock, seen, &node);

			if (before.tail() != bits_of(&node))
				pass_on(access, lock, follower_of(access, lock, node),
					node_state::head);
			wait_for_turn(access, lock, before.next_ticket());
			break;
		}
		case joined::granted:
			if (!leave_if_last(access, lock, node, 0))
				pass_on(access, lock, follower_of(access, lock, node),
					node_state::head);
			break;
		}
		access.owns(lock, &node);
	}

	/*
	 * Give up a lock that is owned by ticket. Only the owner changes s, so it may be read
	 * relaxed. The release pairs with the acquire in wait_for_turn() and in
	 * take_first_ticket(). The lock is not ours from here on, and may be gone.
	 */
	[[gnu::always_inline]] static void release(Access access, KSPIN_LOCK &lock) noexcept
	{
		const ticket mine = access.load_serving(lock, memory_order_relaxed);

		access.store_serving(lock, static_cast<ticket>(mine + 1), memory_order_release);
	}

	/* Whether the lock is free just now. Relaxed: the answer may be old when it is given. */
	static bool is_free(Access access, KSPIN_LOCK &lock) noexcept
	{
		return lock_word(access.load(lock, memory_order_relaxed)).is_free();
	}

private:
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
	 * free -> held. Arrival and ownership in one. s is read relaxed, as a guess that the
	 * compare-exchange verifies; its acquire pairs with the release of s in release() and with
	 * the retract in leave_if_last(). Strong, or a try could fail on a free lock.
	 */
	[[gnu::always_inline]] static bool take_first_ticket(Access access, KSPIN_LOCK &lock,
							     lock_word &seen) noexcept
	{
		const lock_word free =
			lock_word::free_at(access.load_serving(lock, memory_order_relaxed));
		KSPIN_LOCK bits = free.bits();

		if (!access.compare_exchange(lock, bits, free.with_first_ticket_taken().bits(),
					     memory_order_acquire, memory_order_relaxed)) {
			seen = lock_word(bits);
			return false;
		}
		access.arrived(lock, free);
		return true;
	}

	/* Acquire: pairs with the release of s in release(). Always made, even where s is due. */
	static void wait_for_turn(Access access, KSPIN_LOCK &lock, ticket mine) noexcept
	{
		const ticket before = static_cast<ticket>(mine - 1);

		/* Two tickets are out at most: before mine is served, the one before it is. */
		access.wait_while_serving(lock, before);
	}

	enum class joined { by_ticket, granted, as_head };

	/*
	 * Arrive, and wait: until it owns, or is the head of the queue. seen becomes the word as
	 * the caller left it, where it joined an empty queue.
	 */
	static joined join(Access access, KSPIN_LOCK &lock, lock_node &node,
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
					access.arrived(lock, seen);
					wait_for_turn(access, lock, seen.next_ticket());
					return joined::by_ticket;
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
		access.arrived(lock, seen);
		access.at(lock, lock_step::joined);
		if (!seen.has_tail()) {
			seen = seen.with_tail(bits_of(&node));
			return joined::as_head;
		}
		/*
		 * Release: pairs with the acquire of Next by the predecessor, which waits for it
		 * before it leaves. From here on the predecessor may be gone.
		 */
		access.store(reinterpret_cast<lock_node *>(seen.tail())->Next, &node,
			     memory_order_release);
		/* Acquires what pass_on() released. */
		const ULONG_PTR state =
			access.wait_while(node.Lock, tagged(lock, node_state::waiting), lock);

		access.at(lock, lock_step::granted);
		if ((state & state_mask) == static_cast<ULONG_PTR>(node_state::owns_by_queue))
			return joined::granted;
		seen = lock_word(access.load(lock, memory_order_relaxed));
		return joined::as_head;
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

			if (seen.tail() == bits_of(leaving))
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
	 * The last access to the follower's node; pairs with the acquire in join(). In a hand-over
	 * neither the lock nor our own node is ours from here on.
	 */
	static void pass_on(Access access, KSPIN_LOCK &lock, lock_node &follower,
			    node_state state) noexcept
	{
		access.store(follower.Lock, tagged(lock, state), memory_order_release);
	}

	/*
	 * queued -> no tail, if node is still the tail; served is 1 where its ticket is returned
	 * with the same step. The word is known but for the tail: one ticket is out, the owner's,
	 * and only the owner changes s. Release: where the lock is given up, it pairs with the
	 * acquire in take_first_ticket(). Strong: a failure means that a follower has joined.
	 */
	static bool leave_if_last(Access access, KSPIN_LOCK &lock, lock_node &node,
				  ticket served) noexcept
	{
		if (access.load(node.Next, memory_order_relaxed) != nullptr)
			return false;
		access.at(lock, lock_step::no_follower);

		const ticket mine = access.load_serving(lock, memory_order_relaxed);
		const lock_word held = lock_word::free_at(mine).with_first_ticket_taken();
		KSPIN_LOCK bits = held.with_tail(bits_of(&node)).bits();

		return access.compare_exchange(
			lock, bits, held.with_serving(static_cast<ticket>(mine + served)).bits(),
			memory_order_release, memory_order_relaxed);
	}
};

} /* namespace ntspin */

#endif
