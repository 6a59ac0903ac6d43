/* SPDX-License-Identifier: GPL-2.0 */
/*
 * peers/qspinlock.hpp - the shape of Linux' qspinlock, on its callers' handles.
 *
 *	63                      16 15      8 7      0
 *	| tail: the last handle   | pending | locked |
 *
 * The first waiter sets pending and watches the locked byte; the others queue, and their head
 * watches both bytes, then sets the locked one and makes its follower the head. Linux finds its
 * nodes by a number of 16 bits, which it can exchange; an address needs a compare-exchange.
 */
#ifndef NTSPIN_BENCH_PEERS_QSPINLOCK_HPP
#define NTSPIN_BENCH_PEERS_QSPINLOCK_HPP

#include "../../module/lock/queue_lock.hpp"

namespace bench
{

template <class Access> struct qspinlock_shape {
	using handle = ntspin::lock_node;

	void acquire(Access access, handle &mine)
	{
		KSPIN_LOCK seen = 0;

		if (!exchange_word(access, seen, locked)) [[unlikely]]
			acquire_slow(access, mine, seen);
	}

	void release(Access access, handle &)
	{
		access.store(part<UCHAR>(), UCHAR{0}, ntspin::memory_order_release);
	}

	KSPIN_LOCK word = 0;

private:
	static constexpr KSPIN_LOCK locked = 1;
	static constexpr KSPIN_LOCK pending = 0x100;
	static constexpr KSPIN_LOCK both_bytes = 0xffff;
	static constexpr unsigned tail_shift = 16;

	template <class Part> Part &part()
	{
		return *reinterpret_cast<Part *>(&word);
	}

	bool exchange_word(Access access, KSPIN_LOCK &seen, KSPIN_LOCK desired)
	{
		return access.compare_exchange(word, seen, desired, ntspin::memory_order_acq_rel,
					       ntspin::memory_order_relaxed);
	}

	static PKSPIN_LOCK state(ULONG_PTR is_head)
	{
		return reinterpret_cast<PKSPIN_LOCK>(is_head);
	}

	[[gnu::noinline]] void acquire_slow(Access access, handle &mine, KSPIN_LOCK seen)
	{
		while (!(seen & ~locked)) {
			if (!exchange_word(access, seen, seen | pending))
				continue;
			if (seen & locked)
				access.wait_until_not(part<UCHAR>(), UCHAR{1});
			access.store(part<USHORT>(), USHORT{1}, ntspin::memory_order_relaxed);
			return;
		}
		wait_in_queue(access, mine, seen);
	}

	void wait_in_queue(Access access, handle &mine, KSPIN_LOCK seen)
	{
		const KSPIN_LOCK me = reinterpret_cast<KSPIN_LOCK>(&mine) << tail_shift;

		access.store(mine.Next, nullptr, ntspin::memory_order_relaxed);
		access.store(mine.Lock, state(0), ntspin::memory_order_relaxed);
		while (!exchange_word(access, seen, (seen & both_bytes) | me))
			;
		if (seen >> tail_shift) {
			access.store(reinterpret_cast<handle *>(seen >> tail_shift)->Next, &mine,
				     ntspin::memory_order_release);
			access.wait_while(mine.Lock, state(0), word);
		}
		/* The head: until neither the owner nor the pending one is left. */
		for (;;) {
			const USHORT bytes =
				access.load(part<USHORT>(), ntspin::memory_order_acquire);

			if (bytes == 0)
				break;
			access.wait_until_not(part<USHORT>(), bytes);
		}
		seen = me;
		if (exchange_word(access, seen, locked))
			return;
		access.store(part<UCHAR>(), UCHAR{1}, ntspin::memory_order_relaxed);

		auto *const follower = reinterpret_cast<handle *>(
			access.wait_while(mine.Next, static_cast<handle *>(nullptr), word));

		access.store(follower->Lock, state(1), ntspin::memory_order_release);
	}
};

} /* namespace bench */

#endif
