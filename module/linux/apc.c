// SPDX-License-Identifier: GPL-2.0
/*
 * apc.c - which tasks are at APC_LEVEL.
 *
 * Linux delivers no APCs, so APC_LEVEL holds nothing off. But it reads back as the level, belongs
 * to the task, and follows it to another CPU. It is kept in a table of slots, which is looked at
 * only while it is not empty. A slot holds a reference to the task's struct pid, so that a task
 * that ends at APC_LEVEL is not taken for a later one.
 *
 * A slot is filled and emptied by its own task; after that task has ended, by the sweep.
 *
 * Each task has a home slot, by the hash of its pid, and takes the first free slot from there on.
 * The home records how many tasks have their slots from it on, and the distance of the farthest. So
 * a task without a slot usually learns that at its home; one that has a slot finds it, since the
 * distance does not shrink while it is counted. No other task's slot has to be read, so a look-up
 * takes no lock, and an NMI can make one.
 */
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include "host.h"

/* A quarter of the slots, so that ways are short. */
#define APC_TASKS (NTSPIN_APC_SLOTS / 4)

static struct pid *apc_slots[NTSPIN_APC_SLOTS];
atomic_t ntspin_apc_homes[NTSPIN_APC_SLOTS];
static DEFINE_RAW_SPINLOCK(apc_sweep_lock);

/* Their number stands in ntspin_slow_flags, where a raise looks anyway. Returns what it was. */
static LONG count_tasks(LONG change)
{
	LONG before = InterlockedExchangeAdd(&ntspin_slow_flags, change * NTSPIN_APC_TASK);

	return before / NTSPIN_APC_TASK;
}

/* At home: how many are there in the low half, how far the farthest has been put above. */
#define APC_COUNT_MASK 0xffff
#define APC_REACH_SHIFT 16

/* One more, @way slots from here. Relaxed: it has to be seen by that task alone. */
static void come_home(atomic_t *home, unsigned int way)
{
	int seen = atomic_read(home), next;

	do {
		next = max_t(int, seen >> APC_REACH_SHIFT, way) << APC_REACH_SHIFT |
		       ((seen & APC_COUNT_MASK) + 1);
	} while (!atomic_try_cmpxchg_relaxed(home, &seen, next));
}

/* One less. With none left the reach of a search is short again. */
static void leave_home(atomic_t *home)
{
	int seen = atomic_read(home), next;

	do {
		next = (seen & APC_COUNT_MASK) == 1 ? 0 : seen - 1;
	} while (!atomic_try_cmpxchg_relaxed(home, &seen, next));
}

static atomic_t *home_of(struct pid *pid)
{
	return &ntspin_apc_homes[ntspin_apc_home(pid)];
}

static struct pid **slot_at(struct pid *pid, unsigned int way)
{
	return &apc_slots[(ntspin_apc_home(pid) + way) % NTSPIN_APC_SLOTS];
}

/* The current task's. */
static struct pid **slot_of(struct pid *pid)
{
	int homing = atomic_read(home_of(pid));
	unsigned int way;

	/* A task that has all but ended has no pid any more. */
	if (!pid || !homing)
		return NULL;
	for (way = 0; way <= homing >> APC_REACH_SHIFT; way++)
		if (READ_ONCE(*slot_at(pid, way)) == pid)
			return slot_at(pid, way);
	return NULL;
}

/* There is one: fewer tasks are let in than there are slots. */
static void claim_slot(struct pid *pid)
{
	unsigned int way = 0;

	while (cmpxchg_relaxed(slot_at(pid, way), NULL, pid))
		way++;
	come_home(home_of(pid), way);
}

/* Take @pid out; its reference is the caller's to put. False where another has come instead. */
static bool empty_slot(struct pid **slot, struct pid *pid)
{
	if (cmpxchg_relaxed(slot, pid, NULL) != pid)
		return false;
	leave_home(home_of(pid));
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
	for (i = 0; i < NTSPIN_APC_SLOTS && !ended; i++) {
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

/* Room for one more. Those who ask in vain are counted meanwhile, as many as there are CPUs. */
static bool let_in(void)
{
	if (count_tasks(1) < APC_TASKS)
		return true;
	count_tasks(-1);
	return false;
}

/* Note the current task. False where the table is full of living tasks. */
bool ntspin_apc_enter(void)
{
	struct pid *pid = get_pid(task_pid(current));

	if (!pid)
		return false;
	if (!let_in()) {
		sweep();
		if (!let_in()) {
			put_pid(pid);
			return false;
		}
	}
	claim_slot(pid);
	return true;
}

void ntspin_apc_leave(void)
{
	struct pid *pid = task_pid(current);
	struct pid **slot = slot_of(pid);

	if (slot && empty_slot(slot, pid))
		put_pid(pid);
}

bool ntspin_apc_find(void)
{
	return slot_of(task_pid(current));
}

/* At module exit, when no driver is left that could be at APC_LEVEL. */
void ntspin_apc_forget_all(void)
{
	unsigned int i;

	for (i = 0; i < NTSPIN_APC_SLOTS; i++) {
		struct pid *pid = apc_slots[i];

		if (pid && empty_slot(&apc_slots[i], pid))
			put_pid(pid);
	}
}
