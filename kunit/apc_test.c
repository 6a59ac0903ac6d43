// SPDX-License-Identifier: GPL-2.0
/*
 * apc_test.c - APC_LEVEL is its task's: it goes where the task goes, and ends with it.
 */
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/smp.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "context.h"
#include "suites.h"

/* More than any table of tasks that a module would keep. */
#define GENERATIONS 300

CASE_RUN_HERE(apc_level_follows_its_task_to_each_cpu)
{
	KLOCK_QUEUE_HANDLE handle;
	unsigned int cpu;
	KSPIN_LOCK lock = 0;
	KIRQL old;

	KeRaiseIrql(APC_LEVEL, &old);
	for_each_online_cpu(cpu) {
		obs->row = cpu;
		CLAIM_EQ(obs, set_cpus_allowed_ptr(current, cpumask_of(cpu)), 0);
		CLAIM_EQ(obs, raw_smp_processor_id(), cpu);
		CLAIM_EQ(obs, KeGetCurrentIrql(), APC_LEVEL);
		KeAcquireInStackQueuedSpinLock(&lock, &handle);
		CLAIM_EQ(obs, handle.OldIrql, APC_LEVEL);
		CLAIM_EQ(obs, KeGetCurrentIrql(), DISPATCH_LEVEL);
		KeReleaseInStackQueuedSpinLock(&handle);
		CLAIM_EQ(obs, KeGetCurrentIrql(), APC_LEVEL);
	}
	set_cpus_allowed_ptr(current, cpu_possible_mask);
	KeLowerIrql(old);
}

struct look {
	struct work_struct work;
	KIRQL level;
};

static void read_level(struct work_struct *work)
{
	container_of(work, struct look, work)->level = KeGetCurrentIrql();
}

CASE_RUN_HERE(apc_level_is_not_seen_by_other_tasks)
{
	static struct look look;
	unsigned int cpu;
	KIRQL old;

	INIT_WORK(&look.work, read_level);
	KeRaiseIrql(APC_LEVEL, &old);
	for_each_online_cpu(cpu) {
		obs->row = cpu;
		look.level = 0xCC;
		schedule_work_on(cpu, &look.work);
		flush_work(&look.work);
		CLAIM_EQ(obs, look.level, PASSIVE_LEVEL);
	}
	CLAIM_EQ(obs, KeGetCurrentIrql(), APC_LEVEL);
	KeLowerIrql(old);
}

struct rival {
	struct completion ended;
	KIRQL wrong;	/* a level that was not PASSIVE_LEVEL */
	bool stop;
};

/* Shares the CPU with the task that raises: each is the next one after the other. */
static int read_and_yield(void *data)
{
	struct rival *rival = data;

	while (!READ_ONCE(rival->stop)) {
		KIRQL level = KeGetCurrentIrql();

		if (level != PASSIVE_LEVEL)
			rival->wrong = level;
		schedule_timeout_uninterruptible(1);
	}
	kthread_complete_and_exit(&rival->ended, 0);
}

static void apc_level_is_not_seen_by_the_next_task_on_its_cpu(struct kunit *test)
{
	static struct rival rival;
	struct task_struct *task;
	KIRQL old;
	int i;

	rival = (struct rival){};
	init_completion(&rival.ended);
	migrate_disable();
	task = kthread_create_on_cpu(read_and_yield, &rival, raw_smp_processor_id(),
				     "ntspin_rival/%u");
	if (!IS_ERR(task))
		wake_up_process(task);
	for (i = 0; i < 20; i++) {
		KeRaiseIrql(APC_LEVEL, &old);
		schedule_timeout_uninterruptible(1);
		KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), APC_LEVEL);
		KeLowerIrql(old);
		schedule_timeout_uninterruptible(1);
		KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	}
	migrate_enable();
	WRITE_ONCE(rival.stop, true);
	KUNIT_ASSERT_TRUE(test, !IS_ERR(task));
	KUNIT_EXPECT_GT(test, wait_for_completion_timeout(&rival.ended, 10 * HZ), 0);
	KUNIT_EXPECT_EQ(test, rival.wrong, 0);
}

CASE_RUN_HERE(higher_levels_return_to_apc_level)
{
	KIRQL old;

	KeRaiseIrql(APC_LEVEL, &old);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	CLAIM_EQ(obs, old, APC_LEVEL);
	KeLowerIrql(old);
	CLAIM_EQ(obs, KeGetCurrentIrql(), APC_LEVEL);
	KeRaiseIrql(HIGH_LEVEL, &old);
	CLAIM_EQ(obs, old, APC_LEVEL);
	KeLowerIrql(old);
	CLAIM_EQ(obs, KeGetCurrentIrql(), APC_LEVEL);
	KeLowerIrql(PASSIVE_LEVEL);
}

struct generation {
	struct completion ended;
	KIRQL at_birth;
	KIRQL at_death;
};

