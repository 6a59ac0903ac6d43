// SPDX-License-Identifier: GPL-2.0
/* The next time round the lock is held already. */
#include "extension.h"

VOID Wrong(PEXTENSION Extension, const ULONG *Values, ULONG Number)
{
	KIRQL OldIrql;
	ULONG Index;

	for (Index = 0; Index < Number; Index++) { /* here */
		KeAcquireSpinLock(&Extension->Lock, &OldIrql);
		if (Values[Index] == 0)
			continue;
		Extension->Count += Values[Index];
		KeReleaseSpinLock(&Extension->Lock, OldIrql);
	}
}
