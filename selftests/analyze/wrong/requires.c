// SPDX-License-Identifier: GPL-2.0
/* The helper wants the lock, and one caller has not got it. */
#include "extension.h"

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
