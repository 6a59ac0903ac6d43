// SPDX-License-Identifier: GPL-2.0
/*
 * dpc.c - when a CPU runs the DPCs that are queued for it.
 *
 * Whoever comes first runs the queue, and nobody while the CPU is at
 * DISPATCH_LEVEL for another reason: who inserts below that level, a lowering
 * to below it (irql.c), or a tasklet. A kick schedules the tasklet; on another
 * CPU by an interrupt, and in an NMI, where nothing can be scheduled, by an
 * irq_work. A tasklet is a softirq: it cannot run on a CPU at DISPATCH_LEVEL,
 * and while one is scheduled the fast path of a lowering sees a softirq
 * pending, and so looks here. On PREEMPT_RT a tasklet is a thread's: it raises.
 *
 * A CPU that inserts holds itself at DISPATCH_LEVEL or above from its look at
 * whether the target is online to the interrupt that it sends: the target
 * cannot go offline in between. What a dead CPU leaves, the one that buries it
 * takes over.
 */
#include <linux/completion.h>
#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/preempt.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/rcupdate.h>
#include <linux/sched/clock.h>
#include <linux/smp.h>
#include <linux/time64.h>

#include "host.h"

/*
 * A run goes on for so many rounds, so that DPCs that insert each other are
 * done in one go; but where it takes long, for a few only. Once a run has been
 * cut short, those that follow make one round each, until the queue is found
 * empty: that is enough for what was inserted before, and lets the CPU go on.
 */
#define ROUNDS 100
#define FEW_ROUNDS 10
#define LONG_RUN_NS (2 * NSEC_PER_MSEC)

struct dpc_cpu {
	struct tasklet_struct tasklet;
	call_single_data_t interrupt;
	struct irq_work after_nmi;
	struct irq_work after_interrupt;
	atomic_t interrupt_sent;
	bool cut_short;		/* looked at by its CPU only, at DISPATCH_LEVEL */
};

DEFINE_PER_CPU(struct ntspin_dpc_queue, ntspin_dpc_queues);
static DEFINE_PER_CPU(struct dpc_cpu, dpc_cpus);
static int hotplug_state;
static bool closing;	/* the module goes: what is still on its way kicks nobody */

void ntspin_dpc_run(void)
{
	struct ntspin_dpc_queue *queue = this_cpu_ptr(&ntspin_dpc_queues);
	struct dpc_cpu *here = this_cpu_ptr(&dpc_cpus);
	unsigned int limit = here->cut_short ? 1 : ROUNDS;
	unsigned int round = 0;
	u64 end = 0;

	while (ntspin_dpc_run_round(queue)) {
		u64 now = local_clock();

		if (!end)
			end = now + LONG_RUN_NS;
		if (++round == limit || (round >= FEW_ROUNDS && now > end)) {
			here->cut_short = true;
			tasklet_hi_schedule(&here->tasklet);
			return;
		}
	}
	here->cut_short = false;
}

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
	struct dpc_cpu *owner = container_of(tasklet, struct dpc_cpu, tasklet);
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
	if (unlikely(owner != this_cpu_ptr(&dpc_cpus)))
		kick_all();
	if (old < DISPATCH_LEVEL)
		ntspin_lower_below_dispatch(old);
}

static void schedule_tasklet(struct irq_work *work)
{
	tasklet_hi_schedule(&container_of(work, struct dpc_cpu, after_interrupt)->tasklet);
}

/*
 * On the target CPU. Cleared, by an exchange as fully ordered, before the
 * tasklet looks: what a kick that found it set had pushed is seen. An idle CPU
 * may call this from its loop, where PREEMPT_RT wants no softirq raised: there
 * it sends an interrupt to itself.
 */
static void run_from_interrupt(void *data)
{
	struct dpc_cpu *here = data;

	atomic_xchg(&here->interrupt_sent, 0);
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		irq_work_queue(&here->after_interrupt);
	else
		tasklet_hi_schedule(&here->tasklet);
}

/*
 * The exchange is fully ordered, so what the caller has pushed comes before it;
 * where it finds an interrupt on its way, that one's tasklet has yet to look.
 */
