/* SPDX-License-Identifier: GPL-2.0 */
/*
 * executive.h - the types, callbacks and constants of calls that allocate and start threads.
 */
#ifndef NTSPIN_WDM_EXECUTIVE_H
#define NTSPIN_WDM_EXECUTIVE_H

#include "device.h"
#include "object.h"
#include "pool.h"
#include "thread.h"
#include "wait.h"
#include "work_item.h"

EXTERN_C_START

typedef enum _MEMORY_CACHING_TYPE {
	MmNonCached = FALSE,
	MmCached = TRUE,
	MmWriteCombined,
	MmHardwareCoherentCached,
	MmNonCachedUnordered,
	MmUSWCCached,
	MmMaximumCacheType,
	MmNotMapped = -1
} MEMORY_CACHING_TYPE;

/* What it asks for on Windows, all of Linux' memory is: not executable. */
#define DrvRtPoolNxOptIn 0x00000001
#define ExInitializeDriverRuntime(Flags) ((VOID)(Flags))

EXTERN_C_END

#endif
