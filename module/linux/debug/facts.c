// SPDX-License-Identifier: GPL-2.0
/*
 * facts.c - the context of a call: task, processor, stack, time.
 */
#include <linux/kasan.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/sched/task_stack.h>

#include "../host.h"

const void *ntspin_this_task(void)
{
	return current;
}

ULONG ntspin_this_processor(void)
{
	return raw_smp_processor_id();
}

BOOLEAN ntspin_in_nmi(void)
{
	return !!in_nmi();
}

/* No helper knows an interrupt's own stack: what is near the current frame is taken to be on it. */
bool ntspin_on_stack(const void *lock)
{
	long distance = (long)kasan_reset_tag(lock) - (long)__builtin_frame_address(0);

	return object_is_on_stack(lock) || (!in_task() && abs(distance) < THREAD_SIZE);
}

/* The probes see memory that is freed; a stack is reused unseen. */
BOOLEAN ntspin_ends_unseen(const void *lock)
{
	return !IS_ENABLED(CONFIG_TRACEPOINTS) || ntspin_on_stack(lock);
}

ULONGLONG ntspin_time(void)
{
	return local_clock();
}

void ntspin_fill_holder(struct ntspin_holder *holder, const void *site)
{
	memcpy(holder->task, current->comm, sizeof(holder->task));
	holder->task[sizeof(holder->task) - 1] = '\0';
	holder->pid = current->pid;
	holder->processor = raw_smp_processor_id();
	holder->site = site;
}
