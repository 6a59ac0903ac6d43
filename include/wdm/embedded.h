/* SPDX-License-Identifier: GPL-2.0 */
/*
 * embedded.h - what drivers embed and Windows' routines work on: sizes and layout alone.
 */
#ifndef NTSPIN_WDM_EMBEDDED_H
#define NTSPIN_WDM_EMBEDDED_H

#include "dispatcher.h"
#include "object.h"
#include "slist.h"
#include "spin_lock.h"

EXTERN_C_START

typedef ULONG_PTR ERESOURCE_THREAD, *PERESOURCE_THREAD;

typedef struct _OWNER_ENTRY {
	ERESOURCE_THREAD OwnerThread;
	ULONG OwnerCount;
	ULONG TableSize;
} OWNER_ENTRY, *POWNER_ENTRY;

typedef struct _ERESOURCE {
	LIST_ENTRY SystemResourcesList;
	POWNER_ENTRY OwnerTable;
	SHORT ActiveCount;
	USHORT Flag;
	PVOID SharedWaiters;
	PVOID ExclusiveWaiters;
	OWNER_ENTRY OwnerEntry;
	ULONG ActiveEntries;
	ULONG ContentionCount;
	ULONG NumberOfSharedWaiters;
	ULONG NumberOfExclusiveWaiters;
	PVOID Reserved2;
	PVOID Address;
	KSPIN_LOCK SpinLock;
} ERESOURCE, *PERESOURCE;

typedef ULONG_PTR EX_PUSH_LOCK, *PEX_PUSH_LOCK;

typedef struct _KQUEUE {
	DISPATCHER_HEADER Header;
	LIST_ENTRY EntryListHead;
	ULONG CurrentCount;
	ULONG MaximumCount;
	LIST_ENTRY ThreadListHead;
} KQUEUE, *PKQUEUE, *PRKQUEUE;

typedef struct _RTL_BITMAP {
	ULONG SizeOfBitMap;
	PULONG Buffer;
} RTL_BITMAP, *PRTL_BITMAP;

C_ASSERT(sizeof(ERESOURCE) == 0x68);
C_ASSERT(sizeof(KQUEUE) == 0x40);

EXTERN_C_END

#endif
