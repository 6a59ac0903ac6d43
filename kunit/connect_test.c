// SPDX-License-Identifier: GPL-2.0
/*
 * connect_test.c - a KINTERRUPT: its service routine and all that keeps it out, at its DIRQL.
 *
 * The interrupts are Linux interrupts without a device, which stock kernels let
 * a module make: a timer's hard interrupt says that they have come.
 */
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>

#include "context.h"
#include "ntspin/interrupt.h"
#include "pester.h"
#include "suites.h"
#include "torture.h"

KUNIT_ARRAY_PARAM(contexts, contexts, describe_context);

/* One interrupt and what its service routine saw. Tests run one at a time. */
static struct line {
	int irq;
	PKINTERRUPT interrupt;
	KIRQL dirql;
	KSPIN_LOCK lock;	/* of the driver's own */
	BOOLEAN answer;
	unsigned int calls;
	KIRQL level;
	bool hard;
	bool lock_was_free;
	PKINTERRUPT told_interrupt;
	PVOID told_context;
	u64 sections;		/* written plainly, under the interrupt's lock */
} line;

static BOOLEAN NTAPI serve(PKINTERRUPT interrupt, PVOID context)
{
	struct line *l = context;

	l->level = KeGetCurrentIrql();
	l->hard = in_hardirq();
	l->lock_was_free = KeTestSpinLock(&l->lock);
	l->told_interrupt = interrupt;
	l->told_context = context;
	l->sections++;
	WRITE_ONCE(l->calls, l->calls + 1);
	return l->answer;
}

static int make_irq(void)
{
	int irq = irq_alloc_desc(0);

	if (irq < 0)
		return irq;
	irq_set_chip_and_handler(irq, &dummy_irq_chip, handle_simple_irq);
	irq_clear_status_flags(irq, IRQ_NOREQUEST);
	return irq;
}

static struct ntspin_interrupt_params params_of(KIRQL dirql)
{
	return (struct ntspin_interrupt_params){
		.irq = line.irq,
		.name = "ntspin_kunit",
		.dirql = dirql,
		.service_routine = serve,
		.service_context = &line,
		.lock = &line.lock,
	};
}

static int connect_line(KIRQL dirql)
{
	struct ntspin_interrupt_params params = params_of(dirql);

	line = (struct line){ .irq = line.irq, .dirql = dirql, .answer = TRUE };
	return ntspin_interrupt_connect(&params, &line.interrupt);
}

static int make_line(struct kunit *test)
{
	line.irq = make_irq();
	if (line.irq < 0)
		kunit_skip(test, "this kernel has no interrupt to spare: %d", line.irq);
	return 0;
}

static void free_line(struct kunit *test)
{
	ntspin_interrupt_disconnect(line.interrupt);
	if (line.irq > 0)
		irq_free_desc(line.irq);
	line = (struct line){};
	expect_cpus_at_rest(test);
}

static void raise_line(struct witness *w)
{
	CLAIM_EQ(w, generic_handle_irq(line.irq), 0);
	CLAIM_EQ(w, KeGetCurrentIrql(), LOWEST_DIRQL);
	CLAIM(w, irqs_disabled());
}

static void service_routine_runs_at_exactly_its_dirql(struct kunit *test)
{
	int dirql;

	make_line(test);
	for (dirql = LOWEST_DIRQL; dirql <= HIGH_LEVEL; dirql++) {
		KUNIT_ASSERT_EQ(test, connect_line(dirql), 0);
		run_in(test, &contexts[IN_HARD_HRTIMER], raise_line, NULL);
		KUNIT_EXPECT_EQ(test, line.calls, 1);
		KUNIT_EXPECT_EQ(test, line.level, dirql);
		/* On PREEMPT_RT a handler is a thread's, unless it asks not to be. */
		KUNIT_EXPECT_TRUE(test, line.hard);
		KUNIT_EXPECT_FALSE(test, line.lock_was_free);
		KUNIT_EXPECT_TRUE(test, KeTestSpinLock(&line.lock));
		KUNIT_EXPECT_TRUE(test, line.told_interrupt == line.interrupt);
		KUNIT_EXPECT_TRUE(test, line.told_context == &line);
		ntspin_interrupt_disconnect(line.interrupt);
		line.interrupt = NULL;
	}
}

static BOOLEAN NTAPI synchronized(PVOID context)
{
	struct witness *w = context;

	CLAIM_EQ(w, KeGetCurrentIrql(), line.dirql);
	CLAIM(w, irqs_disabled());
	CLAIM_EQ(w, KeTestSpinLock(&line.lock), FALSE);
	line.sections++;
	return line.answer;
}

