// SPDX-License-Identifier: GPL-2.0
/*
 * timer_cancel_test.c - a timer is cancelled, or set again, while its DPC is queued.
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

KUNIT_ARRAY_PARAM_DESC(cancels, cancels, name);

/* At DISPATCH_LEVEL: the timer's interrupt comes, and what it queues stays queued. */
static bool spin_until_queued(void)
{
	ktime_t end = ktime_add_ms(ktime_get(), 5000);

	while (!READ_ONCE(dpc.dpc.DpcData) && ktime_before(ktime_get(), end))
		cpu_relax();
	return READ_ONCE(dpc.dpc.DpcData);
}

static KIRQL raise_until_queued(struct observer *obs, LONG period)
{
	KIRQL old;

	init_deferred(&dpc, NULL);
	KeInitializeTimer(&timer);
	old = KeRaiseIrqlToDpcLevel();
	KeSetTargetProcessorDpc(&dpc.dpc, KeGetCurrentProcessorNumberEx(NULL));
	KeSetTimerEx(&timer, (LARGE_INTEGER){ .QuadPart = SOON }, period, &dpc.dpc);
	CLAIM(obs, spin_until_queued());
	return old;
}

CASE_RUN_HERE(its_queued_dpc_goes_or_stays)
{
	const struct cancel *cancel = obs->arg;
	KIRQL old = raise_until_queued(obs, cancel->period);

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

static const struct set_again {
	const char *name;
	LONG period;	/* of the first time */
	LONGLONG due;	/* of the second, which comes due once */
	unsigned int runs;
} sets[] = {
	{ "a periodic one takes its DPC along", .period = 1, .due = FAR, .runs = 0 },
	{ "and queues it anew where it is due", .period = 1, .due = 1, .runs = 1 },
	{ "one that came due once leaves it", .due = FAR, .runs = 1 },
};

KUNIT_ARRAY_PARAM_DESC(sets, sets, name);

CASE_RUN_HERE(set_again_it_is_cancelled_before)
{
	const struct set_again *set = obs->arg;
	KIRQL old = raise_until_queued(obs, set->period);

	CLAIM_EQ(obs, KeSetTimer(&timer, (LARGE_INTEGER){ .QuadPart = set->due }, &dpc.dpc),
		 !!set->period);
	CLAIM_EQ(obs, !!dpc.dpc.DpcData, set->runs);
	KeLowerIrql(old);
	CLAIM_EQ(obs, READ_ONCE(dpc.ran), set->runs);
	CLAIM_EQ(obs, KeCancelTimer(&timer), set->due < 0);
	KeFlushQueuedDpcs();
	CLAIM_EQ(obs, READ_ONCE(dpc.ran), set->runs);
}

SUITE(ntspin_timer_cancel, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(its_queued_dpc_goes_or_stays, cancels_gen_params),
	KUNIT_CASE_PARAM(set_again_it_is_cancelled_before, sets_gen_params),
	{}
};
