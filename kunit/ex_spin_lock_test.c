// SPDX-License-Identifier: GPL-2.0
/*
 * ex_spin_lock_test.c - EX_SPIN_LOCK by one caller at a time: each acquire with each release.
 */
#include <linux/string.h>

#include "context.h"
#include "suites.h"

#define MOST_READERS 4095

static KIRQL acquire_shared_at_dpc(EX_SPIN_LOCK *lock)
{
	ExAcquireSpinLockSharedAtDpcLevel(lock);
	return KeGetCurrentIrql();
}

static KIRQL acquire_exclusive_at_dpc(EX_SPIN_LOCK *lock)
{
	ExAcquireSpinLockExclusiveAtDpcLevel(lock);
	return KeGetCurrentIrql();
}

/* A try that fails leaves the lock free, which the claims behind it tell. */
static KIRQL try_shared(EX_SPIN_LOCK *lock)
{
	ExTryAcquireSpinLockSharedAtDpcLevel(lock);
	return KeGetCurrentIrql();
}

static KIRQL try_exclusive(EX_SPIN_LOCK *lock)
{
	ExTryAcquireSpinLockExclusiveAtDpcLevel(lock);
	return KeGetCurrentIrql();
}

static KIRQL raise_and_acquire_shared(EX_SPIN_LOCK *lock)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();

	ExAcquireSpinLockSharedAtDpcLevel(lock);
	return old;
}

static KIRQL raise_and_acquire_exclusive(EX_SPIN_LOCK *lock)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();

	ExAcquireSpinLockExclusiveAtDpcLevel(lock);
	return old;
}

static KIRQL convert(EX_SPIN_LOCK *lock)
{
	KIRQL old = ExAcquireSpinLockShared(lock);

	if (!ExTryConvertSharedSpinLockExclusive(lock))
		ExReleaseSpinLockShared(lock, old);
	return old;
}

static KIRQL convert_at_dpc(EX_SPIN_LOCK *lock)
{
	ExAcquireSpinLockSharedAtDpcLevel(lock);
	if (!ExTryConvertSharedSpinLockExclusive(lock))
		ExReleaseSpinLockSharedFromDpcLevel(lock);
	return KeGetCurrentIrql();
}

static void release_shared_from_dpc(EX_SPIN_LOCK *lock, KIRQL old)
{
	ExReleaseSpinLockSharedFromDpcLevel(lock);
}

static void release_exclusive_from_dpc(EX_SPIN_LOCK *lock, KIRQL old)
{
	ExReleaseSpinLockExclusiveFromDpcLevel(lock);
}

static void release_shared_and_lower(EX_SPIN_LOCK *lock, KIRQL old)
{
	ExReleaseSpinLockSharedFromDpcLevel(lock);
	KeLowerIrql(old);
}

static void release_exclusive_and_lower(EX_SPIN_LOCK *lock, KIRQL old)
{
	ExReleaseSpinLockExclusiveFromDpcLevel(lock);
	KeLowerIrql(old);
}

static const struct rw_ops {
	const char *name;
	bool raises;
	bool exclusive;
	KIRQL (*acquire)(EX_SPIN_LOCK *lock);
	void (*release)(EX_SPIN_LOCK *lock, KIRQL old);
} rw_ops[] = {
	{ "shared", true, false, ExAcquireSpinLockShared, ExReleaseSpinLockShared },
	{ "shared, released from DPC level and lowered", true, false, ExAcquireSpinLockShared,
	  release_shared_and_lower },
	{ "raised, shared at DPC level, released plainly", true, false, raise_and_acquire_shared,
	  ExReleaseSpinLockShared },
	{ "shared at DPC level", false, false, acquire_shared_at_dpc, release_shared_from_dpc },
	{ "try shared", false, false, try_shared, release_shared_from_dpc },
	{ "exclusive", true, true, ExAcquireSpinLockExclusive, ExReleaseSpinLockExclusive },
	{ "exclusive, released from DPC level and lowered", true, true,
	  ExAcquireSpinLockExclusive, release_exclusive_and_lower },
	{ "raised, exclusive at DPC level, released plainly", true, true,
	  raise_and_acquire_exclusive, ExReleaseSpinLockExclusive },
	{ "exclusive at DPC level", false, true, acquire_exclusive_at_dpc,
	  release_exclusive_from_dpc },
	{ "try exclusive", false, true, try_exclusive, release_exclusive_from_dpc },
	{ "shared, converted", true, true, convert, ExReleaseSpinLockExclusive },
	{ "shared, converted at DPC level", false, true, convert_at_dpc,
	  release_exclusive_from_dpc },
};

