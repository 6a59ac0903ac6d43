// SPDX-License-Identifier: GPL-2.0
/*
 * dpc_test.c - when a DPC runs on the CPU that inserts it, and what is true meanwhile.
 */
#include <linux/bottom_half.h>
#include <linux/preempt.h>

#include "context.h"
#include "deferred.h"
#include "suites.h"

#define FIRST ((PVOID)1)
#define SECOND ((PVOID)2)
#define ROUNDS 10

KUNIT_ARRAY_PARAM_DESC(contexts, contexts, name);
KUNIT_ARRAY_PARAM_DESC(raised_sections, raised_sections, name);

static struct deferred dpc, other;

/* Pinned where the scheduler might migrate it behind the insert. */
static void insert_here(struct observer *obs)
{
	const struct context *here = obs->arg;
	bool might_go = preemptible();

	if (might_go)
		migrate_disable();
	CLAIM(obs, KeInsertQueueDpc(&dpc.dpc, FIRST, SECOND));
	CLAIM_EQ(obs, READ_ONCE(dpc.ran), here->irql < DISPATCH_LEVEL);
	if (here->irql < DISPATCH_LEVEL)
		CLAIM_EQ(obs, dpc.cpu, raw_smp_processor_id());
	if (might_go)
		migrate_enable();
}

static void an_insert_runs_it_below_dispatch_and_only_there(struct kunit *test)
{
	const struct context *where = test->param_value;

	init_deferred(&dpc, NULL);
	run_in(test, where, insert_here, where);
	KUNIT_EXPECT_TRUE(test, wait_for_deferred(&dpc, 1));
	KUNIT_EXPECT_EQ(test, dpc.ran, 1);
	KUNIT_EXPECT_EQ(test, dpc.irql, DISPATCH_LEVEL);
	KUNIT_EXPECT_TRUE(test, dpc.argument1 == FIRST);
	KUNIT_EXPECT_TRUE(test, dpc.argument2 == SECOND);
}

/* Its arguments stay those of the first insert. */
CASE_RUN_HERE(inserted_at_dispatch_it_runs_once_in_the_lowering)
{
	const struct raised_section *section = obs->arg;

	for (obs->row = 0; obs->row < ROUNDS; obs->row++) {
		init_deferred(&dpc, NULL);
		section->enter();
		CLAIM(obs, KeInsertQueueDpc(&dpc.dpc, FIRST, FIRST));
		CLAIM(obs, !KeInsertQueueDpc(&dpc.dpc, SECOND, SECOND));
		spin_for_ticks(2);
		CLAIM_EQ(obs, READ_ONCE(dpc.ran), 0);
		section->leave();
		CLAIM_EQ(obs, READ_ONCE(dpc.ran), 1);
		CLAIM_EQ(obs, dpc.irql, DISPATCH_LEVEL);
		CLAIM(obs, dpc.argument1 == FIRST && dpc.argument2 == FIRST);
	}
}

static void insert_in_interrupt(struct job *job)
{
	KeInsertQueueDpc(&dpc.dpc, NULL, NULL);
}

CASE_RUN_HERE(inserted_by_an_interrupt_it_waits_for_the_lowering)
{
	const struct context *timer = &contexts[IN_HARD_HRTIMER];
	static struct job job;
	KIRQL old;

	for (obs->row = 0; obs->row < ROUNDS; obs->row++) {
		init_deferred(&dpc, NULL);
		init_job(&job, insert_in_interrupt);
		old = KeRaiseIrqlToDpcLevel();
		timer->start(&job);
		spin_for_job(&job);
		spin_for_ticks(2);
		CLAIM_EQ(obs, READ_ONCE(dpc.ran), 0);
		KeLowerIrql(old);
		CLAIM_EQ(obs, READ_ONCE(dpc.ran), 1);
		timer->stop(&job);
	}
}

/* On PREEMPT_RT preemption off is the level, and elsewhere softirqs off. */
static void outlast_raise(struct observer *obs)
{
	init_deferred(&dpc, NULL);
	AT_DISPATCH() {
		KeInsertQueueDpc(&dpc.dpc, NULL, NULL);
		if (IS_ENABLED(CONFIG_PREEMPT_RT))
			preempt_disable();
		else
			local_bh_disable();
	}
	CLAIM_EQ(obs, KeGetCurrentIrql(), DISPATCH_LEVEL);
	spin_for_ticks(2);
	CLAIM_EQ(obs, READ_ONCE(dpc.ran), 0);
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		preempt_enable();
	else
		local_bh_enable();
}

static void it_waits_for_a_section_of_linux_that_outlasts_the_raise(struct kunit *test)
{
	run_here(test, outlast_raise, NULL);
	KUNIT_EXPECT_TRUE(test, wait_for_deferred(&dpc, 1));
}

