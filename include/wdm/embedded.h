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

typedef struct _FAST_MUTEX {
	LONG Count;
	PVOID Owner;
	ULONG Contention;
	KEVENT Event;
	ULONG OldIrql;
} FAST_MUTEX, *PFAST_MUTEX, KGUARDED_MUTEX, *PKGUARDED_MUTEX;

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

typedef struct _EX_RUNDOWN_REF {
	NTSPIN_EXTENSION union {
		ULONG_PTR Count;
		PVOID Ptr;
	};
} EX_RUNDOWN_REF, *PEX_RUNDOWN_REF;

typedef struct _EX_RUNDOWN_REF_CACHE_AWARE *PEX_RUNDOWN_REF_CACHE_AWARE;

typedef struct _KQUEUE {
	DISPATCHER_HEADER Header;
	LIST_ENTRY EntryListHead;
	ULONG CurrentCount;
	ULONG MaximumCount;
	LIST_ENTRY ThreadListHead;
} KQUEUE, *PKQUEUE, *PRKQUEUE;

typedef struct DECLSPEC_ALIGN(64) _NPAGED_LOOKASIDE_LIST {
	SLIST_HEADER ListHead;
	ULONG_PTR Reserved[14];
} NPAGED_LOOKASIDE_LIST, *PNPAGED_LOOKASIDE_LIST, PAGED_LOOKASIDE_LIST, *PPAGED_LOOKASIDE_LIST;

typedef struct DECLSPEC_ALIGN(16) _LOOKASIDE_LIST_EX {
	SLIST_HEADER ListHead;
	ULONG_PTR Reserved[10];
} LOOKASIDE_LIST_EX, *PLOOKASIDE_LIST_EX;

typedef struct _IO_REMOVE_LOCK_COMMON_BLOCK {
	BOOLEAN Removed;
	BOOLEAN Reserved[3];
	volatile LONG IoCount;
	KEVENT RemoveEvent;
} IO_REMOVE_LOCK_COMMON_BLOCK;

typedef struct _IO_REMOVE_LOCK {
	IO_REMOVE_LOCK_COMMON_BLOCK Common;
} IO_REMOVE_LOCK, *PIO_REMOVE_LOCK;

typedef struct _RTL_BITMAP {
	ULONG SizeOfBitMap;
	PULONG Buffer;
} RTL_BITMAP, *PRTL_BITMAP;

C_ASSERT(sizeof(FAST_MUTEX) == 0x38);
C_ASSERT(sizeof(ERESOURCE) == 0x68);
C_ASSERT(sizeof(KQUEUE) == 0x40);
C_ASSERT(sizeof(NPAGED_LOOKASIDE_LIST) == 128);
C_ASSERT(sizeof(LOOKASIDE_LIST_EX) == 0x60);
C_ASSERT(sizeof(IO_REMOVE_LOCK) == 0x20);

EXTERN_C_END

#endif
