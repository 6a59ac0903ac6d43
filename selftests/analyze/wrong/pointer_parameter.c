// SPDX-License-Identifier: GPL-2.0
/* The parameter is a pointer: what is locked lies on the stack. */
#include <wdm.h>

typedef struct _EXTENSION {
	KSPIN_LOCK Lock;
	KSPIN_LOCK Other;
	EX_SPIN_LOCK Table;
	KIRQL Saved;
	ULONG Count;
} EXTENSION, *PEXTENSION;

VOID Wrong(PEXTENSION Extension, PKSPIN_LOCK SpinLock)
{
	KLOCK_QUEUE_HANDLE Handle;

	KeAcquireInStackQueuedSpinLock(&SpinLock, &Handle); /* here */
	Extension->Count++;
	KeReleaseInStackQueuedSpinLock(&Handle);
}
