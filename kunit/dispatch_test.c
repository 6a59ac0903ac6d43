// SPDX-License-Identifier: GPL-2.0
/*
 * dispatch_test.c - what a CPU at DISPATCH_LEVEL keeps off, and what comes as soon as it lowers.
 */
#include <linux/string.h>

#include "context.h"
#include "deferred.h"
#include "suites.h"

#define ROUNDS 10
/* In ticks: an interrupt comes by then, however busy the host is. */
#define LATE (10 * HZ)

/* On PREEMPT_RT softirqs are threads: held off too, but they come when they are scheduled. */
#define RT IS_ENABLED(CONFIG_PREEMPT_RT)

static const struct softirq {
	enum context_id context;
	unsigned int number;
} softirqs[] = {
	{ IN_TASKLET, TASKLET_SOFTIRQ },
	{ IN_TIMER, TIMER_SOFTIRQ },
	{ IN_SOFT_HRTIMER, HRTIMER_SOFTIRQ },
};

static void describe_softirq(const struct softirq *softirq, char *desc)
{
	strscpy(desc, contexts[softirq->context].name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(softirqs, softirqs, describe_softirq);

static void do_nothing(struct job *job)
{
}

static KSPIN_LOCK lock;
static KLOCK_QUEUE_HANDLE handle;

static void lower_to_dispatch(void)
{
	KeLowerIrql(DISPATCH_LEVEL);
}

static void acquire(void)
{
	KeAcquireInStackQueuedSpinLock(&lock, &handle);
}

static void release(void)
{
	KeReleaseInStackQueuedSpinLock(&handle);
}

/* Until the interrupt has come that asks for the softirq: then only the level holds it off. */
static bool spin_till_pending(const struct softirq *softirq)
{
	unsigned int ticks;

	for (ticks = 0; ticks < LATE && !(local_softirq_pending() & BIT(softirq->number)); ticks++)
		spin_for_ticks(1);
	return ticks < LATE;
}

/* Step, where there is one, lowers within the section. */
static void hold_off(struct observer *obs, enum raised_section_id id, void (*step)(void))
{
	const struct raised_section *section = &raised_sections[id];
	const struct softirq *softirq = obs->arg;
	const struct context *where = &contexts[softirq->context];
	static struct job job;
	int at_once = 0;

	/* A few may come a moment later: ksoftirqd was awake, and has them. */
	for (obs->row = 0;
	     obs->row < ROUNDS || (!RT && at_once <= ROUNDS / 2 && obs->row < 20 * ROUNDS);
	     obs->row++) {
		init_job(&job, do_nothing);
		section->enter();
		where->start(&job);
		if (step) {
			spin_for_ticks(2);
			CLAIM_EQ(obs, READ_ONCE(job.ran), 0);
			step();
		}
		CLAIM(obs, RT || spin_till_pending(softirq));
		spin_for_ticks(2);
		CLAIM_EQ(obs, READ_ONCE(job.ran), 0);
		section->leave();
		at_once += READ_ONCE(job.ran);
		CLAIM(obs, wait_for_job(&job));
		where->stop(&job);
		CLAIM_EQ(obs, job.ran, 1);
	}
	if (!RT)
		CLAIM(obs, at_once > ROUNDS / 2);
}

CASE_RUN_HERE(a_softirq_waits_for_the_lowering_and_runs_then)
{
	hold_off(obs, RAISED_TO_DISPATCH, NULL);
}

CASE_RUN_HERE(a_softirq_waits_from_device_level_down_through_dispatch)
{
	hold_off(obs, RAISED_TO_DEVICE_LEVEL, lower_to_dispatch);
}

CASE_RUN_HERE(a_softirq_waits_for_the_release_and_runs_then)
{
	hold_off(obs, QUEUED_LOCK_HELD, NULL);
}

/* A task and a softirq of one CPU share the lock. */
static struct {
	unsigned int served;
	unsigned int shut_out;
} softirq_was;

/* Asks before it waits: where the holder was interrupted, waiting would be forever. */
static void take_shared_lock(struct job *job)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();
	KLOCK_QUEUE_HANDLE own;

	if (KeTestSpinLock(&lock)) {
		KeAcquireInStackQueuedSpinLockAtDpcLevel(&lock, &own);
		softirq_was.served++;
		KeReleaseInStackQueuedSpinLockFromDpcLevel(&own);
	} else {
		softirq_was.shut_out++;
	}
	KeLowerIrql(old);
}

CASE_RUN_HERE(a_softirq_never_finds_the_lock_held_by_the_task_it_interrupts)
{
	const struct softirq *softirq = obs->arg;
	const struct context *where = &contexts[softirq->context];
	static struct job job;

	memset(&softirq_was, 0, sizeof(softirq_was));
	for (obs->row = 0; obs->row < 5 * ROUNDS; obs->row++) {
		init_job(&job, take_shared_lock);
		acquire();
		where->start(&job);
		spin_for_ticks(1 + obs->row % 2);
		release();
		CLAIM(obs, wait_for_job(&job));
		where->stop(&job);
	}
	CLAIM_EQ(obs, softirq_was.served, 5 * ROUNDS);
	CLAIM_EQ(obs, softirq_was.shut_out, 0);
}

SUITE(ntspin_dispatch, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(a_softirq_waits_for_the_lowering_and_runs_then, softirqs_gen_params),
	KUNIT_CASE_PARAM(a_softirq_waits_from_device_level_down_through_dispatch,
			 softirqs_gen_params),
	KUNIT_CASE_PARAM(a_softirq_waits_for_the_release_and_runs_then, softirqs_gen_params),
	KUNIT_CASE_PARAM(a_softirq_never_finds_the_lock_held_by_the_task_it_interrupts,
			 softirqs_gen_params),
	{}
};
