// SPDX-License-Identifier: GPL-2.0
/* Two handles, but one lock. */
#include "extension.h"

VOID Wrong(PEXTENSION Extension)
{
	KLOCK_QUEUE_HANDLE Outer, Inner;

	KeAcquireInStackQueuedSpinLock(&Extension->Lock, &Outer);
	KeAcquireInStackQueuedSpinLockAtDpcLevel(&Extension->Lock, &Inner); /* here */
	Extension->Count++;
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&Inner);
	KeReleaseInStackQueuedSpinLock(&Outer); /* here */
}
