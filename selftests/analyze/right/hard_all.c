// SPDX-License-Identifier: GPL-2.0
/* All locks of a table, one after the other, and back. (reported) */
#include <wdm.h>

typedef struct _EXTENSION {
	KSPIN_LOCK Lock;
	KSPIN_LOCK Other;
	EX_SPIN_LOCK Table;
	KIRQL Saved;
	ULONG Count;
} EXTENSION, *PEXTENSION;

VOID Right(PEXTENSION Extensions, ULONG Number)
{
	KIRQL OldIrql = KeRaiseIrqlToDpcLevel();
	ULONG Index;

	for (Index = 0; Index < Number; Index++)
		KeAcquireSpinLockAtDpcLevel(&Extensions[Index].Lock);
	Extensions->Count++;
	for (Index = Number; Index-- > 0;)
		KeReleaseSpinLockFromDpcLevel(&Extensions[Index].Lock);
	KeLowerIrql(OldIrql);
}
