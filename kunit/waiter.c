// SPDX-License-Identifier: GPL-2.0
/*
 * waiter.c - threads that wait for dispatcher objects, and are seen to sleep.
 */
#include "waiter.h"

#include <linux/atomic.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/limits.h>

#include "suites.h"

static atomic_t turns;

void init_waiter(struct waiter *waiter, PVOID object)
{
	*waiter = (struct waiter){
		.objects = { object },
		.count = 1,
		.type = WaitAny,
		.timeout.QuadPart = LLONG_MAX,
	};
}

static NTSTATUS perform(struct waiter *waiter)
{
	PLARGE_INTEGER timeout = waiter->timeout.QuadPart == LLONG_MAX ? NULL : &waiter->timeout;
	KWAIT_BLOCK blocks[WAITER_OBJECTS];

	if (waiter->count == 1)
		return KeWaitForSingleObject(waiter->objects[0], Executive, KernelMode, FALSE,
					     timeout);
	return KeWaitForMultipleObjects(waiter->count, waiter->objects, waiter->type, Executive,
					KernelMode, FALSE, timeout, blocks);
}

static int keep_waiting(void *data)
{
	struct waiter *waiter = data;

	WRITE_ONCE(waiter->began, true);
	waiter->status = perform(waiter);
	waiter->turn = atomic_inc_return(&turns);
	/* Who sees it sees what stands above. */
	smp_store_release(&waiter->ended, true);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	if (waiter->gives_back)
		KeReleaseMutex(waiter->gives_back, FALSE);
	return 0;
}

/* No other wait of that thread's is in this state. */
static bool sleeps(struct waiter *waiter)
{
	return READ_ONCE(waiter->began) && READ_ONCE(waiter->thread->__state) == TASK_IDLE;
}

static bool has_ended(struct waiter *waiter)
{
	/* Pairs with the release behind the wait. */
	return smp_load_acquire(&waiter->ended);
}

bool start_waiter(struct waiter *waiter)
{
	u64 since = ktime_get_ns();

	waiter->thread = kthread_run(keep_waiting, waiter, "ntspin_waiter");
	if (IS_ERR(waiter->thread))
		return false;
	while (!sleeps(waiter) && !has_ended(waiter)) {
		if (!stress_may_go_on(since))
			return false;
		schedule_timeout_interruptible(1);
	}
	return true;
}

/* One that has ended may have no thread any more. */
bool still_waits(struct waiter *waiter)
{
	return !has_ended(waiter) && sleeps(waiter);
}

bool await_return(struct waiter *waiter)
{
	u64 since = ktime_get_ns();

	while (!has_ended(waiter)) {
		if (!stress_may_go_on(since))
			return false;
		schedule_timeout_interruptible(1);
	}
	return true;
}

bool await_waiter(struct waiter *waiter)
{
	bool returned = await_return(waiter);

	if (returned)
		kthread_stop(waiter->thread);
	return returned;
}
