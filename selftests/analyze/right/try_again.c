// SPDX-License-Identifier: GPL-2.0
/* A loop that ends when it has the lock. */
#include <wdm.h>

typedef struct _EXTENSION {
	KSPIN_LOCK Lock;
	KSPIN_LOCK Other;
	EX_SPIN_LOCK Table;
	KIRQL Saved;
	ULONG Count;
} EXTENSION, *PEXTENSION;

VOID Right(PEXTENSION Extension)
{
	KIRQL OldIrql = KeRaiseIrqlToDpcLevel();

	while (!ExTryAcquireSpinLockExclusiveAtDpcLevel(&Extension->Table))
		Extension->Saved++;
	Extension->Count++;
	ExReleaseSpinLockExclusiveFromDpcLevel(&Extension->Table);
	KeLowerIrql(OldIrql);
}
