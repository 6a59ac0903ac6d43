// SPDX-License-Identifier: GPL-2.0
/*
 * dpc_target_test.c - DPCs that run on another CPU than the one that inserts them.
 */
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/kthread.h>

#include "context.h"
#include "deferred.h"
#include "suites.h"
#include "threads.h"

/* Many ticks. */
#define HOLD_MS 300
#define SHORT_HOLD_MS 100

KUNIT_ARRAY_PARAM_DESC(contexts, contexts, name);
KUNIT_ARRAY_PARAM_DESC(raised_sections, raised_sections, name);

static struct deferred dpc, blocker;
static struct holder holder;

static void it_runs_on_its_target(struct kunit *test)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		unsigned int index = processor_of(cpu);
		PROCESSOR_NUMBER number = { .Group = index / 64, .Number = index % 64 };

		init_deferred_on(&dpc, cpu);
		KUNIT_EXPECT_TRUE(test, KeInsertQueueDpc(&dpc.dpc, NULL, NULL));
		KUNIT_EXPECT_TRUE(test, wait_for_deferred(&dpc, 1));
		KUNIT_EXPECT_EQ(test, dpc.cpu, cpu);
		KUNIT_EXPECT_EQ(test, dpc.irql, DISPATCH_LEVEL);

		init_deferred(&dpc, NULL);
		KUNIT_EXPECT_EQ(test, KeSetTargetProcessorDpcEx(&dpc.dpc, &number), STATUS_SUCCESS);
		KUNIT_EXPECT_TRUE(test, KeInsertQueueDpc(&dpc.dpc, NULL, NULL));
		KUNIT_EXPECT_TRUE(test, wait_for_deferred(&dpc, 1));
		KUNIT_EXPECT_EQ(test, dpc.cpu, cpu);
	}
}

static const PROCESSOR_NUMBER no_processors[] = {
	{ .Group = 0xFFFF, .Number = 0 },
	{ .Group = 0, .Number = 64 },
	{ .Group = 0, .Number = 0, .Reserved = 1 },
};

static void a_target_that_cannot_exist_is_refused(struct kunit *test)
{
	unsigned int i;

	init_deferred_on(&dpc, 0);
	for (i = 0; i < ARRAY_SIZE(no_processors); i++) {
		PROCESSOR_NUMBER number = no_processors[i];

		KUNIT_EXPECT_EQ(test, KeSetTargetProcessorDpcEx(&dpc.dpc, &number),
				STATUS_INVALID_PARAMETER);
	}
	KeInsertQueueDpc(&dpc.dpc, NULL, NULL);
	KUNIT_EXPECT_TRUE(test, wait_for_deferred(&dpc, 1));
	KUNIT_EXPECT_EQ(test, dpc.cpu, 0);
}

static void insert_afar(struct observer *obs)
{
	unsigned int cpu = another_cpu();

	obs->row = cpu;
	KeSetTargetProcessorDpc(&dpc.dpc, processor_of(cpu));
	CLAIM(obs, KeInsertQueueDpc(&dpc.dpc, NULL, NULL));
	dpc.arg = (void *)(unsigned long)cpu;
}

static void any_context_may_insert_it_on_another_cpu(struct kunit *test)
{
	need_cpus(test, 2);
	init_deferred(&dpc, NULL);
	run_in(test, test->param_value, insert_afar, NULL);
	KUNIT_EXPECT_TRUE(test, wait_for_deferred(&dpc, 1));
	KUNIT_EXPECT_EQ(test, dpc.cpu, (unsigned long)dpc.arg);
	KUNIT_EXPECT_EQ(test, dpc.irql, DISPATCH_LEVEL);
}

static void hold_another(struct kunit *test, const struct raised_section *section, unsigned int ms)
{
	unsigned int cpu = another_cpu();

	init_deferred_on(&dpc, cpu);
	holder = (struct holder){ .section = section, .ms = ms, .other = &dpc };
	KUNIT_ASSERT_TRUE(test, hold_cpu(&holder, cpu));
}

