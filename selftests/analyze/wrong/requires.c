// SPDX-License-Identifier: GPL-2.0
/* The helper wants the lock, and one caller has not got it. */
#include <wdm.h>

typedef struct _EXTENSION {
	KSPIN_LOCK Lock;
	KSPIN_LOCK Other;
	EX_SPIN_LOCK Table;
	KIRQL Saved;
	ULONG Count;
} EXTENSION, *PEXTENSION;

_Requires_lock_held_(Extension->Lock)
static VOID CountOne(PEXTENSION Extension)
{
	Extension->Count++;
}

VOID Wrong(PEXTENSION Extension)
{
	KIRQL OldIrql;

	KeAcquireSpinLock(&Extension->Lock, &OldIrql);
	CountOne(Extension);
	KeReleaseSpinLock(&Extension->Lock, OldIrql);
	CountOne(Extension); /* here */
}
