// SPDX-License-Identifier: GPL-2.0
/*
 * remove_lock_test.c - remove locks, with tags and without; and the cancel spin lock.
 */
#include <linux/delay.h>
#include <linux/string.h>

#include "context.h"
#include "misuses.h"
#include "ntspin/verifier.h"
#include "sleeper.h"
#include "suites.h"

#define TAG 0x6f6d6552		/* "Remo" */

/* As large as a driver has it that is built with DBG. */
static struct {
	IO_REMOVE_LOCK_COMMON_BLOCK common;
	IO_REMOVE_LOCK_DBG_BLOCK dbg;
} storage;

#define LOCK ((PIO_REMOVE_LOCK)&storage)

static const struct size {
	const char *name;
	ULONG size;
} lock_sizes[] = {
	{ "without tags", 0x20 },
	{ "with tags", 0x78 },
};

KUNIT_ARRAY_PARAM_DESC(sizes, lock_sizes, name);

static void *tag_of(unsigned int number)
{
	return (void *)(0x1000UL + number);
}

static NTSTATUS acquire(unsigned int number, ULONG size)
{
	return IoAcquireRemoveLockEx(LOCK, tag_of(number), __FILE__, __LINE__, size);
}

static void it_may_be_used_until_it_is_removed(struct kunit *test)
{
	ULONG size = ((const struct size *)test->param_value)->size;
	unsigned int i, reports = log_reports();

	memset(&storage, 0xA5, sizeof(storage));
	IoInitializeRemoveLockEx(LOCK, TAG, 1, 4, size);
	if (size < sizeof(storage))
		KUNIT_EXPECT_FALSE(test, memchr_inv(&storage.dbg, 0xA5, sizeof(storage.dbg)));
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, acquire(i, size), STATUS_SUCCESS);
	for (i = 0; i < 3; i++)
		IoReleaseRemoveLockEx(LOCK, tag_of((i + 2) % 4), size);
	IoReleaseRemoveLockAndWaitEx(LOCK, tag_of(1), size);
	KUNIT_EXPECT_EQ(test, acquire(5, size), STATUS_DELETE_PENDING);
	KUNIT_EXPECT_TRUE(test, storage.common.Removed);
	KUNIT_EXPECT_EQ(test, log_reports(), reports);
}

/* A driver's own words, as they are without DBG. */
static void the_macros_add_what_belongs_to_them(struct kunit *test)
{
	static IO_REMOVE_LOCK lock;

	IoInitializeRemoveLock(&lock, TAG, 0, 0);
	KUNIT_EXPECT_EQ(test, IoAcquireRemoveLock(&lock, &lock), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, IoAcquireRemoveLock(&lock, NULL), STATUS_SUCCESS);
	IoReleaseRemoveLock(&lock, NULL);
	IoReleaseRemoveLockAndWait(&lock, &lock);
	KUNIT_EXPECT_EQ(test, IoAcquireRemoveLock(&lock, &lock), STATUS_DELETE_PENDING);
}

static struct sleeper sleeper;

static void remove_it(struct sleeper *sleeper)
{
	const struct size *size = sleeper->arg;

	IoReleaseRemoveLockAndWaitEx(LOCK, tag_of(0), size->size);
}

static void all_who_use_it_are_waited_for(struct kunit *test)
{
	const struct size *size = test->param_value;
	unsigned int i;

	IoInitializeRemoveLockEx(LOCK, TAG, 0, 0, size->size);
	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, acquire(i, size->size), STATUS_SUCCESS);
	KUNIT_ASSERT_TRUE(test, start_sleeper(&sleeper, remove_it, (void *)size));
	KUNIT_EXPECT_EQ(test, acquire(3, size->size), STATUS_DELETE_PENDING);
	IoReleaseRemoveLockEx(LOCK, tag_of(2), size->size);
	KUNIT_EXPECT_TRUE(test, still_sleeps(&sleeper));
	AT_DISPATCH()
		IoReleaseRemoveLockEx(LOCK, tag_of(1), size->size);
	KUNIT_ASSERT_TRUE(test, await_sleeper(&sleeper));
}

