// SPDX-License-Identifier: GPL-2.0
/* All locks of a table, one after the other, and back. (reported) */
#include "extension.h"

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
