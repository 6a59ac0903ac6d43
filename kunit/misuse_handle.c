// SPDX-License-Identifier: GPL-2.0
/*
 * misuse_handle.c - misuse of a handle, of a lock word, of a pointer.
 */
#include "misuses.h"

void release_unused(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle;
	KIRQL old;
	int byte;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	for (byte = 0xc0; byte <= 0xff; byte++) {
		memset(&handle, byte, sizeof(handle));
		KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
	}
	KeLowerIrql(old);
}

void use_garbage(struct observer *obs)
{
	static const KSPIN_LOCK words[] = {
		0xdeadbeefdeadbeef, 0x6b6b6b6b6b6b6b6b, 0xcccccccccccccccc, 1, 2, 0x100, ~0UL,
	};
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK locks[ARRAY_SIZE(words)];
	int i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		obs->row = i;
		locks[i] = words[i];
		KeAcquireInStackQueuedSpinLock(&locks[i], &handle);
		CLAIM(obs, !KeTestSpinLock(&locks[i]));
		KeReleaseInStackQueuedSpinLock(&handle);
		CLAIM(obs, KeTestSpinLock(&locks[i]));
	}
}

void initialize_held(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeInitializeSpinLock(&lock);
	CLAIM(obs, !KeTestSpinLock(&lock));
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM(obs, KeTestSpinLock(&lock));
}

void use_handle_twice(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK a = 0, b = 0;

	KeAcquireInStackQueuedSpinLock(&a, &handle);
	KeAcquireInStackQueuedSpinLock(&b, &handle);
	CLAIM(obs, KeTestSpinLock(&b));
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM(obs, !KeTestSpinLock(&a));
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM(obs, KeTestSpinLock(&a));
}

void move_handle(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle, moved;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	moved = handle;
	memset(&handle, 0, sizeof(handle));
	KeReleaseInStackQueuedSpinLock(&moved);
	CLAIM(obs, KeTestSpinLock(&lock));
}

void alter_handle(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	handle.LockQueue.Lock = NULL;
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM(obs, KeTestSpinLock(&lock));
}

void use_null_lock(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle;

	KeAcquireInStackQueuedSpinLock(NULL, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM_EQ(obs, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

void use_null_handle(struct observer *obs)
{
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, NULL);
	KeReleaseInStackQueuedSpinLock(NULL);
	CLAIM(obs, KeTestSpinLock(&lock));
	CLAIM_EQ(obs, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

void release_null_handle(struct observer *obs)
{
	AT_DISPATCH()
		KeReleaseInStackQueuedSpinLockFromDpcLevel(NULL);
}

void use_misaligned(struct observer *obs)
{
	KSPIN_LOCK locks[2] = {};
	KSPIN_LOCK *lock = (void *)locks + 1;
	KIRQL old;

	KeAcquireSpinLock(lock, &old);
	KeReleaseSpinLock(lock, old);
	CLAIM(obs, !locks[0] && !locks[1]);
	CLAIM_EQ(obs, KeGetCurrentIrql(), PASSIVE_LEVEL);
}
