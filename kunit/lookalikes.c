// SPDX-License-Identifier: GPL-2.0
/*
 * lookalikes.c - what only looks like misuse, and of which the verifier must not say a word.
 */
#include <linux/irqflags.h>

#include "misuses.h"

static void nest(struct witness *w)
{
	KLOCK_QUEUE_HANDLE outer, inner;
	KSPIN_LOCK a = 0, b = 0;

	KeAcquireInStackQueuedSpinLock(&a, &outer);
	KeAcquireInStackQueuedSpinLock(&b, &inner);
	KeReleaseInStackQueuedSpinLock(&inner);
	KeReleaseInStackQueuedSpinLock(&outer);
}

/* Lock coupling: nothing is lowered, so the order of releases is the driver's business. */
static void hand_over_hand(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handles[2];
	KSPIN_LOCK locks[4] = {};
	KIRQL old;
	int i;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KeAcquireInStackQueuedSpinLockAtDpcLevel(&locks[0], &handles[0]);
	for (i = 1; i < ARRAY_SIZE(locks); i++) {
		KeAcquireInStackQueuedSpinLockAtDpcLevel(&locks[i], &handles[i % 2]);
		KeReleaseInStackQueuedSpinLockFromDpcLevel(&handles[(i + 1) % 2]);
	}
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&handles[(i + 1) % 2]);
	KeLowerIrql(old);
}

/* The first release restores what the second acquire saved, and the other way round. */
static void swap_levels(struct witness *w)
{
	KSPIN_LOCK a = 0, b = 0;
	KIRQL outer, inner;

	KeAcquireSpinLock(&a, &outer);
	KeAcquireSpinLock(&b, &inner);
	KeReleaseSpinLock(&a, inner);
	KeReleaseSpinLock(&b, outer);
}

static void release_from_dpc_then_lower(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
	KeLowerIrql(handle.OldIrql);
}

static void keep_own_level(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	handle.OldIrql = KeRaiseIrqlToDpcLevel();
	KeAcquireInStackQueuedSpinLockAtDpcLevel(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
}

static void try_and_lower(struct witness *w)
{
	KSPIN_LOCK lock = 0;
	KIRQL old;

	old = KeRaiseIrqlToDpcLevel();
	CLAIM(w, KeTryToAcquireSpinLockAtDpcLevel(&lock));
	/* Its own: no deadlock, since a try does not wait. */
	CLAIM(w, !KeTryToAcquireSpinLockAtDpcLevel(&lock));
	KeReleaseSpinLock(&lock, old);
	CLAIM(w, KeTestSpinLock(&lock));
}

static void lower_twice(struct witness *w)
{
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KeLowerIrql(old);
	KeLowerIrql(old);
}

static void raise_in_steps(struct witness *w)
{
	KIRQL passive, apc, dispatch;

	KeRaiseIrql(APC_LEVEL, &passive);
	KeRaiseIrql(DISPATCH_LEVEL, &apc);
	KeRaiseIrql(LOWEST_DIRQL + 2, &dispatch);
	KeLowerIrql(dispatch);
	KeLowerIrql(apc);
	KeLowerIrql(passive);
}

static void reuse_handle(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK a = 0, b = 0;
	int i;

	memset(&handle, 0xcc, sizeof(handle));
	for (i = 0; i < 600; i++) {
		KeAcquireInStackQueuedSpinLock(i % 2 ? &a : &b, &handle);
		KeReleaseInStackQueuedSpinLock(&handle);
	}
}

static void clear_handle_after(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	handle.LockQueue.Lock = NULL;
	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
}

static void initialize_for_other_family(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;
	KIRQL old;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	KeInitializeSpinLock(&lock);
	KeAcquireSpinLock(&lock, &old);
	KeReleaseSpinLock(&lock, old);
	/* Storage that is zeroed is a new lock, too. */
	WRITE_ONCE(lock, 0);
	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
}

static void under_gate(KSPIN_LOCK *gate, KSPIN_LOCK *first, KSPIN_LOCK *second)
{
	KIRQL old;

	KeAcquireSpinLock(gate, &old);
	KeAcquireSpinLockAtDpcLevel(first);
	KeAcquireSpinLockAtDpcLevel(second);
	KeReleaseSpinLockFromDpcLevel(second);
	KeReleaseSpinLockFromDpcLevel(first);
	KeReleaseSpinLock(gate, old);
}

/* Both orders, but never at the same time. */
static void both_orders_under_gate(struct witness *w)
{
	KSPIN_LOCK gate = 0, a = 0, b = 0;

	under_gate(&gate, &a, &b);
	under_gate(&gate, &b, &a);
}

/* A try backs off: it closes no circle. */
static void other_order_by_try(struct witness *w)
{
	KSPIN_LOCK a = 0, b = 0;
	KIRQL old;

	KeAcquireSpinLock(&a, &old);
	KeAcquireSpinLockAtDpcLevel(&b);
	KeReleaseSpinLockFromDpcLevel(&b);
	KeReleaseSpinLock(&a, old);
	KeAcquireSpinLock(&b, &old);
	CLAIM(w, KeTryToAcquireSpinLockAtDpcLevel(&a));
	KeReleaseSpinLockFromDpcLevel(&a);
	KeReleaseSpinLock(&b, old);
}

static VOID lock_in_dpc(PKDPC dpc, PVOID context, PVOID unused1, PVOID unused2)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK *lock = context;
	KIRQL old;

	KeAcquireInStackQueuedSpinLockAtDpcLevel(lock, &handle);
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
	KeAcquireInStackQueuedSpinLockForDpc(lock, &handle);
	KeReleaseInStackQueuedSpinLockForDpc(&handle);
	KeRaiseIrql(LOWEST_DIRQL, &old);
	KeLowerIrql(old);
}

