// SPDX-License-Identifier: GPL-2.0
/* parts.cpp - the types of DMA and of file systems, in C++. */
#include <ntifs.h>

static FSRTL_ADVANCED_FCB_HEADER header;
static DMA_ADAPTER adapter;
static FILE_LOCK lock;

EXTERN_C BOOLEAN Parts(PVOID Event)
{
	PVOID object;

	FsRtlSetupAdvancedHeader(&header, NULL);
	return header.Resource || adapter.DmaOperations || FsRtlAreThereCurrentFileLocks(&lock) ||
	       NT_SUCCESS(ObReferenceObjectByHandle(Event, EVENT_ALL_ACCESS, *ExEventObjectType,
						    KernelMode, &object, NULL));
}
