// SPDX-License-Identifier: GPL-2.0
/*
 * callbacks.c - a driver whose routines ntspin calls by pointers, one of each kind. With SEED one
 * of them has another type than its pointer, behind a cast.
 */
#include <ntddk.h>

#define SEED_DPC 1
#define SEED_THREAD 2

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD CallbacksUnload;

static KDPC Dpc;
static KDPC TimerDpc;
static KTIMER Timer;
static KEVENT DpcRan;
static KEVENT ThreadRan;
static KEVENT WorkRan;
static WORK_QUEUE_ITEM Work;

#if SEED == SEED_DPC
static VOID CallbacksDpc(PKDPC TheDpc, PVOID Context)
{
	UNREFERENCED_PARAMETER(TheDpc);
	KeSetEvent(Context, IO_NO_INCREMENT, FALSE);
}
#else
static VOID CallbacksDpc(PKDPC TheDpc, PVOID Context, PVOID Argument1, PVOID Argument2)
{
	UNREFERENCED_PARAMETER(TheDpc);
	UNREFERENCED_PARAMETER(Argument1);
	UNREFERENCED_PARAMETER(Argument2);
	KeSetEvent(Context, IO_NO_INCREMENT, FALSE);
}
#endif

#if SEED == SEED_THREAD
static ULONG CallbacksThread(PVOID Context)
{
	KeSetEvent(Context, IO_NO_INCREMENT, FALSE);
	return 0;
}
#else
static VOID CallbacksThread(PVOID Context)
{
	KeSetEvent(Context, IO_NO_INCREMENT, FALSE);
}
#endif

static VOID CallbacksTimerDpc(PKDPC TheDpc, PVOID Context, PVOID Argument1, PVOID Argument2)
{
	UNREFERENCED_PARAMETER(TheDpc);
	UNREFERENCED_PARAMETER(Argument1);
	UNREFERENCED_PARAMETER(Argument2);
	KeInsertQueueDpc(Context, NULL, NULL);
}

static VOID CallbacksWork(PVOID Context)
{
	KeSetEvent(Context, IO_NO_INCREMENT, FALSE);
}

static ULONG_PTR CallbacksBroadcast(ULONG_PTR Context)
{
	return Context + 1;
}

VOID CallbacksUnload(PDRIVER_OBJECT DriverObject)
{
	UNREFERENCED_PARAMETER(DriverObject);
	DbgPrint("callbacks: unloaded\n");
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
	PVOID Events[] = { &DpcRan, &ThreadRan, &WorkRan };
	LARGE_INTEGER Due = { .QuadPart = -10000 };
	HANDLE Thread;
	NTSTATUS Status;

	UNREFERENCED_PARAMETER(RegistryPath);
	DriverObject->DriverUnload = CallbacksUnload;
	KeInitializeEvent(&DpcRan, NotificationEvent, FALSE);
	KeInitializeEvent(&ThreadRan, NotificationEvent, FALSE);
	KeInitializeEvent(&WorkRan, NotificationEvent, FALSE);

	KeInitializeDpc(&Dpc, (PKDEFERRED_ROUTINE)(PVOID)CallbacksDpc, &DpcRan);
	KeInitializeDpc(&TimerDpc, CallbacksTimerDpc, &Dpc);
	KeInitializeTimer(&Timer);
	KeSetTimer(&Timer, Due, &TimerDpc);

	Status = PsCreateSystemThread(&Thread, THREAD_ALL_ACCESS, NULL, NULL, NULL,
				      (PKSTART_ROUTINE)(PVOID)CallbacksThread, &ThreadRan);
	if (!NT_SUCCESS(Status))
		return Status;
	ZwClose(Thread);

	ExInitializeWorkItem(&Work, CallbacksWork, &WorkRan);
	ExQueueWorkItem(&Work, DelayedWorkQueue);

	KeWaitForMultipleObjects(3, Events, WaitAll, Executive, KernelMode, FALSE, NULL, NULL);
	DbgPrint("callbacks: all were called, %d\n", (int)KeIpiGenericCall(CallbacksBroadcast, 41));
	return STATUS_SUCCESS;
}
