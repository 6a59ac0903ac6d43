// SPDX-License-Identifier: GPL-2.0
/* What may only be called at PASSIVE_LEVEL is called under a lock. */
#include <wdm.h>

typedef struct _EXTENSION {
	KSPIN_LOCK Lock;
	KSPIN_LOCK Other;
	EX_SPIN_LOCK Table;
	KIRQL Saved;
	ULONG Count;
} EXTENSION, *PEXTENSION;

_IRQL_requires_max_(PASSIVE_LEVEL)
VOID ReadSettings(PEXTENSION Extension);

VOID Wrong(PEXTENSION Extension)
{
	KIRQL OldIrql;

	KeAcquireSpinLock(&Extension->Lock, &OldIrql);
	ReadSettings(Extension); /* here */
	KeReleaseSpinLock(&Extension->Lock, OldIrql);
}
