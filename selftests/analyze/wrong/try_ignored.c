// SPDX-License-Identifier: GPL-2.0
/* A try may fail, and nobody asks. */
#include "extension.h"

VOID Wrong(PEXTENSION Extension)
{
	KIRQL OldIrql = KeRaiseIrqlToDpcLevel();

	KeTryToAcquireSpinLockAtDpcLevel(&Extension->Lock);
	Extension->Count++;
	KeReleaseSpinLockFromDpcLevel(&Extension->Lock); /* here */
	KeLowerIrql(OldIrql);
}
