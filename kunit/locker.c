// SPDX-License-Identifier: GPL-2.0
/*
 * locker.c - threads that acquire a lock for PASSIVE_LEVEL, and keep it until they are told to end.
 */
#include "locker.h"

static void acquire(struct sleeper *sleeper)
{
	struct locker *locker = sleeper->arg;

	locker->acquire(locker->lock);
}

static void release(struct sleeper *sleeper)
{
	struct locker *locker = sleeper->arg;

	if (locker->release)
		locker->release(locker->lock);
}

bool start_locker(struct locker *locker, void *lock, void (*acquire_it)(void *lock),
		  void (*release_it)(void *lock))
{
	locker->acquire = acquire_it;
	locker->release = release_it;
	locker->lock = lock;
	return start_sleeper_with_end(&locker->sleeper, acquire, release, locker);
}
