// SPDX-License-Identifier: GPL-2.0
/*
 * dispatch_test.c - what a CPU at DISPATCH_LEVEL keeps off, and what comes as soon as it lowers.
 */
#include <linux/bottom_half.h>
#include <linux/irqflags.h>

#include "context.h"
#include "suites.h"

#define ROUNDS 10
#define DEVICE_LEVEL 5

/* On PREEMPT_RT softirqs are threads: held off too, but they come when they are scheduled. */
#define RT IS_ENABLED(CONFIG_PREEMPT_RT)

static const enum context_id softirqs[] = { IN_TASKLET, IN_TIMER, IN_SOFT_HRTIMER };

static void describe_softirq(const enum context_id *id, char *desc)
{
	describe_context(&contexts[*id], desc);
}

KUNIT_ARRAY_PARAM(softirqs, softirqs, describe_softirq);

static const struct context *softirq_of(struct witness *w)
{
	const enum context_id *id = w->arg;

	return &contexts[*id];
}

static void do_nothing(struct job *job)
{
}

/* Start a softirq on this CPU at a level, stay there, and come down by the steps given. */
static void hold_off(struct witness *w, KIRQL level, KIRQL step)
{
	const struct context *softirq = softirq_of(w);
	static struct job job;
	int at_once = 0;
	KIRQL old;

	for (w->row = 0; w->row < ROUNDS; w->row++) {
		init_job(&job, do_nothing);
		KeRaiseIrql(level, &old);
		softirq->start(&job);
		spin_for_ticks(2);
		CLAIM_EQ(w, READ_ONCE(job.ran), 0);
		if (step < level) {
			KeLowerIrql(step);
			spin_for_ticks(2);
			CLAIM_EQ(w, READ_ONCE(job.ran), 0);
		}
		KeLowerIrql(old);
		at_once += READ_ONCE(job.ran);
		CLAIM(w, wait_for_job(&job));
		softirq->stop(&job);
		CLAIM_EQ(w, job.ran, 1);
	}
	/* A few may come a moment later: ksoftirqd was awake, or has them. */
	if (!RT)
		CLAIM(w, at_once > ROUNDS / 2);
}

static void hold_off_at_dispatch(struct witness *w)
{
	hold_off(w, DISPATCH_LEVEL, DISPATCH_LEVEL);
}

static void hold_off_from_device_level(struct witness *w)
{
	hold_off(w, DEVICE_LEVEL, DISPATCH_LEVEL);
}

static void a_softirq_waits_for_the_lowering_and_runs_then(struct kunit *test)
{
	run_here(test, hold_off_at_dispatch, test->param_value);
}

static void a_softirq_waits_from_device_level_down_through_dispatch(struct kunit *test)
{
	run_here(test, hold_off_from_device_level, test->param_value);
}

static void hold_off_by_lock(struct witness *w)
{
	const struct context *softirq = softirq_of(w);
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;
	static struct job job;
	int at_once = 0;

	for (w->row = 0; w->row < ROUNDS; w->row++) {
		init_job(&job, do_nothing);
		KeAcquireInStackQueuedSpinLock(&lock, &handle);
		softirq->start(&job);
		spin_for_ticks(2);
		CLAIM_EQ(w, READ_ONCE(job.ran), 0);
		KeReleaseInStackQueuedSpinLock(&handle);
		at_once += READ_ONCE(job.ran);
		CLAIM(w, wait_for_job(&job));
		softirq->stop(&job);
	}
	if (!RT)
		CLAIM(w, at_once > ROUNDS / 2);
}

static void a_softirq_waits_for_the_release_and_runs_then(struct kunit *test)
{
	run_here(test, hold_off_by_lock, test->param_value);
}

