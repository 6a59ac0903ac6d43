// SPDX-License-Identifier: GPL-2.0
/*
 * export_ex.c - exports lookaside lists, the locks that sleep, and what belongs to them, as main.c
 * does the others.
 */
#include <linux/export.h>

#include "wdm.h"

EXPORT_SYMBOL_GPL(ExInitializeNPagedLookasideList);
EXPORT_SYMBOL_GPL(ExAllocateFromNPagedLookasideList);
EXPORT_SYMBOL_GPL(ExFreeToNPagedLookasideList);
EXPORT_SYMBOL_GPL(ExDeleteNPagedLookasideList);
EXPORT_SYMBOL_GPL(ExInitializePagedLookasideList);
EXPORT_SYMBOL_GPL(ExAllocateFromPagedLookasideList);
EXPORT_SYMBOL_GPL(ExFreeToPagedLookasideList);
EXPORT_SYMBOL_GPL(ExDeletePagedLookasideList);
EXPORT_SYMBOL_GPL(ExInitializeLookasideListEx);
EXPORT_SYMBOL_GPL(ExAllocateFromLookasideListEx);
EXPORT_SYMBOL_GPL(ExFreeToLookasideListEx);
EXPORT_SYMBOL_GPL(ExFlushLookasideListEx);
EXPORT_SYMBOL_GPL(ExDeleteLookasideListEx);
