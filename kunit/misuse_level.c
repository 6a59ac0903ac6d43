// SPDX-License-Identifier: GPL-2.0
/*
 * misuse_level.c - misuse at a level that the routine is not for; of a level that nobody saved.
 */
#include "misuses.h"

void acquire_low(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLockAtDpcLevel(&lock, &handle);
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
	CLAIM(obs, KeTestSpinLock(&lock));
}

void release_low(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeLowerIrql(handle.OldIrql);
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
	CLAIM(obs, KeTestSpinLock(&lock));
}

void acquire_ordinary_low(struct observer *obs)
{
	KSPIN_LOCK lock = 0;

	KeAcquireSpinLockAtDpcLevel(&lock);
	KeReleaseSpinLockFromDpcLevel(&lock);
	CLAIM(obs, KeTestSpinLock(&lock));
}

void acquire_high(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;
	KIRQL old;

	KeRaiseIrql(LOWEST_DIRQL + 2, &old);
	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	KeLowerIrql(old);
	CLAIM(obs, KeTestSpinLock(&lock));
}

void release_elsewhere(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeLowerIrql(handle.OldIrql);
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM(obs, KeTestSpinLock(&lock));
}

void release_ordinary_elsewhere(struct observer *obs)
{
	KSPIN_LOCK lock = 0;
	KIRQL old;

	KeAcquireSpinLock(&lock, &old);
	KeLowerIrql(old);
	KeReleaseSpinLock(&lock, old);
	CLAIM(obs, KeTestSpinLock(&lock));
}

/* The value is of an earlier use, or of nobody's: what a release does with it comes too early. */
void restore_stale(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle = {};
	KSPIN_LOCK lock = 0;
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KeAcquireInStackQueuedSpinLockAtDpcLevel(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	KeLowerIrql(old);
	CLAIM(obs, KeTestSpinLock(&lock));
}

static VOID restore_in_dpc(PKDPC dpc, PVOID context, PVOID unused1, PVOID unused2)
{
	KLOCK_QUEUE_HANDLE handle = {};
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLockAtDpcLevel(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
}

void restore_stale_in_dpc(struct observer *obs)
{
	KDPC dpc;

	KeInitializeDpc(&dpc, restore_in_dpc, NULL);
	KeInsertQueueDpc(&dpc, NULL, NULL);
	CLAIM_EQ(obs, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

void lower_unsaved(struct observer *obs)
{
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KeLowerIrql(APC_LEVEL);
	KeLowerIrql(old);
}