static void lower_with_interrupts_off(struct observer *obs)
{
	init_deferred(&dpc, NULL);
	AT_DISPATCH() {
		KeInsertQueueDpc(&dpc.dpc, NULL, NULL);
		local_irq_disable();
	}
	CLAIM_EQ(obs, READ_ONCE(dpc.ran), 0);
	local_irq_enable();
	/* What nobody ran yet runs now, on this kernel or that. */
	local_bh_disable();
	local_bh_enable();
}

static void a_lowering_with_interrupts_off_runs_none(struct kunit *test)
{
	run_here(test, lower_with_interrupts_off, NULL);
	KUNIT_EXPECT_TRUE(test, wait_for_deferred(&dpc, 1));
	KUNIT_EXPECT_EQ(test, dpc.irql, DISPATCH_LEVEL);
}

/* Noted by the inner one, where the outer one has not returned yet. */
static struct {
	bool inside;
	bool overlapped;
	unsigned int left;
} nest;

static void be_outer(struct deferred *deferred)
{
	nest.inside = true;
	KeInsertQueueDpc(&other.dpc, NULL, NULL);
	nest.overlapped |= other.ran;
	nest.inside = false;
}

static void be_inner(struct deferred *deferred)
{
	nest.overlapped |= nest.inside;
}

CASE_RUN_HERE(what_a_dpc_inserts_runs_after_it_and_before_the_insert_returns)
{
	init_deferred(&dpc, be_outer);
	init_deferred(&other, be_inner);
	memset(&nest, 0, sizeof(nest));
	KeInsertQueueDpc(&dpc.dpc, NULL, NULL);
	CLAIM_EQ(obs, dpc.ran, 1);
	CLAIM_EQ(obs, other.ran, 1);
	CLAIM(obs, !nest.overlapped);
}

/* The storage is the driver's: it may be freed, which garbage in it stands for. */
static void trash(struct deferred *deferred)
{
	memset(&deferred->dpc, 0xA5, sizeof(deferred->dpc));
}

CASE_RUN_HERE(the_routine_may_free_its_dpc)
{
	for (obs->row = 0; obs->row < ROUNDS; obs->row++) {
		init_deferred(&dpc, trash);
		init_deferred(&other, NULL);
		CLAIM(obs, KeInsertQueueDpc(&dpc.dpc, NULL, NULL));
		CLAIM(obs, KeInsertQueueDpc(&other.dpc, NULL, NULL));
		CLAIM_EQ(obs, dpc.ran + other.ran, 2);
	}
}

/* Locks that a driver takes, and then a driver that errs. */
static void play_with_the_level(struct deferred *deferred)
{
	static KSPIN_LOCK lock;
	KLOCK_QUEUE_HANDLE handle;
	KIRQL old, *seen = deferred->arg;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	seen[0] = KeGetCurrentIrql();
	KeRaiseIrql(LOWEST_DIRQL, &old);
	KeLowerIrql(old);
	seen[1] = KeGetCurrentIrql();
	KeLowerIrql(deferred->argument1 ? APC_LEVEL : PASSIVE_LEVEL);
	seen[2] = KeGetCurrentIrql();
}

CASE_RUN_HERE(it_stays_at_dispatch_and_the_inserter_at_its_level)
{
	KIRQL seen[3] = {}, old;

	for (obs->row = 0; obs->row < 2; obs->row++) {
		init_deferred(&dpc, play_with_the_level);
		dpc.arg = seen;
		KeRaiseIrql(obs->row ? APC_LEVEL : PASSIVE_LEVEL, &old);
		KeInsertQueueDpc(&dpc.dpc, obs->row ? FIRST : NULL, NULL);
		CLAIM_EQ(obs, KeGetCurrentIrql(), obs->row ? APC_LEVEL : PASSIVE_LEVEL);
		KeLowerIrql(old);
		CLAIM_EQ(obs, dpc.ran, 1);
		CLAIM_EQ(obs, seen[0], DISPATCH_LEVEL);
		CLAIM_EQ(obs, seen[1], DISPATCH_LEVEL);
		CLAIM_EQ(obs, seen[2], DISPATCH_LEVEL);
	}
}

SUITE(ntspin_dpc, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(an_insert_runs_it_below_dispatch_and_only_there, contexts_gen_params),
	KUNIT_CASE_PARAM(inserted_at_dispatch_it_runs_once_in_the_lowering,
			 raised_sections_gen_params),
	KUNIT_CASE(inserted_by_an_interrupt_it_waits_for_the_lowering),
	KUNIT_CASE(it_waits_for_a_section_of_linux_that_outlasts_the_raise),
	KUNIT_CASE(a_lowering_with_interrupts_off_runs_none),
	KUNIT_CASE(what_a_dpc_inserts_runs_after_it_and_before_the_insert_returns),
	KUNIT_CASE(the_routine_may_free_its_dpc),
	KUNIT_CASE(it_stays_at_dispatch_and_the_inserter_at_its_level),
	{}
};
