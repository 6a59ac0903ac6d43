// SPDX-License-Identifier: GPL-2.0
/* Held on a condition, and released on the same. (reported) */
#include <wdm.h>

typedef struct _EXTENSION {
	KSPIN_LOCK Lock;
	KSPIN_LOCK Other;
	EX_SPIN_LOCK Table;
	KIRQL Saved;
	ULONG Count;
} EXTENSION, *PEXTENSION;

VOID Right(PEXTENSION Extension, BOOLEAN Locked)
{
	KIRQL OldIrql = PASSIVE_LEVEL;

	if (!Locked)
		KeAcquireSpinLock(&Extension->Lock, &OldIrql);
	Extension->Count++;
	if (!Locked)
		KeReleaseSpinLock(&Extension->Lock, OldIrql);
}
