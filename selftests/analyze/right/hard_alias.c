// SPDX-License-Identifier: GPL-2.0
/* Two names for one lock. (reported) */
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
	PKSPIN_LOCK SpinLock = &Extension->Lock;
	KIRQL OldIrql;

	KeAcquireSpinLock(SpinLock, &OldIrql);
	Extension->Count++;
	KeReleaseSpinLock(&Extension->Lock, OldIrql);
}