static void synchronize(struct witness *w)
{
	KIRQL found = KeGetCurrentIrql(), old;

	if (found > line.dirql)
		return;
	for (line.answer = 0; line.answer <= 2; line.answer++) {
		CLAIM_EQ(w, KeSynchronizeExecution(line.interrupt, synchronized, w), line.answer);
		CLAIM_EQ(w, KeGetCurrentIrql(), found);
		CLAIM_EQ(w, KeTestSpinLock(&line.lock), TRUE);
	}
	CLAIM_EQ(w, line.sections, 3);
	old = KeAcquireInterruptSpinLock(line.interrupt);
	CLAIM_EQ(w, old, found);
	synchronized(w);
	KeReleaseInterruptSpinLock(line.interrupt, old);
	CLAIM_EQ(w, KeTestSpinLock(&line.lock), TRUE);
}

static void who_synchronizes_runs_at_the_dirql(struct kunit *test)
{
	static const KIRQL dirqls[] = { 3, 4, 9, 14, 15 };
	unsigned int i;

	make_line(test);
	for (i = 0; i < ARRAY_SIZE(dirqls); i++) {
		KUNIT_ASSERT_EQ(test, connect_line(dirqls[i]), 0);
		run_in(test, test->param_value, synchronize, NULL);
		ntspin_interrupt_disconnect(line.interrupt);
		line.interrupt = NULL;
	}
}

