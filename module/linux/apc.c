// SPDX-License-Identifier: GPL-2.0
/*
 * apc.c - which tasks are at APC_LEVEL.
 *
 * Linux delivers no APCs, so nothing is held off at APC_LEVEL. But the level
 * reads back, belongs to the task, and follows it to another CPU. A table of
 * slots keeps it, looked at only while it is not empty. A slot holds a counted
 * reference to the task's struct pid, which is not reused while we have it, so
 * that a task that ends at APC_LEVEL is told from the next one.
 *
 * A slot is filled and emptied by its own task, and else only by the sweep,
 * after that task has ended.
 */
#include <linux/hash.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include "host.h"

#define APC_SLOT_BITS 7
#define APC_SLOTS (1U << APC_SLOT_BITS)

static struct pid *apc_slots[APC_SLOTS];
static DEFINE_RAW_SPINLOCK(apc_sweep_lock);

/* How many there are stands in ntspin_unusual: a raise looks there anyway. */
static void count_tasks(LONG change)
{
	InterlockedExchangeAdd(&ntspin_unusual, change * NTSPIN_APC_TASK);
}

static struct pid **slot_at(struct pid *pid, unsigned int i)
{
	return &apc_slots[(hash_ptr(pid, APC_SLOT_BITS) + i) % APC_SLOTS];
}

static struct pid **slot_of(struct pid *pid)
{
	unsigned int i;

	/* A task that has all but ended has no pid any more. */
	if (!pid)
		return NULL;
	for (i = 0; i < APC_SLOTS; i++)
		if (READ_ONCE(*slot_at(pid, i)) == pid)
			return slot_at(pid, i);
	return NULL;
}

static bool claim_slot(struct pid *pid)
{
	unsigned int i;

	for (i = 0; i < APC_SLOTS; i++)
		if (!cmpxchg_relaxed(slot_at(pid, i), NULL, pid))
			return true;
	return false;
}

/* Take @pid out; its reference is the caller's to put. False where another has come instead. */
static bool empty_slot(struct pid **slot, struct pid *pid)
{
	if (cmpxchg_relaxed(slot, pid, NULL) != pid)
		return false;
	count_tasks(-1);
	return true;
}

/* Empty the slot of one ended task. RCU keeps the struct pid of a slot that its task leaves. */
static struct pid *sweep_one(void)
{
	struct pid *ended = NULL;
	unsigned long flags;
	unsigned int i;

	raw_spin_lock_irqsave(&apc_sweep_lock, flags);
	rcu_read_lock();
	for (i = 0; i < APC_SLOTS && !ended; i++) {
		struct pid *pid = READ_ONCE(apc_slots[i]);

		if (pid && !pid_task(pid, PIDTYPE_PID) && empty_slot(&apc_slots[i], pid))
			ended = pid;
	}
	rcu_read_unlock();
	raw_spin_unlock_irqrestore(&apc_sweep_lock, flags);
	return ended;
}

/* The last reference frees memory, which PREEMPT_RT cannot do under a raw lock. */
static void sweep(void)
{
	struct pid *ended;

	while ((ended = sweep_one()))
		put_pid(ended);
}

/* Note the current task. False where the table is full of living tasks. */
bool ntspin_apc_enter(void)
{
	struct pid *pid = get_pid(task_pid(current));

	if (!pid)
		return false;
	count_tasks(1);
	if (claim_slot(pid))
		return true;
	sweep();
	if (claim_slot(pid))
		return true;
	count_tasks(-1);
	put_pid(pid);
	return false;
}

void ntspin_apc_leave(void)
{
	struct pid *pid = task_pid(current);
	struct pid **slot = slot_of(pid);

	if (slot && empty_slot(slot, pid))
		put_pid(pid);
}

bool ntspin_apc_noted(void)
{
	return slot_of(task_pid(current));
}

/* At module exit, when no driver is left that could be at APC_LEVEL. */
void ntspin_apc_forget_all(void)
{
	unsigned int i;

	for (i = 0; i < APC_SLOTS; i++) {
		struct pid *pid = apc_slots[i];

		if (pid && empty_slot(&apc_slots[i], pid))
			put_pid(pid);
	}
}
