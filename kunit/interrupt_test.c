// SPDX-License-Identifier: GPL-2.0
/*
 * interrupt_test.c - at which levels interrupts come, and what lowering does where they are off.
 */
#include <linux/bottom_half.h>
#include <linux/irqflags.h>

#include "context.h"
#include "suites.h"

#define ROUNDS 10

static void do_nothing(struct job *job)
{
}

/* Linux' own local_bh_enable() would run it here, and with interrupts on. */
CASE_RUN_HERE(lowering_with_interrupts_off_runs_no_softirq)
{
	const struct context *softirq = &contexts[IN_TASKLET];
	static struct job job;
	KIRQL old;

	for (obs->row = 0; obs->row < ROUNDS; obs->row++) {
		init_job(&job, do_nothing);
		KeRaiseIrql(DISPATCH_LEVEL, &old);
		local_irq_disable();
		softirq->start(&job);
		KeLowerIrql(old);
		CLAIM(obs, irqs_disabled());
		CLAIM_EQ(obs, READ_ONCE(job.ran), 0);
		local_irq_enable();
		CLAIM_EQ(obs, KeGetCurrentIrql(), PASSIVE_LEVEL);
		/* What nobody ran yet runs now. */
		local_bh_disable();
		local_bh_enable();
		CLAIM(obs, wait_for_job(&job));
		softirq->stop(&job);
	}
}

static KIRQL level_inside;

static void read_level(struct job *job)
{
	level_inside = KeGetCurrentIrql();
}

/*
 * At each level: what comes sees its own level, and what was interrupted reads back as raised.
 * What may not come at that level has come, at its own, when the level is lowered.
 */
static void await(struct observer *obs, const struct context *visitor, KIRQL comes_up_to)
{
	static struct job job;
	KIRQL old;

	for (obs->row = PASSIVE_LEVEL; obs->row <= HIGH_LEVEL; obs->row++) {
		init_job(&job, read_level);
		level_inside = 0xcc;
		KeRaiseIrql(obs->row, &old);
		visitor->start(&job);
		/*
		 * A host that is short of CPUs may be late with an interrupt; and where Linux has
		 * left a softirq to its thread, that has to get the CPU.
		 */
		if (obs->row > comes_up_to)
			spin_for_ticks(3);
		else if (!spin_for_job(&job) && obs->row < DISPATCH_LEVEL)
			wait_for_job(&job);
		CLAIM_EQ(obs, READ_ONCE(job.ran), obs->row <= comes_up_to);
		CLAIM_EQ(obs, KeGetCurrentIrql(), obs->row);
		KeLowerIrql(old);
		CLAIM(obs, wait_for_job(&job));
		CLAIM_EQ(obs, level_inside, visitor->irql);
		visitor->stop(&job);
	}
}

CASE_RUN_HERE(interrupts_come_through_up_to_dispatch_and_not_above)
{
	await(obs, &contexts[IN_HARD_HRTIMER], DISPATCH_LEVEL);
}

CASE_RUN_HERE(softirqs_come_through_below_dispatch_and_not_at_it)
{
	await(obs, &contexts[IN_SOFT_HRTIMER], APC_LEVEL);
}

SUITE(ntspin_interrupt, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE(lowering_with_interrupts_off_runs_no_softirq),
	KUNIT_CASE(interrupts_come_through_up_to_dispatch_and_not_above),
	KUNIT_CASE(softirqs_come_through_below_dispatch_and_not_at_it),
	{}
};
