// SPDX-License-Identifier: GPL-2.0
/* Who reads cannot become the writer by a second acquire. */
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
	KIRQL OldIrql = ExAcquireSpinLockShared(&Extension->Table); /* here */

	if (Extension->Count == 0) {
		ExAcquireSpinLockExclusiveAtDpcLevel(&Extension->Table); /* here */
		Extension->Count = 1;
		ExReleaseSpinLockExclusiveFromDpcLevel(&Extension->Table); /* here */
	}
	ExReleaseSpinLockShared(&Extension->Table, OldIrql); /* here */
}
