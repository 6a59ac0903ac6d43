/* SPDX-License-Identifier: GPL-2.0 */
/*
 * queue.h - packets on their way from who sees them, at any IRQL up to DISPATCH_LEVEL, to a DPC.
 */
#pragma once

#include <ntddk.h>

typedef struct _PACKET {
	LIST_ENTRY Link;
	ULONG Source;
	ULONG Bytes;
} PACKET, *PPACKET;

EXTERN_C_START

VOID QueueInitialize(VOID);

/* A packet from the pool of free ones, or NULL. */
_IRQL_requires_max_(DISPATCH_LEVEL)
PPACKET QueueGetFree(VOID);

_IRQL_requires_max_(DISPATCH_LEVEL)
VOID QueueInsert(_In_ PPACKET Packet);

/* The packet that has waited longest, or NULL. */
_IRQL_requires_(DISPATCH_LEVEL)
PPACKET QueueRemoveAtDpc(VOID);

_IRQL_requires_max_(DISPATCH_LEVEL)
VOID QueueFree(_In_ PPACKET Packet);

EXTERN_C_END
