// SPDX-License-Identifier: GPL-2.0
/* The error path releases, and so does the end. */
#include <wdm.h>

typedef struct _EXTENSION {
	KSPIN_LOCK Lock;
	KSPIN_LOCK Other;
	EX_SPIN_LOCK Table;
	KIRQL Saved;
	ULONG Count;
} EXTENSION, *PEXTENSION;

NTSTATUS Wrong(PEXTENSION Extension, ULONG Limit)
{
	KIRQL OldIrql = ExAcquireSpinLockExclusive(&Extension->Table); /* here */
	NTSTATUS Status = STATUS_SUCCESS;

	if (Extension->Count >= Limit) {
		ExReleaseSpinLockExclusive(&Extension->Table, OldIrql);
		Status = STATUS_UNSUCCESSFUL;
	}
	ExReleaseSpinLockExclusive(&Extension->Table, OldIrql); /* here */
	return Status;
}
