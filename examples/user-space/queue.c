// SPDX-License-Identifier: GPL-2.0
/*
 * queue.c - the driver. RACE takes the lock away from those who queue, MISUSE has the DPC keep it: what a
 * test is to find.
 */
#include "queue.h"

static KSPIN_LOCK Lock;
static LIST_ENTRY Head;
static KDPC Dpc;
static ULONG Total;

BOOLEAN QueuePacket(ULONG Bytes)
{
	PPACKET Packet = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*Packet), 'tkcP');
	KLOCK_QUEUE_HANDLE Handle;

	if (!Packet)
		return FALSE;
	Packet->Bytes = Bytes;
#ifdef RACE
	(void)Handle;
	InsertTailList(&Head, &Packet->Link);
#else
	KeAcquireInStackQueuedSpinLock(&Lock, &Handle);
	InsertTailList(&Head, &Packet->Link);
	KeReleaseInStackQueuedSpinLock(&Handle);
#endif
	KeInsertQueueDpc(&Dpc, NULL, NULL);
	return TRUE;
}

static VOID NTAPI Drain(PKDPC Self, PVOID Context, PVOID Argument1, PVOID Argument2)
{
	KLOCK_QUEUE_HANDLE Handle;

	(void)Self, (void)Context, (void)Argument1, (void)Argument2;
	KeAcquireInStackQueuedSpinLockAtDpcLevel(&Lock, &Handle);
	while (!IsListEmpty(&Head)) {
		PPACKET Packet = CONTAINING_RECORD(RemoveHeadList(&Head), PACKET, Link);

		Total += Packet->Bytes;
		ExFreePoolWithTag(Packet, 'tkcP');
	}
#ifndef MISUSE
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&Handle);
#endif
}

ULONG QueueTotal(VOID)
{
	return Total;
}

static VOID NTAPI Unload(PDRIVER_OBJECT Driver)
{
	(void)Driver;
	KeFlushQueuedDpcs();
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
	(void)Path;
	Driver->DriverUnload = Unload;
	KeInitializeSpinLock(&Lock);
	InitializeListHead(&Head);
	KeInitializeDpc(&Dpc, Drain, NULL);
	Total = 0;
	return STATUS_SUCCESS;
}