static void a_cpu_held_at_dispatch_runs_it_in_its_lowering(struct kunit *test)
{
	need_cpus(test, 2);
	migrate_disable();
	hold_another(test, test->param_value, HOLD_MS);
	KUNIT_EXPECT_TRUE(test, KeInsertQueueDpc(&dpc.dpc, NULL, NULL));
	KUNIT_EXPECT_FALSE(test, KeInsertQueueDpc(&dpc.dpc, NULL, NULL));
	let_holder_go(&holder);
	KUNIT_EXPECT_TRUE(test, wait_for_deferred(&dpc, 1));
	await_holder(&holder);
	migrate_enable();
	KUNIT_EXPECT_EQ(test, holder.ran_inside, 0);
	KUNIT_EXPECT_EQ(test, holder.ran_at_leaving, 1);
	KUNIT_EXPECT_EQ(test, dpc.ran, 1);
}

static void one_that_is_removed_from_afar_does_not_run(struct kunit *test)
{
	need_cpus(test, 2);
	migrate_disable();
	hold_another(test, &raised_sections[RAISED_TO_DISPATCH], SHORT_HOLD_MS);
	KUNIT_EXPECT_TRUE(test, KeInsertQueueDpc(&dpc.dpc, NULL, NULL));
	KUNIT_EXPECT_TRUE(test, KeRemoveQueueDpc(&dpc.dpc));
	KUNIT_EXPECT_FALSE(test, KeRemoveQueueDpc(&dpc.dpc));
	await_holder(&holder);
	migrate_enable();
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_EQ(test, dpc.ran, 0);
}

static void a_flush_waits_for_those_that_are_queued(struct kunit *test)
{
	need_cpus(test, 2);
	migrate_disable();
	hold_another(test, &raised_sections[RAISED_TO_DISPATCH], SHORT_HOLD_MS);
	KUNIT_EXPECT_TRUE(test, KeInsertQueueDpc(&dpc.dpc, NULL, NULL));
	let_holder_go(&holder);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_EQ(test, READ_ONCE(dpc.ran), 1);
	await_holder(&holder);
	migrate_enable();
}

static bool may_end;

/* Until it is told to end, for some seconds by the clock, and a while longer. */
static void take_long(struct deferred *deferred)
{
	u64 end = ktime_get_ns() + 20 * NSEC_PER_SEC;

	WRITE_ONCE(deferred->arg, deferred);
	while (!READ_ONCE(may_end) && ktime_get_ns() < end)
		mdelay(1);
	mdelay(SHORT_HOLD_MS);
}

static void flush(void)
{
	KeFlushQueuedDpcs();
}

/* Running is not queued. */
static void remove_and_wait(void)
{
	KeRemoveQueueDpcEx(&blocker.dpc, TRUE);
}

static void expect_to_wait_for_one_that_runs(struct kunit *test, void (*wait)(void))
{
	need_cpus(test, 2);
	migrate_disable();
	init_deferred(&blocker, take_long);
	blocker.arg = NULL;
	may_end = false;
	KeSetTargetProcessorDpc(&blocker.dpc, processor_of(another_cpu()));
	KeInsertQueueDpc(&blocker.dpc, NULL, NULL);
	while (!READ_ONCE(blocker.arg))
		usleep_range(100, 200);
	KUNIT_EXPECT_EQ(test, READ_ONCE(blocker.ran), 0);
	/* Running is not queued. */
	KUNIT_EXPECT_FALSE(test, KeRemoveQueueDpc(&blocker.dpc));
	KUNIT_EXPECT_FALSE(test, KeRemoveQueueDpcEx(&blocker.dpc, FALSE));
	WRITE_ONCE(may_end, true);
	wait();
	KUNIT_EXPECT_EQ(test, READ_ONCE(blocker.ran), 1);
	migrate_enable();
}

static void a_flush_waits_for_one_that_is_running(struct kunit *test)
{
	expect_to_wait_for_one_that_runs(test, flush);
}

static void a_removal_can_wait_for_one_that_is_running(struct kunit *test)
{
	expect_to_wait_for_one_that_runs(test, remove_and_wait);
}

