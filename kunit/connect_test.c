// SPDX-License-Identifier: GPL-2.0
/*
 * connect_test.c - a service routine tied to a Linux interrupt: called at exactly its DIRQL, until
 * it is disconnected.
 */
#include <linux/interrupt.h>
#include <linux/irq.h>

#include "context.h"
#include "test_irq.h"
#include "suites.h"

static void raise_line(struct observer *obs)
{
	CLAIM_EQ(obs, generic_handle_irq(the_irq.irq), 0);
	CLAIM_EQ(obs, KeGetCurrentIrql(), LOWEST_DIRQL);
	CLAIM(obs, irqs_disabled());
}

static void service_routine_runs_at_exactly_its_dirql(struct kunit *test)
{
	int dirql;

	make_test_irq(test);
	for (dirql = LOWEST_DIRQL; dirql <= HIGH_LEVEL; dirql++) {
		KUNIT_ASSERT_EQ(test, connect_test_irq(dirql), 0);
		run_in(test, &contexts[IN_HARD_HRTIMER], raise_line, NULL);
		KUNIT_EXPECT_EQ(test, the_irq.calls, 1);
		KUNIT_EXPECT_EQ(test, the_irq.level, dirql);
		/* On PREEMPT_RT a handler is a thread's, unless it asks not to be. */
		KUNIT_EXPECT_TRUE(test, the_irq.hard);
		KUNIT_EXPECT_FALSE(test, the_irq.lock_was_free);
		KUNIT_EXPECT_TRUE(test, KeTestSpinLock(&the_irq.lock));
		KUNIT_EXPECT_TRUE(test, the_irq.seen_interrupt == the_irq.interrupt);
		KUNIT_EXPECT_TRUE(test, the_irq.seen_context == &the_irq);
		ntspin_interrupt_disconnect(the_irq.interrupt);
		the_irq.interrupt = NULL;
	}
}

static void what_cannot_be_connected_is_refused(struct kunit *test)
{
	struct ntspin_interrupt_params params;
	PKINTERRUPT second = (void *)1;
	int dirql;

	make_test_irq(test);
	for (dirql = 0; dirql <= 255; dirql++) {
		if (dirql >= LOWEST_DIRQL && dirql <= HIGH_LEVEL)
			continue;
		the_irq.interrupt = (void *)1;
		KUNIT_EXPECT_EQ(test, connect_test_irq(dirql), -EINVAL);
		KUNIT_EXPECT_TRUE(test, !the_irq.interrupt);
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

	KUNIT_ASSERT_EQ(test, connect_test_irq(5), 0);
	params = params_of(5);
	KUNIT_EXPECT_EQ(test, ntspin_interrupt_connect(&params, &second), -EBUSY);
	KUNIT_EXPECT_TRUE(test, !second);
}

static void raise_line_unheard(struct observer *obs)
{
	generic_handle_irq(the_irq.irq);
}

static void after_the_disconnect_nobody_is_called(struct kunit *test)
{
	make_test_irq(test);
	KUNIT_ASSERT_EQ(test, connect_test_irq(5), 0);
	ntspin_interrupt_disconnect(the_irq.interrupt);
	the_irq.interrupt = NULL;
	run_in(test, &contexts[IN_HARD_HRTIMER], raise_line_unheard, NULL);
	KUNIT_EXPECT_EQ(test, the_irq.calls, 0);
	KUNIT_EXPECT_EQ(test, connect_test_irq(6), 0);
	run_in(test, &contexts[IN_HARD_HRTIMER], raise_line, NULL);
	/* Linux may have kept the one that nobody heard, and deliver it now. */
	KUNIT_EXPECT_GE(test, the_irq.calls, 1);
	KUNIT_EXPECT_EQ(test, the_irq.level, 6);
}

static unsigned int others_calls;

static BOOLEAN NTAPI serve_other(PKINTERRUPT interrupt, PVOID context)
{
	others_calls++;
	CLAIM_EQ((struct observer *)context, KeGetCurrentIrql(), 9);
	return TRUE;
}

/* Whose device did not ask says so, and Linux asks the next. */
static void a_shared_interrupt_asks_each_driver(struct kunit *test)
{
	static struct observer observer;
	struct ntspin_interrupt_params params;
	PKINTERRUPT other;

	make_test_irq(test);
	observer = (struct observer){};
	others_calls = 0;
	params = params_of(4);
	params.flags = IRQF_SHARED;
	KUNIT_ASSERT_EQ(test, ntspin_interrupt_connect(&params, &the_irq.interrupt), 0);
	params.dirql = 9;
	params.service_routine = serve_other;
	params.service_context = &observer;
	params.lock = NULL;
	KUNIT_ASSERT_EQ(test, ntspin_interrupt_connect(&params, &other), 0);
	/* Kernels that check shared interrupts have called them by now. */
	the_irq.calls = 0;
	others_calls = 0;
	run_in(test, &contexts[IN_HARD_HRTIMER], raise_line, NULL);
	KUNIT_EXPECT_EQ(test, the_irq.calls, 1);
	KUNIT_EXPECT_EQ(test, others_calls, 1);
	KUNIT_EXPECT_EQ(test, the_irq.level, 4);
	ntspin_interrupt_disconnect(other);
	KUNIT_EXPECT_EQ(test, observer.wrong, 0);
}

SUITE(ntspin_connect, NULL, free_test_irq) = {
	KUNIT_CASE(service_routine_runs_at_exactly_its_dirql),
	KUNIT_CASE(what_cannot_be_connected_is_refused),
	KUNIT_CASE(after_the_disconnect_nobody_is_called),
	KUNIT_CASE(a_shared_interrupt_asks_each_driver),
	{}
};
