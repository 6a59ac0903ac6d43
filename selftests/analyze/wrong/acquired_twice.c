// SPDX-License-Identifier: GPL-2.0
/* A spin lock is not recursive. */
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

	KeAcquireSpinLock(&Extension->Lock, &OldIrql);
	KeAcquireSpinLockAtDpcLevel(&Extension->Lock); /* here */
	Extension->Count++;
	KeReleaseSpinLockFromDpcLevel(&Extension->Lock);
	KeReleaseSpinLock(&Extension->Lock, OldIrql); /* here */
}
