// SPDX-License-Identifier: GPL-2.0
/* One way out forgets the release. */
#include "extension.h"

NTSTATUS Wrong(PEXTENSION Extension, ULONG Limit)
{
	KIRQL OldIrql;

	KeAcquireSpinLock(&Extension->Lock, &OldIrql); /* here */
	if (Extension->Count >= Limit)
		return STATUS_UNSUCCESSFUL;
	Extension->Count++;
	KeReleaseSpinLock(&Extension->Lock, OldIrql);
	return STATUS_SUCCESS;
}
