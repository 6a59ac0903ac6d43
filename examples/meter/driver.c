// SPDX-License-Identifier: GPL-2.0
/*
 * driver.c - the driver: a timer stands for the device. Its DPC sees packets and
 * queues them; another DPC counts them.
 */
#include <ntddk.h>
#include "flow.h"
#include "queue.h"

#define SOURCES 8
#define PERIOD_MS 10

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD MeterUnload;
KDEFERRED_ROUTINE MeterArrive;
KDEFERRED_ROUTINE MeterDrain;

static KTIMER Timer;
static KDPC ArriveDpc;
static KDPC DrainDpc;

_Use_decl_annotations_
VOID MeterArrive(PKDPC Dpc, PVOID Context, PVOID Argument1, PVOID Argument2)
{
	ULONG Source;

	UNREFERENCED_PARAMETER(Dpc);
	UNREFERENCED_PARAMETER(Context);
	UNREFERENCED_PARAMETER(Argument1);
	UNREFERENCED_PARAMETER(Argument2);

	for (Source = 0; Source < SOURCES; Source++) {
		PPACKET Packet = QueueGetFree();

		if (Packet == NULL)
			break;
		Packet->Source = Source;
		Packet->Bytes = 64;
		QueueInsert(Packet);
	}
	KeInsertQueueDpc(&DrainDpc, NULL, NULL);
}

_Use_decl_annotations_
VOID MeterDrain(PKDPC Dpc, PVOID Context, PVOID Argument1, PVOID Argument2)
{
	PPACKET Packet;

	UNREFERENCED_PARAMETER(Dpc);
	UNREFERENCED_PARAMETER(Context);
	UNREFERENCED_PARAMETER(Argument1);
	UNREFERENCED_PARAMETER(Argument2);

	for (Packet = QueueRemoveAtDpc(); Packet != NULL; Packet = QueueRemoveAtDpc()) {
		FlowCount(Packet->Source, Packet->Bytes);
		QueueFree(Packet);
	}
}

_Use_decl_annotations_
VOID MeterUnload(PDRIVER_OBJECT DriverObject)
{
	UNREFERENCED_PARAMETER(DriverObject);

	/* The timer's DPC queues the other one. */
	KeCancelTimer(&Timer);
	KeFlushQueuedDpcs();
}

_Use_decl_annotations_
NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
	LARGE_INTEGER DueTime;

	if (RegistryPath->Length == 0)
		return STATUS_INVALID_PARAMETER;
	DriverObject->DriverUnload = MeterUnload;

	QueueInitialize();
	FlowInitialize();
	KeInitializeDpc(&ArriveDpc, MeterArrive, NULL);
	KeInitializeDpc(&DrainDpc, MeterDrain, NULL);
	KeInitializeTimerEx(&Timer, SynchronizationTimer);
	DueTime.QuadPart = -10000LL * PERIOD_MS;
	KeSetTimerEx(&Timer, DueTime, PERIOD_MS, &ArriveDpc);
	return STATUS_SUCCESS;
}
