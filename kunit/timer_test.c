// SPDX-License-Identifier: GPL-2.0
/*
 * timer_test.c - when a timer comes due, what it then does, and what setting and cancelling return.
 */
#include <linux/delay.h>
#include <linux/ktime.h>

#include "context.h"
#include "deferred.h"
#include "due_time.h"
#include "suites.h"

#define FAR (-60000 * MS)
#define TIMERS 24

KUNIT_ARRAY_PARAM_DESC(contexts, contexts, name);
KUNIT_ARRAY_PARAM_DESC(raised_sections, raised_sections, name);

static KTIMER timer, timers[TIMERS];
static struct deferred dpc, dpcs[TIMERS];
static ktime_t ran_at;

static void look_at_clock(struct deferred *deferred)
{
	ran_at = ktime_get();
}

/* A time from now on, by either clock. */
static const struct clock {
	const char *name;
	bool absolute;
	LONGLONG units;
} clocks[] = {
	{ "relative, 5 ms", false, 5 * MS },
	{ "relative, 0.1 ms", false, MS / 10 },
	{ "absolute, 5 ms", true, 5 * MS },
	{ "relative, the least", false, 1 },
	{ "absolute, now", true, 0 },
};

KUNIT_ARRAY_PARAM_DESC(clocks, clocks, name);

static LARGE_INTEGER due_on(const struct clock *clock)
{
	return in_units(clock->absolute ? system_time() + clock->units : -clock->units);
}

static void it_comes_due_once_and_not_early(struct kunit *test)
{
	const struct clock *clock = test->param_value;
	ktime_t set_at = ktime_get();

	init_deferred(&dpc, look_at_clock);
	KeInitializeTimer(&timer);
	KUNIT_EXPECT_FALSE(test, KeReadStateTimer(&timer));
	KUNIT_EXPECT_FALSE(test, KeSetTimer(&timer, due_on(clock), &dpc.dpc));
	KUNIT_EXPECT_TRUE(test, wait_for_deferred(&dpc, 1));
	/* The two clocks may be read a moment apart. */
	KUNIT_EXPECT_GE(test, ktime_to_ns(ktime_sub(ran_at, set_at)),
			clock->units * 100 - (clock->absolute ? NSEC_PER_MSEC : 0));
	KUNIT_EXPECT_TRUE(test, KeReadStateTimer(&timer));
	KUNIT_EXPECT_FALSE(test, KeCancelTimer(&timer));
	KUNIT_EXPECT_EQ(test, dpc.irql, DISPATCH_LEVEL);
	msleep(20);
	KUNIT_EXPECT_EQ(test, READ_ONCE(dpc.ran), 1);
}

static const LONGLONG pasts[] = { 0, 1, EPOCH - 1, EPOCH, EPOCH + 1 };

CASE_RUN_HERE(one_that_is_due_already_has_run_its_dpc_when_the_call_returns)
{
	for (obs->row = 0; obs->row < ARRAY_SIZE(pasts); obs->row++) {
		init_deferred(&dpc, NULL);
		KeInitializeTimer(&timer);
		CLAIM(obs, !KeSetTimer(&timer, in_units(pasts[obs->row]), &dpc.dpc));
		CLAIM_EQ(obs, dpc.ran, 1);
		CLAIM(obs, KeReadStateTimer(&timer));
	}
}

static const LONGLONG nevers[] = { (LONGLONG)(1ULL << 63), -(LONGLONG)(~0ULL >> 1),
				   (LONGLONG)(~0ULL >> 1), FAR };

static void a_time_far_away_does_not_come(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(nevers); i++) {
		init_deferred(&dpc, NULL);
		KeInitializeTimer(&timer);
		KUNIT_EXPECT_FALSE(test, KeSetTimer(&timer, in_units(nevers[i]), &dpc.dpc));
		msleep(20);
		KUNIT_EXPECT_EQ(test, READ_ONCE(dpc.ran), 0);
		KUNIT_EXPECT_TRUE(test, KeCancelTimer(&timer));
	}
}

static void setting_and_cancelling_tell_whether_it_was_set(struct kunit *test)
{
	init_deferred(&dpc, NULL);
	KeInitializeTimerEx(&timer, SynchronizationTimer);
	KUNIT_EXPECT_FALSE(test, KeCancelTimer(&timer));
	KUNIT_EXPECT_FALSE(test, KeSetTimer(&timer, in_units(FAR), &dpc.dpc));
	KUNIT_EXPECT_TRUE(test, KeSetTimer(&timer, in_units(FAR), &dpc.dpc));
	KUNIT_EXPECT_TRUE(test, KeSetTimerEx(&timer, in_units(FAR), 10, &dpc.dpc));
	KUNIT_EXPECT_TRUE(test, KeCancelTimer(&timer));
	KUNIT_EXPECT_FALSE(test, KeCancelTimer(&timer));
	KUNIT_EXPECT_FALSE(test, KeReadStateTimer(&timer));
	/* Set again, it goes by the new time alone. */
	KUNIT_EXPECT_FALSE(test, KeSetTimer(&timer, in_units(FAR), NULL));
	KUNIT_EXPECT_TRUE(test, KeSetTimer(&timer, in_units(-MS), &dpc.dpc));
	KUNIT_EXPECT_TRUE(test, wait_for_deferred(&dpc, 1));
	KUNIT_EXPECT_FALSE(test, KeSetTimer(&timer, in_units(-MS), &dpc.dpc));
	KUNIT_EXPECT_TRUE(test, wait_for_deferred(&dpc, 2));
}

