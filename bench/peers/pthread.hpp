/* SPDX-License-Identifier: GPL-2.0 */
/*
 * peers/pthread.hpp - the C library's locks.
 */
#ifndef NTSPIN_BENCH_PEERS_PTHREAD_HPP
#define NTSPIN_BENCH_PEERS_PTHREAD_HPP

#include <pthread.h>

#include "ntspin.hpp"

namespace bench
{

template <class Access> struct pthread_spin {
	using handle = no_handle;

	pthread_spin()
	{
		pthread_spin_init(&lock, PTHREAD_PROCESS_PRIVATE);
	}

	void acquire(Access, handle &)
	{
		pthread_spin_lock(&lock);
	}

	void release(Access, handle &)
	{
		pthread_spin_unlock(&lock);
	}

	pthread_spinlock_t lock;
};

template <class Access> struct pthread_mutex {
	using handle = no_handle;

	void acquire(Access, handle &)
	{
		pthread_mutex_lock(&lock);
	}

	void release(Access, handle &)
	{
		pthread_mutex_unlock(&lock);
	}

	pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
};

} /* namespace bench */

#endif
