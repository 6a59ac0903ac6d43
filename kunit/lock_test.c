// SPDX-License-Identifier: GPL-2.0
/*
 * lock_test.c - acquire and release, one caller at a time, by each pair of routines.
 */
#include <linux/string.h>

#include "context.h"
#include "suites.h"
#include "lock_ops.h"

#define DEPTH 200

KUNIT_ARRAY_PARAM_DESC(lock_ops, lock_ops, name);
KUNIT_ARRAY_PARAM_DESC(contexts, contexts, name);

/* One acquisition and what must be seen around it. */
static void use_lock(struct observer *obs, const void *arg)
{
	const struct lock_ops *ops = arg;
	KIRQL found = KeGetCurrentIrql();
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	memset(&handle, 0xCC, sizeof(handle));
	ops->acquire(&lock, &handle);
	CLAIM_EQ(obs, KeTestSpinLock(&lock), FALSE);
	CLAIM_EQ(obs, KeGetCurrentIrql(), max_t(KIRQL, found, DISPATCH_LEVEL));
	if (ops->raises && found <= DISPATCH_LEVEL)
		CLAIM_EQ(obs, handle.OldIrql, found);
	ops->release(&lock, &handle);
	CLAIM_EQ(obs, KeTestSpinLock(&lock), TRUE);
	CLAIM_EQ(obs, KeGetCurrentIrql(), found);
}

CASE_RUN_HERE(release_leaves_it_free_and_restores_each_starting_level)
{
	const struct lock_ops *ops = obs->arg;

	use_at_each_level(obs, ops->raises, use_lock, ops);
}

/*
 * Above DISPATCH_LEVEL a raising acquire is misuse, but one that locks and
 * unlocks rightly: what counts is that use_lock() and run_in() see no change.
 */
CASE_RUN_IN_CONTEXT(each_pair_works_in_each_context)
{
	KIRQL old;

	for (obs->row = 0; obs->row < ARRAY_SIZE(lock_ops); obs->row++) {
		if (lock_ops[obs->row].raises) {
			use_lock(obs, &lock_ops[obs->row]);
			continue;
		}
		old = KeRaiseIrqlToDpcLevel();
		use_lock(obs, &lock_ops[obs->row]);
		KeLowerIrql(old);
	}
}

static struct {
	KSPIN_LOCK locks[DEPTH];
	KLOCK_QUEUE_HANDLE handles[DEPTH];
} nest;

static void acquire_nest(struct observer *obs, const struct lock_ops *ops)
{
	memset(&nest, 0, sizeof(nest));
	for (obs->row = 0; obs->row < DEPTH; obs->row++)
		ops->acquire(&nest.locks[obs->row], &nest.handles[obs->row]);
	for (obs->row = 0; obs->row < DEPTH; obs->row++)
		CLAIM_EQ(obs, KeTestSpinLock(&nest.locks[obs->row]), FALSE);
	CLAIM_EQ(obs, KeGetCurrentIrql(), DISPATCH_LEVEL);
}

CASE_RUN_HERE(locks_nest_200_deep)
{
	const struct lock_ops *ops = obs->arg;
	KIRQL old, outer;

	KeRaiseIrql(ops->raises ? APC_LEVEL : DISPATCH_LEVEL, &old);
	outer = KeGetCurrentIrql();
	acquire_nest(obs, ops);
	for (obs->row = DEPTH - 1; obs->row >= 0; obs->row--) {
		CLAIM_EQ(obs, KeGetCurrentIrql(), DISPATCH_LEVEL);
		ops->release(&nest.locks[obs->row], &nest.handles[obs->row]);
		CLAIM_EQ(obs, KeTestSpinLock(&nest.locks[obs->row]), TRUE);
	}
	CLAIM_EQ(obs, KeGetCurrentIrql(), outer);
	KeLowerIrql(old);
}

/* The outermost holds the level from before; released first, it restores that level first. */
static void release_outermost_first(struct observer *obs)
{
	const struct lock_ops *ops = obs->arg;

	acquire_nest(obs, ops);
	for (obs->row = 0; obs->row < DEPTH; obs->row++) {
		ops->release(&nest.locks[obs->row], &nest.handles[obs->row]);
		CLAIM_EQ(obs, KeTestSpinLock(&nest.locks[obs->row]), TRUE);
		CLAIM_EQ(obs, KeGetCurrentIrql(), PASSIVE_LEVEL);
	}
}

static void released_in_order_of_acquisition_they_restore_literally(struct kunit *test)
{
	const struct lock_ops *ops = test->param_value;

	if (!ops->raises)
		kunit_skip(test, "restores nothing");
	run_here(test, release_outermost_first, ops);
}

SUITE(ntspin_lock, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(release_leaves_it_free_and_restores_each_starting_level,
			 lock_ops_gen_params),
	KUNIT_CASE_PARAM(each_pair_works_in_each_context, contexts_gen_params),
	KUNIT_CASE_PARAM(locks_nest_200_deep, lock_ops_gen_params),
	KUNIT_CASE_PARAM(released_in_order_of_acquisition_they_restore_literally,
			 lock_ops_gen_params),
	{}
};
