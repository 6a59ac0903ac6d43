// SPDX-License-Identifier: GPL-2.0
/*
 * stress_test.c - threads on every CPU and softirqs contend: nobody overlaps,
 * nobody is passed, nobody is forgotten.
 *
 * The same run over locks that are broken on purpose shows that each check can
 * fail.
 */
#include "ktap.h"
#include "suites.h"
#include "torture.h"

#include <linux/moduleparam.h>

unsigned int ntspin_stress_ms = 500;
module_param_named(stress_ms, ntspin_stress_ms, uint, 0444);
MODULE_PARM_DESC(stress_ms, "length of each stress run in milliseconds");

/* The number of contenders from which on a queued owner hands over to a queued one. */
#define CPUS_TO_QUEUE 4

static struct torture_result stress_until(struct kunit *test,
					  const struct torture_flavour *flavour,
					  bool (*seen)(const struct torture_result *result))
{
	struct torture_params params = {
		.flavour = flavour,
		.duration_ms = ntspin_stress_ms,
		.hold = 100,
		/* A follower is lost where a queue comes to its end: they come now and then. */
		.away = flavour == &torture_loses_follower ? 20000 : 200,
		.softirqs = true,
	};
	struct torture_result result;
	u64 since = ktime_get_ns();

	need_cpus(test, 2);
	do {
		KUNIT_ASSERT_EQ(test, torture_run(&params, &result, NULL), 0);
	} while (seen && !seen(&result) && stress_may_continue(since));
	KUNIT_EXPECT_GT(test, result.acquisitions, 0);
	return result;
}

static const struct torture_flavour *const shipped[] = {
	&torture_queued, &torture_queued_at_dpc, &torture_nested, &torture_ordinary,
	&torture_mixed,		/* both families on one lock */
};

static const struct torture_flavour *const traced[] = { &torture_traced, &torture_traced_mixed };

static void describe_flavour(const struct torture_flavour *const *flavour, char *desc)
{
	strscpy(desc, (*flavour)->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(shipped, shipped, describe_flavour);
KUNIT_ARRAY_PARAM(traced, traced, describe_flavour);

static const struct torture_flavour *flavour_of(struct kunit *test)
{
	return *(const struct torture_flavour *const *)test->param_value;
}

static void it_excludes(struct kunit *test)
{
	struct torture_result result = stress_until(test, flavour_of(test), NULL);

	KUNIT_EXPECT_EQ(test, result.exclusion_errors, 0);
	KUNIT_EXPECT_GT(test, result.by_softirq, 0);
	/* First come, first served: no CPU's thread is left out. */
	KUNIT_EXPECT_GT(test, result.least, 0);
}

static bool wrong_or_handed_over(const struct torture_result *result)
{
	return result->exclusion_errors || result->order_errors || result->lost ||
	       result->queue_hand_overs;
}

/* A run that never queued, or where nobody in the queue handed over, proves nothing: it fails. */
static void every_grant_follows_its_predecessor(struct kunit *test)
{
	struct torture_result result = stress_until(test, flavour_of(test), wrong_or_handed_over);

	KUNIT_EXPECT_EQ(test, result.exclusion_errors, 0);
	KUNIT_EXPECT_EQ(test, result.order_errors, 0);
	KUNIT_EXPECT_EQ(test, result.lost, 0);
	KUNIT_EXPECT_GT(test, result.slow, 0);
	if (result.cpus >= CPUS_TO_QUEUE)
		KUNIT_EXPECT_GT(test, result.queue_hand_overs, 0);
}

SUITE(ntspin_stress, NULL, NULL) = {
	KUNIT_CASE_PARAM(it_excludes, shipped_gen_params),
	KUNIT_CASE_PARAM(every_grant_follows_its_predecessor, traced_gen_params),
	{}
};

/* KCSAN would report the races that these are there to make. */
static struct torture_result stress_busted(struct kunit *test,
					   const struct torture_flavour *flavour,
					   bool (*caught)(const struct torture_result *result))
{
	if (IS_ENABLED(CONFIG_KCSAN))
		kunit_skip(test, "its races are on purpose, and KCSAN reports them");
	return stress_until(test, flavour, caught);
}

static bool caught_by_exclusion(const struct torture_result *result)
{
	return result->exclusion_errors;
}

static bool caught_by_order(const struct torture_result *result)
{
	return result->order_errors;
}

static bool caught_by_wait(const struct torture_result *result)
{
	return result->lost;
}

static void no_lock_is_caught_by_exclusion(struct kunit *test)
{
	struct torture_result result =
		stress_busted(test, &torture_no_lock, caught_by_exclusion);

	KUNIT_EXPECT_GT(test, result.exclusion_errors, 0);
}

static void unfair_lock_is_caught_by_order(struct kunit *test)
{
	struct torture_result result = stress_busted(test, &torture_unfair, caught_by_order);

	KUNIT_EXPECT_GT(test, result.order_errors, 0);
	KUNIT_EXPECT_EQ(test, result.exclusion_errors, 0);
}

static void lost_follower_is_caught_by_its_wait(struct kunit *test)
{
	struct torture_result result;

	need_cpus(test, CPUS_TO_QUEUE);
	result = stress_busted(test, &torture_loses_follower, caught_by_wait);
	KUNIT_EXPECT_GT(test, result.lost, 0);
}

SUITE(ntspin_busted, NULL, NULL) = {
	KUNIT_CASE(no_lock_is_caught_by_exclusion),
	KUNIT_CASE(unfair_lock_is_caught_by_order),
	KUNIT_CASE(lost_follower_is_caught_by_its_wait),
	{}
};
