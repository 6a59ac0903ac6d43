// SPDX-License-Identifier: GPL-2.0
/*
 * synchronize_test.c - who synchronizes with a service routine runs at its DIRQL, keeps it out, and
 * returns to the level of before.
 */
#include <linux/irq.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/random.h>

#include "context.h"
#include "test_irq.h"
#include "periodic_irq.h"
#include "suites.h"
#include "torture.h"

KUNIT_ARRAY_PARAM(contexts, contexts, describe_context);

static BOOLEAN NTAPI synchronized(PVOID context)
{
	struct witness *w = context;

	CLAIM_EQ(w, KeGetCurrentIrql(), the_line.dirql);
	CLAIM(w, irqs_disabled());
	CLAIM_EQ(w, KeTestSpinLock(&the_line.lock), FALSE);
	the_line.sections++;
	return the_line.answer;
}

static void synchronize(struct witness *w)
{
	KIRQL found = KeGetCurrentIrql(), old;

	if (found > the_line.dirql)
		return;
	for (the_line.answer = 0; the_line.answer <= 2; the_line.answer++) {
		CLAIM_EQ(w, KeSynchronizeExecution(the_line.interrupt, synchronized, w),
			 the_line.answer);
		CLAIM_EQ(w, KeGetCurrentIrql(), found);
		CLAIM_EQ(w, KeTestSpinLock(&the_line.lock), TRUE);
	}
	CLAIM_EQ(w, the_line.sections, 3);
	old = KeAcquireInterruptSpinLock(the_line.interrupt);
	CLAIM_EQ(w, old, found);
	synchronized(w);
	KeReleaseInterruptSpinLock(the_line.interrupt, old);
	CLAIM_EQ(w, KeTestSpinLock(&the_line.lock), TRUE);
}

static void who_synchronizes_runs_at_the_dirql(struct kunit *test)
{
	static const KIRQL dirqls[] = { 3, 4, 9, 14, 15 };
	unsigned int i;

	make_line(test);
	for (i = 0; i < ARRAY_SIZE(dirqls); i++) {
		KUNIT_ASSERT_EQ(test, connect_line(dirqls[i]), 0);
		run_in(test, test->param_value, synchronize, NULL);
		ntspin_interrupt_disconnect(the_line.interrupt);
		the_line.interrupt = NULL;
	}
}

static void synchronize_from_each_level(struct witness *w)
{
	KIRQL old, before;

	for (w->row = PASSIVE_LEVEL; w->row <= the_line.dirql; w->row++) {
		KeRaiseIrql(w->row, &old);
		before = KeAcquireInterruptSpinLock(the_line.interrupt);
		CLAIM_EQ(w, before, w->row);
		synchronized(w);
		KeReleaseInterruptSpinLock(the_line.interrupt, before);
		CLAIM_EQ(w, KeGetCurrentIrql(), w->row);
		CLAIM_EQ(w, irqs_disabled(), w->row > DISPATCH_LEVEL);
		KeSynchronizeExecution(the_line.interrupt, synchronized, w);
		CLAIM_EQ(w, KeGetCurrentIrql(), w->row);
		CLAIM_EQ(w, irqs_disabled(), w->row > DISPATCH_LEVEL);
		KeLowerIrql(old);
	}
}

static void each_level_comes_back(struct kunit *test)
{
	make_line(test);
	KUNIT_ASSERT_EQ(test, connect_line(11), 0);
	run_here(test, synchronize_from_each_level, NULL);
}

static BOOLEAN NTAPI count_section(PVOID context)
{
	the_line.sections++;
	return TRUE;
}