KUNIT_ARRAY_PARAM_DESC(rw_ops, rw_ops, name);
KUNIT_ARRAY_PARAM_DESC(contexts, contexts, name);

/* Whether somebody holds the lock, and how: asked by tries, which are given back. */
static void claim_held(struct observer *obs, EX_SPIN_LOCK *lock, bool exclusive)
{
	LONG before = *lock;
	LOGICAL joined;

	CLAIM(obs, before);
	CLAIM_EQ(obs, ExTryAcquireSpinLockExclusiveAtDpcLevel(lock), 0);
	CLAIM_EQ(obs, *lock, before);
	joined = ExTryAcquireSpinLockSharedAtDpcLevel(lock);
	CLAIM_EQ(obs, !!joined, !exclusive);
	if (joined)
		ExReleaseSpinLockSharedFromDpcLevel(lock);
	CLAIM_EQ(obs, *lock, before);
}

static void use_lock(struct observer *obs, const void *arg)
{
	const struct rw_ops *ops = arg;
	KIRQL found = KeGetCurrentIrql();
	EX_SPIN_LOCK lock = 0;
	KIRQL old;

	old = ops->acquire(&lock);
	CLAIM_EQ(obs, KeGetCurrentIrql(), max_t(KIRQL, found, DISPATCH_LEVEL));
	if (found <= DISPATCH_LEVEL)
		CLAIM_EQ(obs, old, found);
	claim_held(obs, &lock, ops->exclusive);
	ops->release(&lock, old);
	CLAIM_EQ(obs, lock, 0);
	CLAIM_EQ(obs, KeGetCurrentIrql(), found);
}

CASE_RUN_HERE(release_leaves_0_and_restores_each_starting_level)
{
	const struct rw_ops *ops = obs->arg;

	use_at_each_level(obs, ops->raises, use_lock, ops);
}

/* Above DISPATCH_LEVEL a raising acquire is misuse, but one that locks and unlocks rightly. */
CASE_RUN_IN_CONTEXT(each_pair_works_in_each_context)
{
	KIRQL old;

	for (obs->row = 0; obs->row < ARRAY_SIZE(rw_ops); obs->row++) {
		if (rw_ops[obs->row].raises) {
			use_lock(obs, &rw_ops[obs->row]);
			continue;
		}
		old = KeRaiseIrqlToDpcLevel();
		use_lock(obs, &rw_ops[obs->row]);
		KeLowerIrql(old);
	}
}

/*
 * As many as can be counted, then one that must be refused, not counted into
 * another field. By tries, which a lock that is broken refuses and does not hang.
 */
CASE_RUN_HERE(as_many_as_4095_read_at_once)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();
	EX_SPIN_LOCK lock = 0;
	LONG full;

	for (obs->row = 1; obs->row <= MOST_READERS; obs->row++) {
		CLAIM(obs, ExTryAcquireSpinLockSharedAtDpcLevel(&lock));
		if (obs->row > 1)
			CLAIM_EQ(obs, ExTryConvertSharedSpinLockExclusive(&lock), 0);
	}
	full = lock;
	CLAIM_EQ(obs, ExTryAcquireSpinLockSharedAtDpcLevel(&lock), 0);
	CLAIM_EQ(obs, ExTryAcquireSpinLockExclusiveAtDpcLevel(&lock), 0);
	CLAIM_EQ(obs, lock, full);
	for (obs->row = 1; obs->row < MOST_READERS; obs->row++)
		ExReleaseSpinLockSharedFromDpcLevel(&lock);
	CLAIM(obs, lock);
	CLAIM(obs, ExTryConvertSharedSpinLockExclusive(&lock));
	ExReleaseSpinLockExclusiveFromDpcLevel(&lock);
	CLAIM_EQ(obs, lock, 0);
	KeLowerIrql(old);
}

