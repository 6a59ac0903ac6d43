// SPDX-License-Identifier: GPL-2.0
/* What raised is released as if it had not. */
#include "extension.h"

VOID Wrong(PEXTENSION Extension)
{
	KLOCK_QUEUE_HANDLE Handle;

	KeAcquireInStackQueuedSpinLock(&Extension->Lock, &Handle); /* here */
	Extension->Count++;
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&Handle);
}
