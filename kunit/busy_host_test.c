// SPDX-License-Identifier: GPL-2.0
/*
 * busy_host_test.c - which gaps in the time of spinning CPUs are a busy host, and for how long.
 */
#include "../module/linux/busy_host.h"
#include "ktap.h"
#include "suites.h"

/* One CPU's, in milliseconds: it has spun up to then, since the last one, and the gap ends it. */
static const struct gaps_row {
	const char *name;
	struct {
		unsigned int at, spun, gap;
	} spins[9];	/* up to one that is at 0 */
	unsigned int busy_until;	/* 0: it is not taken for busy */
} gap_rows[] = {
	{ "none", { { 1000, 10, 0 } } },
	{ "one", { { 1000, 4, 4 } } },
	{ "two", { { 1000, 4, 4 }, { 1010, 4, 4 } } },
	{ "three lately", { { 1000, 4, 4 }, { 1030, 4, 4 }, { 1060, 4, 4 } }, 3060 },
	{ "three, not lately", { { 1000, 4, 4 }, { 1030, 4, 4 }, { 1061, 4, 4 } } },
	{ "an eighth of the time",
	  { { 1000, 21, 0 }, { 1001, 1, 1 }, { 1002, 1, 1 }, { 1003, 1, 1 } }, 3003 },
	{ "less than an eighth",
	  { { 1000, 22, 0 }, { 1001, 1, 1 }, { 1002, 1, 1 }, { 1003, 1, 1 } } },
	{ "by clocks that differ", { { 1002, 4, 4 }, { 1001, 4, 4 }, { 1000, 4, 4 } }, 3000 },
	{ "one more while it is busy",
	  { { 1000, 4, 4 }, { 1001, 4, 4 }, { 1002, 4, 4 }, { 2000, 4, 4 } }, 3002 },
	{ "one soon after it was",
	  { { 1000, 4, 4 }, { 1001, 4, 4 }, { 1002, 4, 4 }, { 5001, 4, 4 } }, 9001 },
	{ "a short one soon after it was",
	  { { 1000, 4, 4 }, { 1001, 4, 4 }, { 1002, 4, 4 }, { 5000, 40, 4 } } },
	{ "one long after it was",
	  { { 1000, 4, 4 }, { 1001, 4, 4 }, { 1002, 4, 4 }, { 5002, 4, 4 } } },
	{ "each soon after it was",
	  { { 1000, 4, 4 }, { 1001, 4, 4 }, { 1002, 4, 4 }, { 3003, 4, 4 }, { 7004, 4, 4 },
	    { 15005, 4, 4 }, { 31006, 4, 4 }, { 63007, 4, 4 } }, 95007 },
};

KUNIT_ARRAY_PARAM_DESC(gaps, gap_rows, name);

static u64 ns(unsigned int ms)
{
	return ms * (u64)NSEC_PER_MSEC;
}

static void gaps_are_a_busy_host_where_they_are_many(struct kunit *test)
{
	const struct gaps_row *row = test->param_value;
	struct ntspin_spin_time time = {};
	struct ntspin_busy_host host = {};
	unsigned int i;
	u64 now = 0;

	for (i = 0; i < ARRAY_SIZE(row->spins) && row->spins[i].at; i++) {
		now = ns(row->spins[i].at);
		ntspin_spin_add(&time, now, ns(row->spins[i].spun), ns(row->spins[i].gap));
		if (row->spins[i].gap)
			ntspin_host_gap(&host, &time, now);
	}
	KUNIT_EXPECT_EQ(test, ntspin_host_is_busy(&host, now), !!row->busy_until);
	if (row->busy_until) {
		KUNIT_EXPECT_TRUE(test, ntspin_host_is_busy(&host, ns(row->busy_until) - 1));
		KUNIT_EXPECT_FALSE(test, ntspin_host_is_busy(&host, ns(row->busy_until)));
	}
}

SUITE(ntspin_busy_host, NULL, NULL) = {
	KUNIT_CASE_PARAM(gaps_are_a_busy_host_where_they_are_many, gaps_gen_params),
	{}
};
