// SPDX-License-Identifier: GPL-2.0
/* What raised is released as if it had not. */
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
	KLOCK_QUEUE_HANDLE Handle;

	KeAcquireInStackQueuedSpinLock(&Extension->Lock, &Handle); /* here */
	Extension->Count++;
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&Handle);
}
