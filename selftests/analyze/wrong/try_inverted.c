// SPDX-License-Identifier: GPL-2.0
/* What the try returned is taken for its opposite. */
#include "extension.h"

VOID Wrong(PEXTENSION Extension)
{
	KIRQL OldIrql = KeRaiseIrqlToDpcLevel();

	if (KeTryToAcquireSpinLockAtDpcLevel(&Extension->Lock) == FALSE) { /* here */
		Extension->Count++;
		KeReleaseSpinLockFromDpcLevel(&Extension->Lock); /* here */
	}
	KeLowerIrql(OldIrql);
}
