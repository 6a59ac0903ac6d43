// SPDX-License-Identifier: GPL-2.0
/* A wait, without end or with one, under a lock that others spin for. */
#include "extension.h"

NTSTATUS Wrong(PEXTENSION Extension, PVOID Event)
{
	KLOCK_QUEUE_HANDLE Handle;
	LARGE_INTEGER Timeout;
	NTSTATUS Status;

	KeAcquireInStackQueuedSpinLock(&Extension->Lock, &Handle);
	Status = KeWaitForSingleObject(Event, 0, 0, FALSE, NULL); /* here */
	Extension->Count++;
	Timeout.QuadPart = -64;
	if (Status == STATUS_SUCCESS)
		Status = KeWaitForSingleObject(Event, 0, 0, FALSE, &Timeout); /* here */
	KeReleaseInStackQueuedSpinLock(&Handle);
	return Status;
}
