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

C_ASSERT(sizeof(KQUEUE) == 0x40);

EXTERN_C_END

#endif
