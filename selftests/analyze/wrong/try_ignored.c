// SPDX-License-Identifier: GPL-2.0
/* A try may fail, and nobody asks. */
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

	KeTryToAcquireSpinLockAtDpcLevel(&Extension->Lock);
	Extension->Count++;
	KeReleaseSpinLockFromDpcLevel(&Extension->Lock); /* here */
	KeLowerIrql(OldIrql);
}
