// SPDX-License-Identifier: GPL-2.0
/* The label lies behind the release. */
#include <wdm.h>

typedef struct _EXTENSION {
	KSPIN_LOCK Lock;
	KSPIN_LOCK Other;
	EX_SPIN_LOCK Table;
	KIRQL Saved;
	ULONG Count;
} EXTENSION, *PEXTENSION;

NTSTATUS Wrong(PEXTENSION Extension, ULONG Limit)
{
	NTSTATUS Status = STATUS_UNSUCCESSFUL;
	KLOCK_QUEUE_HANDLE Handle;

	KeAcquireInStackQueuedSpinLock(&Extension->Lock, &Handle); /* here */
	if (Extension->Count >= Limit)
		goto Done;
	Extension->Count++;
	Status = STATUS_SUCCESS;
	KeReleaseInStackQueuedSpinLock(&Handle);
Done:
	return Status;
}