static void init_with(ULONG size)
{
	IoInitializeRemoveLockEx(LOCK, TAG, 0, 2, size);
}

static void release_too_often(struct observer *obs)
{
	init_with(0x20);
	acquire(1, 0x20);
	IoReleaseRemoveLockEx(LOCK, tag_of(1), 0x20);
	CALLED(IoReleaseRemoveLockEx(LOCK, tag_of(1), 0x20));
	CLAIM_EQ(obs, acquire(1, 0x20), STATUS_SUCCESS);
	IoReleaseRemoveLockAndWaitEx(LOCK, tag_of(1), 0x20);
}

static void release_by_another_tag(struct observer *obs)
{
	init_with(0x78);
	acquire(1, 0x78);
	CALLED(IoReleaseRemoveLockEx(LOCK, tag_of(2), 0x78));
	/* It was released; its tag is still there. */
	acquire(3, 0x78);
	IoReleaseRemoveLockAndWaitEx(LOCK, tag_of(1), 0x78);
}

static void acquire_too_often(struct observer *obs)
{
	init_with(0x78);
	acquire(1, 0x78);
	acquire(2, 0x78);
	CLAIM_EQ(obs, acquire(3, 0x78), STATUS_SUCCESS);
	IoReleaseRemoveLockEx(LOCK, tag_of(1), 0x78);
	IoReleaseRemoveLockEx(LOCK, tag_of(3), 0x78);
	IoReleaseRemoveLockAndWaitEx(LOCK, tag_of(2), 0x78);
}

/* As if a minute were 100 ns. */
static void hold_for_long(struct observer *obs)
{
	IoInitializeRemoveLockEx(LOCK, TAG, 1, 0, 0x78);
	acquire(1, 0x78);
	msleep(20);
	storage.dbg.MaxLockedTicks = 1;
	CALLED(IoReleaseRemoveLockEx(LOCK, tag_of(1), 0x78));
	acquire(2, 0x78);
	IoReleaseRemoveLockAndWaitEx(LOCK, tag_of(2), 0x78);
}

static void remove_twice(struct observer *obs)
{
	init_with(0x20);
	acquire(1, 0x20);
	IoReleaseRemoveLockAndWaitEx(LOCK, tag_of(1), 0x20);
	CALLED(IoReleaseRemoveLockAndWaitEx(LOCK, tag_of(1), 0x20));
}

static void remove_high(struct observer *obs)
{
	init_with(0x20);
	acquire(1, 0x20);
	acquire(2, 0x20);
	AT_DISPATCH()
		CALLED(IoReleaseRemoveLockAndWaitEx(LOCK, tag_of(1), 0x20));
	IoReleaseRemoveLockEx(LOCK, tag_of(2), 0x20);
}

static void use_another_size(struct observer *obs)
{
	init_with(0x20);
	CLAIM_EQ(obs, acquire(1, 0x48), STATUS_INVALID_PARAMETER);
	CLAIM_EQ(obs, storage.common.IoCount, 1);
}

static void release_cancel_lock(struct observer *obs)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();

	CALLED(IoReleaseCancelSpinLock(old));
	KeLowerIrql(old);
}

static void acquire_cancel_lock_twice(struct observer *obs)
{
	KIRQL outer, inner;

	IoAcquireCancelSpinLock(&outer);
	IoAcquireCancelSpinLock(&inner);
	IoReleaseCancelSpinLock(inner);
	CLAIM_EQ(obs, KeGetCurrentIrql(), DISPATCH_LEVEL);
	IoReleaseCancelSpinLock(outer);
}

