// SPDX-License-Identifier: GPL-2.0
/* A wait without end, with a lock that others spin for. */
#include <wdm.h>

typedef struct _EXTENSION {
	KSPIN_LOCK Lock;
	KSPIN_LOCK Other;
	EX_SPIN_LOCK Table;
	KIRQL Saved;
	ULONG Count;
} EXTENSION, *PEXTENSION;

NTSTATUS Wrong(PEXTENSION Extension, PVOID Event)
{
	KLOCK_QUEUE_HANDLE Handle;
	NTSTATUS Status;

	KeAcquireInStackQueuedSpinLock(&Extension->Lock, &Handle);
	Status = KeWaitForSingleObject(Event, 0, 0, FALSE, NULL); /* here */
	Extension->Count++;
	KeReleaseInStackQueuedSpinLock(&Handle);
	return Status;
}