/* What is not held so is reported, and nothing is done: neither to the lock nor to the level. */
CASE_RUN_HERE(a_release_of_what_is_not_held_so_changes_nothing)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();
	EX_SPIN_LOCK lock = 0;
	LONG held;

	ExReleaseSpinLockShared(&lock, PASSIVE_LEVEL);
	ExReleaseSpinLockExclusive(&lock, PASSIVE_LEVEL);
	ExReleaseSpinLockSharedFromDpcLevel(&lock);
	ExReleaseSpinLockExclusiveFromDpcLevel(&lock);
	CLAIM_EQ(obs, lock, 0);
	CLAIM_EQ(obs, ExTryConvertSharedSpinLockExclusive(&lock), 0);
	CLAIM_EQ(obs, lock, 0);

	ExAcquireSpinLockSharedAtDpcLevel(&lock);
	held = lock;
	ExReleaseSpinLockExclusive(&lock, PASSIVE_LEVEL);
	CLAIM_EQ(obs, lock, held);
	ExReleaseSpinLockSharedFromDpcLevel(&lock);

	ExAcquireSpinLockExclusiveAtDpcLevel(&lock);
	held = lock;
	ExReleaseSpinLockShared(&lock, PASSIVE_LEVEL);
	CLAIM_EQ(obs, lock, held);
	CLAIM_EQ(obs, ExTryConvertSharedSpinLockExclusive(&lock), 0);
	CLAIM_EQ(obs, lock, held);
	ExReleaseSpinLockExclusiveFromDpcLevel(&lock);
	CLAIM_EQ(obs, lock, 0);
	CLAIM_EQ(obs, KeGetCurrentIrql(), DISPATCH_LEVEL);
	KeLowerIrql(old);
}

CASE_RUN_HERE(a_release_restores_no_level_above_the_current)
{
	EX_SPIN_LOCK lock = 0;
	KIRQL old;

	old = ExAcquireSpinLockShared(&lock);
	ExReleaseSpinLockShared(&lock, HIGH_LEVEL);
	CLAIM_EQ(obs, lock, 0);
	CLAIM_EQ(obs, KeGetCurrentIrql(), DISPATCH_LEVEL);
	ExAcquireSpinLockExclusive(&lock);
	ExReleaseSpinLockExclusive(&lock, HIGH_LEVEL + 1);
	CLAIM_EQ(obs, lock, 0);
	CLAIM_EQ(obs, KeGetCurrentIrql(), DISPATCH_LEVEL);
	KeLowerIrql(old);
}

/* No word beside it is touched. */
static void use_one_of_three(struct observer *obs)
{
	EX_SPIN_LOCK locks[3] = { 0x5a5a5a5a, 0, 0x5a5a5a5a };

	for (obs->row = 0; obs->row < ARRAY_SIZE(rw_ops); obs->row++) {
		KIRQL old = KeRaiseIrqlToDpcLevel();

		rw_ops[obs->row].release(&locks[1], rw_ops[obs->row].acquire(&locks[1]));
		CLAIM_EQ(obs, locks[0], 0x5a5a5a5a);
		CLAIM_EQ(obs, locks[1], 0);
		CLAIM_EQ(obs, locks[2], 0x5a5a5a5a);
		KeLowerIrql(old);
	}
}

static void the_lock_has_four_bytes(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sizeof(EX_SPIN_LOCK), sizeof(LONG));
	run_here(test, use_one_of_three, NULL);
}

SUITE(ntspin_ex_spin_lock, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(release_leaves_0_and_restores_each_starting_level, rw_ops_gen_params),
	KUNIT_CASE_PARAM(each_pair_works_in_each_context, contexts_gen_params),
	KUNIT_CASE(as_many_as_4095_read_at_once),
	KUNIT_CASE(a_release_of_what_is_not_held_so_changes_nothing),
	KUNIT_CASE(a_release_restores_no_level_above_the_current),
	KUNIT_CASE(the_lock_has_four_bytes),
	{}
};
