// SPDX-License-Identifier: GPL-2.0
/* Many ways out, and each releases. */
#include "extension.h"

NTSTATUS Right(PEXTENSION Extension, ULONG What)
{
	KLOCK_QUEUE_HANDLE Handle;

	KeAcquireInStackQueuedSpinLock(&Extension->Lock, &Handle);
	switch (What) {
	case 0:
		Extension->Count = 0;
		break;
	case 1:
		KeReleaseInStackQueuedSpinLock(&Handle);
		return STATUS_UNSUCCESSFUL;
	default:
		if (Extension->Count == 0) {
			KeReleaseInStackQueuedSpinLock(&Handle);
			return STATUS_UNSUCCESSFUL;
		}
	}
	KeReleaseInStackQueuedSpinLock(&Handle);
	return STATUS_SUCCESS;
}
