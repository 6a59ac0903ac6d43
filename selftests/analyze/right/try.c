// SPDX-License-Identifier: GPL-2.0
/* A try, asked at once and by way of a variable. */
#include "extension.h"

VOID Right(PEXTENSION Extension)
{
	KIRQL OldIrql = KeRaiseIrqlToDpcLevel();
	BOOLEAN Got;

	if (KeTryToAcquireSpinLockAtDpcLevel(&Extension->Lock)) {
		Extension->Count++;
		KeReleaseSpinLockFromDpcLevel(&Extension->Lock);
	}

	Got = KeTryToAcquireSpinLockAtDpcLevel(&Extension->Other);
	if (!Got) {
		KeLowerIrql(OldIrql);
		return;
	}
	Extension->Count++;
	KeReleaseSpinLock(&Extension->Other, OldIrql);
}
