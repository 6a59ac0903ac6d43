// SPDX-License-Identifier: GPL-2.0
/* Shared, and exclusive if that can be had: each released as it is held. */
#include "extension.h"

VOID Right(PEXTENSION Extension)
{
	KIRQL OldIrql = ExAcquireSpinLockShared(&Extension->Table);

	if (ExTryConvertSharedSpinLockExclusive(&Extension->Table)) {
		Extension->Count++;
		ExReleaseSpinLockExclusive(&Extension->Table, OldIrql);
	} else {
		ExReleaseSpinLockShared(&Extension->Table, OldIrql);
	}
}
