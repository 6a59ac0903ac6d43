// SPDX-License-Identifier: GPL-2.0
/*
 * export_mm.c - exports the routines for MDLs and addresses, as main.c does the others.
 */
#include <linux/export.h>

#include "wdm.h"

EXPORT_SYMBOL_GPL(MmIsAddressValid);
EXPORT_SYMBOL_GPL(MmGetPhysicalAddress);
EXPORT_SYMBOL_GPL(MmSizeOfMdl);
EXPORT_SYMBOL_GPL(IoAllocateMdl);
EXPORT_SYMBOL_GPL(IoFreeMdl);
EXPORT_SYMBOL_GPL(MmBuildMdlForNonPagedPool);
EXPORT_SYMBOL_GPL(MmProbeAndLockPages);
EXPORT_SYMBOL_GPL(MmUnlockPages);
EXPORT_SYMBOL_GPL(MmGetSystemAddressForMdlSafe);
EXPORT_SYMBOL_GPL(IoBuildPartialMdl);
EXPORT_SYMBOL_GPL(MmPrepareMdlForReuse);
EXPORT_SYMBOL_GPL(MmMapLockedPagesSpecifyCache);
EXPORT_SYMBOL_GPL(MmMapLockedPages);
EXPORT_SYMBOL_GPL(MmUnmapLockedPages);
EXPORT_SYMBOL_GPL(MmAllocatePagesForMdlEx);
EXPORT_SYMBOL_GPL(MmAllocatePagesForMdl);
EXPORT_SYMBOL_GPL(MmFreePagesFromMdl);

EXPORT_SYMBOL_GPL(MmMapIoSpace);
EXPORT_SYMBOL_GPL(MmMapIoSpaceEx);
EXPORT_SYMBOL_GPL(MmUnmapIoSpace);
EXPORT_SYMBOL_GPL(MmAllocateContiguousMemory);
EXPORT_SYMBOL_GPL(MmAllocateContiguousMemorySpecifyCache);
EXPORT_SYMBOL_GPL(MmFreeContiguousMemory);
EXPORT_SYMBOL_GPL(MmFreeContiguousMemorySpecifyCache);
EXPORT_SYMBOL_GPL(MmGetSystemRoutineAddress);