CASE_RUN_HERE(a_flush_at_dispatch_is_refused)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();

	init_deferred(&dpc, NULL);
	KeInsertQueueDpc(&dpc.dpc, NULL, NULL);
	KeFlushQueuedDpcs();
	CLAIM_EQ(obs, KeGetCurrentIrql(), DISPATCH_LEVEL);
	CLAIM_EQ(obs, dpc.ran, 0);
	CLAIM(obs, KeRemoveQueueDpcEx(&dpc.dpc, TRUE));
	CLAIM(obs, !KeRemoveQueueDpcEx(&dpc.dpc, FALSE));
	KeInsertQueueDpc(&dpc.dpc, NULL, NULL);
	KeLowerIrql(old);
	CLAIM_EQ(obs, dpc.ran, 1);
}

#define ROUNDS_OF_HOTPLUG 3

struct hotplug {
	unsigned int cpu;
	int err;
	bool done;
	unsigned int elsewhere;		/* DPCs that ran, not on it */
};

static int go_and_come(void *data)
{
	struct hotplug *hotplug = data;
#ifdef CONFIG_HOTPLUG_CPU
	unsigned int before, sleeps;
	int i;

	for (i = 0; i < ROUNDS_OF_HOTPLUG && !hotplug->err; i++) {
		before = READ_ONCE(hotplug->elsewhere);
		hotplug->err = remove_cpu(hotplug->cpu);
		if (!hotplug->err) {
			for (sleeps = 0; sleeps < 250; sleeps++) {
				msleep(20);
				if (READ_ONCE(hotplug->elsewhere) != before)
					break;
			}
			hotplug->err = add_cpu(hotplug->cpu);
		}
	}
#else
	hotplug->err = -EOPNOTSUPP;
#endif
	WRITE_ONCE(hotplug->done, true);
	return stay_until_stopped();
}

/* Each runs: there, or here while it is offline. */
static void a_cpu_that_goes_offline_loses_none(struct kunit *test)
{
	static struct hotplug hotplug;
	unsigned int lost = 0;
	struct task_struct *task;

	need_cpus(test, 2);
	hotplug = (struct hotplug){ .cpu = cpumask_last(cpu_online_mask) };
	task = kthread_run(go_and_come, &hotplug, "ntspin_hotplug");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, task);
	while (!READ_ONCE(hotplug.done)) {
		init_deferred_on(&dpc, hotplug.cpu);
		KeInsertQueueDpc(&dpc.dpc, NULL, NULL);
		if (!wait_for_deferred(&dpc, 1))
			lost++;
		else if (dpc.cpu != hotplug.cpu)
			WRITE_ONCE(hotplug.elsewhere, hotplug.elsewhere + 1);
		KeFlushQueuedDpcs();
	}
	kthread_stop(task);
	KUNIT_EXPECT_EQ(test, lost, 0);
	if (hotplug.err)
		kunit_skip(test, "no CPU can go offline here: %d", hotplug.err);
	KUNIT_EXPECT_GT(test, hotplug.elsewhere, 0);
}

SUITE(ntspin_dpc_target, record_processors, expect_cpus_at_rest) = {
	KUNIT_CASE(it_runs_on_its_target),
	KUNIT_CASE(a_target_that_cannot_exist_is_refused),
	KUNIT_CASE_PARAM(any_context_may_insert_it_on_another_cpu, contexts_gen_params),
	KUNIT_CASE_PARAM(a_cpu_held_at_dispatch_runs_it_in_its_lowering,
			 raised_sections_gen_params),
	KUNIT_CASE(one_that_is_removed_from_afar_does_not_run),
	KUNIT_CASE(a_flush_waits_for_those_that_are_queued),
	KUNIT_CASE(a_flush_waits_for_one_that_is_running),
	KUNIT_CASE(a_removal_can_wait_for_one_that_is_running),
	KUNIT_CASE(a_flush_at_dispatch_is_refused),
	KUNIT_CASE_SLOW(a_cpu_that_goes_offline_loses_none),
	{}
};
