// SPDX-License-Identifier: GPL-2.0
/*
 * work.c - the workers that run work items: works of two workqueues of Linux'.
 *
 * queue_work() takes raw locks alone, so it may be called wherever preemption or interrupts are
 * off, on PREEMPT_RT too. A worker that is queued while its function still returns runs once more
 * after it, never beside it.
 */
#include <linux/sched.h>
#include <linux/workqueue.h>

#include "../seam/work.h"
#include "host.h"

static struct work_struct workers[NTSPIN_WORK_QUEUES][NTSPIN_WORKERS];
static struct workqueue_struct *workqueues[NTSPIN_WORK_QUEUES];

static void run_worker(struct work_struct *work)
{
	unsigned int number = work - workers[0];

	while (ntspin_worker_run(number / NTSPIN_WORKERS, number % NTSPIN_WORKERS))
		cond_resched();
}

void ntspin_worker_start(enum ntspin_work_queue queue, ULONG worker)
{
	queue_work(workqueues[queue], &workers[queue][worker]);
}

static void init_workers(void)
{
	unsigned int queue, i;

	for (queue = 0; queue < NTSPIN_WORK_QUEUES; queue++)
		for (i = 0; i < NTSPIN_WORKERS; i++)
			INIT_WORK(&workers[queue][i], run_worker);
}

int ntspin_work_init(void)
{
	init_workers();
	workqueues[NTSPIN_WORK_USUAL] = alloc_workqueue("ntspin_usual", WQ_UNBOUND,
							NTSPIN_WORKERS);
	workqueues[NTSPIN_WORK_URGENT] = alloc_workqueue("ntspin_urgent", WQ_UNBOUND | WQ_HIGHPRI,
							 NTSPIN_WORKERS);
	if (workqueues[NTSPIN_WORK_USUAL] && workqueues[NTSPIN_WORK_URGENT])
		return 0;
	ntspin_work_exit();
	return -ENOMEM;
}

/* No driver is left that could queue anything; what runs still is waited for. */
void ntspin_work_exit(void)
{
	unsigned int queue;

	for (queue = 0; queue < NTSPIN_WORK_QUEUES; queue++)
		if (workqueues[queue])
			destroy_workqueue(workqueues[queue]);
}
