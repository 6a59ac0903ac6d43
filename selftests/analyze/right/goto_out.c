// SPDX-License-Identifier: GPL-2.0
/* One way out, which releases. */
#include <wdm.h>

typedef struct _EXTENSION {
	KSPIN_LOCK Lock;
	KSPIN_LOCK Other;
	EX_SPIN_LOCK Table;
	KIRQL Saved;
	ULONG Count;
} EXTENSION, *PEXTENSION;

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
