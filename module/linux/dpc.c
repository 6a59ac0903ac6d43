// SPDX-License-Identifier: GPL-2.0
/*
 * dpc.c - when a CPU runs the DPCs that are queued for it.
 *
 * The first of these runs the queue: an insert below DISPATCH_LEVEL, a lowering to below it
 * (irql.c), or a tasklet; none of them while the CPU is at DISPATCH_LEVEL for another reason. A
 * kick schedules the tasklet: on another CPU by an interrupt, and in an NMI, which cannot schedule,
 * by an irq_work (dpc_cpu.c). A tasklet is a softirq: it cannot run on a CPU at DISPATCH_LEVEL, and
 * while one is scheduled the fast path of a lowering sees a softirq pending, and looks here. On
 * PREEMPT_RT a tasklet runs in a thread, so it raises first.
 *
 * A CPU that inserts stays at DISPATCH_LEVEL or above from its check that the target is online
 * until it has sent the interrupt: the target cannot go offline in between. The queue of a dead CPU
 * is taken over by the CPU that offlined it.
 */
#include <linux/completion.h>
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/interrupt.h>
#include <linux/kconfig.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/time64.h>

#include "dpc_cpu.h"
#include "host.h"

/*
 * A run continues for so many rounds, so that DPCs that insert each other are
 * done in one go; but where it takes long, for a few only. Once a run has been
 * cut short, those that follow make one round each, until the queue is found
 * empty: that is enough for what was inserted before, and lets the CPU continue.
 */
#define ROUNDS 100
#define FEW_ROUNDS 10
#define LONG_RUN_NS (2 * NSEC_PER_MSEC)

DEFINE_PER_CPU(struct ntspin_dpc_queue, ntspin_dpc_queues);
DEFINE_PER_CPU(struct ntspin_dpc_cpu, ntspin_dpc_cpus);

void ntspin_dpc_run(void)
{
	struct ntspin_dpc_queue *queue = this_cpu_ptr(&ntspin_dpc_queues);
	struct ntspin_dpc_cpu *here = this_cpu_ptr(&ntspin_dpc_cpus);
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

/*
 * The exchange is fully ordered, so what the caller has pushed comes before it;
 * where it finds an interrupt on its way, that one's tasklet has yet to look.
 */
void ntspin_dpc_kick(struct ntspin_dpc_queue *queue)
{
	struct ntspin_dpc_cpu *target = per_cpu_ptr(&ntspin_dpc_cpus, queue->processor);

	if (in_nmi())
		irq_work_queue(&this_cpu_ptr(&ntspin_dpc_cpus)->after_nmi);
	else if (target == this_cpu_ptr(&ntspin_dpc_cpus))
		tasklet_hi_schedule(&target->tasklet);
	else if (!atomic_xchg(&target->interrupt_sent, 1))
		smp_call_function_single_async(queue->processor, &target->interrupt);
}

struct ntspin_dpc_queue *ntspin_dpc_queue_here(void)
{
	return this_cpu_ptr(&ntspin_dpc_queues);
}

/* On PREEMPT_RT a softirq that is pending is a task's, which waits as others do. */
LOGICAL NTAPI KeShouldYieldProcessor(void)
{
	return need_resched() || READ_ONCE(raw_cpu_ptr(&ntspin_dpc_queues)->pending) ||
	       (!IS_ENABLED(CONFIG_PREEMPT_RT) && raw_cpu_read(local_softirq_pending_ref));
}

/*
 * An insert for a processor that is not online may wait, at DISPATCH_LEVEL, until all have arrived:
 * it would wait for itself. So another CPU takes the part, not the same for each.
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

const void *ntspin_dpc_part_in_module(const void *dpc, PKDEFERRED_ROUTINE routine,
				      const struct module *module)
{
	if (within_module((unsigned long)routine, module))
		return routine;
	return within_module((unsigned long)dpc, module) ? dpc : NULL;
}

static VOID pass_flush(PKDPC dpc, PVOID done, PVOID unused1, PVOID unused2)
{
	complete(done);
}

static void pass_by(void *unused)
{
}

/*
 * One after the other, after all that is queued. No CPU's queue moves to another meanwhile.
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
