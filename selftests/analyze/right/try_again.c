// SPDX-License-Identifier: GPL-2.0
/* A loop that ends when it has the lock. */
#include "extension.h"

VOID Right(PEXTENSION Extension)
{
	KIRQL OldIrql = KeRaiseIrqlToDpcLevel();

	while (!ExTryAcquireSpinLockExclusiveAtDpcLevel(&Extension->Table))
		Extension->Saved++;
	Extension->Count++;
	ExReleaseSpinLockExclusiveFromDpcLevel(&Extension->Table);
	KeLowerIrql(OldIrql);
}
