// SPDX-License-Identifier: GPL-2.0
/* Acquired to read, released as if to write. */
#include "extension.h"

ULONG Wrong(PEXTENSION Extension)
{
	KIRQL OldIrql = ExAcquireSpinLockShared(&Extension->Table);
	ULONG Count = Extension->Count;

	ExReleaseSpinLockExclusive(&Extension->Table, OldIrql); /* here */
	return Count;
}
