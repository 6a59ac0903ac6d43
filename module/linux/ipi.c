// SPDX-License-Identifier: GPL-2.0
/*
 * ipi.c - every CPU at once: each is interrupted, and waits there until all have come.
 *
 * Not on_each_cpu(), which a softirq may not call; not stop_machine(), which sleeps.
 *
 * A CPU that waits in its interrupt may have interrupted the holder of a lock that another CPU
 * spins for with interrupts off. That CPU never comes, while the others wait for it. So the wait is
 * given up after some time: those that have come leave, their tasks release what they hold, and all
 * are called again, with twice the time.
 *
 * The caller has preemption off, so no CPU goes offline meanwhile.
 */
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/irqflags.h>
#include <linux/minmax.h>
#include <linux/percpu.h>
#include <linux/sched/clock.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/time64.h>

#include "../seam/ipi.h"
#include "host.h"

#define FIRST_PATIENCE_NS NSEC_PER_MSEC
#define MOST_PATIENCE_NS (100 * NSEC_PER_MSEC)

enum { GATHERS, RUNS, GIVEN_UP };

/* Waited for with interrupts on, so that a waiter takes part in the previous call. */
static DEFINE_RAW_SPINLOCK(broadcast_lock);

/* Under the lock. */
static struct {
	ULONG_PTR (*perform)(const void *arg);
	const void *arg;
	struct cpumask others;
	int state;
	atomic_t arrived;
	atomic_t left;
} broadcast;

/* Free before its function is called: once all have left each may be sent again. */
static DEFINE_PER_CPU(call_single_data_t, requests);

/* An interrupt; or an idle CPU's loop, with interrupts off. */
static void take_part(void *unused)
{
	int state;

	/* Release: pairs with the acquire in all_arrive(). */
	atomic_fetch_inc_release(&broadcast.arrived);
	/* Acquire: pairs with the release in gather(): what the others wrote before they came. */
	while ((state = smp_load_acquire(&broadcast.state)) == GATHERS)
		cpu_relax();
	if (state == RUNS)
		broadcast.perform(broadcast.arg);
	/* Release: pairs with the acquire in gather(). The last access. */
	atomic_fetch_inc_release(&broadcast.left);
}

static bool all_arrive(unsigned int count, u64 patience)
{
	u64 end = local_clock() + patience;

	while (atomic_read_acquire(&broadcast.arrived) < count) {
		if (local_clock() > end)
			return false;
		cpu_relax();
	}
	return true;
}

/* Returns whether all came, and have called. */
static bool gather(u64 patience, ULONG_PTR *result)
{
	unsigned int cpu, count = cpumask_weight(&broadcast.others);
	unsigned long flags;
	bool all;

	atomic_set(&broadcast.arrived, 0);
	atomic_set(&broadcast.left, 0);
	WRITE_ONCE(broadcast.state, GATHERS);
	/* It is sent with a full barrier: what is written above is seen there. */
	for_each_cpu(cpu, &broadcast.others)
		smp_call_function_single_async(cpu, per_cpu_ptr(&requests, cpu));
	all = all_arrive(count, patience);
	local_irq_save(flags);
	/* Release: pairs with the acquire in take_part(). */
	smp_store_release(&broadcast.state, all ? RUNS : GIVEN_UP);
	if (all)
		*result = broadcast.perform(broadcast.arg);
	local_irq_restore(flags);
	while (atomic_read_acquire(&broadcast.left) < count)
		cpu_relax();
	return all;
}

ULONG_PTR ntspin_broadcast(ULONG_PTR (*perform)(const void *arg), const void *arg)
{
	u64 patience = FIRST_PATIENCE_NS;
	ULONG_PTR result;

	raw_spin_lock(&broadcast_lock);
	broadcast.perform = perform;
	broadcast.arg = arg;
	cpumask_copy(&broadcast.others, cpu_online_mask);
	cpumask_clear_cpu(smp_processor_id(), &broadcast.others);
	while (!gather(patience, &result))
		patience = min_t(u64, 2 * patience, MOST_PATIENCE_NS);
	raw_spin_unlock(&broadcast_lock);
	return result;
}

void ntspin_ipi_init(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		INIT_CSD(per_cpu_ptr(&requests, cpu), take_part, NULL);
}
