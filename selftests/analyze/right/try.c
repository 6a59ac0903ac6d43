// SPDX-License-Identifier: GPL-2.0
/* A try, asked at once and by way of a variable. */
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
