// SPDX-License-Identifier: GPL-2.0
/*
 * timer_tolerance_test.c - when a timer is due that may come somewhat later, with others.
 */
#include <linux/ktime.h>
#include <linux/log2.h>
#include <linux/time64.h>
#include <linux/timerqueue.h>

#include "context.h"
#include "deferred.h"
#include "due_time.h"
#include "suites.h"

static KTIMER timer;
static struct deferred dpc;

/* A tolerance, and of which number of nanoseconds the time is a multiple then. */
static const struct row {
	const char *name;
	bool absolute;
	LONGLONG ms;
	ULONG tolerance;
	u64 multiple;
} rows[] = {
	{ "none", false, 1000, 0, 1 },
	{ "1 ms", false, 1000, 1, 1 << 19 },
	{ "100 ms", false, 1000, 100, 1 << 26 },
	{ "1 second", false, 60000, 1000, 1 << 29 },
	{ "100 ms, by the system's clock", true, 1000, 100, 1 << 26 },
	{ "none, by the system's clock", true, 1000, 0, 1 },
	{ "more than MAXLONG", false, 1000, 0x80000001, 1 },
};

KUNIT_ARRAY_PARAM_DESC(rows, rows, name);

/* The clock's time in nanoseconds, without a fraction of Windows' unit. */
static u64 now(const struct row *row)
{
	return row->absolute ? ktime_get_real_ns() / 100 * 100 : ktime_get_ns();
}

static void it_is_due_within_its_tolerance(struct kunit *test)
{
	const struct timerqueue_node *node = (const void *)timer.Place;
	const struct row *row = test->param_value;
	u64 tolerance = row->tolerance > S32_MAX ? 0 : row->tolerance * (u64)NSEC_PER_MSEC;
	u64 before = now(row), after, delay = row->ms * NSEC_PER_MSEC;
	LARGE_INTEGER due = { .QuadPart = -row->ms * MS };

	if (row->absolute)
		due.QuadPart = windows_time(before) + row->ms * MS;
	KeInitializeTimer(&timer);
	KUNIT_EXPECT_FALSE(test, KeSetCoalescableTimer(&timer, due, 0, row->tolerance, NULL));
	after = row->absolute ? before : now(row);
	KUNIT_EXPECT_GE_MSG(test, (u64)node->expires, before + delay, "%s", "early");
	KUNIT_EXPECT_LE_MSG(test, (u64)node->expires, after + delay + tolerance, "%s", "late");
	KUNIT_EXPECT_EQ(test, node->expires % row->multiple, 0);
	KUNIT_EXPECT_TRUE(test, KeSetCoalescableTimer(&timer, due, 0, row->tolerance, NULL));
	KUNIT_EXPECT_TRUE(test, KeCancelTimer(&timer));
}

static void a_periodic_one_comes_again(struct kunit *test)
{
	LARGE_INTEGER due = { .QuadPart = -MS };

	init_deferred(&dpc, NULL);
	KeInitializeTimer(&timer);
	KeSetCoalescableTimer(&timer, due, 2, 1, &dpc.dpc);
	KUNIT_EXPECT_TRUE(test, wait_for_deferred(&dpc, 5));
	KUNIT_EXPECT_TRUE(test, KeCancelTimer(&timer));
	KeFlushQueuedDpcs();
}

SUITE(ntspin_timer_tolerance, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(it_is_due_within_its_tolerance, rows_gen_params),
	KUNIT_CASE(a_periodic_one_comes_again),
	{}
};
