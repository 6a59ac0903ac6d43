// SPDX-License-Identifier: GPL-2.0
/*
 * layout_test.c - what drivers have compiled in: sizes, offsets, and that zeros are a free lock.
 */
#include <linux/stddef.h>
#include <linux/string.h>

#include "context.h"
#include "suites.h"

struct layout {
	const char *name;
	size_t found;
	size_t windows;
};

#define SIZE(type, size) { "sizeof " #type, sizeof(type), size }
#define ALIGNMENT(type, align) { "alignof " #type, __alignof__(type), align }
#define OFFSET(type, member, offset) { #type "." #member, offsetof(type, member), offset }

static const struct layout layouts[] = {
	SIZE(KSPIN_LOCK, 8),
	SIZE(KIRQL, 1),
	SIZE(KSPIN_LOCK_QUEUE, 16),
	OFFSET(KSPIN_LOCK_QUEUE, Next, 0),
	OFFSET(KSPIN_LOCK_QUEUE, Lock, 8),
	SIZE(KLOCK_QUEUE_HANDLE, 24),
	ALIGNMENT(KLOCK_QUEUE_HANDLE, 8),
	OFFSET(KLOCK_QUEUE_HANDLE, LockQueue, 0),
	OFFSET(KLOCK_QUEUE_HANDLE, OldIrql, 16),
	SIZE(LIST_ENTRY, 16),
	OFFSET(LIST_ENTRY, Flink, 0),
	OFFSET(LIST_ENTRY, Blink, 8),
	SIZE(SINGLE_LIST_ENTRY, 8),
	OFFSET(SINGLE_LIST_ENTRY, Next, 0),
	SIZE(EX_SPIN_LOCK, 4),
	SIZE(LONG, 4),
	SIZE(ULONG, 4),
	SIZE(LONGLONG, 8),
	SIZE(ULONG_PTR, 8),
	SIZE(PVOID, 8),
	SIZE(BOOLEAN, 1),
	SIZE(WCHAR, 2),
};

KUNIT_ARRAY_PARAM_DESC(layouts, layouts, name);

static void types_have_the_layout_of_windows(struct kunit *test)
{
	const struct layout *layout = test->param_value;

	KUNIT_EXPECT_EQ(test, layout->found, layout->windows);
}

CASE_RUN_HERE(zeroed_storage_is_a_free_lock)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	CLAIM_EQ(obs, KeTestSpinLock(&lock), TRUE);
	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	CLAIM_EQ(obs, KeTestSpinLock(&lock), FALSE);
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM_EQ(obs, KeTestSpinLock(&lock), TRUE);
}

static void initialising_zeroes_the_word_and_nothing_beside_it(struct kunit *test)
{
	KSPIN_LOCK locks[3];

	memset(locks, 0xCC, sizeof(locks));
	KeInitializeSpinLock(&locks[1]);
	KUNIT_EXPECT_EQ(test, locks[0], 0xCCCCCCCCCCCCCCCCUL);
	KUNIT_EXPECT_EQ(test, locks[1], 0UL);
	KUNIT_EXPECT_EQ(test, locks[2], 0xCCCCCCCCCCCCCCCCUL);
}

CASE_RUN_HERE(testing_a_lock_changes_nothing)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock, before;

	KeInitializeSpinLock(&lock);
	CLAIM_EQ(obs, KeTestSpinLock(&lock), TRUE);
	CLAIM_EQ(obs, lock, 0);
	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	before = READ_ONCE(lock);
	CLAIM_EQ(obs, KeTestSpinLock(&lock), FALSE);
	CLAIM_EQ(obs, READ_ONCE(lock), before);
	KeReleaseInStackQueuedSpinLock(&handle);
}

/* A free word need not be zero again, and its fields wrap: many rounds see them all. */
CASE_RUN_HERE(a_lock_is_free_again_after_any_number_of_rounds)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	for (obs->row = 0; obs->row < 1000; obs->row++) {
		KeAcquireInStackQueuedSpinLock(&lock, &handle);
		CLAIM_EQ(obs, KeTestSpinLock(&lock), FALSE);
		KeReleaseInStackQueuedSpinLock(&handle);
		CLAIM_EQ(obs, KeTestSpinLock(&lock), TRUE);
	}
}

SUITE(ntspin_layout, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(types_have_the_layout_of_windows, layouts_gen_params),
	KUNIT_CASE(zeroed_storage_is_a_free_lock),
	KUNIT_CASE(initialising_zeroes_the_word_and_nothing_beside_it),
	KUNIT_CASE(testing_a_lock_changes_nothing),
	KUNIT_CASE(a_lock_is_free_again_after_any_number_of_rounds),
	{}
};
