/* SPDX-License-Identifier: GPL-2.0 */
/*
 * queue.h - packets, from whoever sees them to a DPC that counts their bytes.
 */
#pragma once

#include <ntddk.h>

typedef struct _PACKET {
	LIST_ENTRY Link;
	ULONG Bytes;
} PACKET, *PPACKET;

EXTERN_C_START

DRIVER_INITIALIZE DriverEntry;

/* FALSE: there is no memory. */
_IRQL_requires_max_(DISPATCH_LEVEL)
BOOLEAN QueuePacket(_In_ ULONG Bytes);

/* How many bytes were counted; not while packets are on their way. */
ULONG QueueTotal(VOID);

EXTERN_C_END
