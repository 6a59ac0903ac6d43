// SPDX-License-Identifier: GPL-2.0
/* The level that is restored is another lock's. */
#include <wdm.h>

typedef struct _EXTENSION {
	KSPIN_LOCK Lock;
	KSPIN_LOCK Other;
	EX_SPIN_LOCK Table;
	KIRQL Saved;
	ULONG Count;
} EXTENSION, *PEXTENSION;

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
