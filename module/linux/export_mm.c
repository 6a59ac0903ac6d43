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