static void synchronize_from_above(struct witness *w)
{
	KIRQL old, before;

	KeRaiseIrql(HIGH_LEVEL, &old);
	before = KeAcquireInterruptSpinLock(the_line.interrupt);
	CLAIM_EQ(w, before, HIGH_LEVEL);
	CLAIM_EQ(w, KeGetCurrentIrql(), HIGH_LEVEL);
	CLAIM_EQ(w, KeTestSpinLock(&the_line.lock), FALSE);
	KeReleaseInterruptSpinLock(the_line.interrupt, before);
	CLAIM_EQ(w, KeGetCurrentIrql(), HIGH_LEVEL);
	KeLowerIrql(old);
	/* A release that would raise leaves the level alone. */
	before = KeAcquireInterruptSpinLock(the_line.interrupt);
	KeReleaseInterruptSpinLock(the_line.interrupt, the_line.dirql + 1);
	CLAIM_EQ(w, KeGetCurrentIrql(), the_line.dirql);
	CLAIM_EQ(w, KeTestSpinLock(&the_line.lock), TRUE);
	KeLowerIrql(before);
	KeRaiseIrql(HIGH_LEVEL, &old);
	KeSynchronizeExecution(the_line.interrupt, count_section, NULL);
	CLAIM_EQ(w, KeGetCurrentIrql(), HIGH_LEVEL);
	KeLowerIrql(old);
	CLAIM_EQ(w, the_line.sections, 1);
}

static void levels_that_cannot_be_are_told_and_change_nothing(struct kunit *test)
{
	make_line(test);
	KUNIT_ASSERT_EQ(test, connect_line(5), 0);
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
		generic_handle_irq_safe(the_line.irq);
		return;
	}
	KeSynchronizeExecution(the_line.interrupt, count_section, NULL);
	atomic64_inc(&synchronizations);
}

static void the_service_routine_is_kept_out(struct kunit *test)
{
	const struct torture_params params = {
		.duration_ms = 1000,
		.softirqs = true,
		.section = contend,
	};
	struct torture_result result;

	make_line(test);
	KUNIT_ASSERT_EQ(test, connect_line(7), 0);
	atomic64_set(&synchronizations, 0);
	KUNIT_ASSERT_EQ(test, torture_run(&params, &result, NULL), 0);
	KUNIT_EXPECT_GT(test, the_line.calls, 0);
	KUNIT_EXPECT_GT(test, atomic64_read(&synchronizations), 0);
	KUNIT_EXPECT_EQ(test, the_line.sections, the_line.calls + atomic64_read(&synchronizations));
	KUNIT_EXPECT_EQ(test, the_line.level, 7);
}

static void come(struct pester *pester)
{
	generic_handle_irq(the_line.irq);
}

/* Its interrupt on the CPU that holds the lock would wait for itself. */
static void its_interrupt_waits_until_the_level_is_lowered(struct kunit *test)
{
	static struct pester pester;
	unsigned long turns = 0;
	ktime_t end;

	make_line(test);
	KUNIT_ASSERT_EQ(test, connect_line(7), 0);
	migrate_disable();
	pester_start(&pester, come);
	end = ktime_add_ms(ktime_get(), 300);
	while (ktime_before(ktime_get(), end) ||
	       (READ_ONCE(the_line.calls) < 10 && turns < 10000000)) {
		KeSynchronizeExecution(the_line.interrupt, count_section, NULL);
		turns++;
	}
	pester_stop(&pester);
	migrate_enable();
	KUNIT_EXPECT_GE(test, the_line.calls, 10);
	KUNIT_EXPECT_EQ(test, the_line.calls, pester.came);
	KUNIT_EXPECT_EQ(test, the_line.sections, the_line.calls + turns);
}

static struct kunit_case synchronize_cases[] = {
	KUNIT_CASE_PARAM(who_synchronizes_runs_at_the_dirql, contexts_gen_params),
	KUNIT_CASE(each_level_comes_back),
	KUNIT_CASE(levels_that_cannot_be_are_told_and_change_nothing),
	KUNIT_CASE(the_service_routine_is_kept_out),
	KUNIT_CASE(its_interrupt_waits_until_the_level_is_lowered),
	{}
};

struct kunit_suite ntspin_synchronize_suite = {
	.name = "ntspin_synchronize",
	.exit = free_line,
	.test_cases = synchronize_cases,
};
