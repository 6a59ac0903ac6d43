// SPDX-License-Identifier: GPL-2.0
/*
 * dpc_cpu.c - how a CPU is made to look into its queue of DPCs when it does not lower its level: a
 * tasklet, which an interrupt schedules; and the queue of a CPU that goes offline.
 */
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/rcupdate.h>

#include "dpc_cpu.h"
#include "host.h"

static int hotplug_state;
static bool closing;	/* the module goes: what is still on its way kicks nobody */

/* Where it is not known whose kick it was. At DISPATCH_LEVEL or above. */
static void kick_all(void)
{
	unsigned int cpu;

	if (READ_ONCE(closing))
		return;
	for_each_online_cpu(cpu) {
		struct ntspin_dpc_queue *queue = per_cpu_ptr(&ntspin_dpc_queues, cpu);

		if (READ_ONCE(queue->pending))
			ntspin_dpc_kick(queue);
	}
}

static void kick_after_nmi(struct irq_work *work)
{
	kick_all();
}

static void run_from_tasklet(struct tasklet_struct *tasklet)
{
	struct ntspin_dpc_cpu *owner = container_of(tasklet, struct ntspin_dpc_cpu, tasklet);
	KIRQL old;

	if (!IS_ENABLED(CONFIG_PREEMPT_RT))
		ntspin_dpc_run();
	/* On PREEMPT_RT it is the lowering that finds what is queued, and runs it. */
	old = ntspin_raise_to_dispatch();
	/*
	 * The tasklet's CPU went offline, so Linux has given it to this one. By
	 * now it may be back, with a kick that came to nothing since the tasklet
	 * was still scheduled here.
	 */
	if (unlikely(owner != this_cpu_ptr(&ntspin_dpc_cpus)))
		kick_all();
	if (old < DISPATCH_LEVEL)
		ntspin_lower_below_dispatch(old);
}

static void schedule_tasklet(struct irq_work *work)
{
	tasklet_hi_schedule(&container_of(work, struct ntspin_dpc_cpu, after_interrupt)->tasklet);
}

/*
 * On the target CPU. Cleared, by an exchange as fully ordered, before the
 * tasklet looks: what a kick that found it set had pushed is seen. An idle CPU
 * may call this from its loop, where PREEMPT_RT wants no softirq raised: there
 * it sends an interrupt to itself.
 */
static void run_from_interrupt(void *data)
{
	struct ntspin_dpc_cpu *here = data;

	atomic_xchg(&here->interrupt_sent, 0);
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		irq_work_queue(&here->after_interrupt);
	else
		tasklet_hi_schedule(&here->tasklet);
}

/* The lowering runs them. */
static int take_over_from(unsigned int dead)
{
	KIRQL old = ntspin_raise_to_dispatch();
	struct ntspin_dpc_queue *here = this_cpu_ptr(&ntspin_dpc_queues);

	ntspin_dpc_move(per_cpu_ptr(&ntspin_dpc_queues, dead), here);
	ntspin_dpc_kick(here);
	ntspin_lower_below_dispatch(old);
	return 0;
}

int ntspin_dpc_init(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		struct ntspin_dpc_cpu *here = per_cpu_ptr(&ntspin_dpc_cpus, cpu);

		ntspin_dpc_queue_init(per_cpu_ptr(&ntspin_dpc_queues, cpu), cpu);
		tasklet_setup(&here->tasklet, run_from_tasklet);
		INIT_CSD(&here->interrupt, run_from_interrupt, here);
		here->after_nmi = IRQ_WORK_INIT_HARD(kick_after_nmi);
		here->after_interrupt = IRQ_WORK_INIT_HARD(schedule_tasklet);
	}
	hotplug_state = cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "ntspin:dpc", NULL,
						  take_over_from);
	return min(hotplug_state, 0);
}

/*
 * No driver is left that could queue a DPC; what it had sent for may still come, one by the other:
 * an irq_work or a tasklet kicks, a kick sends an interrupt, an interrupt queues an irq_work or a
 * tasklet. Each is waited for on all CPUs before the next. What has begun to kick, or has recorded
 * that the interrupt has come, does the rest with preemption or interrupts off: that is what RCU
 * waits for.
 */
void ntspin_dpc_exit(void)
{
	unsigned int cpu;

	cpuhp_remove_state_nocalls(hotplug_state);
	WRITE_ONCE(closing, true);
	for_each_possible_cpu(cpu)
		irq_work_sync(&per_cpu_ptr(&ntspin_dpc_cpus, cpu)->after_nmi);
	synchronize_rcu();
	for_each_possible_cpu(cpu)
		while (atomic_read(&per_cpu_ptr(&ntspin_dpc_cpus, cpu)->interrupt_sent))
			fsleep(1000);
	synchronize_rcu();
	for_each_possible_cpu(cpu)
		irq_work_sync(&per_cpu_ptr(&ntspin_dpc_cpus, cpu)->after_interrupt);
	for_each_possible_cpu(cpu)
		tasklet_kill(&per_cpu_ptr(&ntspin_dpc_cpus, cpu)->tasklet);
}
