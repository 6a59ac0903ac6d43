// SPDX-License-Identifier: GPL-2.0
/* One handle, for one lock after the other, and for either of two. */
#include <wdm.h>

typedef struct _EXTENSION {
	KSPIN_LOCK Lock;
	KSPIN_LOCK Other;
	EX_SPIN_LOCK Table;
	KIRQL Saved;
	ULONG Count;
} EXTENSION, *PEXTENSION;

VOID Right(PEXTENSION Extension, BOOLEAN Other)
{
	KLOCK_QUEUE_HANDLE Handle;

	KeAcquireInStackQueuedSpinLock(&Extension->Lock, &Handle);
	Extension->Count++;
	KeReleaseInStackQueuedSpinLock(&Handle);

	if (Other)
		KeAcquireInStackQueuedSpinLock(&Extension->Other, &Handle);
	else
		KeAcquireInStackQueuedSpinLock(&Extension->Lock, &Handle);
	Extension->Count++;
	KeReleaseInStackQueuedSpinLock(&Handle);
}
