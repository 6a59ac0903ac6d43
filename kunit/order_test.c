// SPDX-License-Identifier: GPL-2.0
/*
 * order_test.c - waiters that arrive one by one are granted in that order.
 *
 * On the shipped lock as it is: nothing but its word is looked at.
 */
#include "ktap.h"
#include "suites.h"
#include "torture.h"

#define ROUNDS 20

static const struct {
	const struct torture_flavour *flavour;
	bool storm;
} order_rows[] = {
	{ &torture_queued, false },
	{ &torture_queued_at_dpc, false },
	{ &torture_ordinary, false },
	{ &torture_mixed, false },
	{ &torture_queued, true },
	{ &torture_mixed, true },
};

static void grants_in_order(struct kunit *test, unsigned int waiters)
{
	unsigned int i;

	if (num_online_cpus() <= waiters)
		kunit_skip(test, "%u waiters need %u CPUs", waiters, waiters + 1);

	for (i = 0; i < ARRAY_SIZE(order_rows); i++) {
		struct torture_order_params params = {
			.flavour = order_rows[i].flavour,
			.storm = order_rows[i].storm,
			.waiters = waiters,
			.rounds = ROUNDS,
		};
		struct torture_order_result result;

		KUNIT_EXPECT_EQ_MSG(test, torture_order(&params, &result), 0, "%s",
				    params.flavour->name);
		KUNIT_EXPECT_EQ_MSG(test, result.rounds, ROUNDS, "%s", params.flavour->name);
		KUNIT_EXPECT_EQ_MSG(test, result.out_of_order, 0, "%s", params.flavour->name);
	}
}

static void grants_2_in_arrival_order(struct kunit *test)
{
	grants_in_order(test, 2);
}

static void grants_3_in_arrival_order(struct kunit *test)
{
	grants_in_order(test, 3);
}

static void grants_4_in_arrival_order(struct kunit *test)
{
	grants_in_order(test, 4);
}

static void grants_5_in_arrival_order(struct kunit *test)
{
	grants_in_order(test, 5);
}

static struct kunit_case order_cases[] = {
	KUNIT_CASE(grants_2_in_arrival_order),
	KUNIT_CASE(grants_3_in_arrival_order),
	KUNIT_CASE(grants_4_in_arrival_order),
	KUNIT_CASE(grants_5_in_arrival_order),
	{}
};

struct kunit_suite ntspin_order_suite = {
	.name = "ntspin_order",
	.test_cases = order_cases,
};
