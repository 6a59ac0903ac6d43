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

static const struct crowd {
	const char *name;
	unsigned int waiters;
} crowds[] = {
	{ "2 waiters", 2 },
	{ "3 waiters", 3 },
	{ "4 waiters", 4 },
	{ "5 waiters", 5 },
};

KUNIT_ARRAY_PARAM_DESC(crowds, crowds, name);

static void grants_in_arrival_order(struct kunit *test)
{
	const struct crowd *crowd = test->param_value;
	unsigned int i;

	need_cpus(test, crowd->waiters + 1);
	for (i = 0; i < ARRAY_SIZE(order_rows); i++) {
		struct torture_order_params params = {
			.flavour = order_rows[i].flavour,
			.storm = order_rows[i].storm,
			.waiters = crowd->waiters,
			.rounds = ROUNDS,
		};
		struct torture_order_result result;

		KUNIT_EXPECT_EQ_MSG(test, torture_order(&params, &result), 0, "%s",
				    params.flavour->name);
		KUNIT_EXPECT_EQ_MSG(test, result.rounds, ROUNDS, "%s", params.flavour->name);
		KUNIT_EXPECT_EQ_MSG(test, result.out_of_order, 0, "%s", params.flavour->name);
	}
}

SUITE(ntspin_order, NULL, NULL) = {
	KUNIT_CASE_PARAM(grants_in_arrival_order, crowds_gen_params),
	{}
};
