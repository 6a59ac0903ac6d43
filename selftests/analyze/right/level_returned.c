// SPDX-License-Identifier: GPL-2.0
/* A level that is returned is the caller's to restore. */
#include "extension.h"

_Acquires_lock_(Extension->Lock)
_IRQL_saves_
static KIRQL Enter(PEXTENSION Extension)
{
	KIRQL OldIrql;

	KeAcquireSpinLock(&Extension->Lock, &OldIrql);
	Extension->Count++;
	return OldIrql;
}

VOID Right(PEXTENSION Extension)
{
	KIRQL OldIrql = Enter(Extension);

	KeReleaseSpinLock(&Extension->Lock, OldIrql);
}
