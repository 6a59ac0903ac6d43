/* SPDX-License-Identifier: GPL-2.0 */
/*
 * dispatcher.h - the objects that drivers embed to wait on, and their layout.
 *
 * Windows' sizes and offsets on x64. The routines stand in event.h, semaphore.h, mutex.h, timer.h
 * and wait.h.
 */
#ifndef NTSPIN_WDM_DISPATCHER_H
#define NTSPIN_WDM_DISPATCHER_H

#include "../ntdef.h"

EXTERN_C_START

typedef struct _DISPATCHER_HEADER {
	NTSPIN_EXTENSION union {
		NTSPIN_EXTENSION struct {
			UCHAR Type;
			NTSPIN_EXTENSION union {
				UCHAR Abandoned;
				UCHAR Absolute;
				UCHAR Signalling;
			};
			NTSPIN_EXTENSION union {
				UCHAR Size;
				UCHAR Hand;
			};
			NTSPIN_EXTENSION union {
				UCHAR Inserted;
				UCHAR DebugActive;
			};
		};
		volatile LONG Lock;
	};
	LONG SignalState;
	LIST_ENTRY WaitListHead;
} DISPATCHER_HEADER, *PDISPATCHER_HEADER;

typedef CCHAR KPROCESSOR_MODE;
typedef LONG KPRIORITY, *PKPRIORITY;

/* What a driver has pointers to, and never looks into. */
typedef struct _KTHREAD *PKTHREAD, *PRKTHREAD;

typedef enum _MODE {
	KernelMode,
	UserMode,
	MaximumMode
} MODE;

typedef enum _EVENT_TYPE {
	NotificationEvent,
	SynchronizationEvent
} EVENT_TYPE;

typedef struct _KEVENT {
	DISPATCHER_HEADER Header;
} KEVENT, *PKEVENT, *PRKEVENT;

typedef struct _KSEMAPHORE {
	DISPATCHER_HEADER Header;
	LONG Limit;
} KSEMAPHORE, *PKSEMAPHORE, *PRKSEMAPHORE;

typedef struct _KMUTANT {
	DISPATCHER_HEADER Header;
	LIST_ENTRY MutantListEntry;
	struct _KTHREAD *OwnerThread;
	BOOLEAN Abandoned;
	UCHAR ApcDisable;
} KMUTANT, *PKMUTANT, *PRKMUTANT, KMUTEX, *PKMUTEX, *PRKMUTEX;

/* One for each object that a thread waits for; the thread's own while it waits. */
typedef struct _KWAIT_BLOCK {
	LIST_ENTRY WaitListEntry;
	UCHAR WaitType;
	UCHAR BlockState;
	USHORT WaitKey;
	ULONG SpareLong;
	struct _KTHREAD *Thread;
	PVOID Object;
	PVOID SparePtr;
} KWAIT_BLOCK, *PKWAIT_BLOCK, *PRKWAIT_BLOCK;

C_ASSERT(sizeof(DISPATCHER_HEADER) == 24);
C_ASSERT(FIELD_OFFSET(DISPATCHER_HEADER, Size) == 2);
C_ASSERT(FIELD_OFFSET(DISPATCHER_HEADER, SignalState) == 4);
C_ASSERT(FIELD_OFFSET(DISPATCHER_HEADER, WaitListHead) == 8);
C_ASSERT(sizeof(KEVENT) == 24);
C_ASSERT(sizeof(KSEMAPHORE) == 32);
C_ASSERT(FIELD_OFFSET(KSEMAPHORE, Limit) == 24);
C_ASSERT(sizeof(KMUTANT) == 56);
C_ASSERT(FIELD_OFFSET(KMUTANT, OwnerThread) == 40);
C_ASSERT(FIELD_OFFSET(KMUTANT, Abandoned) == 48);
C_ASSERT(sizeof(KWAIT_BLOCK) == 48);

EXTERN_C_END

#endif