static void without_a_dpc_it_is_signalled(struct kunit *test)
{
	unsigned int i;

	KeInitializeTimer(&timer);
	KUNIT_EXPECT_FALSE(test, KeSetTimer(&timer, in_units(-5 * MS), NULL));
	for (i = 0; i < 10000 && !KeReadStateTimer(&timer); i++)
		usleep_range(1000, 2000);
	KUNIT_EXPECT_TRUE(test, KeReadStateTimer(&timer));
	KUNIT_EXPECT_FALSE(test, KeSetTimer(&timer, in_units(FAR), NULL));
	KUNIT_EXPECT_FALSE(test, KeReadStateTimer(&timer));
	KUNIT_EXPECT_TRUE(test, KeCancelTimer(&timer));
}

#define PERIOD_MS 4
#define TIMES 8

static void a_periodic_one_comes_again_until_it_is_cancelled(struct kunit *test)
{
	const struct clock *clock = test->param_value;
	ktime_t set_at = ktime_get();
	unsigned int ran;

	init_deferred(&dpc, look_at_clock);
	KeInitializeTimer(&timer);
	KUNIT_EXPECT_FALSE(test, KeSetTimerEx(&timer, due_on(clock), PERIOD_MS, &dpc.dpc));
	KUNIT_EXPECT_TRUE(test, wait_for_deferred(&dpc, TIMES));
	KUNIT_EXPECT_TRUE(test, KeCancelTimer(&timer));
	KUNIT_EXPECT_FALSE(test, KeCancelTimer(&timer));
	KeFlushQueuedDpcs();
	ran = dpc.ran;
	/* Never before its time, and times that are missed are not made up for. */
	KUNIT_EXPECT_GE(test, ktime_to_ms(ktime_sub(ran_at, set_at)) + 2,
			(ran - 1) * PERIOD_MS);
	msleep(5 * PERIOD_MS);
	KUNIT_EXPECT_EQ(test, READ_ONCE(dpc.ran), ran);
}

static void set_here(struct observer *obs)
{
	CLAIM(obs, !KeSetTimer(&timer, in_units(FAR), &dpc.dpc));
	CLAIM(obs, KeSetTimer(&timer, in_units(FAR), &dpc.dpc));
	CLAIM(obs, KeCancelTimer(&timer));
	CLAIM(obs, !KeSetTimer(&timer, in_units(-2 * MS), &dpc.dpc));
}

static void it_can_be_set_and_cancelled_in_any_context(struct kunit *test)
{
	const struct context *where = test->param_value;

	if (where->irql == HIGH_LEVEL)
		kunit_skip(test, "no timer may be set in an NMI");
	init_deferred(&dpc, NULL);
	KeInitializeTimer(&timer);
	run_in(test, where, set_here, NULL);
	KUNIT_EXPECT_TRUE(test, wait_for_deferred(&dpc, 1));
}

CASE_RUN_HERE(its_dpc_waits_while_the_cpu_is_at_dispatch)
{
	const struct raised_section *section = obs->arg;
	unsigned int ticks;

	init_deferred(&dpc, NULL);
	KeInitializeTimer(&timer);
	section->enter();
	KeSetTargetProcessorDpc(&dpc.dpc, KeGetCurrentProcessorNumber());
	KeSetTimerEx(&timer, in_units(-MS / 10), 1, &dpc.dpc);
	for (ticks = 0; ticks < 10; ticks++) {
		spin_for_ticks(1);
		CLAIM_EQ(obs, READ_ONCE(dpc.ran), 0);
	}
	section->leave();
	/* Where interrupts were on, another one may have come by now. */
	CLAIM(obs, wait_for_deferred(&dpc, 1));
	CLAIM(obs, KeCancelTimer(&timer));
	KeFlushQueuedDpcs();
}

static void compare_clock(struct deferred *deferred)
{
	deferred->arg = (void *)(long)(ktime_get() >= (long)deferred->arg);
}

/* In all queues, and set last to first. */
static void of_many_each_comes_due_and_none_early(struct kunit *test)
{
	int i;

	for (i = TIMERS - 1; i >= 0; i--) {
		init_deferred(&dpcs[i], compare_clock);
		KeInitializeTimer(&timers[i]);
		dpcs[i].arg = (void *)(long)(ktime_get() + (50 + 2 * i) * NSEC_PER_MSEC);
		KUNIT_EXPECT_FALSE(test, KeSetTimer(&timers[i], in_units(-(50 + 2 * i) * MS),
						    &dpcs[i].dpc));
	}
	for (i = 0; i < TIMERS; i++) {
		KUNIT_EXPECT_TRUE(test, wait_for_deferred(&dpcs[i], 1));
		KUNIT_EXPECT_TRUE(test, dpcs[i].arg == (void *)1);
		KUNIT_EXPECT_FALSE(test, KeCancelTimer(&timers[i]));
	}
}

SUITE(ntspin_timer, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(it_comes_due_once_and_not_early, clocks_gen_params),
	KUNIT_CASE(one_that_is_due_already_has_run_its_dpc_when_the_call_returns),
	KUNIT_CASE(a_time_far_away_does_not_come),
	KUNIT_CASE(setting_and_cancelling_tell_whether_it_was_set),
	KUNIT_CASE(without_a_dpc_it_is_signalled),
	KUNIT_CASE_PARAM(a_periodic_one_comes_again_until_it_is_cancelled, clocks_gen_params),
	KUNIT_CASE_PARAM(it_can_be_set_and_cancelled_in_any_context, contexts_gen_params),
	KUNIT_CASE_PARAM(its_dpc_waits_while_the_cpu_is_at_dispatch, raised_sections_gen_params),
	KUNIT_CASE(of_many_each_comes_due_and_none_early),
	{}
};
