// SPDX-License-Identifier: GPL-2.0
/*
 * locker.c - threads that acquire a lock for PASSIVE_LEVEL, and are seen to sleep.
 */
#include "locker.h"

#include <linux/atomic.h>
#include <linux/kthread.h>
#include <linux/ktime.h>

#include "suites.h"

static atomic_t turns;

static int acquire_and_keep(void *data)
{
	struct locker *locker = data;

	WRITE_ONCE(locker->began, true);
	locker->acquire(locker->lock);
	locker->turn = atomic_inc_return(&turns);
	/* Who sees it sees what stands above. */
	smp_store_release(&locker->has_it, true);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	if (locker->release)
		locker->release(locker->lock);
	return 0;
}

static bool has_it(struct locker *locker)
{
	/* Pairs with the release behind the acquire. */
	return smp_load_acquire(&locker->has_it);
}

/* No other wait of that thread's is in this state. */
static bool sleeps(struct locker *locker)
{
	return READ_ONCE(locker->began) && READ_ONCE(locker->thread->__state) == TASK_IDLE;
}

bool start_locker(struct locker *locker, void *lock, void (*acquire)(void *lock),
		  void (*release)(void *lock))
{
	u64 since = ktime_get_ns();

	*locker = (struct locker){ .acquire = acquire, .release = release, .lock = lock };
	locker->thread = kthread_run(acquire_and_keep, locker, "ntspin_locker");
	if (IS_ERR(locker->thread))
		return false;
	while (!sleeps(locker) && !has_it(locker)) {
		if (!stress_may_go_on(since))
			return false;
		schedule_timeout_interruptible(1);
	}
	return true;
}

bool still_sleeps(struct locker *locker)
{
	return !has_it(locker) && sleeps(locker);
}

bool await_lock(struct locker *locker)
{
	u64 since = ktime_get_ns();

	while (!has_it(locker)) {
		if (!stress_may_go_on(since))
			return false;
		schedule_timeout_interruptible(1);
	}
	return true;
}

bool end_locker(struct locker *locker)
{
	bool had_it = await_lock(locker);

	if (had_it)
		kthread_stop(locker->thread);
	return had_it;
}
