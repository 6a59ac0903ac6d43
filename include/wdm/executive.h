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

typedef enum _MM_SYSTEM_SIZE {
	MmSmallSystem,
	MmMediumSystem,
	MmLargeSystem
} MM_SYSTEMSIZE;

/**
 * MmQuerySystemSize() - is there little memory, or much?
 *
 * Context: Any IRQL. Linux: any context.
 * Return: MmLargeSystem: that starts at a few megabytes.
 * Windows: ntddk.h, MmQuerySystemSize function.
 */
FORCEINLINE MM_SYSTEMSIZE NTAPI MmQuerySystemSize(VOID)
{
	return MmLargeSystem;
}

typedef enum _SECTION_INHERIT {
	ViewShare = 1,
	ViewUnmap = 2
} SECTION_INHERIT;

typedef struct _PHYSICAL_MEMORY_RANGE {
	PHYSICAL_ADDRESS BaseAddress;
	LARGE_INTEGER NumberOfBytes;
} PHYSICAL_MEMORY_RANGE, *PPHYSICAL_MEMORY_RANGE;

typedef ULONG NODE_REQUIREMENT;
#define MM_ANY_NODE_OK 0x80000000

/* What it asks for on Windows, all of Linux' memory is: not executable. */
#define DrvRtPoolNxOptIn 0x00000001
#define ExInitializeDriverRuntime(Flags) ((VOID)(Flags))

EXTERN_C_END

#endif
