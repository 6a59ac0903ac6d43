/* SPDX-License-Identifier: GPL-2.0 */
/*
 * dispatcher.h - the objects that drivers embed to wait on: their layout alone.
 *
 * Windows' sizes and offsets on x64. No routine that waits is declared here.
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

C_ASSERT(sizeof(DISPATCHER_HEADER) == 24);
C_ASSERT(FIELD_OFFSET(DISPATCHER_HEADER, Size) == 2);
C_ASSERT(FIELD_OFFSET(DISPATCHER_HEADER, SignalState) == 4);
C_ASSERT(FIELD_OFFSET(DISPATCHER_HEADER, WaitListHead) == 8);
C_ASSERT(sizeof(KEVENT) == 24);
C_ASSERT(sizeof(KSEMAPHORE) == 32);

EXTERN_C_END

#endif
