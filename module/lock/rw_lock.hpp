/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rw_lock.hpp - the reader-writer lock: counts of readers and tickets of writers on 32 bits.
 *
 * Promised: a writer shares with nobody; readers run in parallel; a writer that waits shuts out
 * readers that come later; a writer's release lets all readers that wait in, as one batch, before
 * the next writer; writers own in the order in which they arrived. So neither side starves:
 *
 *   a reader waits at most for the readers that hold the lock when it arrives, and for one
 *   writer's section;
 *   a writer with k writers before it waits for their k sections, and for at most one batch of
 *   readers before each of them and before its own.
 *
 * That holds for the contenders that the word counts: 4095 readers that hold the lock, 4095 that
 * wait, 15 writers. Beyond that they wait for room, in no order.
 *
 * A contender arrives with the one compare-exchange that counts it in. That is lock-free, not
 * wait-free: it is repeated while others change the word. So is leaving; but once a writer is there,
 * each of the others leaves and comes back at most once before it has to wait itself.
 *
 * States are rw_word.hpp's. Each arrow is one compare-exchange on the word:
 *
 *   free, shared --read--> shared                r + 1
 *   shared --unread--> shared, free              r - 1; the last one zeroes the word
 *   free --write--> exclusive; shared --write--> draining        n + 1
 *   draining, exclusive --write--> the same      n + 1, and waits until s is its ticket and r is 0
 *   draining, exclusive --read--> the same       q + 1, and waits until s changes
 *   draining --unread--> draining, exclusive     r - 1; with r = 0 the ticket s owns
 *   exclusive --unwrite--> draining, shared, exclusive, free     s + 1, n - 1, r = q, q = 0
 *   shared by one --convert--> exclusive         r - 1, n + 1
 *
 * A waiting reader cannot miss its batch: s changes once more only when r is 0, and the reader is
 * counted in r from the release that let it in to its own. Nor can a writer miss its turn: only it
 * advances s then, and while n is not 0 only a writer's release adds to r. s is zeroed where the
 * lock becomes free: then nobody has a ticket or waits for a change.
 *
 * All waiters watch the word: there is no handle that each could watch for itself. All steps are
 * compare-exchanges, so every value of the word continues the release sequence of those before it;
 * an acquire so pairs with all releases that came before.
 *
 * There is no CPU and no kernel in here: Access makes the steps, and may watch them.
 */
#ifndef NTSPIN_RW_LOCK_HPP
#define NTSPIN_RW_LOCK_HPP

#include "atomic.hpp"
#include "rw_word.hpp"

namespace ntspin
{

template <class Access> class rw_lock {
public:
	/*
	 * Read, if that takes no waiting: false, and nothing changed, where it does; seen is then
	 * the word that says so. Relaxed: a guess, which the compare-exchange verifies.
	 */
	[[gnu::always_inline]] static bool acquire_shared_at_once(Access access, EX_SPIN_LOCK &lock,
								  rw_word &seen) noexcept
	{
		seen = rw_word(access.load(lock, memory_order_relaxed));
		while (seen.admits_reader()) {
			/* Pairs with release_exclusive(): what writers wrote is visible. */
			if (step(access, lock, seen, seen.with_reader(), memory_order_acquire))
				return true;
		}
		return false;
	}

	/* The second half: seen is the word as the first half found it. */
	static void acquire_shared_contended(Access access, EX_SPIN_LOCK &lock,
					     rw_word seen) noexcept
	{
		for (;;) {
			if (seen.admits_reader()) {
				/* As above. */
				if (step(access, lock, seen, seen.with_reader(),
					 memory_order_acquire))
					return;
			} else if (seen.lets_reader_wait()) {
				const ULONG turn = seen.bits() & rw_word::serving_mask;

				/* Relaxed: the wait acquires. */
				if (!step(access, lock, seen, seen.with_waiting_reader(),
					  memory_order_relaxed))
					continue;
				/* Acquires what release_exclusive() released. */
				access.wait_while(lock, rw_word::serving_mask, turn);
				return;
			} else {
				seen = after_change(access, lock, seen);
			}
		}
	}

	/* Write, if the lock is free: false, and nothing changed, where it is not. */
	[[gnu::always_inline]] static bool acquire_exclusive_at_once(Access access,
								     EX_SPIN_LOCK &lock,
								     rw_word &seen) noexcept
	{
		seen = rw_word(0);
		/* Pairs with release_shared() and release_exclusive(). */
		return step(access, lock, seen, seen.with_writer(), memory_order_acquire);
	}

	static void acquire_exclusive_contended(Access access, EX_SPIN_LOCK &lock,
						rw_word seen) noexcept
	{
		for (;;) {
			const ULONG turn = seen.turn_of_next_writer();

			if (!seen.lets_writer_wait()) {
				seen = after_change(access, lock, seen);
			} else if (step(access, lock, seen, seen.with_writer(),
					memory_order_relaxed)) {
				/*
				 * Relaxed above, as this acquires, also where it is our turn
				 * already: what release_exclusive() of the writer before and
				 * release_shared() of each reader before released.
				 */
				access.wait_until(lock, rw_word::turn_mask, turn);
				return;
			}
		}
	}

	/* From reader to writer, if no other reads and no writer waits. If not, still a reader. */
	static bool try_convert(Access access, EX_SPIN_LOCK &lock) noexcept
	{
		rw_word seen = rw_word(access.load(lock, memory_order_relaxed));

		while (seen.has_sole_reader()) {
			/* Pairs with release_shared() of those who read beside us. */
			if (step(access, lock, seen, seen.with_reader_made_writer(),
				 memory_order_acquire))
				return true;
		}
		return false;
	}

	/*
	 * Both releases: false, and nothing done, where nobody holds the lock so. Once the step is
	 * made the lock is not ours, and may be gone.
	 */
	[[gnu::always_inline]] static bool release_shared(Access access,
							  EX_SPIN_LOCK &lock) noexcept
	{
		rw_word seen = rw_word(access.load(lock, memory_order_relaxed));

		/* Release: a writer that sees r at 0 must not write what is still being read. */
		do {
			if (seen.readers() == 0) [[unlikely]]
				return false;
		} while (!step(access, lock, seen, seen.without_reader(), memory_order_release));
		/* A writer waits for the last reader to leave, a reader without room for any. */
		if (seen.readers() == 1 || seen.readers() == rw_word::max_readers)
			access.wake(lock);
		return true;
	}

	[[gnu::always_inline]] static bool release_exclusive(Access access,
							     EX_SPIN_LOCK &lock) noexcept
	{
		rw_word seen = rw_word(access.load(lock, memory_order_relaxed));

		/* Release: pairs with every acquire above. */
		do {
			if (!seen.is_owned_by_writer()) [[unlikely]]
				return false;
		} while (!step(access, lock, seen, seen.without_writer(), memory_order_release));
		access.wake(lock);
		return true;
	}

private:
	/* On failure, seen becomes what was found. Strong: a try must not fail for no reason. */
	[[gnu::always_inline]] static bool step(Access access, EX_SPIN_LOCK &lock, rw_word &seen,
						rw_word next, memory_order success) noexcept
	{
		ULONG bits = seen.bits();
		const bool made = access.compare_exchange(lock, bits, next.bits(), success,
							  memory_order_relaxed);

		seen = rw_word(bits);
		return made;
	}

	/* A field is full: whatever changes may have made room. */
	static rw_word after_change(Access access, EX_SPIN_LOCK &lock, rw_word seen) noexcept
	{
		return rw_word(access.wait_while(lock, rw_word::every_bit, seen.bits()));
	}
};

} /* namespace ntspin */

#endif
