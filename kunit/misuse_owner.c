// SPDX-License-Identifier: GPL-2.0
/*
 * misuse_owner.c - misuse of a lock by who holds it, or does not; in an order that can
 * deadlock; by the other family.
 */
#include <linux/smp.h>

#include "misuses.h"

/* The inner pair does nothing; the outer one holds the lock until its own release. */
void deadlock(struct witness *w)
{
	KLOCK_QUEUE_HANDLE outer, inner;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &outer);
	KeAcquireInStackQueuedSpinLock(&lock, &inner);
	KeReleaseInStackQueuedSpinLock(&inner);
	CLAIM(w, !KeTestSpinLock(&lock));
	CLAIM_EQ(w, KeGetCurrentIrql(), DISPATCH_LEVEL);
	KeReleaseInStackQueuedSpinLock(&outer);
	CLAIM(w, KeTestSpinLock(&lock));
}

/* What the first acquire has saved in the handle stays there. */
void deadlock_with_one_handle(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	CLAIM_EQ(w, handle.OldIrql, PASSIVE_LEVEL);
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM(w, !KeTestSpinLock(&lock));
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM(w, KeTestSpinLock(&lock));
	CLAIM_EQ(w, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

void deadlock_ordinary(struct witness *w)
{
	KSPIN_LOCK lock = 0;
	KIRQL outer, inner;

	KeAcquireSpinLock(&lock, &outer);
	KeAcquireSpinLock(&lock, &inner);
	KeReleaseSpinLock(&lock, inner);
	CLAIM(w, !KeTestSpinLock(&lock));
	KeReleaseSpinLock(&lock, outer);
	CLAIM(w, KeTestSpinLock(&lock));
}

void deadlock_in_list(struct witness *w)
{
	LIST_ENTRY head, entry;
	KSPIN_LOCK lock = 0;
	KIRQL old;

	InitializeListHead(&head);
	KeAcquireSpinLock(&lock, &old);
	ExInterlockedInsertTailList(&head, &entry, &lock);
	CLAIM(w, !KeTestSpinLock(&lock));
	CLAIM_EQ(w, head.Flink == &entry, true);
	KeReleaseSpinLock(&lock, old);
	CLAIM(w, KeTestSpinLock(&lock));
}

void release_twice(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	KeLowerIrql(old);
	CLAIM(w, KeTestSpinLock(&lock));
}

void release_unheld(struct witness *w)
{
	KSPIN_LOCK lock = 0;
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KeReleaseSpinLock(&lock, DISPATCH_LEVEL);
	KeLowerIrql(old);
	CLAIM(w, KeTestSpinLock(&lock));
}

static void release_from_afar(void *handle)
{
	CALLED(KeReleaseInStackQueuedSpinLockFromDpcLevel(handle));
}

static void release_ordinary_from_afar(void *lock)
{
	CALLED(KeReleaseSpinLockFromDpcLevel(lock));
}

void release_by_other(struct witness *w)
{
	unsigned int other = cpumask_any_but(cpu_online_mask, get_cpu());
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	smp_call_function_single(other, release_from_afar, &handle, true);
	CLAIM(w, !KeTestSpinLock(&lock));
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM(w, KeTestSpinLock(&lock));
	put_cpu();
}

void release_ordinary_by_other(struct witness *w)
{
	unsigned int other = cpumask_any_but(cpu_online_mask, get_cpu());
	KSPIN_LOCK lock = 0;
	KIRQL old;

	KeAcquireSpinLock(&lock, &old);
	smp_call_function_single(other, release_ordinary_from_afar, &lock, true);
	CLAIM(w, !KeTestSpinLock(&lock));
	KeReleaseSpinLock(&lock, old);
	CLAIM(w, KeTestSpinLock(&lock));
	put_cpu();
}

void release_out_of_order(struct witness *w)
{
	KLOCK_QUEUE_HANDLE outer, inner;
	KSPIN_LOCK a = 0, b = 0;

	KeAcquireInStackQueuedSpinLock(&a, &outer);
	KeAcquireInStackQueuedSpinLock(&b, &inner);
	KeReleaseInStackQueuedSpinLock(&outer);
	KeReleaseInStackQueuedSpinLock(&inner);
	CLAIM(w, KeTestSpinLock(&a) && KeTestSpinLock(&b));
}

void queue_on_ordinary(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;
	KIRQL old;

	KeAcquireSpinLock(&lock, &old);
	KeReleaseSpinLock(&lock, old);
	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM(w, KeTestSpinLock(&lock));
}

void list_on_queued(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle;
	ULONG sum = 1;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	ExInterlockedAddUlong(&sum, 1, &lock);
	CLAIM_EQ(w, sum, 2);
}

void release_queued_as_ordinary(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseSpinLock(&lock, handle.OldIrql);
	CLAIM(w, KeTestSpinLock(&lock));
	CLAIM_EQ(w, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

void release_ordinary_as_queued(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle = {};
	KSPIN_LOCK lock = 0;

	KeAcquireSpinLock(&lock, &handle.OldIrql);
	handle.LockQueue.Lock = &lock;
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM(w, KeTestSpinLock(&lock));
	CLAIM_EQ(w, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

/* Behind 256 acquisitions both words are 0 again: not new locks for that. */
void use_both_orders(struct witness *w)
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
	CLAIM(w, !a && !b);
	KeAcquireInStackQueuedSpinLock(&b, &outer);
	KeAcquireInStackQueuedSpinLock(&a, &inner);
	KeReleaseInStackQueuedSpinLock(&inner);
	KeReleaseInStackQueuedSpinLock(&outer);
	CLAIM(w, KeTestSpinLock(&a) && KeTestSpinLock(&b));
}

static void in_order(KSPIN_LOCK *first, KSPIN_LOCK *second)
{
	KIRQL old, level;

	KeAcquireSpinLock(first, &old);
	KeAcquireSpinLock(second, &level);
	KeReleaseSpinLock(second, level);
	KeReleaseSpinLock(first, old);
}

void use_three_in_a_circle(struct witness *w)
{
	KSPIN_LOCK a = 0, b = 0, c = 0;

	in_order(&a, &b);
	in_order(&b, &c);
	in_order(&c, &a);
}
