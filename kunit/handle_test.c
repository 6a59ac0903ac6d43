// SPDX-License-Identifier: GPL-2.0
/*
 * handle_test.c - whose the handle's bytes are, and what a try leaves of a held lock.
 */
#include <linux/stddef.h>
#include <linux/string.h>

#include "context.h"
#include "suites.h"
#include "lock_ops.h"

KUNIT_ARRAY_PARAM(ways, ways, describe_way);

static void watch_padding(struct witness *w)
{
	const struct way *way = w->arg;
	KIRQL outer = KeRaiseIrqlToDpcLevel();
	KLOCK_QUEUE_HANDLE handle;
	UCHAR *padding = (UCHAR *)&handle + offsetofend(KLOCK_QUEUE_HANDLE, OldIrql);
	size_t size = sizeof(handle) - offsetofend(KLOCK_QUEUE_HANDLE, OldIrql);
	KSPIN_LOCK lock = 0;

	for (w->row = 0; w->row <= 255; w->row++) {
		memset(&handle, w->row, sizeof(handle));
		way->acquire(&lock, &handle);
		CLAIM(w, !memchr_inv(padding, w->row, size));
		if (!way->raises)
			CLAIM_EQ(w, handle.OldIrql, w->row);
		way->release(&lock, &handle);
		CLAIM(w, !memchr_inv(padding, w->row, size));
		if (!way->raises)
			CLAIM_EQ(w, handle.OldIrql, w->row);
	}
	KeLowerIrql(outer);
}

static void the_padding_is_nobodys_and_at_dpc_level_old_irql_the_callers(struct kunit *test)
{
	run_here(test, watch_padding, test->param_value);
}

static void watch_handle(struct witness *w)
{
	const struct way *way = w->arg;
	KIRQL outer = KeRaiseIrqlToDpcLevel();
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	for (w->row = 0; w->row < 1000; w->row++) {
		way->acquire(&lock, &handle);
		CLAIM(w, handle.LockQueue.Lock);
		way->release(&lock, &handle);
		if (w->row % 3 == 1)
			handle.LockQueue.Lock = NULL;
		if (w->row % 3 == 2)
			memset(&handle, 0xCC, sizeof(handle));
	}
	KeLowerIrql(outer);
}

static void a_handle_names_its_lock_and_is_reusable_at_once(struct kunit *test)
{
	const struct way *way = test->param_value;

	if (!way->queued)
		kunit_skip(test, "no handle");
	run_here(test, watch_handle, way);
}

static void try_held(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0, before;

	/* Stops at what is wrong: the next round might wait in vain. */
	for (w->row = 0; w->row < 20 && !w->wrong; w->row++) {
		KeAcquireInStackQueuedSpinLock(&lock, &handle);
		before = READ_ONCE(lock);
		CLAIM_EQ(w, KeTryToAcquireSpinLockAtDpcLevel(&lock), FALSE);
		CLAIM_EQ(w, READ_ONCE(lock), before);
		KeReleaseInStackQueuedSpinLock(&handle);
	}
}

static void a_try_that_fails_leaves_the_word_unchanged(struct kunit *test)
{
	run_here(test, try_held, NULL);
}

static void try_free(struct witness *w)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();
	KSPIN_LOCK lock = 0;

	for (w->row = 0; w->row < 1000; w->row++) {
		CLAIM_EQ(w, KeTryToAcquireSpinLockAtDpcLevel(&lock), TRUE);
		CLAIM_EQ(w, KeTryToAcquireSpinLockAtDpcLevel(&lock), FALSE);
		KeReleaseSpinLockFromDpcLevel(&lock);
	}
	KeLowerIrql(old);
}

static void a_try_takes_a_free_lock_once(struct kunit *test)
{
	run_here(test, try_free, NULL);
}

static struct kunit_case handle_cases[] = {
	KUNIT_CASE_PARAM(the_padding_is_nobodys_and_at_dpc_level_old_irql_the_callers,
			 ways_gen_params),
	KUNIT_CASE_PARAM(a_handle_names_its_lock_and_is_reusable_at_once, ways_gen_params),
	KUNIT_CASE(a_try_that_fails_leaves_the_word_unchanged),
	KUNIT_CASE(a_try_takes_a_free_lock_once),
	{}
};

struct kunit_suite ntspin_handle_suite = {
	.name = "ntspin_handle",
	.exit = expect_cpus_at_rest,
	.test_cases = handle_cases,
};