/* Linux' own local_bh_enable() would run it here, and with interrupts on. */
static void lower_with_interrupts_off(struct witness *w)
{
	const struct context *softirq = &contexts[IN_TASKLET];
	static struct job job;
	KIRQL old;

	for (w->row = 0; w->row < ROUNDS; w->row++) {
		init_job(&job, do_nothing);
		KeRaiseIrql(DISPATCH_LEVEL, &old);
		local_irq_disable();
		softirq->start(&job);
		KeLowerIrql(old);
		CLAIM(w, irqs_disabled());
		CLAIM_EQ(w, READ_ONCE(job.ran), 0);
		local_irq_enable();
		CLAIM_EQ(w, KeGetCurrentIrql(), PASSIVE_LEVEL);
		/* What nobody ran yet runs now. */
		local_bh_disable();
		local_bh_enable();
		CLAIM(w, wait_for_job(&job));
		softirq->stop(&job);
	}
}

static void lowering_with_interrupts_off_runs_no_softirq(struct kunit *test)
{
	run_here(test, lower_with_interrupts_off, NULL);
}

static void await_interrupt(struct witness *w)
{
	const struct context *timer = &contexts[IN_HARD_HRTIMER];
	static struct job job;
	KIRQL old;

	for (w->row = PASSIVE_LEVEL; w->row <= HIGH_LEVEL; w->row++) {
		init_job(&job, do_nothing);
		KeRaiseIrql(w->row, &old);
		timer->start(&job);
		spin_for_ticks(3);
		CLAIM_EQ(w, READ_ONCE(job.ran), w->row <= DISPATCH_LEVEL);
		KeLowerIrql(old);
		CLAIM(w, wait_for_job(&job));
		timer->stop(&job);
	}
}

static void interrupts_come_through_up_to_dispatch_and_not_above(struct kunit *test)
{
	run_here(test, await_interrupt, NULL);
}

/* A task and a softirq of one CPU that share a lock. */
static struct {
	KSPIN_LOCK lock;
	unsigned int served;
	unsigned int shut_out;
} shared;

/* Asks before it waits: where the holder was interrupted, waiting would be for ever. */
static void take_shared_lock(struct job *job)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();
	KLOCK_QUEUE_HANDLE handle;

	if (KeTestSpinLock(&shared.lock)) {
		KeAcquireInStackQueuedSpinLockAtDpcLevel(&shared.lock, &handle);
		shared.served++;
		KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
	} else {
		shared.shut_out++;
	}
	KeLowerIrql(old);
}

static void share_lock(struct witness *w)
{
	const struct context *softirq = softirq_of(w);
	KLOCK_QUEUE_HANDLE handle;
	static struct job job;

	memset(&shared, 0, sizeof(shared));
	for (w->row = 0; w->row < 5 * ROUNDS; w->row++) {
		init_job(&job, take_shared_lock);
		KeAcquireInStackQueuedSpinLock(&shared.lock, &handle);
		softirq->start(&job);
		spin_for_ticks(1 + w->row % 2);
		KeReleaseInStackQueuedSpinLock(&handle);
		CLAIM(w, wait_for_job(&job));
		softirq->stop(&job);
	}
	CLAIM_EQ(w, shared.served, 5 * ROUNDS);
	CLAIM_EQ(w, shared.shut_out, 0);
}

static void a_softirq_never_finds_the_lock_held_by_the_task_it_interrupts(struct kunit *test)
{
	run_here(test, share_lock, test->param_value);
}

static struct kunit_case dispatch_cases[] = {
	KUNIT_CASE_PARAM(a_softirq_waits_for_the_lowering_and_runs_then, softirqs_gen_params),
	KUNIT_CASE_PARAM(a_softirq_waits_from_device_level_down_through_dispatch,
			 softirqs_gen_params),
	KUNIT_CASE_PARAM(a_softirq_waits_for_the_release_and_runs_then, softirqs_gen_params),
	KUNIT_CASE(lowering_with_interrupts_off_runs_no_softirq),
	KUNIT_CASE(interrupts_come_through_up_to_dispatch_and_not_above),
	KUNIT_CASE_PARAM(a_softirq_never_finds_the_lock_held_by_the_task_it_interrupts,
			 softirqs_gen_params),
	{}
};

struct kunit_suite ntspin_dispatch_suite = {
	.name = "ntspin_dispatch",
	.exit = expect_cpus_at_rest,
	.test_cases = dispatch_cases,
};
