// SPDX-License-Identifier: GPL-2.0
/* The label lies behind the release. */
#include "extension.h"

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
