// SPDX-License-Identifier: GPL-2.0
/* Another lock is released than was acquired. */
#include "extension.h"

VOID Wrong(PEXTENSION Extension)
{
	KIRQL OldIrql;

	KeAcquireSpinLock(&Extension->Lock, &OldIrql); /* here */
	Extension->Count++;
	KeReleaseSpinLock(&Extension->Other, OldIrql); /* here */
}
