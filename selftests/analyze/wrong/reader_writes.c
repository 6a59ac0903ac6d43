// SPDX-License-Identifier: GPL-2.0
/* Who reads cannot become the writer by a second acquire. */
#include "extension.h"

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
