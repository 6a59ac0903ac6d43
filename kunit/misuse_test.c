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

KUNIT_ARRAY_PARAM_DESC(contexts, contexts, name);

CASE_RUN_HERE(a_raise_to_a_lower_level_changes_nothing)
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

CASE_RUN_HERE(a_raise_above_high_level_changes_nothing)
{
	KIRQL seen;

	for (obs->row = HIGH_LEVEL + 1; obs->row <= 255; obs->row++) {
		seen = 0xCC;
		KeRaiseIrql(obs->row, &seen);
		CLAIM_EQ(obs, seen, PASSIVE_LEVEL);
		CLAIM_EQ(obs, KeGetCurrentIrql(), PASSIVE_LEVEL);
	}
}

CASE_RUN_HERE(lowering_to_a_higher_level_changes_nothing)
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

CASE_RUN_HERE(a_level_above_the_current_one_is_not_restored)
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

/* Nobody raised, so there is nothing to take back, whatever the handle says. */
CASE_RUN_IN_CONTEXT(a_stale_level_takes_nothing_from_linux)
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

CASE_RUN_HERE(lowering_twice_lowers_once)
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

CASE_RUN_HERE(a_second_release_is_harmless)
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

CASE_RUN_IN_CONTEXT(releasing_a_handle_that_was_never_used_is_harmless)
{
	KLOCK_QUEUE_HANDLE handle = {};

	KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
	KeReleaseInStackQueuedSpinLock(&handle);
}

SUITE(ntspin_misuse, NULL, expect_cpus_at_rest) = {
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
