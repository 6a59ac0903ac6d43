/* SPDX-License-Identifier: GPL-2.0 */
/*
 * peers/mcs.hpp - pure MCS in Windows' form: the word is the tail, the owner stays in the queue.
 *
 * Bit 0 of a handle's Lock says that it waits, bit 1 that it owns, as on Windows. Two locked
 * instructions when nobody else is there.
 */
#ifndef NTSPIN_BENCH_PEERS_MCS_HPP
#define NTSPIN_BENCH_PEERS_MCS_HPP

#include "../../module/lock/queue_lock.hpp"

namespace bench
{

template <class Access> struct pure_mcs {
	using handle = ntspin::lock_node;

	void acquire(Access access, handle &mine)
	{
		access.store(mine.Next, nullptr, ntspin::memory_order_relaxed);
		access.store(mine.Lock, tagged(waits), ntspin::memory_order_relaxed);

		const KSPIN_LOCK last = access.exchange(word, reinterpret_cast<KSPIN_LOCK>(&mine),
							ntspin::memory_order_acq_rel);

		if (last == 0) [[likely]] {
			access.store(mine.Lock, tagged(owns), ntspin::memory_order_relaxed);
			return;
		}
		access.store(reinterpret_cast<handle *>(last)->Next, &mine,
			     ntspin::memory_order_release);
		access.wait_while(mine.Lock, tagged(waits), word);
	}

	void release(Access access, handle &mine)
	{
		handle *follower = access.load(mine.Next, ntspin::memory_order_acquire);

		if (follower == nullptr) {
			KSPIN_LOCK last = reinterpret_cast<KSPIN_LOCK>(&mine);

			if (access.compare_exchange(word, last, 0, ntspin::memory_order_release,
						    ntspin::memory_order_relaxed))
				return;
			follower = reinterpret_cast<handle *>(
				access.wait_while(mine.Next, static_cast<handle *>(nullptr), word));
		}
		access.store(follower->Lock, tagged(owns), ntspin::memory_order_release);
	}

	KSPIN_LOCK word = 0;

private:
	static constexpr ULONG_PTR waits = 1;
	static constexpr ULONG_PTR owns = 2;

	PKSPIN_LOCK tagged(ULONG_PTR state)
	{
		return reinterpret_cast<PKSPIN_LOCK>(reinterpret_cast<ULONG_PTR>(&word) | state);
	}
};

} /* namespace bench */

#endif
