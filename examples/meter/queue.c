// SPDX-License-Identifier: GPL-2.0
/*
 * queue.c - two lists of packets, each with a lock of its own.
 */
#include <NtDDK.h>
#include "Queue.h"

#define PACKETS 64

typedef __declspec(align(64)) struct _PACKET_LIST {
	KSPIN_LOCK Lock;
	LIST_ENTRY Head;
} PACKET_LIST, *PPACKET_LIST;

static PACKET_LIST Waiting;
static PACKET_LIST Free;
static PACKET Packets[PACKETS];

static FORCEINLINE VOID InitializeList(PPACKET_LIST List)
{
	KeInitializeSpinLock(&List->Lock);
	InitializeListHead(&List->Head);
}

static FORCEINLINE PPACKET PacketOf(PLIST_ENTRY Entry)
{
	return Entry ? CONTAINING_RECORD(Entry, PACKET, Link) : NULL;
}

VOID QueueInitialize(VOID)
{
	ULONG Index;

	InitializeList(&Waiting);
	InitializeList(&Free);
	for (Index = 0; Index < PACKETS; Index++)
		InsertTailList(&Free.Head, &Packets[Index].Link);
}

PPACKET QueueGetFree(VOID)
{
	return PacketOf(ExInterlockedRemoveHeadList(&Free.Head, &Free.Lock));
}

VOID QueueFree(PPACKET Packet)
{
	ExInterlockedInsertHeadList(&Free.Head, &Packet->Link, &Free.Lock);
}

VOID QueueInsert(PPACKET Packet)
{
	KIRQL OldIrql;

	KeAcquireSpinLock(&Waiting.Lock, &OldIrql);
	InsertTailList(&Waiting.Head, &Packet->Link);
	KeReleaseSpinLock(&Waiting.Lock, OldIrql);
}

PPACKET QueueRemoveAtDpc(VOID)
{
	PLIST_ENTRY Entry = NULL;

	KeAcquireSpinLockAtDpcLevel(&Waiting.Lock);
	if (!IsListEmpty(&Waiting.Head))
		Entry = RemoveHeadList(&Waiting.Head);
	KeReleaseSpinLockFromDpcLevel(&Waiting.Lock);
	return PacketOf(Entry);
}
