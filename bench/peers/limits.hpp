/* SPDX-License-Identifier: GPL-2.0 */
/*
 * peers/limits.hpp - what no lock can beat: one locked instruction and one store.
 */
#ifndef NTSPIN_BENCH_PEERS_LIMITS_HPP
#define NTSPIN_BENCH_PEERS_LIMITS_HPP

#include "ntspin.hpp"

namespace bench
{

template <class Access> struct bare {
	using handle = no_handle;

	void acquire(Access access, handle &)
	{
		KSPIN_LOCK none = 0;

		access.compare_exchange(word, none, 1, ntspin::memory_order_acquire,
					ntspin::memory_order_relaxed);
	}

	void release(Access access, handle &)
	{
		access.store_serving(word, 0, ntspin::memory_order_release);
	}

	KSPIN_LOCK word = 0;
};

} /* namespace bench */

#endif