static const struct misuse lock_misuses[] = {
	{ "released too often", "IoReleaseRemoveLockEx: it is not acquired", "release_too_often",
	  release_too_often },
	{ "released by another tag", "IoReleaseRemoveLockEx: it was not acquired by that tag",
	  "release_by_another_tag", release_by_another_tag },
	{ "acquired too often", "IoAcquireRemoveLockEx: it is acquired more often",
	  "it was acquired", acquire_too_often },
	{ "held for long", "IoReleaseRemoveLockEx: it was held for longer", "hold_for_long",
	  hold_for_long },
	{ "removed twice", "IoReleaseRemoveLockAndWaitEx: it was removed already", "remove_twice",
	  remove_twice },
	{ "removed at DISPATCH_LEVEL", "IoReleaseRemoveLockAndWaitEx: IRQL is DISPATCH_LEVEL",
	  "0xA)", remove_high },
	{ "of another size", "IoAcquireRemoveLockEx: its size is that of no", "nothing was done",
	  use_another_size },
	{ "cancel, released", "IoReleaseCancelSpinLock: nobody holds", "0xC4/0x1007)",
	  release_cancel_lock },
	{ "cancel, acquired twice", "IoAcquireCancelSpinLock: the caller holds", "0xC4/0x1000)",
	  acquire_cancel_lock_twice },
};

KUNIT_ARRAY_PARAM_DESC(misuses, lock_misuses, name);

static void hold_cancel_lock(struct observer *obs)
{
	KIRQL before = KeGetCurrentIrql(), old;

	for (obs->row = 0; obs->row < 3; obs->row++) {
		IoAcquireCancelSpinLock(&old);
		CLAIM_EQ(obs, old, before);
		CLAIM_EQ(obs, KeGetCurrentIrql(), DISPATCH_LEVEL);
		IoReleaseCancelSpinLock(old);
		CLAIM_EQ(obs, KeGetCurrentIrql(), before);
	}
}

static void the_cancel_lock_raises_and_restores(struct kunit *test)
{
	run_in(test, &contexts[IN_TASK], hold_cancel_lock, NULL);
	ntspin_verifier_set(1);
	run_in(test, &contexts[IN_TASK], hold_cancel_lock, NULL);
	ntspin_verifier_set(0);
	run_in(test, &contexts[IN_TASKLET], hold_cancel_lock, NULL);
}

#define COUNTERS 4
#define ROUNDS 5000

static unsigned long counted;

static void count_on(struct sleeper *sleeper)
{
	unsigned int i;
	KIRQL old;

	for (i = 0; i < ROUNDS; i++) {
		IoAcquireCancelSpinLock(&old);
		counted++;
		IoReleaseCancelSpinLock(old);
		/* In the state that a start waits for, so that all are at it at once. */
		if (i % 256 == 0)
			schedule_timeout_idle(1);
	}
}

static void one_holds_the_cancel_lock_at_a_time(struct kunit *test)
{
	static struct sleeper counters[COUNTERS];
	unsigned int i;

	counted = 0;
	for (i = 0; i < COUNTERS; i++)
		KUNIT_ASSERT_TRUE(test, start_sleeper(&counters[i], count_on, NULL));
	for (i = 0; i < COUNTERS; i++)
		KUNIT_ASSERT_TRUE(test, await_sleeper(&counters[i]));
	KUNIT_EXPECT_EQ(test, counted, COUNTERS * ROUNDS);
}

SUITE(ntspin_remove_lock, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(it_may_be_used_until_it_is_removed, sizes_gen_params),
	KUNIT_CASE(the_macros_add_what_belongs_to_them),
	KUNIT_CASE_PARAM(all_who_use_it_are_waited_for, sizes_gen_params),
	KUNIT_CASE_PARAM(a_misuse_is_named, misuses_gen_params),
	KUNIT_CASE(the_cancel_lock_raises_and_restores),
	KUNIT_CASE(one_holds_the_cancel_lock_at_a_time),
	{}
};
