// SPDX-License-Identifier: GPL-2.0
/*
 * affinity.c - threads that a driver keeps on some processors, and what they had before.
 *
 * Each such thread has a record of what it had before, which no module can read from the task. It
 * is found by the thread's struct pid, of which it holds a reference. A thread makes and drops its
 * own record; those of ended threads go when another one is made, or with the module.
 */
#include <linux/bits.h>
#include <linux/cpumask.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "host.h"
#include "thread.h"

#define CALLER __builtin_return_address(0)

struct thread_affinity {
	struct list_head list;
	struct pid *pid;
	cpumask_var_t user;
	GROUP_AFFINITY system;
};

static LIST_HEAD(threads);
static DEFINE_MUTEX(threads_lock);

static struct thread_affinity *find_thread(void)
{
	struct thread_affinity *thread;

	list_for_each_entry(thread, &threads, list)
		if (thread->pid == task_pid(current))
			return thread;
	return NULL;
}

static void drop_thread(struct thread_affinity *thread)
{
	list_del(&thread->list);
	put_pid(thread->pid);
	free_cpumask_var(thread->user);
	kfree(thread);
}

static bool has_ended(const struct thread_affinity *thread)
{
	bool ended;

	rcu_read_lock();
	ended = !pid_task(thread->pid, PIDTYPE_PID);
	rcu_read_unlock();
	return ended;
}

static struct thread_affinity *add_thread(void)
{
	struct thread_affinity *thread, *next;

	list_for_each_entry_safe(thread, next, &threads, list)
		if (has_ended(thread))
			drop_thread(thread);
	thread = kzalloc(sizeof(*thread), GFP_KERNEL);
	if (!thread)
		return NULL;
	if (!alloc_cpumask_var(&thread->user, GFP_KERNEL)) {
		kfree(thread);
		return NULL;
	}
	cpumask_copy(thread->user, &current->cpus_mask);
	thread->pid = get_pid(task_pid(current));
	list_add(&thread->list, &threads);
	return thread;
}

/* False where one of them is none, or none of them runs. */
static bool go_to(const GROUP_AFFINITY *affinity)
{
	unsigned int i, cpu;
	cpumask_var_t cpus;
	bool went = false;

	if (memchr_inv(affinity->Reserved, 0, sizeof(affinity->Reserved)) ||
	    !zalloc_cpumask_var(&cpus, GFP_KERNEL))
		return false;
	for (i = 0; i < MAXIMUM_PROC_PER_GROUP; i++) {
		if (!(affinity->Mask & BIT_ULL(i)))
			continue;
		cpu = ntspin_cpu_of_processor(affinity->Group * MAXIMUM_PROC_PER_GROUP + i);
		if (cpu >= nr_cpu_ids)
			goto out;
		cpumask_set_cpu(cpu, cpus);
	}
	/* It refuses a mask of which none is online. */
	went = !set_cpus_allowed_ptr(current, cpus);
out:
	free_cpumask_var(cpus);
	return went;
}

static bool may_move(const char *routine, const void *caller)
{
	if (likely(ntspin_current_irql() <= APC_LEVEL))
		return true;
	ntspin_report(NTSPIN_MOVED_HIGH, routine, 0, NULL, caller);
	return false;
}

/* Returns the system affinity before. */
static GROUP_AFFINITY set(const GROUP_AFFINITY *affinity)
{
	GROUP_AFFINITY before = {};
	struct thread_affinity *thread;

	mutex_lock(&threads_lock);
	thread = find_thread();
	if (thread)
		before = thread->system;
	else
		thread = add_thread();
	if (thread && go_to(affinity))
		thread->system = *affinity;
	else if (thread && !thread->system.Mask)
		drop_thread(thread);
	mutex_unlock(&threads_lock);
	return before;
}

static void revert(const GROUP_AFFINITY *affinity)
{
	struct thread_affinity *thread;

	mutex_lock(&threads_lock);
	thread = find_thread();
	if (thread && affinity->Mask) {
		if (go_to(affinity))
			thread->system = *affinity;
	} else if (thread) {
		set_cpus_allowed_ptr(current, thread->user);
		drop_thread(thread);
	}
	mutex_unlock(&threads_lock);
}

KAFFINITY NTAPI KeSetSystemAffinityThreadEx(KAFFINITY Affinity)
{
	GROUP_AFFINITY affinity = { .Mask = Affinity };

	return may_move(__func__, CALLER) ? set(&affinity).Mask : 0;
}

VOID NTAPI KeRevertToUserAffinityThreadEx(KAFFINITY Affinity)
{
	GROUP_AFFINITY affinity = { .Mask = Affinity };

	if (may_move(__func__, CALLER))
		revert(&affinity);
}

VOID NTAPI KeSetSystemAffinityThread(KAFFINITY Affinity)
{
	GROUP_AFFINITY affinity = { .Mask = Affinity };

	if (may_move(__func__, CALLER))
		set(&affinity);
}

VOID NTAPI KeRevertToUserAffinityThread(void)
{
	GROUP_AFFINITY user = {};

	if (may_move(__func__, CALLER))
		revert(&user);
}

VOID NTAPI KeSetSystemGroupAffinityThread(PGROUP_AFFINITY Affinity,
					  PGROUP_AFFINITY PreviousAffinity)
{
	GROUP_AFFINITY before = {};

	if (may_move(__func__, CALLER))
		before = set(Affinity);
	if (PreviousAffinity)
		*PreviousAffinity = before;
}

VOID NTAPI KeRevertToUserGroupAffinityThread(PGROUP_AFFINITY PreviousAffinity)
{
	if (may_move(__func__, CALLER))
		revert(PreviousAffinity);
}

void ntspin_affinity_exit(void)
{
	struct thread_affinity *thread, *next;

	list_for_each_entry_safe(thread, next, &threads, list)
		drop_thread(thread);
}
