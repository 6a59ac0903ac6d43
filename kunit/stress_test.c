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

	if (num_online_cpus() < 2)
		kunit_skip(test, "one CPU has nobody to contend with");
	do {
		KUNIT_ASSERT_EQ(test, torture_run(&params, &result, NULL), 0);
	} while (seen && !seen(&result) && stress_may_continue(since));
	KUNIT_EXPECT_GT(test, result.acquisitions, 0);
	return result;
}

static void excludes(struct kunit *test, const struct torture_flavour *flavour)
{
	struct torture_result result = stress_until(test, flavour, NULL);

	KUNIT_EXPECT_EQ(test, result.exclusion_errors, 0);
	KUNIT_EXPECT_GT(test, result.by_softirq, 0);
	/* First come, first served: no CPU's thread is left out. */
	KUNIT_EXPECT_GT(test, result.least, 0);
}

static void queued_excludes(struct kunit *test)
{
	excludes(test, &torture_queued);
}

static void queued_at_dpc_excludes(struct kunit *test)
{
	excludes(test, &torture_queued_at_dpc);
}

static void nested_excludes(struct kunit *test)
{
	excludes(test, &torture_nested);
}

static void ordinary_excludes(struct kunit *test)
{
	excludes(test, &torture_ordinary);
}

static void both_families_on_one_lock_exclude(struct kunit *test)
{
	excludes(test, &torture_mixed);
}

static bool wrong_or_handed_over(const struct torture_result *result)
{
	return result->exclusion_errors || result->order_errors || result->lost ||
	       result->queue_hand_overs;
}

/* A run that never queued, or where nobody in the queue handed over, proves nothing: it fails. */
static void follows_predecessor(struct kunit *test, const struct torture_flavour *flavour)
{
	struct torture_result result = stress_until(test, flavour, wrong_or_handed_over);

	KUNIT_EXPECT_EQ(test, result.exclusion_errors, 0);
	KUNIT_EXPECT_EQ(test, result.order_errors, 0);
	KUNIT_EXPECT_EQ(test, result.lost, 0);
	KUNIT_EXPECT_GT(test, result.slow, 0);
	if (result.cpus >= CPUS_TO_QUEUE)
		KUNIT_EXPECT_GT(test, result.queue_hand_overs, 0);
}

static void every_queued_grant_follows_its_predecessor(struct kunit *test)
{
	follows_predecessor(test, &torture_traced);
}

static void every_grant_of_both_families_follows_its_predecessor(struct kunit *test)
{
	follows_predecessor(test, &torture_traced_mixed);
}

static struct kunit_case stress_cases[] = {
	KUNIT_CASE(queued_excludes),
	KUNIT_CASE(queued_at_dpc_excludes),
	KUNIT_CASE(nested_excludes),
	KUNIT_CASE(ordinary_excludes),
	KUNIT_CASE(both_families_on_one_lock_exclude),
	KUNIT_CASE(every_queued_grant_follows_its_predecessor),
	KUNIT_CASE(every_grant_of_both_families_follows_its_predecessor),
	{}
};

struct kunit_suite ntspin_stress_suite = {
	.name = "ntspin_stress",
	.test_cases = stress_cases,
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

	if (num_online_cpus() < CPUS_TO_QUEUE)
		kunit_skip(test, "%u CPUs queue nobody", num_online_cpus());
	result = stress_busted(test, &torture_loses_follower, caught_by_wait);
	KUNIT_EXPECT_GT(test, result.lost, 0);
}

static struct kunit_case busted_cases[] = {
	KUNIT_CASE(no_lock_is_caught_by_exclusion),
	KUNIT_CASE(unfair_lock_is_caught_by_order),
	KUNIT_CASE(lost_follower_is_caught_by_its_wait),
	{}
};

struct kunit_suite ntspin_busted_suite = {
	.name = "ntspin_busted",
	.test_cases = busted_cases,
};