static void synchronize_from_each_level(struct witness *w)
{
	KIRQL old, before;

	for (w->row = PASSIVE_LEVEL; w->row <= line.dirql; w->row++) {
		KeRaiseIrql(w->row, &old);
		before = KeAcquireInterruptSpinLock(line.interrupt);
		CLAIM_EQ(w, before, w->row);
		synchronized(w);
		KeReleaseInterruptSpinLock(line.interrupt, before);
		CLAIM_EQ(w, KeGetCurrentIrql(), w->row);
		CLAIM_EQ(w, irqs_disabled(), w->row > DISPATCH_LEVEL);
		KeSynchronizeExecution(line.interrupt, synchronized, w);
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
	line.sections++;
	return TRUE;
}

static void synchronize_from_above(struct witness *w)
{
	KIRQL old, before;

	KeRaiseIrql(HIGH_LEVEL, &old);
	before = KeAcquireInterruptSpinLock(line.interrupt);
	CLAIM_EQ(w, before, HIGH_LEVEL);
	CLAIM_EQ(w, KeGetCurrentIrql(), HIGH_LEVEL);
	CLAIM_EQ(w, KeTestSpinLock(&line.lock), FALSE);
	KeReleaseInterruptSpinLock(line.interrupt, before);
	CLAIM_EQ(w, KeGetCurrentIrql(), HIGH_LEVEL);
	KeLowerIrql(old);
	/* A release that would raise leaves the level alone. */
	before = KeAcquireInterruptSpinLock(line.interrupt);
	KeReleaseInterruptSpinLock(line.interrupt, line.dirql + 1);
	CLAIM_EQ(w, KeGetCurrentIrql(), line.dirql);
	CLAIM_EQ(w, KeTestSpinLock(&line.lock), TRUE);
	KeLowerIrql(before);
	KeRaiseIrql(HIGH_LEVEL, &old);
	KeSynchronizeExecution(line.interrupt, count_section, NULL);
	CLAIM_EQ(w, KeGetCurrentIrql(), HIGH_LEVEL);
	KeLowerIrql(old);
	CLAIM_EQ(w, line.sections, 1);
}

static void levels_that_cannot_be_are_told_and_change_nothing(struct kunit *test)
{
	make_line(test);
	KUNIT_ASSERT_EQ(test, connect_line(5), 0);
	run_here(test, synchronize_from_above, NULL);
	KUNIT_EXPECT_TRUE(test, log_says("ntspin: KeAcquireInterruptSpinLock: the DIRQL is 5"));
	KUNIT_EXPECT_TRUE(test, log_says("ntspin: KeReleaseInterruptSpinLock: OldIrql is 6"));
	KUNIT_EXPECT_TRUE(test, log_says("ntspin: KeSynchronizeExecution: the DIRQL is 5"));
}

static atomic64_t synchronizations;

/* What comes while another CPU serves it is lost: an edge without a controller. */
static void contend(unsigned int cpu, bool softirq)
{
	if (get_random_u32() % 2) {
		generic_handle_irq_safe(line.irq);
		return;
	}
	KeSynchronizeExecution(line.interrupt, count_section, NULL);
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
	KUNIT_EXPECT_GT(test, line.calls, 0);
	KUNIT_EXPECT_GT(test, atomic64_read(&synchronizations), 0);
	KUNIT_EXPECT_EQ(test, line.sections, line.calls + atomic64_read(&synchronizations));
	KUNIT_EXPECT_EQ(test, line.level, 7);
}

static void come(struct pester *pester)
{
	generic_handle_irq(line.irq);
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
	end = ktime_add_ms(ktime_get(), 1000);
	while (ktime_before(ktime_get(), end) || (READ_ONCE(line.calls) < 10 && turns < 10000000)) {
		KeSynchronizeExecution(line.interrupt, count_section, NULL);
		turns++;
	}
	pester_stop(&pester);
	migrate_enable();
	KUNIT_EXPECT_GE(test, line.calls, 10);
	KUNIT_EXPECT_EQ(test, line.calls, pester.came);
	KUNIT_EXPECT_EQ(test, line.sections, line.calls + turns);
}

static void what_cannot_be_connected_is_told(struct kunit *test)
{
	struct ntspin_interrupt_params params;
	PKINTERRUPT second = (void *)1;
	int dirql;

	make_line(test);
	for (dirql = 0; dirql <= 255; dirql++) {
		if (dirql >= LOWEST_DIRQL && dirql <= HIGH_LEVEL)
			continue;
		line.interrupt = (void *)1;
		KUNIT_EXPECT_EQ(test, connect_line(dirql), -EINVAL);
		KUNIT_EXPECT_TRUE(test, !line.interrupt);
	}
	params = params_of(5);
	params.service_routine = NULL;
	KUNIT_EXPECT_EQ(test, ntspin_interrupt_connect(&params, &second), -EINVAL);
	KUNIT_EXPECT_TRUE(test, !second);
	params = params_of(5);
	params.flags = IRQF_ONESHOT;
	KUNIT_EXPECT_EQ(test, ntspin_interrupt_connect(&params, &second), -EINVAL);
	params = params_of(5);
	params.irq = INT_MAX;
	KUNIT_EXPECT_EQ(test, ntspin_interrupt_connect(&params, &second), -EINVAL);
	KUNIT_EXPECT_TRUE(test, !second);

	KUNIT_ASSERT_EQ(test, connect_line(5), 0);
	params = params_of(5);
	KUNIT_EXPECT_EQ(test, ntspin_interrupt_connect(&params, &second), -EBUSY);
	KUNIT_EXPECT_TRUE(test, !second);
}

static void raise_line_unheard(struct witness *w)
{
	generic_handle_irq(line.irq);
}

static void after_the_disconnect_nobody_is_called(struct kunit *test)
{
	make_line(test);
	KUNIT_ASSERT_EQ(test, connect_line(5), 0);
	ntspin_interrupt_disconnect(line.interrupt);
	line.interrupt = NULL;
	run_in(test, &contexts[IN_HARD_HRTIMER], raise_line_unheard, NULL);
	KUNIT_EXPECT_EQ(test, line.calls, 0);
	KUNIT_EXPECT_EQ(test, connect_line(6), 0);
	run_in(test, &contexts[IN_HARD_HRTIMER], raise_line, NULL);
	/* Linux may have kept the one that nobody heard, and deliver it now. */
	KUNIT_EXPECT_GE(test, line.calls, 1);
	KUNIT_EXPECT_EQ(test, line.level, 6);
}

static unsigned int others_calls;

static BOOLEAN NTAPI serve_other(PKINTERRUPT interrupt, PVOID context)
{
	others_calls++;
	CLAIM_EQ((struct witness *)context, KeGetCurrentIrql(), 9);
	return TRUE;
}

/* Whose device did not ask says so, and Linux asks the next. */
static void a_shared_interrupt_asks_each_driver(struct kunit *test)
{
	static struct witness witness;
	struct ntspin_interrupt_params params;
	PKINTERRUPT other;

	make_line(test);
	witness = (struct witness){};
	others_calls = 0;
	params = params_of(4);
	params.flags = IRQF_SHARED;
	KUNIT_ASSERT_EQ(test, ntspin_interrupt_connect(&params, &line.interrupt), 0);
	params.dirql = 9;
	params.service_routine = serve_other;
	params.service_context = &witness;
	params.lock = NULL;
	KUNIT_ASSERT_EQ(test, ntspin_interrupt_connect(&params, &other), 0);
	/* Kernels that check shared interrupts have called them by now. */
	line.calls = 0;
	others_calls = 0;
	run_in(test, &contexts[IN_HARD_HRTIMER], raise_line, NULL);
	KUNIT_EXPECT_EQ(test, line.calls, 1);
	KUNIT_EXPECT_EQ(test, others_calls, 1);
	KUNIT_EXPECT_EQ(test, line.level, 4);
	ntspin_interrupt_disconnect(other);
	KUNIT_EXPECT_EQ(test, witness.wrong, 0);
}

static struct kunit_case connect_cases[] = {
	KUNIT_CASE(service_routine_runs_at_exactly_its_dirql),
	KUNIT_CASE_PARAM(who_synchronizes_runs_at_the_dirql, contexts_gen_params),
	KUNIT_CASE(each_level_comes_back),
	KUNIT_CASE(levels_that_cannot_be_are_told_and_change_nothing),
	KUNIT_CASE(the_service_routine_is_kept_out),
	KUNIT_CASE(its_interrupt_waits_until_the_level_is_lowered),
	KUNIT_CASE(what_cannot_be_connected_is_told),
	KUNIT_CASE(after_the_disconnect_nobody_is_called),
	KUNIT_CASE(a_shared_interrupt_asks_each_driver),
	{}
};

struct kunit_suite ntspin_connect_suite = {
	.name = "ntspin_connect",
	.exit = free_line,
	.test_cases = connect_cases,
};
