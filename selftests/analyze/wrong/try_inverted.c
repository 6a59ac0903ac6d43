// SPDX-License-Identifier: GPL-2.0
/* What the try returned is taken for its opposite. */
#include <wdm.h>

typedef struct _EXTENSION {
	KSPIN_LOCK Lock;
	KSPIN_LOCK Other;
	EX_SPIN_LOCK Table;
	KIRQL Saved;
	ULONG Count;
} EXTENSION, *PEXTENSION;

VOID Wrong(PEXTENSION Extension)
{
	KIRQL OldIrql = KeRaiseIrqlToDpcLevel();

	if (KeTryToAcquireSpinLockAtDpcLevel(&Extension->Lock) == FALSE) { /* here */
		Extension->Count++;
		KeReleaseSpinLockFromDpcLevel(&Extension->Lock); /* here */
	}
	KeLowerIrql(OldIrql);
}
