// SPDX-License-Identifier: GPL-2.0
/*
 * stress.c - a section of a suite's own, run on all CPUs and in their softirqs.
 */
#include "suites.h"
#include "torture.h"

u64 stress_section(struct kunit *test, unsigned int ms,
		   void (*section)(unsigned int cpu, bool softirq), bool (*seen)(void))
{
	const struct torture_params params = {
		.duration_ms = ms,
		.softirqs = true,
		.section = section,
	};
	struct torture_result result;
	u64 since = ktime_get_ns();

	do {
		KUNIT_ASSERT_EQ(test, torture_run(&params, &result, NULL), 0);
	} while (seen && !seen() && stress_may_continue(since));
	return result.acquisitions;
}
