// SPDX-License-Identifier: GPL-2.0
/*
 * misuse_freed.c - memory is freed in which a timer is set, or a DPC queued.
 */
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "misuses.h"
#include "threads.h"

struct object {
	KTIMER timer;
	KDPC dpc;
};

static unsigned int runs;

static VOID count_run(PKDPC dpc, PVOID context, PVOID unused1, PVOID unused2)
{
	WRITE_ONCE(runs, runs + 1);
}

/* It would come due in memory that is somebody else's. */
static void free_with_timer(struct observer *obs, size_t size, LONG period)
{
	LARGE_INTEGER due = { .QuadPart = -200 * 10000LL };
	void *memory = kzalloc(size, GFP_KERNEL);
	struct object *object = memory + size - sizeof(*object);

	if (!memory)
		return;
	WRITE_ONCE(runs, 0);
	KeInitializeTimer(&object->timer);
	KeInitializeDpc(&object->dpc, count_run, NULL);
	KeSetTimerEx(&object->timer, due, period, &object->dpc);
	kfree(memory);
	msleep(300);
	CLAIM_EQ(obs, READ_ONCE(runs), 0);
}

void free_timer(struct observer *obs)
{
	free_with_timer(obs, sizeof(struct object), 0);
}

void free_timer_of_period(struct observer *obs)
{
	free_with_timer(obs, sizeof(struct object), 10);
}

/* So large that not each place in it is looked at by itself. */
void free_timer_in_much(struct observer *obs)
{
	free_with_timer(obs, SZ_512K, 0);
}

static bool is_raised, goes_on;
static unsigned int held_cpu;	/* as Windows numbers processors */

/* For some seconds at most: who waits for this CPU may be waited for by the other one. */
static int hold_raised(void *unused)
{
	unsigned long end = jiffies + 5 * HZ;
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	WRITE_ONCE(held_cpu, KeGetCurrentProcessorNumberEx(NULL));
	WRITE_ONCE(is_raised, true);
	while (!READ_ONCE(goes_on) && time_before(jiffies, end))
		cpu_relax();
	KeLowerIrql(old);
	return stay_until_stopped();
}

/* It is queued for a CPU that cannot run it yet. */
void free_dpc(struct observer *obs)
{
	struct object *object = kzalloc(sizeof(*object), GFP_KERNEL);
	struct task_struct *thread;
	unsigned int other;

	if (!object)
		return;
	WRITE_ONCE(is_raised, false);
	WRITE_ONCE(goes_on, false);
	WRITE_ONCE(runs, 0);
	migrate_disable();
	other = cpumask_any_but(cpu_online_mask, raw_smp_processor_id());
	thread = kthread_run_on_cpu(hold_raised, NULL, other, "ntspin_raised");
	if (IS_ERR(thread)) {
		migrate_enable();
		return kfree(object);
	}
	/* No sleep: the timer that ends it may be left to that CPU, which runs none meanwhile. */
	while (!READ_ONCE(is_raised))
		cond_resched();
	KeInitializeDpc(&object->dpc, count_run, NULL);
	KeSetTargetProcessorDpc(&object->dpc, READ_ONCE(held_cpu));
	CLAIM(obs, KeInsertQueueDpc(&object->dpc, NULL, NULL));
	kfree(object);
	WRITE_ONCE(goes_on, true);
	kthread_stop(thread);
	migrate_enable();
	KeFlushQueuedDpcs();
	CLAIM_EQ(obs, READ_ONCE(runs), 0);
}
