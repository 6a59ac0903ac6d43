// SPDX-License-Identifier: GPL-2.0
/*
 * lock_test.c - acquire and release, one caller at a time: each way that a driver has.
 */
#include <linux/string.h>

#include "context.h"
#include "suites.h"
#include "lock_ops.h"

#define DEVICE_LEVEL 5
#define DEPTH 200

KUNIT_ARRAY_PARAM(ways, ways, describe_way);
KUNIT_ARRAY_PARAM(contexts, contexts, describe_context);

/* One acquisition and what must be seen around it. */
static void use_lock(struct witness *w, const struct way *way)
{
	KIRQL found = KeGetCurrentIrql();
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	memset(&handle, 0xCC, sizeof(handle));
	way->acquire(&lock, &handle);
	CLAIM_EQ(w, KeTestSpinLock(&lock), FALSE);
	CLAIM_EQ(w, KeGetCurrentIrql(), max_t(KIRQL, found, DISPATCH_LEVEL));
	if (way->raises && found <= DISPATCH_LEVEL)
		CLAIM_EQ(w, handle.OldIrql, found);
	way->release(&lock, &handle);
	CLAIM_EQ(w, KeTestSpinLock(&lock), TRUE);
	CLAIM_EQ(w, KeGetCurrentIrql(), found);
}

static void use_at_each_level(struct witness *w)
{
	const struct way *way = w->arg;
	const KIRQL below[] = { PASSIVE_LEVEL, APC_LEVEL, DISPATCH_LEVEL };
	const KIRQL above[] = { DISPATCH_LEVEL, DEVICE_LEVEL, HIGH_LEVEL };
	const KIRQL *levels = way->raises ? below : above;
	KIRQL old;
	int i;

	for (i = 0; i < ARRAY_SIZE(below); i++) {
		w->row = levels[i];
		KeRaiseIrql(levels[i], &old);
		use_lock(w, way);
		KeLowerIrql(old);
	}
}

static void release_leaves_it_free_and_restores_each_starting_level(struct kunit *test)
{
	run_here(test, use_at_each_level, test->param_value);
}

/*
 * Above DISPATCH_LEVEL a raising acquire is misuse, but one that locks and
 * unlocks rightly: what counts is that use_lock() and run_in() see no change.
 */
static void use_each_way(struct witness *w)
{
	KIRQL old;

	for (w->row = 0; w->row < ARRAY_SIZE(ways); w->row++) {
		if (ways[w->row].raises) {
			use_lock(w, &ways[w->row]);
			continue;
		}
		old = KeRaiseIrqlToDpcLevel();
		use_lock(w, &ways[w->row]);
		KeLowerIrql(old);
	}
}

static void every_way_serves_in_each_context(struct kunit *test)
{
	run_in(test, test->param_value, use_each_way, NULL);
}

static struct {
	KSPIN_LOCK locks[DEPTH];
	KLOCK_QUEUE_HANDLE handles[DEPTH];
} nest;

static void acquire_nest(struct witness *w, const struct way *way)
{
	memset(&nest, 0, sizeof(nest));
	for (w->row = 0; w->row < DEPTH; w->row++)
		way->acquire(&nest.locks[w->row], &nest.handles[w->row]);
	for (w->row = 0; w->row < DEPTH; w->row++)
		CLAIM_EQ(w, KeTestSpinLock(&nest.locks[w->row]), FALSE);
	CLAIM_EQ(w, KeGetCurrentIrql(), DISPATCH_LEVEL);
}

static void nest_deep(struct witness *w)
{
	const struct way *way = w->arg;
	KIRQL old, outer;

	KeRaiseIrql(way->raises ? APC_LEVEL : DISPATCH_LEVEL, &old);
	outer = KeGetCurrentIrql();
	acquire_nest(w, way);
	for (w->row = DEPTH - 1; w->row >= 0; w->row--) {
		CLAIM_EQ(w, KeGetCurrentIrql(), DISPATCH_LEVEL);
		way->release(&nest.locks[w->row], &nest.handles[w->row]);
		CLAIM_EQ(w, KeTestSpinLock(&nest.locks[w->row]), TRUE);
	}
	CLAIM_EQ(w, KeGetCurrentIrql(), outer);
	KeLowerIrql(old);
}

static void locks_nest_200_deep(struct kunit *test)
{
	run_here(test, nest_deep, test->param_value);
}

/* The outermost holds the level from before; released first, it restores that level first. */
static void release_outermost_first(struct witness *w)
{
	const struct way *way = w->arg;

	acquire_nest(w, way);
	for (w->row = 0; w->row < DEPTH; w->row++) {
		way->release(&nest.locks[w->row], &nest.handles[w->row]);
		CLAIM_EQ(w, KeTestSpinLock(&nest.locks[w->row]), TRUE);
		CLAIM_EQ(w, KeGetCurrentIrql(), PASSIVE_LEVEL);
	}
}

static void released_in_order_of_acquisition_they_restore_literally(struct kunit *test)
{
	const struct way *way = test->param_value;

	if (!way->raises)
		kunit_skip(test, "restores nothing");
	run_here(test, release_outermost_first, way);
}

static struct kunit_case lock_cases[] = {
	KUNIT_CASE_PARAM(release_leaves_it_free_and_restores_each_starting_level, ways_gen_params),
	KUNIT_CASE_PARAM(every_way_serves_in_each_context, contexts_gen_params),
	KUNIT_CASE_PARAM(locks_nest_200_deep, ways_gen_params),
	KUNIT_CASE_PARAM(released_in_order_of_acquisition_they_restore_literally, ways_gen_params),
	{}
};

struct kunit_suite ntspin_lock_suite = {
	.name = "ntspin_lock",
	.exit = expect_cpus_at_rest,
	.test_cases = lock_cases,
};
