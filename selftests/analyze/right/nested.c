// SPDX-License-Identifier: GPL-2.0
/* Two locks, one inside the other, each with its level or without one. */
#include "extension.h"

VOID Right(PEXTENSION Extension)
{
	KLOCK_QUEUE_HANDLE Outer, Inner;
	KIRQL First, Second;

	KeAcquireInStackQueuedSpinLock(&Extension->Lock, &Outer);
	KeAcquireInStackQueuedSpinLockAtDpcLevel(&Extension->Other, &Inner);
	Extension->Count++;
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&Inner);
	KeReleaseInStackQueuedSpinLock(&Outer);

	KeRaiseIrql(DISPATCH_LEVEL, &First);
	KeRaiseIrql(HIGH_LEVEL, &Second);
	KeLowerIrql(Second);
	KeAcquireSpinLockAtDpcLevel(&Extension->Lock);
	KeReleaseSpinLock(&Extension->Lock, First);
}
