// SPDX-License-Identifier: GPL-2.0
/* Each family once, as its page has it. */
#include "extension.h"

VOID Right(PEXTENSION Extension)
{
	KLOCK_QUEUE_HANDLE Handle;
	KIRQL OldIrql;

	KeAcquireSpinLock(&Extension->Lock, &OldIrql);
	Extension->Count++;
	KeReleaseSpinLock(&Extension->Lock, OldIrql);

	KeAcquireInStackQueuedSpinLock(&Extension->Other, &Handle);
	Extension->Count++;
	KeReleaseInStackQueuedSpinLock(&Handle);

	OldIrql = ExAcquireSpinLockShared(&Extension->Table);
	ExReleaseSpinLockShared(&Extension->Table, OldIrql);
	OldIrql = ExAcquireSpinLockExclusive(&Extension->Table);
	ExReleaseSpinLockExclusive(&Extension->Table, OldIrql);
}
