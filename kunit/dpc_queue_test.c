// SPDX-License-Identifier: GPL-2.0
/*
 * dpc_queue_test.c - the queue of DPCs: its order, removal, and DPCs that queue themselves again.
 */
#include <linux/delay.h>
#include <linux/preempt.h>

#include "context.h"
#include "deferred.h"
#include "suites.h"

#define DPCS 6
#define CHAIN 10		/* more, if it does not take long */

static struct deferred dpcs[DPCS];
static struct deferred again;
static bool enough;

static void insert_all(struct observer *obs)
{
	for (obs->row = 0; obs->row < DPCS; obs->row++)
		CLAIM(obs, KeInsertQueueDpc(&dpcs[obs->row].dpc, NULL, NULL));
}

/* Importance of each, and the position at which it runs. */
static const struct order {
	const char *name;
	KDPC_IMPORTANCE importance[DPCS];
	unsigned int position[DPCS];
} orders[] = {
	{ "first come, first served",
	  { MediumImportance, LowImportance, MediumHighImportance, MediumImportance,
	    LowImportance, MediumImportance },
	  { 0, 1, 2, 3, 4, 5 } },
	{ "HighImportance goes to the head",
	  { MediumImportance, LowImportance, HighImportance, MediumImportance,
	    HighImportance, MediumImportance },
	  { 2, 3, 1, 4, 0, 5 } },
};

KUNIT_ARRAY_PARAM_DESC(orders, orders, name);

CASE_RUN_HERE(they_run_in_order)
{
	const struct order *order = obs->arg;
	unsigned int first = UINT_MAX;
	int i;

	for (i = 0; i < DPCS; i++) {
		init_deferred(&dpcs[i], NULL);
		KeSetImportanceDpc(&dpcs[i].dpc, order->importance[i]);
	}
	AT_DISPATCH()
		insert_all(obs);
	for (i = 0; i < DPCS; i++) {
		CLAIM_EQ(obs, dpcs[i].ran, 1);
		first = min(first, dpcs[i].turn);
	}
	for (obs->row = 0; obs->row < DPCS; obs->row++)
		CLAIM_EQ(obs, dpcs[obs->row].turn - first, order->position[obs->row]);
}

/* Each place in the queue, and twice. */
CASE_RUN_HERE(one_that_is_removed_does_not_run)
{
	KIRQL old;
	int i, gone;

	for (gone = 0; gone < DPCS; gone++) {
		for (i = 0; i < DPCS; i++)
			init_deferred(&dpcs[i], NULL);
		CLAIM(obs, !KeRemoveQueueDpc(&dpcs[gone].dpc));
		old = KeRaiseIrqlToDpcLevel();
		insert_all(obs);
		CLAIM(obs, KeRemoveQueueDpc(&dpcs[gone].dpc));
		CLAIM(obs, !KeRemoveQueueDpc(&dpcs[gone].dpc));
		KeLowerIrql(old);
		for (obs->row = 0; obs->row < DPCS; obs->row++)
			CLAIM_EQ(obs, dpcs[obs->row].ran, obs->row != gone);
		CLAIM(obs, !KeRemoveQueueDpc(&dpcs[gone].dpc));
		CLAIM(obs, KeInsertQueueDpc(&dpcs[gone].dpc, NULL, NULL));
		CLAIM_EQ(obs, dpcs[gone].ran, 1);
	}
}

static void remove_in_interrupt(struct job *job)
{
	job->disturbed = !KeRemoveQueueDpc(&dpcs[0].dpc);
}

CASE_RUN_HERE(an_interrupt_may_remove_it)
{
	const struct context *timer = &contexts[IN_HARD_HRTIMER];
	static struct job job;
	KIRQL old;

	init_deferred(&dpcs[0], NULL);
	init_job(&job, remove_in_interrupt);
	old = KeRaiseIrqlToDpcLevel();
	KeInsertQueueDpc(&dpcs[0].dpc, NULL, NULL);
	timer->start(&job);
	spin_for_job(&job);
	CLAIM(obs, !job.disturbed);
	KeLowerIrql(old);
	CLAIM_EQ(obs, dpcs[0].ran, 0);
	timer->stop(&job);
}

static void requeue_for_a_while(struct deferred *deferred)
{
	if (deferred->ran < CHAIN - 1)
		KeInsertQueueDpc(&deferred->dpc, NULL, NULL);
}

CASE_RUN_HERE(one_that_requeues_itself_is_done_when_the_insert_returns)
{
	init_deferred(&again, requeue_for_a_while);
	CLAIM(obs, KeInsertQueueDpc(&again.dpc, NULL, NULL));
	CLAIM_EQ(obs, again.ran, CHAIN);
}

static void requeue_till_told(struct deferred *deferred)
{
	if (!READ_ONCE(enough))
		KeInsertQueueDpc(&deferred->dpc, NULL, NULL);
}

/* With others queued behind it: they run as well, in each call. */
CASE_RUN_HERE(one_that_requeues_itself_for_ever_lets_all_others_run)
{
	const KDPC_IMPORTANCE *importance = obs->arg;
	unsigned int before;
	int i;

	/* All on one CPU. */
	migrate_disable();
	enough = false;
	init_deferred(&again, requeue_till_told);
	KeSetImportanceDpc(&again.dpc, *importance);
	CLAIM(obs, KeInsertQueueDpc(&again.dpc, NULL, NULL));
	for (i = 0; i < 3; i++) {
		before = READ_ONCE(again.ran);
		init_deferred(&dpcs[0], NULL);
		CLAIM(obs, KeInsertQueueDpc(&dpcs[0].dpc, NULL, NULL));
		CLAIM(obs, wait_for_deferred(&dpcs[0], 1));
		/* And it continues by itself. */
		CLAIM(obs, wait_for_deferred(&again, before + 1000));
	}
	KeFlushQueuedDpcs();
	WRITE_ONCE(enough, true);
	KeFlushQueuedDpcs();
	before = READ_ONCE(again.ran);
	msleep(20);
	CLAIM_EQ(obs, READ_ONCE(again.ran), before);
	migrate_enable();
}

static const KDPC_IMPORTANCE importances[] = { MediumImportance, HighImportance };

static void describe_importance(const KDPC_IMPORTANCE *importance, char *desc)
{
	strscpy(desc, *importance == HighImportance ? "HighImportance" : "MediumImportance",
		KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(importances, importances, describe_importance);

CASE_RUN_HERE(a_threaded_one_runs_at_dispatch_too)
{
	init_deferred(&again, NULL);
	KeInitializeThreadedDpc(&again.dpc, again.dpc.DeferredRoutine, &again);
	CLAIM(obs, KeInsertQueueDpc(&again.dpc, NULL, NULL));
	CLAIM_EQ(obs, again.ran, 1);
	CLAIM_EQ(obs, again.irql, DISPATCH_LEVEL);
}

SUITE(ntspin_dpc_queue, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(they_run_in_order, orders_gen_params),
	KUNIT_CASE(one_that_is_removed_does_not_run),
	KUNIT_CASE(an_interrupt_may_remove_it),
	KUNIT_CASE(one_that_requeues_itself_is_done_when_the_insert_returns),
	KUNIT_CASE_PARAM(one_that_requeues_itself_for_ever_lets_all_others_run,
			 importances_gen_params),
	KUNIT_CASE(a_threaded_one_runs_at_dispatch_too),
	{}
};
