// SPDX-License-Identifier: GPL-2.0
/* Paged pool above APC_LEVEL. */
#include "extension.h"

#ifndef POOL_FLAG_PAGED
#define POOL_FLAG_PAGED 0x0000000000000100ULL
#endif
PVOID ExAllocatePool2(ULONG64 Flags, SIZE_T NumberOfBytes, ULONG Tag);

PVOID Wrong(PEXTENSION Extension)
{
	KIRQL OldIrql;
	PVOID Memory;

	KeAcquireSpinLock(&Extension->Lock, &OldIrql);
	Memory = ExAllocatePool2(POOL_FLAG_PAGED, Extension->Count, 'gnrW'); /* here */
	KeReleaseSpinLock(&Extension->Lock, OldIrql);
	return Memory;
}
