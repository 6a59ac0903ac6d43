// SPDX-License-Identifier: GPL-2.0
/* A spin lock is not recursive. */
#include "extension.h"

VOID Wrong(PEXTENSION Extension)
{
	KIRQL OldIrql;

	KeAcquireSpinLock(&Extension->Lock, &OldIrql);
	KeAcquireSpinLockAtDpcLevel(&Extension->Lock); /* here */
	Extension->Count++;
	KeReleaseSpinLockFromDpcLevel(&Extension->Lock);
	KeReleaseSpinLock(&Extension->Lock, OldIrql); /* here */
}
