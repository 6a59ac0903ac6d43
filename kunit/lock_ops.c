// SPDX-License-Identifier: GPL-2.0
/*
 * lock_ops.c - each pair of routines that may take and give back one lock, mixes included.
 */
#include "lock_ops.h"

static void release_queued(KSPIN_LOCK *lock, KLOCK_QUEUE_HANDLE *handle)
{
	KeReleaseInStackQueuedSpinLock(handle);
}

static void release_queued_from_dpc(KSPIN_LOCK *lock, KLOCK_QUEUE_HANDLE *handle)
{
	KeReleaseInStackQueuedSpinLockFromDpcLevel(handle);
}

static void release_queued_then_lower(KSPIN_LOCK *lock, KLOCK_QUEUE_HANDLE *handle)
{
	KeReleaseInStackQueuedSpinLockFromDpcLevel(handle);
	KeLowerIrql(handle->OldIrql);
}

static void raise_then_acquire_queued(KSPIN_LOCK *lock, KLOCK_QUEUE_HANDLE *handle)
{
	handle->OldIrql = KeRaiseIrqlToDpcLevel();
	KeAcquireInStackQueuedSpinLockAtDpcLevel(lock, handle);
}

static void acquire_ordinary(KSPIN_LOCK *lock, KLOCK_QUEUE_HANDLE *handle)
{
	KeAcquireSpinLock(lock, &handle->OldIrql);
}

static void release_ordinary(KSPIN_LOCK *lock, KLOCK_QUEUE_HANDLE *handle)
{
	KeReleaseSpinLock(lock, handle->OldIrql);
}

static void acquire_ordinary_at_dpc(KSPIN_LOCK *lock, KLOCK_QUEUE_HANDLE *handle)
{
	KeAcquireSpinLockAtDpcLevel(lock);
}

static void release_ordinary_from_dpc(KSPIN_LOCK *lock, KLOCK_QUEUE_HANDLE *handle)
{
	KeReleaseSpinLockFromDpcLevel(lock);
}

/* A try that fails leaves the lock free, which the claims behind it tell. */
static void try_at_dpc(KSPIN_LOCK *lock, KLOCK_QUEUE_HANDLE *handle)
{
	KeTryToAcquireSpinLockAtDpcLevel(lock);
}

static void raise_then_try(KSPIN_LOCK *lock, KLOCK_QUEUE_HANDLE *handle)
{
	handle->OldIrql = KeRaiseIrqlToDpcLevel();
	if (!KeTryToAcquireSpinLockAtDpcLevel(lock))
		KeLowerIrql(handle->OldIrql);
}

static void release_queued_for_dpc(KSPIN_LOCK *lock, KLOCK_QUEUE_HANDLE *handle)
{
	KeReleaseInStackQueuedSpinLockForDpc(handle);
}

static void acquire_ordinary_for_dpc(KSPIN_LOCK *lock, KLOCK_QUEUE_HANDLE *handle)
{
	handle->OldIrql = KeAcquireSpinLockForDpc(lock);
}

static void release_ordinary_for_dpc(KSPIN_LOCK *lock, KLOCK_QUEUE_HANDLE *handle)
{
	KeReleaseSpinLockForDpc(lock, handle->OldIrql);
}

const struct lock_ops lock_ops[LOCK_OPS_COUNT] = {
	{ "queued", true, true, KeAcquireInStackQueuedSpinLock, release_queued },
	{ "queued, released from DPC level and lowered", true, true,
	  KeAcquireInStackQueuedSpinLock, release_queued_then_lower },
	{ "raised, queued at DPC level, released plainly", true, true,
	  raise_then_acquire_queued, release_queued },
	{ "queued at DPC level", false, true,
	  KeAcquireInStackQueuedSpinLockAtDpcLevel, release_queued_from_dpc },
	{ "ordinary", true, false, acquire_ordinary, release_ordinary },
	{ "ordinary at DPC level", false, false,
	  acquire_ordinary_at_dpc, release_ordinary_from_dpc },
	{ "try", false, false, try_at_dpc, release_ordinary_from_dpc },
	{ "raised, try, released plainly", true, false, raise_then_try, release_ordinary },
	{ "queued, for a DPC", true, true, KeAcquireInStackQueuedSpinLockForDpc,
	  release_queued_for_dpc },
	{ "ordinary, for a DPC", true, false, acquire_ordinary_for_dpc, release_ordinary_for_dpc },
};
