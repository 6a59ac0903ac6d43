// SPDX-License-Identifier: GPL-2.0
/*
 * synchronize_test.c - a routine that synchronizes with a service routine runs at its DIRQL,
 * excludes it, and returns to the old level.
 */
#include <linux/irq.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/random.h>

#include "context.h"
#include "test_irq.h"
#include "periodic_irq.h"
#include "suites.h"

KUNIT_ARRAY_PARAM_DESC(contexts, contexts, name);

static BOOLEAN NTAPI synchronized(PVOID context)
{
	struct observer *obs = context;

	CLAIM_EQ(obs, KeGetCurrentIrql(), the_irq.dirql);
	CLAIM(obs, irqs_disabled());
	CLAIM_EQ(obs, KeTestSpinLock(&the_irq.lock), FALSE);
	the_irq.sections++;
	return the_irq.answer;
}

static void synchronize(struct observer *obs)
{
	KIRQL found = KeGetCurrentIrql(), old;

	if (found > the_irq.dirql)
		return;
	for (the_irq.answer = 0; the_irq.answer <= 2; the_irq.answer++) {
		CLAIM_EQ(obs, KeSynchronizeExecution(the_irq.interrupt, synchronized, obs),
			 the_irq.answer);
		CLAIM_EQ(obs, KeGetCurrentIrql(), found);
		CLAIM_EQ(obs, KeTestSpinLock(&the_irq.lock), TRUE);
	}
	CLAIM_EQ(obs, the_irq.sections, 3);
	old = KeAcquireInterruptSpinLock(the_irq.interrupt);
	CLAIM_EQ(obs, old, found);
	synchronized(obs);
	KeReleaseInterruptSpinLock(the_irq.interrupt, old);
	CLAIM_EQ(obs, KeTestSpinLock(&the_irq.lock), TRUE);
}

static void who_synchronizes_runs_at_the_dirql(struct kunit *test)
{
	static const KIRQL dirqls[] = { 3, 4, 9, 14, 15 };
	unsigned int i;

	make_test_irq(test);
	for (i = 0; i < ARRAY_SIZE(dirqls); i++) {
		KUNIT_ASSERT_EQ(test, connect_test_irq(dirqls[i]), 0);
		run_in(test, test->param_value, synchronize, NULL);
		ntspin_interrupt_disconnect(the_irq.interrupt);
		the_irq.interrupt = NULL;
	}
}

static void synchronize_from_each_level(struct observer *obs)
{
	KIRQL old, before;

	for (obs->row = PASSIVE_LEVEL; obs->row <= the_irq.dirql; obs->row++) {
		KeRaiseIrql(obs->row, &old);
		before = KeAcquireInterruptSpinLock(the_irq.interrupt);
		CLAIM_EQ(obs, before, obs->row);
		synchronized(obs);
		KeReleaseInterruptSpinLock(the_irq.interrupt, before);
		CLAIM_EQ(obs, KeGetCurrentIrql(), obs->row);
		CLAIM_EQ(obs, irqs_disabled(), obs->row > DISPATCH_LEVEL);
		KeSynchronizeExecution(the_irq.interrupt, synchronized, obs);
		CLAIM_EQ(obs, KeGetCurrentIrql(), obs->row);
		CLAIM_EQ(obs, irqs_disabled(), obs->row > DISPATCH_LEVEL);
		KeLowerIrql(old);
	}
}

static void each_level_comes_back(struct kunit *test)
{
	make_test_irq(test);
	KUNIT_ASSERT_EQ(test, connect_test_irq(11), 0);
	run_here(test, synchronize_from_each_level, NULL);
}

static BOOLEAN NTAPI count_section(PVOID context)
{
	the_irq.sections++;
	return TRUE;
}

