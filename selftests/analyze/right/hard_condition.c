// SPDX-License-Identifier: GPL-2.0
/* Held on a condition, and released on the same. (reported) */
#include "extension.h"

VOID Right(PEXTENSION Extension, BOOLEAN Locked)
{
	KIRQL OldIrql = PASSIVE_LEVEL;

	if (!Locked)
		KeAcquireSpinLock(&Extension->Lock, &OldIrql);
	Extension->Count++;
	if (!Locked)
		KeReleaseSpinLock(&Extension->Lock, OldIrql);
}
