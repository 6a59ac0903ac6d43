// SPDX-License-Identifier: GPL-2.0
/* Many ways out, and each releases. */
#include <wdm.h>

typedef struct _EXTENSION {
	KSPIN_LOCK Lock;
	KSPIN_LOCK Other;
	EX_SPIN_LOCK Table;
	KIRQL Saved;
	ULONG Count;
} EXTENSION, *PEXTENSION;

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