static void lock_within_dpc(struct witness *w)
{
	KSPIN_LOCK lock = 0;
	KDPC dpc;

	KeInitializeDpc(&dpc, lock_in_dpc, &lock);
	KeInsertQueueDpc(&dpc, NULL, NULL);
	CLAIM(w, KeTestSpinLock(&lock));
}

/* As a driver's interrupt does on Linux: AtDpcLevel is for levels above DISPATCH_LEVEL, too. */
static void at_dpc_with_interrupts_off(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;
	unsigned long flags;

	local_irq_save(flags);
	KeAcquireInStackQueuedSpinLockAtDpcLevel(&lock, &handle);
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
	local_irq_restore(flags);
}

static void nest_deeply(struct witness *w)
{
	static KLOCK_QUEUE_HANDLE handles[200];
	static KSPIN_LOCK locks[200];
	int i;

	memset(locks, 0, sizeof(locks));
	for (i = 0; i < ARRAY_SIZE(locks); i++)
		KeAcquireInStackQueuedSpinLock(&locks[i], &handles[i]);
	while (i-- > 0)
		KeReleaseInStackQueuedSpinLock(&handles[i]);
}

const struct lookalike lookalikes[LOOKALIKE_COUNT] = {
	{ "nested", nest },
	{ "hand over hand", hand_over_hand },
	{ "levels swapped", swap_levels },
	{ "released from DPC level, then lowered", release_from_dpc_then_lower },
	{ "an own level in OldIrql", keep_own_level },
	{ "a try of an own lock", try_and_lower },
	{ "lowered twice", lower_twice },
	{ "raised in steps", raise_in_steps },
	{ "a handle of rubbish, used again", reuse_handle },
	{ "a handle cleared after release", clear_handle_after },
	{ "initialised for the other family", initialize_for_other_family },
	{ "both orders under a gate", both_orders_under_gate },
	{ "the other order by a try", other_order_by_try },
	{ "in a DPC", lock_within_dpc },
	{ "AtDpcLevel with interrupts off", at_dpc_with_interrupts_off },
	{ "200 nested", nest_deeply },
};
