// SPDX-License-Identifier: GPL-2.0
/* The error path releases, and so does the end. */
#include "extension.h"

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
