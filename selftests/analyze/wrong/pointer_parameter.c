// SPDX-License-Identifier: GPL-2.0
/* The parameter is a pointer: what is locked lies on the stack. */
#include "extension.h"

VOID Wrong(PEXTENSION Extension, PKSPIN_LOCK SpinLock)
{
	KLOCK_QUEUE_HANDLE Handle;

	KeAcquireInStackQueuedSpinLock(&SpinLock, &Handle); /* here */
	Extension->Count++;
	KeReleaseInStackQueuedSpinLock(&Handle);
}
