// SPDX-License-Identifier: GPL-2.0
/* Locks that sleep, taken while one is held that others spin for. */
#include "extension.h"

/* Of headers that are not here, or that annotate nothing. */
VOID FltAcquirePushLockExclusive(PEX_PUSH_LOCK PushLock);

VOID Fast(PEXTENSION Extension, PFAST_MUTEX Mutex)
{
	KIRQL OldIrql;

	KeAcquireSpinLock(&Extension->Lock, &OldIrql);
	ExAcquireFastMutex(Mutex); /* here */
	ExReleaseFastMutex(Mutex);
	KeReleaseSpinLock(&Extension->Lock, OldIrql);
}

VOID Resource(PEXTENSION Extension, PERESOURCE Resource)
{
	KIRQL OldIrql;

	KeAcquireSpinLock(&Extension->Lock, &OldIrql);
	ExAcquireResourceExclusiveLite(Resource, TRUE); /* here */
	ExReleaseResourceLite(Resource);
	ExAcquireSharedStarveExclusive(Resource, TRUE); /* here */
	ExReleaseResourceLite(Resource);
	ExAcquireSharedWaitForExclusive(Resource, TRUE); /* here */
	ExReleaseResourceLite(Resource);
	KeReleaseSpinLock(&Extension->Lock, OldIrql);
}

VOID Push(PEXTENSION Extension, PEX_PUSH_LOCK Push)
{
	KIRQL OldIrql;

	KeAcquireSpinLock(&Extension->Lock, &OldIrql);
	ExAcquirePushLockExclusive(Push); /* here */
	ExReleasePushLockExclusive(Push);
	ExAcquirePushLockShared(Push); /* here */
	ExReleasePushLockShared(Push);
	FltAcquirePushLockExclusive(Push); /* here */
	KeReleaseSpinLock(&Extension->Lock, OldIrql);
}
