// SPDX-License-Identifier: GPL-2.0
/*
 * misuse_test.c - levels that cannot be and handles that hold nothing: harmless.
 *
 * Whatever a driver passes, Linux' counts stay what Linux made them: each body
 * is held to that by run_in().
 */
#include <linux/bottom_half.h>
#include <linux/irqflags.h>

#include "context.h"
#include "suites.h"

KUNIT_ARRAY_PARAM(contexts, contexts, describe_context);

static void raise_below(struct observer *obs)
{
	KIRQL levels[] = { APC_LEVEL, DISPATCH_LEVEL, DEVICE_LEVEL, HIGH_LEVEL };
	KIRQL old, seen;
	int i, below;

	for (i = 0; i < ARRAY_SIZE(levels); i++) {
		KeRaiseIrql(levels[i], &old);
		for (below = PASSIVE_LEVEL; below < levels[i]; below++) {
			obs->row = levels[i] * 100 + below;
			seen = 0xCC;
			KeRaiseIrql(below, &seen);
			CLAIM_EQ(obs, seen, levels[i]);
			CLAIM_EQ(obs, KeGetCurrentIrql(), levels[i]);
		}
		KeLowerIrql(old);
	}
}

static void a_raise_to_a_lower_level_changes_nothing(struct kunit *test)
{
	run_here(test, raise_below, NULL);
}

static void raise_above_high(struct observer *obs)
{
	KIRQL seen;

	for (obs->row = HIGH_LEVEL + 1; obs->row <= 255; obs->row++) {
		seen = 0xCC;
		KeRaiseIrql(obs->row, &seen);
		CLAIM_EQ(obs, seen, PASSIVE_LEVEL);
		CLAIM_EQ(obs, KeGetCurrentIrql(), PASSIVE_LEVEL);
	}
}

static void a_raise_above_high_level_changes_nothing(struct kunit *test)
{
	run_here(test, raise_above_high, NULL);
}

static void lower_upwards(struct observer *obs)
{
	KIRQL levels[] = { PASSIVE_LEVEL, APC_LEVEL, DISPATCH_LEVEL, DEVICE_LEVEL, HIGH_LEVEL };
	int i, above;
	KIRQL old;

	for (i = 0; i < ARRAY_SIZE(levels); i++) {
		KeRaiseIrql(levels[i], &old);
		for (above = levels[i] + 1; above <= 255; above++) {
			obs->row = levels[i] * 1000 + above;
			KeLowerIrql(above);
			CLAIM_EQ(obs, KeGetCurrentIrql(), levels[i]);
			CLAIM_EQ(obs, irqs_disabled(), levels[i] > DISPATCH_LEVEL);
		}
		KeLowerIrql(old);
	}
}

static void lowering_to_a_higher_level_changes_nothing(struct kunit *test)
{
	run_here(test, lower_upwards, NULL);
}

static void release_with_impossible_level(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;
	KIRQL old;
	int level;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	for (level = DISPATCH_LEVEL + 1; level <= 255; level++) {
		obs->row = level;
		handle.OldIrql = level;
		KeAcquireInStackQueuedSpinLockAtDpcLevel(&lock, &handle);
		KeReleaseInStackQueuedSpinLock(&handle);
		CLAIM_EQ(obs, KeTestSpinLock(&lock), TRUE);
		CLAIM_EQ(obs, KeGetCurrentIrql(), DISPATCH_LEVEL);
		CLAIM(obs, KeTryToAcquireSpinLockAtDpcLevel(&lock));
		KeReleaseSpinLock(&lock, level);
		CLAIM_EQ(obs, KeTestSpinLock(&lock), TRUE);
		CLAIM_EQ(obs, KeGetCurrentIrql(), DISPATCH_LEVEL);
	}
	KeLowerIrql(old);
}

static void a_level_above_the_current_one_is_not_restored(struct kunit *test)
{
	run_here(test, release_with_impossible_level, NULL);
}

/* Nobody raised, so there is nothing to take back, whatever the handle says. */
static void release_with_stale_level(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	for (obs->row = PASSIVE_LEVEL; obs->row <= DISPATCH_LEVEL; obs->row++) {
		handle.OldIrql = obs->row;
		KeAcquireInStackQueuedSpinLockAtDpcLevel(&lock, &handle);
		KeReleaseInStackQueuedSpinLock(&handle);
		CLAIM_EQ(obs, KeTestSpinLock(&lock), TRUE);
	}
}

static void a_stale_level_takes_nothing_from_linux(struct kunit *test)
{
	run_in(test, test->param_value, release_with_stale_level, NULL);
}

static void release_stale_then_lower(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	handle.OldIrql = PASSIVE_LEVEL;
	KeAcquireInStackQueuedSpinLockAtDpcLevel(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM_EQ(obs, KeGetCurrentIrql(), PASSIVE_LEVEL);
	KeLowerIrql(old);
	CLAIM_EQ(obs, KeGetCurrentIrql(), PASSIVE_LEVEL);
	KeLowerIrql(old);
}

static void lowering_twice_lowers_once(struct kunit *test)
{
	run_here(test, release_stale_then_lower, NULL);
}

static void release_twice(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle, other;
	KSPIN_LOCK lock = 0, before;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	before = READ_ONCE(lock);
	KeReleaseInStackQueuedSpinLock(&handle);
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
	CLAIM_EQ(obs, READ_ONCE(lock), before);
	CLAIM_EQ(obs, KeTestSpinLock(&lock), TRUE);
	/* A lock that was released into being held would be waited for in vain. */
	if (obs->wrong)
		return;

	KeAcquireInStackQueuedSpinLock(&lock, &other);
	before = READ_ONCE(lock);
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
	CLAIM_EQ(obs, READ_ONCE(lock), before);
	handle.OldIrql = DISPATCH_LEVEL;
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM_EQ(obs, READ_ONCE(lock), before);
	CLAIM_EQ(obs, KeGetCurrentIrql(), DISPATCH_LEVEL);
	KeReleaseInStackQueuedSpinLock(&other);
	CLAIM_EQ(obs, KeTestSpinLock(&lock), TRUE);
}

static void a_second_release_is_harmless(struct kunit *test)
{
	run_here(test, release_twice, NULL);
}

static void release_unused(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle = {};

	KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
	KeReleaseInStackQueuedSpinLock(&handle);
}

static void releasing_a_handle_that_was_never_used_is_harmless(struct kunit *test)
{
	run_in(test, test->param_value, release_unused, NULL);
}

static struct kunit_case misuse_cases[] = {
	KUNIT_CASE(a_raise_to_a_lower_level_changes_nothing),
	KUNIT_CASE(a_raise_above_high_level_changes_nothing),
	KUNIT_CASE(lowering_to_a_higher_level_changes_nothing),
	KUNIT_CASE(a_level_above_the_current_one_is_not_restored),
	KUNIT_CASE_PARAM(a_stale_level_takes_nothing_from_linux, contexts_gen_params),
	KUNIT_CASE(lowering_twice_lowers_once),
	KUNIT_CASE(a_second_release_is_harmless),
	KUNIT_CASE_PARAM(releasing_a_handle_that_was_never_used_is_harmless, contexts_gen_params),
	{}
};

struct kunit_suite ntspin_misuse_suite = {
	.name = "ntspin_misuse",
	.exit = expect_cpus_at_rest,
	.test_cases = misuse_cases,
};
