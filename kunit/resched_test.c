// SPDX-License-Identifier: GPL-2.0
/*
 * resched_test.c - a task that is woken while its CPU is at DISPATCH_LEVEL runs at the lowering.
 *
 * How soon is the kernel's choice (its preemption model), so each routine that
 * lowers is compared with Linux' own that it stands for.
 */
#include <linux/bottom_half.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/preempt.h>
#include <linux/sched.h>

#include "context.h"
#include "suites.h"

#define ROUNDS 20

/* A section in which the CPU stays with its task. */
struct section {
	const char *name;
	void (*enter)(void);
	void (*leave)(void);
};

static KSPIN_LOCK lock;
static KLOCK_QUEUE_HANDLE handle;
static KIRQL saved;

static void enter_linux(void)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		preempt_disable();
	else
		local_bh_disable();
}

static void leave_linux(void)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		preempt_enable();
	else
		local_bh_enable();
}

static void enter_dispatch(void)
{
	saved = KeRaiseIrqlToDpcLevel();
}

static void enter_device_level(void)
{
	KeRaiseIrql(HIGH_LEVEL, &saved);
}

static void leave_level(void)
{
	KeLowerIrql(saved);
}

static void enter_lock(void)
{
	KeAcquireInStackQueuedSpinLock(&lock, &handle);
}

static void leave_lock(void)
{
	KeReleaseInStackQueuedSpinLock(&handle);
}

static const struct section of_linux = { "Linux' own", enter_linux, leave_linux };

static const struct section sections[] = {
	{ "raise to DISPATCH_LEVEL", enter_dispatch, leave_level },
	{ "raise to HIGH_LEVEL", enter_device_level, leave_level },
	{ "queued lock", enter_lock, leave_lock },
};

KUNIT_ARRAY_PARAM_DESC(sections, sections, name);

/* A task of higher priority on the same CPU. */
static struct {
	struct completion call;
	struct completion answer;
	unsigned int ran;
} urgent;

static int be_urgent(void *unused)
{
	while (!kthread_should_stop()) {
		wait_for_completion_interruptible(&urgent.call);
		WRITE_ONCE(urgent.ran, urgent.ran + 1);
		complete(&urgent.answer);
	}
	return 0;
}

/* How often it ran inside, and how often it had run by the time that leave() returned. */
struct outcome {
	unsigned int inside;
	unsigned int at_leaving;
	unsigned int forgotten;		/* neither had it run, nor was anybody asked to let it */
	unsigned int missing;
};

static struct outcome wake_inside(const struct section *section)
{
	struct outcome outcome = {};
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		urgent.ran = 0;
		section->enter();
		complete(&urgent.call);
		spin_for_ticks(2);
		outcome.inside += READ_ONCE(urgent.ran);
		section->leave();
		if (READ_ONCE(urgent.ran))
			outcome.at_leaving++;
		else if (!need_resched())
			outcome.forgotten++;
		if (!wait_for_completion_timeout(&urgent.answer, 10 * HZ))
			outcome.missing++;
	}
	return outcome;
}

static void a_task_woken_inside_runs_as_soon_as_linux_would_let_it(struct kunit *test)
{
	struct outcome ours, theirs;
	struct task_struct *task;

	init_completion(&urgent.call);
	init_completion(&urgent.answer);
	migrate_disable();
	task = kthread_create(be_urgent, NULL, "ntspin_urgent");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, task);
	kthread_bind(task, raw_smp_processor_id());
	sched_set_fifo(task);
	wake_up_process(task);
	theirs = wake_inside(&of_linux);
	ours = wake_inside(test->param_value);
	migrate_enable();
	complete(&urgent.call);
	kthread_stop(task);

	kunit_info(test, "ran at leaving: %u of %u, with Linux' own section %u\n",
		   ours.at_leaving, ROUNDS, theirs.at_leaving);
	KUNIT_EXPECT_EQ(test, ours.inside, 0);
	KUNIT_EXPECT_EQ(test, ours.missing, 0);
	KUNIT_EXPECT_EQ(test, ours.forgotten, 0);
	if (theirs.at_leaving == ROUNDS)
		KUNIT_EXPECT_EQ(test, ours.at_leaving, ROUNDS);
}

SUITE(ntspin_resched, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(a_task_woken_inside_runs_as_soon_as_linux_would_let_it,
			 sections_gen_params),
	{}
};
