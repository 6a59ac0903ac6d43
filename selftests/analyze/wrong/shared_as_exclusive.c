// SPDX-License-Identifier: GPL-2.0
/* Acquired to read, released as if to write. */
#include <wdm.h>

typedef struct _EXTENSION {
	KSPIN_LOCK Lock;
	KSPIN_LOCK Other;
	EX_SPIN_LOCK Table;
	KIRQL Saved;
	ULONG Count;
} EXTENSION, *PEXTENSION;

ULONG Wrong(PEXTENSION Extension)
{
	KIRQL OldIrql = ExAcquireSpinLockShared(&Extension->Table);
	ULONG Count = Extension->Count;

	ExReleaseSpinLockExclusive(&Extension->Table, OldIrql); /* here */
	return Count;
}
