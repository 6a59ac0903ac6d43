// SPDX-License-Identifier: GPL-2.0
/*
 * thread.c - threads of drivers: kthreads, which are named after their routine.
 *
 * A thread has ended for its driver while it still runs a few lines here. So that this module can
 * go, each completes ntspin_ended in the kernel's own code, and does not come back; the exit waits
 * for one completion for each thread that was begun.
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <uapi/linux/sched/types.h>

#include "../seam/thread.h"
#include "thread.h"

static DECLARE_COMPLETION(ntspin_ended);
static atomic_t begun;	/* of which the end was not taken yet */

static struct task_struct *task_of(const struct ntspin_task *task)
{
	return (struct task_struct *)task;
}

void ntspin_thread_exit(void)
{
	kthread_complete_and_exit(&ntspin_ended, 0);
}

static int run(void *thread)
{
	ntspin_thread_run(thread);
	ntspin_thread_exit();
}

struct ntspin_task *ntspin_task_create(void *thread, PKSTART_ROUTINE routine)
{
	struct task_struct *task;

	/* Here, so that the completion does not count forever. */
	while (try_wait_for_completion(&ntspin_ended))
		atomic_dec(&begun);
	task = kthread_create(run, thread, "%ps", routine);
	if (IS_ERR(task))
		return NULL;
	atomic_inc(&begun);
	return (struct ntspin_task *)get_task_struct(task);
}

void ntspin_task_start(struct ntspin_task *task)
{
	wake_up_process(task_of(task));
}

void ntspin_task_put(struct ntspin_task *task)
{
	put_task_struct(task_of(task));
}

ULONG ntspin_task_id(const struct ntspin_task *task)
{
	return task_pid_nr(task_of(task));
}

ULONG ntspin_task_id_here(void)
{
	return task_pid_nr(current);
}

ULONG ntspin_process_id_here(void)
{
	return task_tgid_nr(current);
}

/* Windows' 8 is nice 0, from 15, the most urgent, to 1. */
static int nice_of(KPRIORITY priority)
{
	return priority > 8 ? (8 - priority) * 20 / 7 : (8 - priority) * 19 / 7;
}

void ntspin_task_prioritize(struct ntspin_task *task, KPRIORITY priority)
{
	if (priority < LOW_REALTIME_PRIORITY)
		sched_set_normal(task_of(task), nice_of(priority));
	else if (priority < LOW_REALTIME_PRIORITY + 8)
		sched_set_fifo_low(task_of(task));
	else
		sched_set_fifo(task_of(task));
}

void *ntspin_thread_here(void)
{
	return kthread_func(current) == run ? kthread_data(current) : NULL;
}

void ntspin_threads_exit(void)
{
	for (; atomic_read(&begun); atomic_dec(&begun))
		wait_for_completion(&ntspin_ended);
	ntspin_threads_drain();
}
