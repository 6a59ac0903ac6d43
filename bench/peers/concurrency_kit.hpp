/* SPDX-License-Identifier: GPL-2.0 */
/*
 * peers/concurrency_kit.hpp - Concurrency Kit's locks.
 *
 * Its headers are C: whoever includes this is compiled with -fpermissive.
 */
#ifndef NTSPIN_BENCH_PEERS_CONCURRENCY_KIT_HPP
#define NTSPIN_BENCH_PEERS_CONCURRENCY_KIT_HPP

#include <ck_spinlock.h>

#include "ntspin.hpp"

namespace bench
{

template <class Access> struct ck_mcs {
	using handle = ck_spinlock_mcs_context_t;

	void acquire(Access, handle &mine)
	{
		ck_spinlock_mcs_lock(&lock, &mine);
	}

	void release(Access, handle &mine)
	{
		ck_spinlock_mcs_unlock(&lock, &mine);
	}

	ck_spinlock_mcs_t lock = nullptr;
};

/* Its nodes change hands: each caller leaves with its predecessor's. */
template <class Access> struct ck_clh {
	struct handle {
		alignas(128) ck_spinlock_clh_t node;
		alignas(128) ck_spinlock_clh_t *now = &node;
	};

	ck_clh()
	{
		ck_spinlock_clh_init(&lock, &unowned);
	}

	void acquire(Access, handle &mine)
	{
		ck_spinlock_clh_lock(&lock, mine.now);
	}

	void release(Access, handle &mine)
	{
		ck_spinlock_clh_unlock(&mine.now);
	}

	ck_spinlock_clh_t *lock;
	alignas(128) ck_spinlock_clh_t unowned;
};

template <class Access> struct ck_ticket {
	using handle = no_handle;

	void acquire(Access, handle &)
	{
		ck_spinlock_ticket_lock(&lock);
	}

	void release(Access, handle &)
	{
		ck_spinlock_ticket_unlock(&lock);
	}

	ck_spinlock_ticket_t lock = CK_SPINLOCK_TICKET_INITIALIZER;
};

template <class Access> struct ck_anderson {
	using handle = ck_spinlock_anderson_thread_t *;

	ck_anderson()
	{
		ck_spinlock_anderson_init(&lock, slots, 2);
	}

	void acquire(Access, handle &mine)
	{
		ck_spinlock_anderson_lock(&lock, &mine);
	}

	void release(Access, handle &mine)
	{
		ck_spinlock_anderson_unlock(&lock, mine);
	}

	ck_spinlock_anderson_t lock;
	ck_spinlock_anderson_thread_t slots[2];
};

} /* namespace bench */

#endif
