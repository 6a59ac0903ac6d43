// SPDX-License-Identifier: GPL-2.0
/*
 * lookalikes.c - what only looks like misuse, and of which the verifier must not say a word.
 */
#include <linux/irqflags.h>
#include <linux/slab.h>

#include "misuses.h"

static void nest(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE outer, inner;
	KSPIN_LOCK a = 0, b = 0;

	KeAcquireInStackQueuedSpinLock(&a, &outer);
	KeAcquireInStackQueuedSpinLock(&b, &inner);
	KeReleaseInStackQueuedSpinLock(&inner);
	KeReleaseInStackQueuedSpinLock(&outer);
}

/* Lock coupling: nothing is lowered, so the order of releases is the driver's business. */
static void hand_over_hand(struct observer *obs)
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
static void swap_levels(struct observer *obs)
{
	KSPIN_LOCK a = 0, b = 0;
	KIRQL outer, inner;

	KeAcquireSpinLock(&a, &outer);
	KeAcquireSpinLock(&b, &inner);
	KeReleaseSpinLock(&a, inner);
	KeReleaseSpinLock(&b, outer);
}

static void release_from_dpc_then_lower(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
	KeLowerIrql(handle.OldIrql);
}

static void keep_own_level(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	handle.OldIrql = KeRaiseIrqlToDpcLevel();
	KeAcquireInStackQueuedSpinLockAtDpcLevel(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
}

/* The release has lowered by the driver's own level; what comes then is nothing of it. */
static void raise_after_own_level(struct observer *obs)
{
	KIRQL old;

	keep_own_level(obs);
	KeRaiseIrql(PASSIVE_LEVEL, &old);
	KeLowerIrql(old);
}

static void try_and_lower(struct observer *obs)
{
	KSPIN_LOCK lock = 0;
	KIRQL old;

	old = KeRaiseIrqlToDpcLevel();
	CLAIM(obs, KeTryToAcquireSpinLockAtDpcLevel(&lock));
	/* Its own: no deadlock, since a try does not wait. */
	CLAIM(obs, !KeTryToAcquireSpinLockAtDpcLevel(&lock));
	KeReleaseSpinLock(&lock, old);
	CLAIM(obs, KeTestSpinLock(&lock));
}

static void lower_twice(struct observer *obs)
{
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KeLowerIrql(old);
	KeLowerIrql(old);
}

static void raise_in_steps(struct observer *obs)
{
	KIRQL passive, apc, dispatch;

	KeRaiseIrql(APC_LEVEL, &passive);
	KeRaiseIrql(DISPATCH_LEVEL, &apc);
	KeRaiseIrql(LOWEST_DIRQL + 2, &dispatch);
	KeLowerIrql(dispatch);
	KeLowerIrql(apc);
	KeLowerIrql(passive);
}

static void reuse_handle(struct observer *obs)
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

static void clear_handle_after(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	handle.LockQueue.Lock = NULL;
	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
}

static void initialize_for_other_family(struct observer *obs)
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
static void both_orders_under_gate(struct observer *obs)
{
	KSPIN_LOCK gate = 0, a = 0, b = 0;

	under_gate(&gate, &a, &b);
	under_gate(&gate, &b, &a);
}

/* A try backs off: it closes no circle. */
static void other_order_by_try(struct observer *obs)
{
	KSPIN_LOCK a = 0, b = 0;
	KIRQL old;

	KeAcquireSpinLock(&a, &old);
	KeAcquireSpinLockAtDpcLevel(&b);
	KeReleaseSpinLockFromDpcLevel(&b);
	KeReleaseSpinLock(&a, old);
	KeAcquireSpinLock(&b, &old);
	CLAIM(obs, KeTryToAcquireSpinLockAtDpcLevel(&a));
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

static void lock_within_dpc(struct observer *obs)
{
	KSPIN_LOCK lock = 0;
	KDPC dpc;

	KeInitializeDpc(&dpc, lock_in_dpc, &lock);
	KeInsertQueueDpc(&dpc, NULL, NULL);
	CLAIM(obs, KeTestSpinLock(&lock));
}

/* As a driver's interrupt does on Linux: AtDpcLevel is for levels above DISPATCH_LEVEL, too. */
static void at_dpc_with_interrupts_off(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;
	unsigned long flags;

	local_irq_save(flags);
	KeAcquireInStackQueuedSpinLockAtDpcLevel(&lock, &handle);
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
	local_irq_restore(flags);
}

static void nest_deeply(struct observer *obs)
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

static void share_both(EX_SPIN_LOCK *first, EX_SPIN_LOCK *second)
{
	KIRQL old;

	old = ExAcquireSpinLockShared(first);
	ExAcquireSpinLockSharedAtDpcLevel(second);
	ExReleaseSpinLockSharedFromDpcLevel(second);
	ExReleaseSpinLockShared(first, old);
}

/* Nobody ever writes: readers do not wait for each other. */
static void share_in_both_orders(struct observer *obs)
{
	static EX_SPIN_LOCK a, b;

	share_both(&a, &b);
	share_both(&b, &a);
}

static void convert(struct observer *obs)
{
	EX_SPIN_LOCK lock = 0;
	KIRQL old;

	old = ExAcquireSpinLockShared(&lock);
	CLAIM(obs, ExTryConvertSharedSpinLockExclusive(&lock));
	ExReleaseSpinLockExclusive(&lock, old);
	CLAIM_EQ(obs, lock, 0);
}

static void try_both_ways(struct observer *obs)
{
	EX_SPIN_LOCK lock = 0;
	KIRQL old;

	old = KeRaiseIrqlToDpcLevel();
	CLAIM(obs, ExTryAcquireSpinLockExclusiveAtDpcLevel(&lock));
	CLAIM(obs, !ExTryAcquireSpinLockSharedAtDpcLevel(&lock));
	ExReleaseSpinLockExclusiveFromDpcLevel(&lock);
	KeLowerIrql(old);
}

/* Memory that was a lock of one type, and is one of the other. */
static void change_type(struct observer *obs)
{
	static union {
		KSPIN_LOCK lock;
		EX_SPIN_LOCK rw;
	} memory;
	KLOCK_QUEUE_HANDLE handle;
	KIRQL old;
	int i;

	for (i = 0; i < 2; i++) {
		old = ExAcquireSpinLockExclusive(&memory.rw);
		ExReleaseSpinLockExclusive(&memory.rw, old);
		KeAcquireInStackQueuedSpinLock(&memory.lock, &handle);
		KeReleaseInStackQueuedSpinLock(&handle);
		memory.lock = 0;
	}
}

/* Two locks that die, and two that are born where they lay, in the other order. */
static void recycle(struct observer *obs)
{
	EX_SPIN_LOCK *locks;
	KIRQL old;
	int i;

	for (i = 0; i < 2; i++) {
		locks = kzalloc(2 * sizeof(*locks), GFP_KERNEL);
		if (!locks)
			return;
		old = ExAcquireSpinLockExclusive(&locks[i]);
		ExAcquireSpinLockExclusiveAtDpcLevel(&locks[!i]);
		ExReleaseSpinLockExclusiveFromDpcLevel(&locks[!i]);
		ExReleaseSpinLockExclusive(&locks[i], old);
		kfree((void *)locks);
	}
}

/* The word of a lock is 0 again behind each 256th acquisition: it stays the lock that it was. */
static void wrap_under_order(struct observer *obs)
{
	KSPIN_LOCK a, b;
	KIRQL old;
	int i;

	KeInitializeSpinLock(&a);
	KeInitializeSpinLock(&b);
	for (i = 0; i < 600; i++) {
		KeAcquireSpinLock(&a, &old);
		KeAcquireSpinLockAtDpcLevel(&b);
		KeReleaseSpinLockFromDpcLevel(&b);
		KeReleaseSpinLock(&a, old);
	}
}

/* One that is initialised again is another lock: in whichever order the one was that lay there. */
static void in_other_order_anew(struct observer *obs)
{
	KSPIN_LOCK a, b;

	KeInitializeSpinLock(&a);
	KeInitializeSpinLock(&b);
	nest_locks(&a, &b);
	KeInitializeSpinLock(&a);
	nest_locks(&b, &a);
	KeInitializeSpinLock(&a);
	nest_locks(&a, &b);
}

/* The locks of a driver's objects are asked for under its own, and that under none of them. */
static void many_under_one(struct observer *obs)
{
	KSPIN_LOCK driver;

	KeInitializeSpinLock(&driver);
	CLAIM(obs, objects_come_and_go(&driver, 10000, 1));
	CLAIM(obs, objects_come_and_go(&driver, 10000, 1000));
}

/* A move from one object to another holds their list's lock. */
static void many_in_both_orders_under_gate(struct observer *obs)
{
	static KSPIN_LOCK objects[100];
	KSPIN_LOCK list;
	int i;

	KeInitializeSpinLock(&list);
	for (i = 0; i < ARRAY_SIZE(objects); i++)
		KeInitializeSpinLock(&objects[i]);
	for (i = 0; i < 3000; i++)
		under_gate(&list, &objects[i * 7 % 100], &objects[(i * 11 % 100) ^ 1]);
}

const struct lookalike lookalikes[LOOKALIKE_COUNT] = {
	{ "nested", nest },
	{ "hand over hand", hand_over_hand },
	{ "levels swapped", swap_levels },
	{ "released from DPC level, then lowered", release_from_dpc_then_lower },
	{ "an own level in OldIrql", keep_own_level },
	{ "an own level, then a raise to none", raise_after_own_level },
	{ "a try of an own lock", try_and_lower },
	{ "lowered twice", lower_twice },
	{ "raised in steps", raise_in_steps },
	{ "a handle of rubbish, used again", reuse_handle },
	{ "a handle cleared after release", clear_handle_after },
	{ "initialised for the other family", initialize_for_other_family },
	{ "both orders under a gate", both_orders_under_gate },
	{ "in the other order, initialised anew", in_other_order_anew },
	{ "10000 under one", many_under_one },
	{ "100 in both orders under a gate", many_in_both_orders_under_gate },
	{ "the other order by a try", other_order_by_try },
	{ "in a DPC", lock_within_dpc },
	{ "AtDpcLevel with interrupts off", at_dpc_with_interrupts_off },
	{ "200 nested", nest_deeply },
	{ "readers in both orders", share_in_both_orders },
	{ "from reader to writer", convert },
	{ "readers and writers that try", try_both_ways },
	{ "600 times, in one order", wrap_under_order },
	{ "memory of the other type", change_type },
	{ "memory used again", recycle },
	{ "a cancelled timer freed", free_cancelled_timer },
	{ "a timer freed that came due", free_due_timer },
	{ "a DPC freed that has run", free_dpc_that_ran },
	{ "a DPC freed that was removed", free_removed_dpc },
	{ "freed beside set timers", free_beside_timers },
};
