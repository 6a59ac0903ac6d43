// SPDX-License-Identifier: GPL-2.0
/*
 * sleeper.c - threads that call a routine which may sleep, and are seen to.
 */
#include "sleeper.h"

#include <linux/atomic.h>
#include <linux/kthread.h>
#include <linux/ktime.h>

#include "suites.h"
#include "threads.h"

static atomic_t turns;

static int call_it(void *data)
{
	struct sleeper *sleeper = data;

	WRITE_ONCE(sleeper->began, true);
	sleeper->run(sleeper);
	sleeper->turn = atomic_inc_return(&turns);
	/* A reader sees what is stored above. */
	smp_store_release(&sleeper->returned, true);
	stay_until_stopped();
	if (sleeper->at_end)
		sleeper->at_end(sleeper);
	return 0;
}

static bool has_returned(struct sleeper *sleeper)
{
	/* Pairs with the release behind the call. */
	return smp_load_acquire(&sleeper->returned);
}

/* No other sleep of that thread's is in this state. One that has returned may have no thread. */
bool still_sleeps(struct sleeper *sleeper)
{
	return !has_returned(sleeper) && READ_ONCE(sleeper->began) &&
	       READ_ONCE(sleeper->thread->__state) == TASK_IDLE;
}

bool start_sleeper_with_end(struct sleeper *sleeper, void (*run)(struct sleeper *sleeper),
			    void (*at_end)(struct sleeper *sleeper), void *arg)
{
	u64 since = ktime_get_ns();

	*sleeper = (struct sleeper){ .run = run, .at_end = at_end, .arg = arg };
	sleeper->thread = kthread_run(call_it, sleeper, "ntspin_sleeper");
	if (IS_ERR(sleeper->thread))
		return false;
	while (!still_sleeps(sleeper) && !has_returned(sleeper)) {
		if (!stress_may_continue(since))
			return false;
		schedule_timeout_interruptible(1);
	}
	return true;
}

bool start_sleeper(struct sleeper *sleeper, void (*run)(struct sleeper *sleeper), void *arg)
{
	return start_sleeper_with_end(sleeper, run, NULL, arg);
}

bool await_return(struct sleeper *sleeper)
{
	u64 since = ktime_get_ns();

	while (!has_returned(sleeper)) {
		if (!stress_may_continue(since))
			return false;
		schedule_timeout_interruptible(1);
	}
	return true;
}

bool await_sleeper(struct sleeper *sleeper)
{
	bool returned = await_return(sleeper);

	if (returned)
		kthread_stop(sleeper->thread);
	return returned;
}
