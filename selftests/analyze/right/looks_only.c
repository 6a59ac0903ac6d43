// SPDX-License-Identifier: GPL-2.0
/* A wait that does not wait, and pool that is not paged, are right under a lock. */
#include "extension.h"

#ifndef POOL_FLAG_NON_PAGED
#define POOL_FLAG_NON_PAGED 0x0000000000000040ULL
#endif
PVOID ExAllocatePool2(ULONG64 Flags, SIZE_T NumberOfBytes, ULONG Tag);

PVOID Right(PEXTENSION Extension, PVOID Event)
{
	LARGE_INTEGER Now = { { 0 } };
	PVOID Memory = NULL;
	KIRQL OldIrql;

	KeAcquireSpinLock(&Extension->Lock, &OldIrql);
	if (KeWaitForSingleObject(Event, 0, 0, FALSE, &Now) == STATUS_SUCCESS)
		Memory = ExAllocatePool2(POOL_FLAG_NON_PAGED, Extension->Count, 'thgR');
	KeReleaseSpinLock(&Extension->Lock, OldIrql);
	return Memory;
}
