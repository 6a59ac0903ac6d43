// SPDX-License-Identifier: GPL-2.0
/*
 * handle_test.c - whose the handle's bytes are, and what a try leaves of a held lock.
 */
#include <linux/stddef.h>
#include <linux/string.h>

#include "context.h"
#include "suites.h"
#include "lock_ops.h"

KUNIT_ARRAY_PARAM_DESC(lock_ops, lock_ops, name);

CASE_RUN_HERE(the_padding_is_nobodys_and_at_dpc_level_old_irql_the_callers)
{
	const struct lock_ops *ops = obs->arg;
	KIRQL outer = KeRaiseIrqlToDpcLevel();
	KLOCK_QUEUE_HANDLE handle;
	UCHAR *padding = (UCHAR *)&handle + offsetofend(KLOCK_QUEUE_HANDLE, OldIrql);
	size_t size = sizeof(handle) - offsetofend(KLOCK_QUEUE_HANDLE, OldIrql);
	KSPIN_LOCK lock = 0;

	for (obs->row = 0; obs->row <= 255; obs->row++) {
		memset(&handle, obs->row, sizeof(handle));
		ops->acquire(&lock, &handle);
		CLAIM(obs, !memchr_inv(padding, obs->row, size));
		if (!ops->raises)
			CLAIM_EQ(obs, handle.OldIrql, obs->row);
		ops->release(&lock, &handle);
		CLAIM(obs, !memchr_inv(padding, obs->row, size));
		if (!ops->raises)
			CLAIM_EQ(obs, handle.OldIrql, obs->row);
	}
	KeLowerIrql(outer);
}

static void check_handle(struct observer *obs)
{
	const struct lock_ops *ops = obs->arg;
	KIRQL outer = KeRaiseIrqlToDpcLevel();
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	for (obs->row = 0; obs->row < 1000; obs->row++) {
		ops->acquire(&lock, &handle);
		CLAIM(obs, handle.LockQueue.Lock);
		ops->release(&lock, &handle);
		if (obs->row % 3 == 1)
			handle.LockQueue.Lock = NULL;
		if (obs->row % 3 == 2)
			memset(&handle, 0xCC, sizeof(handle));
	}
	KeLowerIrql(outer);
}

static void a_handle_names_its_lock_and_is_reusable_at_once(struct kunit *test)
{
	const struct lock_ops *ops = test->param_value;

	if (!ops->queued)
		kunit_skip(test, "no handle");
	run_here(test, check_handle, ops);
}

CASE_RUN_HERE(a_try_that_fails_leaves_the_word_unchanged)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0, before;

	/* Stops at what is wrong: the next round might wait in vain. */
	for (obs->row = 0; obs->row < 20 && !obs->wrong; obs->row++) {
		KeAcquireInStackQueuedSpinLock(&lock, &handle);
		before = READ_ONCE(lock);
		CLAIM_EQ(obs, KeTryToAcquireSpinLockAtDpcLevel(&lock), FALSE);
		CLAIM_EQ(obs, READ_ONCE(lock), before);
		KeReleaseInStackQueuedSpinLock(&handle);
	}
}

CASE_RUN_HERE(a_try_takes_a_free_lock_once)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();
	KSPIN_LOCK lock = 0;

	for (obs->row = 0; obs->row < 1000; obs->row++) {
		CLAIM_EQ(obs, KeTryToAcquireSpinLockAtDpcLevel(&lock), TRUE);
		CLAIM_EQ(obs, KeTryToAcquireSpinLockAtDpcLevel(&lock), FALSE);
		KeReleaseSpinLockFromDpcLevel(&lock);
	}
	KeLowerIrql(old);
}

SUITE(ntspin_handle, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(the_padding_is_nobodys_and_at_dpc_level_old_irql_the_callers,
			 lock_ops_gen_params),
	KUNIT_CASE_PARAM(a_handle_names_its_lock_and_is_reusable_at_once, lock_ops_gen_params),
	KUNIT_CASE(a_try_that_fails_leaves_the_word_unchanged),
	KUNIT_CASE(a_try_takes_a_free_lock_once),
	{}
};
