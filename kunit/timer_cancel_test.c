// SPDX-License-Identifier: GPL-2.0
/*
 * timer_cancel_test.c - a timer is cancelled while its DPC is queued.
 */
#include <linux/ktime.h>

#include "context.h"
#include "deferred.h"
#include "suites.h"

#define SOON -1000LL		/* 0.1 ms */
#define FAR -600000000LL	/* a minute */

static KTIMER timer;
static struct deferred dpc;

static const struct cancel {
	const char *name;
	LONG period;
	bool set_again;		/* by when it is cancelled */
	bool was_set;
	unsigned int runs;
} cancels[] = {
	{ "a periodic one takes its DPC along", .period = 1, .was_set = true, .runs = 0 },
	{ "a periodic one that is set anew, too", .period = 1, .set_again = true, .was_set = true,
	  .runs = 0 },
	{ "one that came due once leaves it", .runs = 1 },
	{ "so does one that is set to come due once more", .set_again = true, .was_set = true,
	  .runs = 1 },
};

static void describe_cancel(const struct cancel *cancel, char *desc)
{
	strscpy(desc, cancel->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(cancels, cancels, describe_cancel);

/* At DISPATCH_LEVEL: the timer's interrupt comes, and what it queues stays queued. */
static bool spin_until_queued(void)
{
	ktime_t end = ktime_add_ms(ktime_get(), 5000);

	while (!READ_ONCE(dpc.dpc.DpcData) && ktime_before(ktime_get(), end))
		cpu_relax();
	return READ_ONCE(dpc.dpc.DpcData);
}

static void cancel_at_dispatch(struct observer *obs)
{
	const struct cancel *cancel = obs->arg;
	KIRQL old;

	init_deferred(&dpc, NULL);
	KeInitializeTimer(&timer);
	old = KeRaiseIrqlToDpcLevel();
	KeSetTargetProcessorDpc(&dpc.dpc, KeGetCurrentProcessorNumberEx(NULL));
	KeSetTimerEx(&timer, (LARGE_INTEGER){ .QuadPart = SOON }, cancel->period, &dpc.dpc);
	CLAIM(obs, spin_until_queued());
	if (cancel->set_again)
		KeSetTimerEx(&timer, (LARGE_INTEGER){ .QuadPart = FAR }, cancel->period, &dpc.dpc);
	CLAIM_EQ(obs, KeCancelTimer(&timer), cancel->was_set);
	CLAIM_EQ(obs, !!dpc.dpc.DpcData, cancel->runs);
	KeLowerIrql(old);
	CLAIM_EQ(obs, READ_ONCE(dpc.ran), cancel->runs);
	KeFlushQueuedDpcs();
	CLAIM_EQ(obs, READ_ONCE(dpc.ran), cancel->runs);
	CLAIM(obs, !KeCancelTimer(&timer));
}

static void its_queued_dpc_goes_or_stays(struct kunit *test)
{
	run_here(test, cancel_at_dispatch, test->param_value);
}

static struct kunit_case timer_cancel_cases[] = {
	KUNIT_CASE_PARAM(its_queued_dpc_goes_or_stays, cancels_gen_params),
	{}
};

struct kunit_suite ntspin_timer_cancel_suite = {
	.name = "ntspin_timer_cancel",
	.exit = expect_cpus_at_rest,
	.test_cases = timer_cancel_cases,
};
