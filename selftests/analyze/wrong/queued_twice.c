// SPDX-License-Identifier: GPL-2.0
/* Two handles, but one lock. */
#include <wdm.h>

typedef struct _EXTENSION {
	KSPIN_LOCK Lock;
	KSPIN_LOCK Other;
	EX_SPIN_LOCK Table;
	KIRQL Saved;
	ULONG Count;
} EXTENSION, *PEXTENSION;

VOID Wrong(PEXTENSION Extension)
{
	KLOCK_QUEUE_HANDLE Outer, Inner;

	KeAcquireInStackQueuedSpinLock(&Extension->Lock, &Outer);
	KeAcquireInStackQueuedSpinLockAtDpcLevel(&Extension->Lock, &Inner); /* here */
	Extension->Count++;
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&Inner);
	KeReleaseInStackQueuedSpinLock(&Outer); /* here */
}
