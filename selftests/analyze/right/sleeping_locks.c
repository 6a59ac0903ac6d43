// SPDX-License-Identifier: GPL-2.0
/* Locks that sleep, taken before the one that others spin for, and let go behind it. */
#include "extension.h"

VOID Right(PEXTENSION Extension, PERESOURCE Resource, PFAST_MUTEX Mutex, PEX_PUSH_LOCK Push)
{
	KIRQL OldIrql;

	KeEnterCriticalRegion();
	ExAcquireResourceSharedLite(Resource, TRUE);
	ExAcquirePushLockExclusive(Push);
	ExAcquireFastMutex(Mutex);
	KeAcquireSpinLock(&Extension->Lock, &OldIrql);
	Extension->Count++;
	KeReleaseSpinLock(&Extension->Lock, OldIrql);
	ExReleaseFastMutex(Mutex);
	ExReleasePushLockExclusive(Push);
	ExReleaseResourceLite(Resource);
	KeLeaveCriticalRegion();
}

/* Made anew, nobody sleeps. */
VOID Renew(PEXTENSION Extension, PERESOURCE Resource, PEX_RUNDOWN_REF RunRef, PKDEVICE_QUEUE Queue)
{
	KIRQL OldIrql;

	KeAcquireSpinLock(&Extension->Lock, &OldIrql);
	ExReinitializeResourceLite(Resource);
	ExReInitializeRundownProtection(RunRef);
	KeInitializeDeviceQueue(Queue);
	KeReleaseSpinLock(&Extension->Lock, OldIrql);
}
