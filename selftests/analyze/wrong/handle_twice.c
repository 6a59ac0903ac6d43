// SPDX-License-Identifier: GPL-2.0
/* Two locks, but one handle for both at a time. */
#include "extension.h"

VOID Wrong(PEXTENSION Extension)
{
	KLOCK_QUEUE_HANDLE Handle;

	KeAcquireInStackQueuedSpinLock(&Extension->Lock, &Handle);
	KeAcquireInStackQueuedSpinLock(&Extension->Other, &Handle); /* here */
	Extension->Count++;
	KeReleaseInStackQueuedSpinLock(&Handle);
	KeReleaseInStackQueuedSpinLock(&Handle); /* here */
}
