// SPDX-License-Identifier: GPL-2.0
/* Another lock is released than was acquired. */
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
	KIRQL OldIrql;

	KeAcquireSpinLock(&Extension->Lock, &OldIrql); /* here */
	Extension->Count++;
	KeReleaseSpinLock(&Extension->Other, OldIrql); /* here */
}
