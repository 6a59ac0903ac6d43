/* SPDX-License-Identifier: GPL-2.0 */
/*
 * peers/simple.hpp - locks that are one word: ticket, and test-and-set.
 */
#ifndef NTSPIN_BENCH_PEERS_SIMPLE_HPP
#define NTSPIN_BENCH_PEERS_SIMPLE_HPP

#include "ntspin.hpp"

namespace bench
{

/* Strictly first come, first served; every waiter watches the one line. */
template <class Access> struct ticket_lock {
	using handle = no_handle;

	void acquire(Access access, handle &)
	{
		const ULONG mine = access.fetch_add(next, 1u, ntspin::memory_order_relaxed);
		ULONG now = access.load(serving, ntspin::memory_order_acquire);

		while (now != mine)
			[[unlikely]] now = access.wait_until_not(serving, now);
	}

	void release(Access access, handle &)
	{
		const ULONG mine = access.load_owned(serving);

		access.store(serving, mine + 1, ntspin::memory_order_release);
	}

	ULONG next = 0;
	ULONG serving = 0;
};

/* Whoever is quickest; waiters look before they try again. */
template <class Access> struct test_and_set {
	using handle = no_handle;

	void acquire(Access access, handle &)
	{
		while (access.exchange(held, 1ul, ntspin::memory_order_acquire) != 0)
			[[unlikely]] access.wait_until_not(held, 1ul);
	}

	void release(Access access, handle &)
	{
		access.store(held, 0, ntspin::memory_order_release);
	}

	ULONG_PTR held = 0;
};

} /* namespace bench */

#endif
