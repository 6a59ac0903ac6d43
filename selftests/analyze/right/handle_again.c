// SPDX-License-Identifier: GPL-2.0
/* One handle, for one lock after the other, and for either of two. */
#include "extension.h"

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
