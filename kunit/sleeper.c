// SPDX-License-Identifier: GPL-2.0
/*
 * sleeper.c - threads that call a routine which may sleep, and are seen to.
 */
#include "sleeper.h"

#include <linux/kthread.h>
#include <linux/ktime.h>

#include "suites.h"

static int call_it(void *data)
{
	struct sleeper *sleeper = data;

	WRITE_ONCE(sleeper->began, true);
	sleeper->run(sleeper);
	/* Who sees it sees what stands above. */
	smp_store_release(&sleeper->ended, true);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

static bool has_ended(struct sleeper *sleeper)
{
	/* Pairs with the release behind the call. */
	return smp_load_acquire(&sleeper->ended);
}

/* No other sleep of that thread's is in this state. */
bool still_sleeps(struct sleeper *sleeper)
{
	return !has_ended(sleeper) && READ_ONCE(sleeper->began) &&
	       READ_ONCE(sleeper->thread->__state) == TASK_IDLE;
}

bool start_sleeper(struct sleeper *sleeper, void (*run)(struct sleeper *sleeper), void *arg)
{
	u64 since = ktime_get_ns();

	*sleeper = (struct sleeper){ .run = run, .arg = arg };
	sleeper->thread = kthread_run(call_it, sleeper, "ntspin_sleeper");
	if (IS_ERR(sleeper->thread))
		return false;
	while (!still_sleeps(sleeper) && !has_ended(sleeper)) {
		if (!stress_may_go_on(since))
			return false;
		schedule_timeout_interruptible(1);
	}
	return true;
}

bool await_sleeper(struct sleeper *sleeper)
{
	u64 since = ktime_get_ns();

	while (!has_ended(sleeper)) {
		if (!stress_may_go_on(since))
			return false;
		schedule_timeout_interruptible(1);
	}
	kthread_stop(sleeper->thread);
	return true;
}
