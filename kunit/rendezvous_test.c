// SPDX-License-Identifier: GPL-2.0
/*
 * rendezvous_test.c - a DPC for each processor but the caller's, which waits at DISPATCH_LEVEL for
 * all of them, as drivers do that need every processor at once.
 *
 * selftests/processors.sh runs this where a CPU was offline when ntspin was loaded.
 */
#include <linux/bits.h>
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/ktime.h>
#include <linux/slab.h>

#include "context.h"
#include "deferred.h"
#include "suites.h"

/*
 * A CPU that is stopped for stop_machine() takes no DPC, and waits for us: let go, and try again.
 */
#define TIMEOUT_MS 2000
#define TRIES 3

struct arrival {
	KDPC dpc;
	unsigned int processor;	/* where it ran */
	bool ran;
};

static struct rendezvous {
	bool all_wait;		/* each until all have come, so that nothing else runs */
	struct arrival *arrivals;	/* by index */
	unsigned int count, here;
	atomic_t arrived;
	unsigned int missing;
	bool over;
} r;

static VOID arrive(PKDPC dpc, PVOID context, PVOID unused1, PVOID unused2)
{
	struct arrival *arrival = context;

	arrival->processor = KeGetCurrentProcessorNumberEx(NULL);
	arrival->ran = true;
	atomic_inc(&r.arrived);
	while (r.all_wait && !READ_ONCE(r.over))
		cpu_relax();
}

static void call_all(void)
{
	unsigned int i;

	for (i = 0; i < r.count; i++) {
		struct arrival *arrival = &r.arrivals[i];
		PROCESSOR_NUMBER number;

		if (i == r.here)
			continue;
		KeInitializeDpc(&arrival->dpc, arrive, arrival);
		KeGetProcessorNumberFromIndex(i, &number);
		KeSetTargetProcessorDpcEx(&arrival->dpc, &number);
		KeInsertQueueDpc(&arrival->dpc, NULL, NULL);
	}
}

static bool all_come(void)
{
	ktime_t end;
	KIRQL old;

	memset(r.arrivals, 0, nr_cpu_ids * sizeof(*r.arrivals));
	atomic_set(&r.arrived, 0);
	r.over = false;
	old = KeRaiseIrqlToDpcLevel();
	r.count = KeQueryActiveProcessorCountEx(ALL_PROCESSOR_GROUPS);
	r.here = KeGetCurrentProcessorNumberEx(NULL);
	call_all();
	end = ktime_add_ms(ktime_get(), TIMEOUT_MS);
	while (atomic_read(&r.arrived) < r.count - 1 && ktime_before(ktime_get(), end))
		cpu_relax();
	r.missing = r.count - 1 - atomic_read(&r.arrived);
	WRITE_ONCE(r.over, true);
	KeLowerIrql(old);
	KeFlushQueuedDpcs();
	return !r.missing;
}

static void meet(struct kunit *test, bool all_wait)
{
	unsigned int try;

	r = (struct rendezvous){ .all_wait = all_wait };
	r.arrivals = kcalloc(nr_cpu_ids, sizeof(*r.arrivals), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, r.arrivals);
	for (try = 0; try < TRIES && !all_come(); try++)
		kunit_info(test, "%u of %u processors did not come\n", r.missing, r.count);
	KUNIT_EXPECT_EQ(test, r.missing, 0);
}

/* Where each ran that has a CPU of its own; @hole has none. */
static void expect_each_in_its_place(struct kunit *test, unsigned int hole)
{
	unsigned int i;

	for (i = 0; i < r.count; i++) {
		if (i == r.here)
			continue;
		KUNIT_EXPECT_TRUE(test, r.arrivals[i].ran);
		if (i != hole)
			KUNIT_EXPECT_EQ(test, r.arrivals[i].processor, i);
		else
			KUNIT_EXPECT_NE(test, r.arrivals[i].processor, r.here);
	}
	kfree(r.arrivals);
}

static void all_arrive(struct kunit *test)
{
	unsigned int cpu;

	need_cpus(test, 2);
	for_each_online_cpu(cpu)
		kunit_info(test, "CPU %u is processor %u\n", cpu, processor_of(cpu));
	meet(test, false);
	expect_each_in_its_place(test, INVALID_PROCESSOR_INDEX);
}

static void all_wait_until_all_are_there(struct kunit *test)
{
	need_cpus(test, 2);
	meet(test, true);
	expect_each_in_its_place(test, INVALID_PROCESSOR_INDEX);
}

#ifdef CONFIG_HOTPLUG_CPU
static unsigned int cpu_of(unsigned int processor)
{
	unsigned int cpu;

	for_each_online_cpu(cpu)
		if (processor_of(cpu) == processor)
			break;
	return cpu;
}

static void take_away(struct kunit *test, unsigned int cpu)
{
	int err = remove_cpu(cpu);

	if (err)
		kunit_skip(test, "CPU %u cannot go offline: %d", cpu, err);
}

static void come_back(struct kunit *test, unsigned int cpu, unsigned int processor)
{
	KUNIT_EXPECT_EQ(test, add_cpu(cpu), 0);
	record_processors(test);
	KUNIT_EXPECT_EQ(test, processor_of(cpu), processor);
	meet(test, true);
	expect_each_in_its_place(test, INVALID_PROCESSOR_INDEX);
}

static void for_one_that_went_another_arrives(struct kunit *test)
{
	unsigned int count = KeQueryActiveProcessorCountEx(ALL_PROCESSOR_GROUPS);
	unsigned int hole = count / 2, cpu = cpu_of(hole);
	KAFFINITY mask, left = GENMASK_ULL(count - 1, 0) & ~BIT_ULL(hole);

	need_cpus(test, 3);
	KUNIT_ASSERT_GT(test, nr_cpu_ids, cpu);
	take_away(test, cpu);
	KUNIT_EXPECT_EQ(test, KeQueryActiveProcessorCount(&mask), count);
	KUNIT_EXPECT_EQ(test, mask, left);
	meet(test, false);
	KUNIT_EXPECT_EQ(test, r.count, count);
	expect_each_in_its_place(test, hole);
	come_back(test, cpu, hole);
}

static void the_last_one_is_not_waited_for_when_it_went(struct kunit *test)
{
	unsigned int count = KeQueryActiveProcessorCountEx(ALL_PROCESSOR_GROUPS);
	unsigned int cpu = cpu_of(count - 1);

	need_cpus(test, 2);
	KUNIT_ASSERT_GT(test, nr_cpu_ids, cpu);
	take_away(test, cpu);
	meet(test, true);
	KUNIT_EXPECT_EQ(test, r.count, count - 1);
	expect_each_in_its_place(test, INVALID_PROCESSOR_INDEX);
	come_back(test, cpu, count - 1);
}
#endif

SUITE(ntspin_rendezvous, record_processors, expect_cpus_at_rest) = {
	KUNIT_CASE(all_arrive),
	KUNIT_CASE(all_wait_until_all_are_there),
#ifdef CONFIG_HOTPLUG_CPU
	KUNIT_CASE_SLOW(for_one_that_went_another_arrives),
	KUNIT_CASE_SLOW(the_last_one_is_not_waited_for_when_it_went),
#endif
	{}
};
