// SPDX-License-Identifier: GPL-2.0
/* A level that moves on, as it must not be stored before the lock is held. */
#include "extension.h"

VOID Right(PEXTENSION Extension)
{
	KIRQL OldIrql;

	KeAcquireSpinLock(&Extension->Lock, &OldIrql);
	Extension->Saved = OldIrql;
	Extension->Count++;
	KeReleaseSpinLock(&Extension->Lock, Extension->Saved);
}
