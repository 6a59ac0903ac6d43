// SPDX-License-Identifier: GPL-2.0
/*
 * dpc_insert_test.c - inserts that find their DPC queued.
 *
 * They change nothing of it, but what was written before them is seen by the run
 * that follows.
 */
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/sched/clock.h>
#include <linux/time64.h>

#include "deferred.h"
#include "suites.h"
#include "threads.h"
#include "wdm.h"

#define MAX_CPUS 16
#define LONGEST_BURST 12
#define ENOUGH 100

struct inserter {
	KDPC dpc;
	KTIMER timer;
	void (*insert)(struct inserter *inserter);
	u64 end;
	u32 random;
	unsigned int work;	/* the inserter's; what follows is the routine's */
	unsigned int seen ____cacheline_aligned;
	unsigned int ran;
	bool lost ____cacheline_aligned;
	struct task_struct *thread;
};

static struct inserter inserters[MAX_CPUS];

/* It reads as a driver does. */
static VOID take_work(PKDPC dpc, PVOID context, PVOID unused1, PVOID unused2)
{
	struct inserter *inserter = context;

	inserter->ran++;
	WRITE_ONCE(inserter->seen, READ_ONCE(inserter->work));
}

static void by_insert(struct inserter *inserter)
{
	KeInsertQueueDpc(&inserter->dpc, NULL, NULL);
}

static void by_timer(struct inserter *inserter)
{
	KeSetTimer(&inserter->timer, (LARGE_INTEGER){ .QuadPart = 0 }, &inserter->dpc);
}

static const struct insert_variant {
	const char *name;
	void (*insert)(struct inserter *inserter);
} insert_variants[] = {
	{ "KeInsertQueueDpc", by_insert },
	{ "a timer that is due already", by_timer },
};

KUNIT_ARRAY_PARAM_DESC(insert_variants, insert_variants, name);

static bool is_seen(struct inserter *inserter)
{
	unsigned int i;

	for (i = 0; i < 1000 && READ_ONCE(inserter->seen) != inserter->work; i++)
		cpu_relax();
	for (i = 0; i < 50000 && READ_ONCE(inserter->seen) != inserter->work; i++)
		usleep_range(100, 200);
	return READ_ONCE(inserter->seen) == inserter->work;
}

/* Some on end: the last of them often comes just as the DPC leaves its queue. */
static void burst(struct inserter *inserter)
{
	unsigned int left;

	inserter->random = inserter->random * 1664525 + 1013904223;
	for (left = 2 + (inserter->random >> 8) % LONGEST_BURST; left; left--) {
		WRITE_ONCE(inserter->work, inserter->work + 1);
		inserter->insert(inserter);
	}
}

static int keep_inserting(void *data)
{
	struct inserter *inserter = data;

	while (local_clock() < inserter->end && !inserter->lost) {
		burst(inserter);
		inserter->lost = !is_seen(inserter);
		cond_resched();
	}
	return stay_until_stopped();
}

static bool start_inserter(struct inserter *inserter, const struct insert_variant *variant,
			   unsigned int cpu)
{
	unsigned int target = cpumask_next(cpu, cpu_online_mask);

	if (target >= nr_cpu_ids)
		target = cpumask_first(cpu_online_mask);
	memset(inserter, 0, sizeof(*inserter));
	inserter->insert = variant->insert;
	inserter->random = cpu;
	inserter->end = local_clock() + ntspin_stress_ms * NSEC_PER_MSEC;
	KeInitializeTimer(&inserter->timer);
	KeInitializeDpc(&inserter->dpc, take_work, inserter);
	KeSetTargetProcessorDpc(&inserter->dpc, processor_of(target));
	inserter->thread = kthread_run_on_cpu(keep_inserting, inserter, cpu, "ntspin_inserter/%u");
	return !IS_ERR(inserter->thread);
}

/* All that were made so far. */
struct inserts {
	unsigned int made;
	unsigned int ran;
	unsigned int lost;
};

static void insert_on_all_cpus(const struct insert_variant *variant, struct inserts *inserts)
{
	unsigned int cpu, i = 0;

	for_each_online_cpu(cpu) {
		if (i == MAX_CPUS || !start_inserter(&inserters[i], variant, cpu))
			break;
		i++;
	}
	msleep(ntspin_stress_ms);
	while (i) {
		kthread_stop(inserters[--i].thread);
		KeFlushQueuedDpcs();
		inserts->made += inserters[i].work;
		inserts->ran += inserters[i].ran;
		inserts->lost += inserters[i].lost;
	}
}

static void what_was_written_before_is_seen_by_the_run(struct kunit *test)
{
	struct inserts inserts = {};
	u64 since = ktime_get_ns();

	need_cpus(test, 2);
	do {
		insert_on_all_cpus(test->param_value, &inserts);
	} while (!inserts.lost && inserts.made - inserts.ran <= ENOUGH &&
		 stress_may_continue(since));
	kunit_info(test, "%u inserts, %u found it queued\n", inserts.made,
		   inserts.made - inserts.ran);
	KUNIT_EXPECT_GT(test, inserts.made - inserts.ran, ENOUGH);
	KUNIT_EXPECT_EQ(test, inserts.lost, 0);
}

SUITE(ntspin_dpc_insert, record_processors, NULL) = {
	KUNIT_CASE_PARAM(what_was_written_before_is_seen_by_the_run, insert_variants_gen_params),
	{}
};