static int live_and_die_at_apc(void *data)
{
	struct generation *life = data;
	KIRQL old;

	life->at_birth = KeGetCurrentIrql();
	KeRaiseIrql(APC_LEVEL, &old);
	life->at_death = KeGetCurrentIrql();
	kthread_complete_and_exit(&life->ended, 0);
}

/* A task_struct is soon used again, for a task that never raised anything. */
static void apc_level_ends_with_its_task(struct kunit *test)
{
	static struct generation life;
	struct task_struct *task;
	unsigned int i;

	for (i = 0; i < GENERATIONS; i++) {
		init_completion(&life.ended);
		task = kthread_run(live_and_die_at_apc, &life, "ntspin_apc");
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, task);
		KUNIT_ASSERT_TRUE(test, wait_for_completion_timeout(&life.ended, 10 * HZ));
		KUNIT_ASSERT_EQ_MSG(test, life.at_birth, PASSIVE_LEVEL, "task %u", i);
		KUNIT_ASSERT_EQ_MSG(test, life.at_death, APC_LEVEL, "task %u", i);
	}
}

/* As many as may be at APC_LEVEL at once. */
#define ROOM 128

static struct crowd {
	struct task_struct *tasks[ROOM];
	struct completion came;
	wait_queue_head_t leaves;
	unsigned int leaving;	/* how many of them may go */
	atomic_t wrong;
} crowd;

static int stay_at_apc(void *number)
{
	KIRQL old;

	KeRaiseIrql(APC_LEVEL, &old);
	if (old != PASSIVE_LEVEL || KeGetCurrentIrql() != APC_LEVEL)
		atomic_inc(&crowd.wrong);
	complete(&crowd.came);
	wait_event(crowd.leaves, READ_ONCE(crowd.leaving) > (unsigned long)number);
	if (KeGetCurrentIrql() != APC_LEVEL)
		atomic_inc(&crowd.wrong);
	KeLowerIrql(PASSIVE_LEVEL);
	if (KeGetCurrentIrql() != PASSIVE_LEVEL)
		atomic_inc(&crowd.wrong);
	return 0;
}

/* They are gone when kthread_stop() returns, whether they had been told before. */
static void let_go(unsigned int from, unsigned int to)
{
	unsigned int i;

	WRITE_ONCE(crowd.leaving, to);
	wake_up_all(&crowd.leaves);
	for (i = from; i < to; i++)
		if (crowd.tasks[i]) {
			kthread_stop(crowd.tasks[i]);
			put_task_struct(crowd.tasks[i]);
		}
}

static void look_at_crowd(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;
	KIRQL old;

	CLAIM_EQ(obs, KeGetCurrentIrql(), PASSIVE_LEVEL);
	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	CLAIM_EQ(obs, handle.OldIrql, PASSIVE_LEVEL);
	KeReleaseInStackQueuedSpinLock(&handle);
	KeRaiseIrql(APC_LEVEL, &old);
	CLAIM_EQ(obs, KeGetCurrentIrql(), obs->arg ? APC_LEVEL : PASSIVE_LEVEL);
	KeLowerIrql(old);
	CLAIM_EQ(obs, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static void there_is_room_for_128_tasks_and_no_more(struct kunit *test)
{
	unsigned long i;

	crowd = (struct crowd){};
	init_completion(&crowd.came);
	init_waitqueue_head(&crowd.leaves);
	for (i = 0; i < ROOM; i++) {
		struct task_struct *task = kthread_create(stay_at_apc, (void *)i, "ntspin_apc%lu",
							  i);

		if (IS_ERR(task))
			break;
		get_task_struct(task);
		crowd.tasks[i] = task;
		wake_up_process(task);
		wait_for_completion(&crowd.came);
	}
	KUNIT_EXPECT_EQ(test, i, ROOM);
	run_here(test, look_at_crowd, NULL);
	KUNIT_EXPECT_TRUE(test, log_says("ntspin: KeRaiseIrql: too many tasks are at APC_LEVEL",
					 "look_at_crowd+"));
	/* Each that goes leaves room for one. */
	let_go(0, ROOM / 2);
	run_here(test, look_at_crowd, test);
	let_go(ROOM / 2, ROOM);
	run_here(test, look_at_crowd, test);
	KUNIT_EXPECT_EQ(test, atomic_read(&crowd.wrong), 0);
}

SUITE(ntspin_apc, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE(apc_level_follows_its_task_to_each_cpu),
	KUNIT_CASE(apc_level_is_not_seen_by_other_tasks),
	KUNIT_CASE(apc_level_is_not_seen_by_the_next_task_on_its_cpu),
	KUNIT_CASE(higher_levels_return_to_apc_level),
	KUNIT_CASE(apc_level_ends_with_its_task),
	KUNIT_CASE(there_is_room_for_128_tasks_and_no_more),
	{}
};
