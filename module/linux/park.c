// SPDX-License-Identifier: GPL-2.0
/*
 * park.c - CPUs that halt while they wait long for a lock, and are woken.
 *
 * In a virtual machine a CPU that spins may keep the real CPU from the one that could end its wait.
 * So where the host is seen to be busy (busy_host.h) a waiter that has spun for about as long as a
 * halt and a wake cost (wait.c says who spins for longer, and who not at all) publishes the address
 * that it waits on, looks again, and halts. A store that may end a wait is followed by a kick of
 * the CPUs with that address: a reschedule interrupt, which is harmless when it is not needed. Only
 * addresses are compared: the lock or the handle may be gone by then.
 *
 * Promised: a parked waiter sees the end of its wait at the next interrupt at the latest, and one
 * always comes within a tick.
 *
 *     waiter                                  who ends the wait
 *     slot = address; one more is parked      looks whether anybody is parked
 *     looks, for some microseconds            stores
 *     interrupts off, looks, halts            if anybody: full barrier, kicks
 *
 * The store and the look at the count are not ordered, so that parking costs the fast path nothing.
 * The wake is lost if the look comes before the count rises and the store after the waiter's last
 * look, some microseconds later: the host has preempted the CPU in between, or an interrupt took
 * that long. Then the tick ends the halt. In the idle task and on a nohz_full CPU there may be no
 * tick: a timer is set for the halt.
 *
 * Only waiters at DISPATCH_LEVEL with interrupts on park. They do not leave their CPU, and none
 * interrupts another, so one slot for each CPU is enough.
 */
#define pr_fmt(fmt) "ntspin: " fmt

#include <linux/cpumask.h>
#include <linux/hrtimer.h>
#include <linux/irqflags.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/smp.h>
#include <linux/tick.h>
#include <linux/time64.h>

#include "compat.h"
#include "park.h"
#include "debug/trace.h"

#ifdef NTSPIN_PARKS

/* How long a halt lasts at most where no tick is sure to come. */
#define BACKUP_NS NSEC_PER_MSEC

struct slot {
	const volatile void *address;	/* NULL where nobody is parked */
	const void *lock;		/* what for: a name, never looked into */
	bool kicked;
	bool halted;
	struct hrtimer backup;
	struct ntspin_park_counts counts;
};

static DEFINE_PER_CPU_SHARED_ALIGNED(struct slot, slots);
static struct cpumask parked_cpus;

unsigned int ntspin_park_rounds = UINT_MAX;
unsigned int ntspin_park_looks;
u64 ntspin_park_spin_ns;

static bool tick_may_not_come(void)
{
	return is_idle_task(current) || tick_nohz_full_cpu(smp_processor_id());
}

bool ntspin_park_begin(const volatile void *address, const void *lock)
{
	struct slot *here;

	if (irqs_disabled() || ntspin_current_irql() != DISPATCH_LEVEL)
		return false;
	/* Timers that go by the tick do not come without it. */
	if (tick_may_not_come() && hrtimer_resolution >= TICK_NSEC)
		return false;
	here = this_cpu_ptr(&slots);
	if (here->address)
		return false;
	here->halted = false;
	WRITE_ONCE(here->kicked, false);
	WRITE_ONCE(here->lock, lock);
	WRITE_ONCE(here->address, address);
	cpumask_set_cpu(smp_processor_id(), &parked_cpus);
	/* Fully ordered: pairs with the barrier in ntspin_unpark(). */
	InterlockedExchangeAdd(&ntspin_slow_flags, NTSPIN_PARKED);
	here->counts.parks++;
	trace_ntspin_park((const void *)address);
	return true;
}

/* A guess, for how long to spin: a CPU that parks or wakes meanwhile is seen or not. */
bool ntspin_park_is_for(const void *lock)
{
	unsigned int cpu;

	for_each_cpu(cpu, &parked_cpus)
		if (READ_ONCE(per_cpu_ptr(&slots, cpu)->lock) == lock)
			return true;
	return false;
}

static enum hrtimer_restart end_halt(struct hrtimer *timer)
{
	return HRTIMER_NORESTART;
}

void ntspin_park_before_look(void)
{
	struct slot *here = this_cpu_ptr(&slots);

	if (here->halted && READ_ONCE(here->kicked))
		here->counts.vain++;
	WRITE_ONCE(here->kicked, false);
}

void ntspin_park_halt(void)
{
	struct slot *here = this_cpu_ptr(&slots);
	bool backed_up = tick_may_not_come();

	if (backed_up)
		hrtimer_start(&here->backup, ns_to_ktime(BACKUP_NS), HRTIMER_MODE_REL_PINNED_HARD);
	here->halted = true;
	here->counts.halts++;
	safe_halt();
	if (backed_up)
		hrtimer_cancel(&here->backup);
}

void ntspin_park_end(void)
{
	struct slot *here = this_cpu_ptr(&slots);

	if (here->halted && !READ_ONCE(here->kicked))
		here->counts.unkicked++;
	trace_ntspin_unpark((const void *)here->address, READ_ONCE(here->kicked));
	WRITE_ONCE(here->address, NULL);
	cpumask_clear_cpu(smp_processor_id(), &parked_cpus);
	InterlockedExchangeAdd(&ntspin_slow_flags, -NTSPIN_PARKED);
}

/* Newer kernels have a macro of that name, which traces: modules do not reach what it needs. */
static void kick(unsigned int cpu)
{
#ifdef smp_send_reschedule
	arch_smp_send_reschedule(cpu);
#else
	smp_send_reschedule(cpu);
#endif
}

void ntspin_unpark(const volatile void *address)
{
	unsigned int cpu;

	/* The NMI may have come while an interrupt is being sent: the tick has to do. */
	if (in_nmi())
		return;
	/* So that a CPU that is found in the mask stays online: a release may be misuse. */
	preempt_disable();
	/* Between the store that ends the wait and the look: pairs with ntspin_park_begin(). */
	smp_mb();
	for_each_cpu(cpu, &parked_cpus) {
		struct slot *slot = per_cpu_ptr(&slots, cpu);

		if (READ_ONCE(slot->address) != address)
			continue;
		WRITE_ONCE(slot->kicked, true);
		kick(cpu);
		this_cpu_inc(slots.counts.kicks);
	}
	preempt_enable();
}

void ntspin_park_count(struct ntspin_park_counts *counts)
{
	unsigned int cpu;

	*counts = (struct ntspin_park_counts){};
	for_each_possible_cpu(cpu) {
		const struct ntspin_park_counts *one = &per_cpu_ptr(&slots, cpu)->counts;

		counts->parks += READ_ONCE(one->parks);
		counts->halts += READ_ONCE(one->halts);
		counts->kicks += READ_ONCE(one->kicks);
		counts->vain += READ_ONCE(one->vain);
		counts->unkicked += READ_ONCE(one->unkicked);
	}
	ntspin_busy_host_count(counts);
}

void ntspin_park_init_slots(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		hrtimer_setup(&per_cpu_ptr(&slots, cpu)->backup, end_halt, CLOCK_MONOTONIC,
			      HRTIMER_MODE_REL_PINNED_HARD);
}

#else

void ntspin_unpark(const volatile void *address)
{
}

void ntspin_park_count(struct ntspin_park_counts *counts)
{
	*counts = (struct ntspin_park_counts){};
}

#endif
