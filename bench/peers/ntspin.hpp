/* SPDX-License-Identifier: GPL-2.0 */
/*
 * peers/ntspin.hpp - the lock itself, from its shipped template: both families.
 *
 * Every lock in this folder has the same shape: what a caller brings along (handle), the lock as
 * zeroed storage makes it, and what acquires and releases it under an Access.
 */
#ifndef NTSPIN_BENCH_PEERS_NTSPIN_HPP
#define NTSPIN_BENCH_PEERS_NTSPIN_HPP

#include "../../module/lock/queue_lock.hpp"

namespace bench
{

struct no_handle {};

template <class Access> struct queued {
	using handle = ntspin::lock_node;

	void acquire(Access access, handle &mine)
	{
		ntspin::queue_lock<Access>::acquire_queued(access, word, mine);
	}

	void release(Access access, handle &mine)
	{
		ntspin::queue_lock<Access>::release_queued(access, mine);
	}

	KSPIN_LOCK word = 0;
};

template <class Access> struct ordinary {
	using handle = no_handle;

	void acquire(Access access, handle &)
	{
		ntspin::queue_lock<Access>::acquire(access, word);
	}

	void release(Access access, handle &)
	{
		ntspin::queue_lock<Access>::release(access, word);
	}

	KSPIN_LOCK word = 0;
};

} /* namespace bench */

#endif