static void synchronize_from_above(struct observer *obs)
{
	KIRQL old, before;

	KeRaiseIrql(HIGH_LEVEL, &old);
	before = KeAcquireInterruptSpinLock(the_irq.interrupt);
	CLAIM_EQ(obs, before, HIGH_LEVEL);
	CLAIM_EQ(obs, KeGetCurrentIrql(), HIGH_LEVEL);
	CLAIM_EQ(obs, KeTestSpinLock(&the_irq.lock), FALSE);
	KeReleaseInterruptSpinLock(the_irq.interrupt, before);
	CLAIM_EQ(obs, KeGetCurrentIrql(), HIGH_LEVEL);
	KeLowerIrql(old);
	/* A release that would raise leaves the level alone. */
	before = KeAcquireInterruptSpinLock(the_irq.interrupt);
	KeReleaseInterruptSpinLock(the_irq.interrupt, the_irq.dirql + 1);
	CLAIM_EQ(obs, KeGetCurrentIrql(), the_irq.dirql);
	CLAIM_EQ(obs, KeTestSpinLock(&the_irq.lock), TRUE);
	KeLowerIrql(before);
	KeRaiseIrql(HIGH_LEVEL, &old);
	KeSynchronizeExecution(the_irq.interrupt, count_section, NULL);
	CLAIM_EQ(obs, KeGetCurrentIrql(), HIGH_LEVEL);
	KeLowerIrql(old);
	CLAIM_EQ(obs, the_irq.sections, 1);
}

static void impossible_levels_are_reported_and_change_nothing(struct kunit *test)
{
	make_test_irq(test);
	KUNIT_ASSERT_EQ(test, connect_test_irq(5), 0);
	run_here(test, synchronize_from_above, NULL);
	KUNIT_EXPECT_TRUE(test, log_says("ntspin: KeAcquireInterruptSpinLock: the DIRQL is 5", ""));
	KUNIT_EXPECT_TRUE(test, log_says("ntspin: KeReleaseInterruptSpinLock: OldIrql is 6", ""));
	KUNIT_EXPECT_TRUE(test, log_says("ntspin: KeSynchronizeExecution: the DIRQL is 5", ""));
}

static atomic64_t synchronizations;

/* What comes while another CPU serves it is lost: an edge without a controller. */
static void contend(unsigned int cpu, bool softirq)
{
	if (get_random_u32() % 2) {
		generic_handle_irq_safe(the_irq.irq);
		return;
	}
	KeSynchronizeExecution(the_irq.interrupt, count_section, NULL);
	atomic64_inc(&synchronizations);
}

static void the_service_routine_is_kept_out(struct kunit *test)
{
	make_test_irq(test);
	KUNIT_ASSERT_EQ(test, connect_test_irq(7), 0);
	atomic64_set(&synchronizations, 0);
	stress_section(test, 1000, contend, NULL);
	KUNIT_EXPECT_GT(test, the_irq.calls, 0);
	KUNIT_EXPECT_GT(test, atomic64_read(&synchronizations), 0);
	KUNIT_EXPECT_EQ(test, the_irq.sections, the_irq.calls + atomic64_read(&synchronizations));
	KUNIT_EXPECT_EQ(test, the_irq.level, 7);
}

static void handle(struct periodic_irq *irq)
{
	generic_handle_irq(the_irq.irq);
}

/* Its interrupt on the CPU that holds the lock would wait for itself. */
static void its_interrupt_waits_until_the_level_is_lowered(struct kunit *test)
{
	static struct periodic_irq irq;
	unsigned long turns = 0;
	ktime_t end;

	make_test_irq(test);
	KUNIT_ASSERT_EQ(test, connect_test_irq(7), 0);
	migrate_disable();
	periodic_irq_start(&irq, handle);
	end = ktime_add_ms(ktime_get(), 300);
	while (ktime_before(ktime_get(), end) ||
	       (READ_ONCE(the_irq.calls) < 10 && turns < 10000000)) {
		KeSynchronizeExecution(the_irq.interrupt, count_section, NULL);
		turns++;
	}
	periodic_irq_stop(&irq);
	migrate_enable();
	KUNIT_EXPECT_GE(test, the_irq.calls, 10);
	KUNIT_EXPECT_EQ(test, the_irq.calls, irq.count);
	KUNIT_EXPECT_EQ(test, the_irq.sections, the_irq.calls + turns);
}

SUITE(ntspin_synchronize, NULL, free_test_irq) = {
	KUNIT_CASE_PARAM(who_synchronizes_runs_at_the_dirql, contexts_gen_params),
	KUNIT_CASE(each_level_comes_back),
	KUNIT_CASE(impossible_levels_are_reported_and_change_nothing),
	KUNIT_CASE(the_service_routine_is_kept_out),
	KUNIT_CASE(its_interrupt_waits_until_the_level_is_lowered),
	{}
};
