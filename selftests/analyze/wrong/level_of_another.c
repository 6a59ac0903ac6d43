// SPDX-License-Identifier: GPL-2.0
/* The level that is restored is another lock's. */
#include "extension.h"

VOID Wrong(PEXTENSION Extension, BOOLEAN Both)
{
	KIRQL OldIrql, OtherIrql;

	KeAcquireSpinLock(&Extension->Lock, &OldIrql); /* here */
	Extension->Count++;
	KeReleaseSpinLock(&Extension->Lock, OtherIrql); /* here */

	if (Both) {
		KeAcquireSpinLock(&Extension->Other, &OtherIrql);
		KeReleaseSpinLock(&Extension->Other, OtherIrql);
	}
}
