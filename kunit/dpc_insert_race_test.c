// SPDX-License-Identifier: GPL-2.0
/*
 * dpc_insert_race_test.c - a DPC whose insert is under way on another CPU.
 *
 * It counts as queued from the moment at which another insert would say so. A
 * CPU with interrupts off stands for the insert that is half done.
 */
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/ktime.h>

#include "deferred.h"
#include "suites.h"
#include "threads.h"

#define HOLD_MS 30
#define TIMEOUT_MS 500

enum { IDLE, CLAIMED, RESUME };

static struct deferred dpc;
static PVOID queue;	/* what stands in a DPC that is queued for the target */
static atomic_t state;
static unsigned int ran_before;

/* For a while: a thread that waits for this CPU might be the one that is to release it. */
static bool may_continue(void)
{
	ktime_t end = ktime_add_ms(ktime_get(), TIMEOUT_MS);

	while (atomic_read(&state) == CLAIMED && ktime_before(ktime_get(), end))
		cpu_relax();
	return atomic_cmpxchg(&state, CLAIMED, IDLE) == RESUME;
}

/* As KeInsertQueueDpc(): the word that says whose it is, then the queue; no interrupts. */
static int insert_slowly(void *unused)
{
	bool done = false;
	unsigned long flags;

	while (!done && !kthread_should_stop()) {
		local_irq_save(flags);
		if (!cmpxchg(&dpc.dpc.DpcData, NULL, queue)) {
			atomic_set(&state, CLAIMED);
			done = may_continue();
			if (done)
				mdelay(HOLD_MS);
			WRITE_ONCE(dpc.dpc.DpcData, NULL);
			if (done)
				KeInsertQueueDpc(&dpc.dpc, NULL, NULL);
		}
		local_irq_restore(flags);
		cond_resched();
	}
	return stay_until_stopped();
}

static void run_long(struct deferred *deferred)
{
	WRITE_ONCE(deferred->arg, deferred);
	mdelay(HOLD_MS);
}

static bool has_begun(void)
{
	return READ_ONCE(dpc.arg);
}

static void prepare_dpc(unsigned int cpu)
{
	init_deferred_on(&dpc, cpu);
	dpc.then = run_long;
	dpc.arg = NULL;
}

/* This CPU may be late, so that the other one runs it: again, then. */
static bool learn_queue(unsigned int cpu)
{
	struct holder holder = { .section = &raised_sections[RAISED_TO_DISPATCH] };
	int i;

	queue = NULL;
	for (i = 0; i < 20 && !queue && hold_cpu(&holder, cpu); i++) {
		KeInsertQueueDpc(&dpc.dpc, NULL, NULL);
		queue = dpc.dpc.DpcData;
		KeRemoveQueueDpc(&dpc.dpc);
		await_holder(&holder);
		KeFlushQueuedDpcs();
	}
	return queue;
}

/* On the last CPU, for the first one; neither is this one. */
static struct task_struct *begin(struct kunit *test)
{
	unsigned int cpu, here, first = nr_cpu_ids, last = 0;
	struct task_struct *task;
	bool inserted;

	need_cpus(test, 3);
	migrate_disable();
	here = raw_smp_processor_id();
	for_each_online_cpu(cpu) {
		if (cpu == here)
			continue;
		first = min(first, cpu);
		last = cpu;
	}
	prepare_dpc(first);
	KUNIT_ASSERT_TRUE(test, learn_queue(first));
	prepare_dpc(first);
	atomic_set(&state, IDLE);
	task = kthread_run_on_cpu(insert_slowly, NULL, last, "ntspin_inserter");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, task);
	do {
		while (atomic_read(&state) != CLAIMED)
			usleep_range(100, 200);
		inserted = KeInsertQueueDpc(&dpc.dpc, NULL, NULL);
		ran_before = READ_ONCE(dpc.ran);
	} while (atomic_cmpxchg(&state, CLAIMED, RESUME) != CLAIMED);
	KUNIT_EXPECT_FALSE(test, inserted);
	return task;
}

static void end(struct task_struct *task)
{
	kthread_stop(task);
	migrate_enable();
	KeFlushQueuedDpcs();
}

static void a_flush_waits_for_it(struct kunit *test)
{
	struct task_struct *task = begin(test);

	KeFlushQueuedDpcs();
	KUNIT_EXPECT_GT(test, READ_ONCE(dpc.ran), ran_before);
	end(task);
}

static void a_removal_finds_it(struct kunit *test)
{
	struct task_struct *task = begin(test);
	bool removed = KeRemoveQueueDpc(&dpc.dpc);

	/* This CPU may have been late. */
	KUNIT_EXPECT_TRUE(test, removed || has_begun());
	end(task);
}

SUITE(ntspin_dpc_insert_race, record_processors, NULL) = {
	KUNIT_CASE(a_flush_waits_for_it),
	KUNIT_CASE(a_removal_finds_it),
	{}
};
