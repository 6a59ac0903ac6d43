// SPDX-License-Identifier: GPL-2.0
/* Shared, and exclusive if that can be had: each released as it is held. */
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
	KIRQL OldIrql = ExAcquireSpinLockShared(&Extension->Table);

	if (ExTryConvertSharedSpinLockExclusive(&Extension->Table)) {
		Extension->Count++;
		ExReleaseSpinLockExclusive(&Extension->Table, OldIrql);
	} else {
		ExReleaseSpinLockShared(&Extension->Table, OldIrql);
	}
}
