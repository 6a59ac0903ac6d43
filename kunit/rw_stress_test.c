// SPDX-License-Identifier: GPL-2.0
/*
 * rw_stress_test.c - readers and writers on every CPU and in softirqs: no writer shares, readers
 * do, and neither side starves the other.
 *
 * The same run over a lock that does nothing shows that exclusion is looked at.
 */
#include <linux/atomic.h>
#include <linux/processor.h>
#include <linux/sched/clock.h>
#include <linux/string.h>

#include "rw.h"
#include "suites.h"
#include "torture.h"

/* The run that is on: tests run one at a time. */
static struct {
	const struct rw_flavour *flavour;
	bool (*writes)(unsigned int cpu);
	unsigned int hold;	/* rounds inside, at most */
	EX_SPIN_LOCK lock;

	/* Written by writers, plainly; read by all who are in. */
	unsigned long first, second;

	atomic_t readers;
	atomic_t most_readers;
	atomic64_t reads;
	atomic64_t writes_done;
	atomic64_t errors;
} run;

static void relax_rounds(unsigned int rounds)
{
	while (rounds--)
		cpu_relax();
}

/* Any number that changes. */
static unsigned int roughly_random(unsigned int below)
{
	return (((unsigned int)(local_clock() >> 4) * 2654435761U) >> 16) % below;
}

static void read_section(void)
{
	int inside = atomic_inc_return(&run.readers);
	unsigned long first = run.first;

	if (atomic_read(&run.most_readers) < inside)
		atomic_set(&run.most_readers, inside);
	barrier();	/* or the two halves would be merged into one */
	relax_rounds(roughly_random(run.hold));
	barrier();
	if (first != run.second)
		atomic64_inc(&run.errors);
	atomic64_inc(&run.reads);
	atomic_dec(&run.readers);
}

static void write_section(void)
{
	unsigned long first = run.first;

	if (first != run.second || atomic_read(&run.readers))
		atomic64_inc(&run.errors);
	run.first = first + 1;
	barrier();
	relax_rounds(roughly_random(run.hold));
	barrier();
	if (atomic_read(&run.readers))
		atomic64_inc(&run.errors);
	run.second = first + 1;
	atomic64_inc(&run.writes_done);
}

static void section(unsigned int cpu, bool softirq)
{
	bool exclusive = run.writes(cpu);
	KIRQL old = run.flavour->acquire(&run.lock, exclusive);

	if (exclusive)
		write_section();
	else
		read_section();
	run.flavour->release(&run.lock, exclusive, old);
}

static bool one_in_four(unsigned int cpu)
{
	return roughly_random(4) == 0;
}

static bool all_but_first(unsigned int cpu)
{
	return cpu != cpumask_first(cpu_online_mask);
}

static bool first_only(unsigned int cpu)
{
	return cpu == cpumask_first(cpu_online_mask);
}

static bool met(void)
{
	return atomic64_read(&run.errors) || (atomic_read(&run.most_readers) > 1 &&
					      atomic64_read(&run.writes_done));
}

static bool both_sides(void)
{
	return atomic64_read(&run.errors) || (atomic64_read(&run.reads) &&
					      atomic64_read(&run.writes_done));
}

/* Until something was seen, and at least once. */
static struct torture_result stress(struct kunit *test, const struct rw_flavour *flavour,
				    bool (*writes)(unsigned int cpu), bool softirqs,
				    bool (*seen)(void))
{
	struct torture_params params = {
		.section = section,
		.duration_ms = ntspin_stress_ms,
		.away = seen == both_sides ? 0 : 200,
		.softirqs = softirqs,
	};
	struct torture_result result;
	u64 since = ktime_get_ns();

	need_cpus(test, 2);
	memset(&run, 0, sizeof(run));
	run.flavour = flavour;
	run.writes = writes;
	run.hold = 100;
	do {
		KUNIT_ASSERT_EQ(test, torture_run(&params, &result, NULL), 0);
	} while (!seen() && stress_may_continue(since));
	kunit_info(test, "%s: %lld reads, %lld writes, %d readers at a time, %lld errors\n",
		   flavour->name, atomic64_read(&run.reads), atomic64_read(&run.writes_done),
		   atomic_read(&run.most_readers), atomic64_read(&run.errors));
	return result;
}

static void excludes(struct kunit *test, const struct rw_flavour *flavour)
{
	struct torture_result result = stress(test, flavour, one_in_four, true, met);

	KUNIT_EXPECT_EQ(test, atomic64_read(&run.errors), 0);
	KUNIT_EXPECT_EQ(test, run.first, (unsigned long)atomic64_read(&run.writes_done));
	KUNIT_EXPECT_GT(test, atomic_read(&run.most_readers), 1);
	KUNIT_EXPECT_GT(test, result.by_softirq, 0);
	KUNIT_EXPECT_GT(test, result.least, 0);
	KUNIT_EXPECT_EQ(test, run.lock, 0);
}

static void writers_share_with_nobody_and_readers_with_each_other(struct kunit *test)
{
	excludes(test, &rw_shipped);
}

static void so_they_do_at_dpc_level(struct kunit *test)
{
	excludes(test, &rw_shipped_at_dpc);
}

/* How long a wait may be is shown by ntspin_rw_order: here, that nobody is left out. */
static void neither_side_starves(struct kunit *test, bool (*writes)(unsigned int cpu))
{
	struct torture_result result = stress(test, &rw_shipped, writes, false, both_sides);

	KUNIT_EXPECT_EQ(test, atomic64_read(&run.errors), 0);
	KUNIT_EXPECT_GT(test, atomic64_read(&run.reads), 0);
	KUNIT_EXPECT_GT(test, atomic64_read(&run.writes_done), 0);
	KUNIT_EXPECT_GT(test, result.least, 0);
	KUNIT_EXPECT_EQ(test, run.lock, 0);
}

static void a_reader_among_busy_writers_is_served(struct kunit *test)
{
	neither_side_starves(test, all_but_first);
}

static void a_writer_among_busy_readers_is_served(struct kunit *test)
{
	neither_side_starves(test, first_only);
}

static bool caught(void)
{
	return atomic64_read(&run.errors);
}

static void no_lock_is_caught_by_exclusion(struct kunit *test)
{
	if (IS_ENABLED(CONFIG_KCSAN))
		kunit_skip(test, "its races are on purpose, and KCSAN reports them");
	stress(test, &rw_no_lock, one_in_four, true, caught);
	KUNIT_EXPECT_GT(test, atomic64_read(&run.errors), 0);
}

SUITE(ntspin_rw_stress, NULL, NULL) = {
	KUNIT_CASE(writers_share_with_nobody_and_readers_with_each_other),
	KUNIT_CASE(so_they_do_at_dpc_level),
	KUNIT_CASE(a_reader_among_busy_writers_is_served),
	KUNIT_CASE(a_writer_among_busy_readers_is_served),
	KUNIT_CASE(no_lock_is_caught_by_exclusion),
	{}
};
