// SPDX-License-Identifier: GPL-2.0
/*
 * misuse_owner.c - misuse of a lock by its holder, or by another task; in an order that can
 * deadlock; by the other family.
 */
#include <linux/smp.h>

#include "misuses.h"

/* The inner pair does nothing; the outer one holds the lock until its own release. */
void deadlock(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE outer, inner;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &outer);
	KeAcquireInStackQueuedSpinLock(&lock, &inner);
	KeReleaseInStackQueuedSpinLock(&inner);
	CLAIM(obs, !KeTestSpinLock(&lock));
	CLAIM_EQ(obs, KeGetCurrentIrql(), DISPATCH_LEVEL);
	KeReleaseInStackQueuedSpinLock(&outer);
	CLAIM(obs, KeTestSpinLock(&lock));
}

/* What the first acquire has saved in the handle stays there. */
void deadlock_with_one_handle(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	CLAIM_EQ(obs, handle.OldIrql, PASSIVE_LEVEL);
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM(obs, !KeTestSpinLock(&lock));
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM(obs, KeTestSpinLock(&lock));
	CLAIM_EQ(obs, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

void deadlock_ordinary(struct observer *obs)
{
	KSPIN_LOCK lock = 0;
	KIRQL outer, inner;

	KeAcquireSpinLock(&lock, &outer);
	KeAcquireSpinLock(&lock, &inner);
	KeReleaseSpinLock(&lock, inner);
	CLAIM(obs, !KeTestSpinLock(&lock));
	KeReleaseSpinLock(&lock, outer);
	CLAIM(obs, KeTestSpinLock(&lock));
}

void deadlock_in_list(struct observer *obs)
{
	LIST_ENTRY head, entry;
	KSPIN_LOCK lock = 0;
	KIRQL old;

	InitializeListHead(&head);
	KeAcquireSpinLock(&lock, &old);
	ExInterlockedInsertTailList(&head, &entry, &lock);
	CLAIM(obs, !KeTestSpinLock(&lock));
	CLAIM_EQ(obs, head.Flink == &entry, true);
	KeReleaseSpinLock(&lock, old);
	CLAIM(obs, KeTestSpinLock(&lock));
}

void release_twice(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	KeLowerIrql(old);
	CLAIM(obs, KeTestSpinLock(&lock));
}

void release_unheld(struct observer *obs)
{
	KSPIN_LOCK lock = 0;

	AT_LEVEL(DISPATCH_LEVEL)
		KeReleaseSpinLock(&lock, DISPATCH_LEVEL);
	CLAIM(obs, KeTestSpinLock(&lock));
}

static void release_from_afar(void *handle)
{
	CALLED(KeReleaseInStackQueuedSpinLockFromDpcLevel(handle));
}

static void release_ordinary_from_afar(void *lock)
{
	CALLED(KeReleaseSpinLockFromDpcLevel(lock));
}

void release_by_other(struct observer *obs)
{
	unsigned int other = cpumask_any_but(cpu_online_mask, get_cpu());
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	smp_call_function_single(other, release_from_afar, &handle, true);
	CLAIM(obs, !KeTestSpinLock(&lock));
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM(obs, KeTestSpinLock(&lock));
	put_cpu();
}

void release_ordinary_by_other(struct observer *obs)
{
	unsigned int other = cpumask_any_but(cpu_online_mask, get_cpu());
	KSPIN_LOCK lock = 0;
	KIRQL old;

	KeAcquireSpinLock(&lock, &old);
	smp_call_function_single(other, release_ordinary_from_afar, &lock, true);
	CLAIM(obs, !KeTestSpinLock(&lock));
	KeReleaseSpinLock(&lock, old);
	CLAIM(obs, KeTestSpinLock(&lock));
	put_cpu();
}

void release_out_of_order(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE outer, inner;
	KSPIN_LOCK a = 0, b = 0;

	KeAcquireInStackQueuedSpinLock(&a, &outer);
	KeAcquireInStackQueuedSpinLock(&b, &inner);
	KeReleaseInStackQueuedSpinLock(&outer);
	KeReleaseInStackQueuedSpinLock(&inner);
	CLAIM(obs, KeTestSpinLock(&a) && KeTestSpinLock(&b));
}

void queue_on_ordinary(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;
	KIRQL old;

	KeAcquireSpinLock(&lock, &old);
	KeReleaseSpinLock(&lock, old);
	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM(obs, KeTestSpinLock(&lock));
}

void list_on_queued(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle;
	ULONG sum = 1;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	ExInterlockedAddUlong(&sum, 1, &lock);
	CLAIM_EQ(obs, sum, 2);
}

void release_queued_as_ordinary(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseSpinLock(&lock, handle.OldIrql);
	CLAIM(obs, KeTestSpinLock(&lock));
	CLAIM_EQ(obs, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

void release_ordinary_as_queued(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle = {};
	KSPIN_LOCK lock = 0;

	KeAcquireSpinLock(&lock, &handle.OldIrql);
	handle.LockQueue.Lock = &lock;
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM(obs, KeTestSpinLock(&lock));
	CLAIM_EQ(obs, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

/* Behind 256 acquisitions both words are 0 again: not new locks for that. */
void use_both_orders(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE outer, inner;
	KSPIN_LOCK a = 0, b = 0;
	int i;

	for (i = 0; i < 256; i++) {
		KeAcquireInStackQueuedSpinLock(&a, &outer);
		KeAcquireInStackQueuedSpinLock(&b, &inner);
		KeReleaseInStackQueuedSpinLock(&inner);
		KeReleaseInStackQueuedSpinLock(&outer);
	}
	CLAIM(obs, !a && !b);
	KeAcquireInStackQueuedSpinLock(&b, &outer);
	KeAcquireInStackQueuedSpinLock(&a, &inner);
	KeReleaseInStackQueuedSpinLock(&inner);
	KeReleaseInStackQueuedSpinLock(&outer);
	CLAIM(obs, KeTestSpinLock(&a) && KeTestSpinLock(&b));
}

static void in_order(KSPIN_LOCK *first, KSPIN_LOCK *second)
{
	KIRQL old, level;

	KeAcquireSpinLock(first, &old);
	KeAcquireSpinLock(second, &level);
	KeReleaseSpinLock(second, level);
	KeReleaseSpinLock(first, old);
}

void use_three_in_a_circle(struct observer *obs)
{
	KSPIN_LOCK a = 0, b = 0, c = 0;

	in_order(&a, &b);
	in_order(&b, &c);
	in_order(&c, &a);
}
