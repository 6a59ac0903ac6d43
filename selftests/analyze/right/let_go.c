// SPDX-License-Identifier: GPL-2.0
/* The lock is let go for what may sleep, and asked for again. */
#include "extension.h"

_IRQL_requires_max_(APC_LEVEL)
VOID Notify(ULONG Number);

VOID Right(PEXTENSION Extension)
{
	KIRQL OldIrql;
	ULONG Index;

	KeAcquireSpinLock(&Extension->Lock, &OldIrql);
	for (Index = 0; Index < Extension->Count; Index++) {
		KeReleaseSpinLock(&Extension->Lock, OldIrql);
		Notify(Index);
		KeAcquireSpinLock(&Extension->Lock, &OldIrql);
	}
	KeReleaseSpinLock(&Extension->Lock, OldIrql);
	Notify(Index);
}
