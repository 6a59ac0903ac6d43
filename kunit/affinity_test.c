// SPDX-License-Identifier: GPL-2.0
/*
 * affinity_test.c - a thread is where a driver wants it to be, and may go where it could before.
 */
#include <linux/cpumask.h>
#include <linux/sched.h>

#include "context.h"
#include "suites.h"

static GROUP_AFFINITY processors(KAFFINITY mask)
{
	return (GROUP_AFFINITY){ .Mask = mask };
}

static bool is_on(unsigned int processor)
{
	return KeGetCurrentProcessorNumberEx(NULL) == processor &&
	       cpumask_weight(&current->cpus_mask) == 1;
}

static bool is_as_it_was(const struct cpumask *before)
{
	return cpumask_equal(&current->cpus_mask, before);
}

static void each_processor_is_gone_to(struct kunit *test)
{
	unsigned int i, count = KeQueryActiveProcessorCount(NULL);
	struct cpumask before = current->cpus_mask;

	for (i = 0; i < count; i++) {
		KUNIT_EXPECT_EQ(test, KeSetSystemAffinityThreadEx((KAFFINITY)1 << i), 0);
		KUNIT_EXPECT_TRUE(test, is_on(i));
		KeRevertToUserAffinityThreadEx(0);
		KUNIT_EXPECT_TRUE(test, is_as_it_was(&before));
		KeSetSystemAffinityThread((KAFFINITY)1 << i);
		KUNIT_EXPECT_TRUE(test, is_on(i));
		KeRevertToUserAffinityThread();
		KUNIT_EXPECT_TRUE(test, is_as_it_was(&before));
	}
}

static void calls_nest(struct kunit *test)
{
	GROUP_AFFINITY first = processors(1), last, outer, inner;
	struct cpumask before = current->cpus_mask;
	KAFFINITY all;
	unsigned int count = KeQueryActiveProcessorCount(&all);

	last = processors((KAFFINITY)1 << (count - 1));
	KeSetSystemGroupAffinityThread(&last, &outer);
	KUNIT_EXPECT_EQ(test, outer.Mask, 0);
	KeSetSystemGroupAffinityThread(&first, &inner);
	KUNIT_EXPECT_EQ(test, inner.Mask, last.Mask);
	KUNIT_EXPECT_TRUE(test, is_on(0));
	KUNIT_EXPECT_EQ(test, KeSetSystemAffinityThreadEx(all), 1);
	KeRevertToUserAffinityThreadEx(1);
	KUNIT_EXPECT_TRUE(test, is_on(0));
	KeRevertToUserGroupAffinityThread(&inner);
	KUNIT_EXPECT_TRUE(test, is_on(count - 1));
	KeRevertToUserGroupAffinityThread(&outer);
	KUNIT_EXPECT_TRUE(test, is_as_it_was(&before));
}

/* None, too many, of another group, not all 0 beside. */
static const struct nowhere {
	const char *name;
	GROUP_AFFINITY affinity;
} nowhere[] = {
	{ "none", { .Mask = 0 } },
	{ "one that cannot be", { .Mask = (KAFFINITY)1 << 63 | 1 } },
	{ "another group", { .Mask = 1, .Group = 1000 } },
	{ "reserved", { .Mask = 1, .Reserved = { 0, 0, 1 } } },
};

KUNIT_ARRAY_PARAM_DESC(nowhere, nowhere, name);

static void what_cannot_be_changes_nothing(struct kunit *test)
{
	const struct nowhere *row = test->param_value;
	GROUP_AFFINITY affinity = row->affinity, before;
	struct cpumask allowed = current->cpus_mask;

	KeSetSystemGroupAffinityThread(&affinity, &before);
	KUNIT_EXPECT_TRUE(test, is_as_it_was(&allowed));
	KUNIT_EXPECT_EQ(test, before.Mask, 0);
	/* Nor is it recorded. */
	KUNIT_EXPECT_EQ(test, KeSetSystemAffinityThreadEx(1), 0);
	KeSetSystemGroupAffinityThread(&affinity, &before);
	KUNIT_EXPECT_TRUE(test, is_on(0));
	KUNIT_EXPECT_EQ(test, before.Mask, 1);
	KeRevertToUserAffinityThreadEx(0);
	KUNIT_EXPECT_TRUE(test, is_as_it_was(&allowed));
	/* Without a system affinity there is nothing to revert. */
	KeRevertToUserAffinityThreadEx(1);
	KUNIT_EXPECT_TRUE(test, is_as_it_was(&allowed));
}

static void call_too_high(struct observer *obs)
{
	AT_LEVEL(DISPATCH_LEVEL)
		CLAIM_EQ(obs, KeSetSystemAffinityThreadEx(1), 0);
	/* It was not recorded. */
	CLAIM_EQ(obs, KeSetSystemAffinityThreadEx(1), 0);
	KeRevertToUserAffinityThreadEx(0);
}

static void at_dispatch_nobody_moves(struct kunit *test)
{
	run_here(test, call_too_high, NULL);
	KUNIT_EXPECT_TRUE(test, log_says("KeSetSystemAffinityThreadEx: IRQL is DISPATCH_LEVEL",
					 ""));
}

SUITE(ntspin_affinity, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE(each_processor_is_gone_to),
	KUNIT_CASE(calls_nest),
	KUNIT_CASE_PARAM(what_cannot_be_changes_nothing, nowhere_gen_params),
	KUNIT_CASE(at_dispatch_nobody_moves),
	{}
};