void ntspin_dpc_kick(struct ntspin_dpc_queue *queue)
{
	struct dpc_cpu *target = per_cpu_ptr(&dpc_cpus, queue->processor);

	if (in_nmi())
		irq_work_queue(&this_cpu_ptr(&dpc_cpus)->after_nmi);
	else if (target == this_cpu_ptr(&dpc_cpus))
		tasklet_hi_schedule(&target->tasklet);
	else if (!atomic_xchg(&target->interrupt_sent, 1))
		smp_call_function_single_async(queue->processor, &target->interrupt);
}

struct ntspin_dpc_queue *ntspin_dpc_queue_here(void)
{
	return this_cpu_ptr(&ntspin_dpc_queues);
}

/*
 * Who inserts for a processor that is not online may wait, at DISPATCH_LEVEL, for all to have
 * arrived: it would wait for itself. So another CPU takes the part, not the same for each.
 */
static unsigned int stand_in_for(ULONG processor)
{
	unsigned int cpu;

	for_each_cpu_wrap(cpu, cpu_online_mask, processor)
		if (cpu != smp_processor_id())
			return cpu;
	return nr_cpu_ids;
}

struct ntspin_dpc_queue *ntspin_dpc_queue_of(ULONG processor)
{
	unsigned int cpu = ntspin_cpu_of_processor(processor);

	if (cpu >= nr_cpu_ids || !cpu_online(cpu))
		cpu = stand_in_for(processor);
	return cpu < nr_cpu_ids ? per_cpu_ptr(&ntspin_dpc_queues, cpu) : NULL;
}

static VOID pass_flush(PKDPC dpc, PVOID done, PVOID unused1, PVOID unused2)
{
	complete(done);
}

static void pass_by(void *unused)
{
}

/*
 * One after the other, behind all that is queued. No CPU's queue moves to another meanwhile.
 *
 * What another insert has told the caller to be queued may not be pushed yet: its inserter has
 * interrupts off until it is. So each CPU takes an interrupt first.
 */
void ntspin_dpc_flush(void)
{
	struct completion done;
	bool held;
	unsigned int cpu;
	KDPC dpc;

	init_completion(&done);
	held = ntspin_cpus_hold();
	on_each_cpu(pass_by, NULL, true);
	for_each_online_cpu(cpu) {
		PROCESSOR_NUMBER number;

		KeGetProcessorNumberFromIndex(ntspin_processor_of_cpu(cpu), &number);
		KeInitializeDpc(&dpc, pass_flush, &done);
		KeSetTargetProcessorDpcEx(&dpc, &number);
		KeInsertQueueDpc(&dpc, NULL, NULL);
		wait_for_completion(&done);
	}
	ntspin_cpus_release(held);
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
		struct dpc_cpu *here = per_cpu_ptr(&dpc_cpus, cpu);

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
 * No driver is left that could queue a DPC; what it had sent for may still come, one by the
 * other: an irq_work or a tasklet kicks, a kick sends an interrupt, an interrupt queues an
 * irq_work or a tasklet. Each is waited for on all CPUs before the next. What has begun to kick,
 * or has noted that the interrupt has come, does the rest with preemption or interrupts off: that
 * is what RCU waits for.
 */
void ntspin_dpc_exit(void)
{
	unsigned int cpu;

	cpuhp_remove_state_nocalls(hotplug_state);
	WRITE_ONCE(closing, true);
	for_each_possible_cpu(cpu)
		irq_work_sync(&per_cpu_ptr(&dpc_cpus, cpu)->after_nmi);
	synchronize_rcu();
	for_each_possible_cpu(cpu)
		while (atomic_read(&per_cpu_ptr(&dpc_cpus, cpu)->interrupt_sent))
			fsleep(1000);
	synchronize_rcu();
	for_each_possible_cpu(cpu)
		irq_work_sync(&per_cpu_ptr(&dpc_cpus, cpu)->after_interrupt);
	for_each_possible_cpu(cpu)
		tasklet_kill(&per_cpu_ptr(&dpc_cpus, cpu)->tasklet);
}
