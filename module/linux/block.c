// SPDX-License-Identifier: GPL-2.0
/*
 * block.c - a task sleeps until a word of its own changes, and is woken.
 *
 * Neither wait queue nor lock of Linux' is in between: wake_up_process() alone is legal wherever
 * preemption or interrupts are off, on PREEMPT_RT too.
 */
#include <linux/hrtimer.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/time.h>

#include "../seam/block.h"
#include "host.h"

struct _KTHREAD *ntspin_this_thread(void)
{
	return (struct _KTHREAD *)current;
}

/* Returns false once the time is over. No signal ends it: the state is none of those. */
static bool sleep_until(ktime_t *due, clockid_t clock)
{
	if (due && *due <= 0) {
		__set_current_state(TASK_RUNNING);
		schedule();
		return false;
	}
	if (due)
		return schedule_hrtimeout_range_clock(due, 0, HRTIMER_MODE_ABS, clock);
	schedule();
	return true;
}

static bool is_over(const volatile LONG *word, LONG value)
{
	/* Pairs with the release in ntspin_wake(). */
	return smp_load_acquire(word) != value;
}

/*
 * The state is set, with a full barrier, before the word is looked at; the waker stores the word
 * before wake_up_process() reads the state, after its full barrier. So one of the two sees the
 * other. TASK_IDLE: a driver's thread may wait forever, which is neither load nor a hang.
 */
static bool block(const volatile LONG *word, LONG value, ktime_t *due, clockid_t clock)
{
	bool in_time = true;

	for (;;) {
		set_current_state(TASK_IDLE);
		if (is_over(word, value) || !in_time)
			break;
		in_time = sleep_until(due, clock);
	}
	__set_current_state(TASK_RUNNING);
	return in_time || is_over(word, value);
}

BOOLEAN ntspin_block(const volatile LONG *word, LONG value, const struct ntspin_deadline *deadline)
{
	ktime_t due;

	might_sleep();
	if (!deadline)
		return block(word, value, NULL, CLOCK_MONOTONIC);
	if (deadline->clock == NTSPIN_SYSTEM_TIME) {
		due = deadline->due;
		return block(word, value, &due, CLOCK_REALTIME);
	}
	due = ktime_add_safe(ktime_get(), deadline->due);
	return block(word, value, &due, CLOCK_MONOTONIC);
}

/*
 * From the store on the task may end. Its task_struct stays for as long as RCU's readers do, of
 * whom this is one.
 */
void ntspin_wake(struct _KTHREAD *thread, volatile LONG *word, LONG value)
{
	rcu_read_lock();
	/* Release: pairs with the acquire in is_over(). */
	smp_store_release(word, value);
	wake_up_process((struct task_struct *)thread);
	rcu_read_unlock();
}
