// SPDX-License-Identifier: GPL-2.0
/*
 * storm.c - timers that interrupt every CPU, and take queued locks of their own.
 *
 * On each CPU one timer expires in hard interrupt context and one in a softirq.
 * Both contend, each among its own kind: a lock that is taken in hard
 * interrupts may not be taken anywhere else with interrupts on.
 */
#include "storm.h"

#include <linux/hrtimer.h>
#include <linux/percpu.h>
#include <linux/sched/clock.h>
#include <linux/slab.h>
#include <linux/smp.h>

#include "../include/wdm.h"
#include "compat.h"

#define STORM_PERIOD_NS (250 * NSEC_PER_USEC)

struct storm_cpu {
	struct storm *storm;
	struct hrtimer hard;
	struct hrtimer soft;
	u64 by_hard;
	u64 by_soft;
};

struct storm {
	KSPIN_LOCK hard_lock;
	KSPIN_LOCK soft_lock;
	struct storm_cpu __percpu *cpus;
};

/* One that has waited for long leaves its CPU alone for longer: else it would do nothing else. */
static enum hrtimer_restart strike_again(struct hrtimer *timer, u64 begun)
{
	u64 rest = max_t(u64, STORM_PERIOD_NS, 2 * (local_clock() - begun));

	hrtimer_forward_now(timer, ns_to_ktime(rest));
	return HRTIMER_RESTART;
}

static enum hrtimer_restart strike_hard(struct hrtimer *timer)
{
	struct storm_cpu *cpu = container_of(timer, struct storm_cpu, hard);
	u64 begun = local_clock();
	KLOCK_QUEUE_HANDLE handle;

	KeAcquireInStackQueuedSpinLockAtDpcLevel(&cpu->storm->hard_lock, &handle);
	cpu->by_hard++;
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
	return strike_again(timer, begun);
}

static enum hrtimer_restart strike_soft(struct hrtimer *timer)
{
	struct storm_cpu *cpu = container_of(timer, struct storm_cpu, soft);
	u64 begun = local_clock();
	KLOCK_QUEUE_HANDLE handle;

	/* Raising: on PREEMPT_RT this is a preemptible thread. */
	KeAcquireInStackQueuedSpinLock(&cpu->storm->soft_lock, &handle);
	cpu->by_soft++;
	KeReleaseInStackQueuedSpinLock(&handle);
	return strike_again(timer, begun);
}

static void start_here(void *storm)
{
	struct storm_cpu *cpu = this_cpu_ptr(((struct storm *)storm)->cpus);

	hrtimer_start(&cpu->hard, ns_to_ktime(STORM_PERIOD_NS), HRTIMER_MODE_REL_PINNED_HARD);
	hrtimer_start(&cpu->soft, ns_to_ktime(STORM_PERIOD_NS), HRTIMER_MODE_REL_PINNED_SOFT);
}

struct storm *storm_start(void)
{
	struct storm *storm = kzalloc(sizeof(*storm), GFP_KERNEL);
	unsigned int id;

	if (!storm)
		return NULL;
	storm->cpus = alloc_percpu(struct storm_cpu);
	if (!storm->cpus) {
		kfree(storm);
		return NULL;
	}
	for_each_possible_cpu(id) {
		struct storm_cpu *cpu = per_cpu_ptr(storm->cpus, id);

		cpu->storm = storm;
		hrtimer_setup(&cpu->hard, strike_hard, CLOCK_MONOTONIC,
			      HRTIMER_MODE_REL_PINNED_HARD);
		hrtimer_setup(&cpu->soft, strike_soft, CLOCK_MONOTONIC,
			      HRTIMER_MODE_REL_PINNED_SOFT);
	}
	for_each_online_cpu(id)
		smp_call_function_single(id, start_here, storm, true);
	return storm;
}

u64 storm_stop(struct storm *storm)
{
	unsigned int id;
	u64 strikes = 0;

	for_each_possible_cpu(id) {
		struct storm_cpu *cpu = per_cpu_ptr(storm->cpus, id);

		hrtimer_cancel(&cpu->hard);
		hrtimer_cancel(&cpu->soft);
		strikes += cpu->by_hard + cpu->by_soft;
	}
	free_percpu(storm->cpus);
	kfree(storm);
	return strikes;
}
