// SPDX-License-Identifier: GPL-2.0
/* One way out, which releases. */
#include "extension.h"

NTSTATUS Right(PEXTENSION Extension, ULONG Limit)
{
	NTSTATUS Status = STATUS_UNSUCCESSFUL;
	KIRQL OldIrql;

	KeAcquireSpinLock(&Extension->Lock, &OldIrql);
	if (Extension->Count >= Limit)
		goto Done;
	Extension->Count++;
	Status = STATUS_SUCCESS;
Done:
	KeReleaseSpinLock(&Extension->Lock, OldIrql);
	return Status;
}
