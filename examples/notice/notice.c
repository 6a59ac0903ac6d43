// SPDX-License-Identifier: GPL-2.0
/*
 * notice.c - the driver: a read waits for the next write, and gets what that has written.
 *
 * Reads that wait are in a cancel-safe queue.
 */
#include <ntddk.h>
#include "Notice.h"

typedef struct _NOTICE {
	IO_CSQ Queue;
	KSPIN_LOCK Lock;
	LIST_ENTRY Readers;
	ULONG Waiting;
} NOTICE, *PNOTICE;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD NoticeUnload;
DRIVER_DISPATCH NoticeOpenClose;
DRIVER_DISPATCH NoticeRead;
DRIVER_DISPATCH NoticeWrite;
DRIVER_DISPATCH NoticeControl;
IO_CSQ_INSERT_IRP NoticeInsert;
IO_CSQ_REMOVE_IRP NoticeRemove;
IO_CSQ_PEEK_NEXT_IRP NoticePeek;
IO_CSQ_ACQUIRE_LOCK NoticeAcquire;
IO_CSQ_RELEASE_LOCK NoticeRelease;
IO_CSQ_COMPLETE_CANCELED_IRP NoticeCancelled;

C_ASSERT(IOCTL_NOTICE_WAITING ==
	 CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_READ_ACCESS));

static FORCEINLINE PNOTICE NoticeOf(PIO_CSQ Queue)
{
	return CONTAINING_RECORD(Queue, NOTICE, Queue);
}

VOID NoticeInsert(PIO_CSQ Queue, PIRP Irp)
{
	InsertTailList(&NoticeOf(Queue)->Readers, &Irp->Tail.Overlay.ListEntry);
	NoticeOf(Queue)->Waiting++;
}

VOID NoticeRemove(PIO_CSQ Queue, PIRP Irp)
{
	RemoveEntryList(&Irp->Tail.Overlay.ListEntry);
	NoticeOf(Queue)->Waiting--;
}

PIRP NoticePeek(PIO_CSQ Queue, PIRP Irp, PVOID Context)
{
	PLIST_ENTRY Head = &NoticeOf(Queue)->Readers;
	PLIST_ENTRY Next = Irp ? Irp->Tail.Overlay.ListEntry.Flink : Head->Flink;

	UNREFERENCED_PARAMETER(Context);
	return Next == Head ? NULL : CONTAINING_RECORD(Next, IRP, Tail.Overlay.ListEntry);
}

_Acquires_lock_(CONTAINING_RECORD(Queue, NOTICE, Queue)->Lock)
VOID NoticeAcquire(PIO_CSQ Queue, _Out_ _IRQL_saves_ PKIRQL Irql)
{
	KeAcquireSpinLock(&CONTAINING_RECORD(Queue, NOTICE, Queue)->Lock, Irql);
}

_Releases_lock_(CONTAINING_RECORD(Queue, NOTICE, Queue)->Lock)
VOID NoticeRelease(PIO_CSQ Queue, _In_ _IRQL_restores_ KIRQL Irql)
{
	KeReleaseSpinLock(&CONTAINING_RECORD(Queue, NOTICE, Queue)->Lock, Irql);
}

static NTSTATUS NoticeFinish(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
	Irp->IoStatus.Status = Status;
	Irp->IoStatus.Information = Information;
	IoCompleteRequest(Irp, IO_NO_INCREMENT);
	return Status;
}

VOID NoticeCancelled(PIO_CSQ Queue, PIRP Irp)
{
	UNREFERENCED_PARAMETER(Queue);
	NoticeFinish(Irp, STATUS_CANCELLED, 0);
}

static ULONG NoticeWaiting(PNOTICE Notice)
{
	ULONG Waiting;
	KIRQL Irql;

	KeAcquireSpinLock(&Notice->Lock, &Irql);
	Waiting = Notice->Waiting;
	KeReleaseSpinLock(&Notice->Lock, Irql);
	return Waiting;
}

NTSTATUS NoticeOpenClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
	UNREFERENCED_PARAMETER(DeviceObject);
	return NoticeFinish(Irp, STATUS_SUCCESS, 0);
}

NTSTATUS NoticeRead(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
	PNOTICE Notice = DeviceObject->DeviceExtension;

	/* Marks it as pending. From here on it may be completed, or cancelled, at any time. */
	IoCsqInsertIrp(&Notice->Queue, Irp, NULL);
	return STATUS_PENDING;
}

NTSTATUS NoticeWrite(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
	PNOTICE Notice = DeviceObject->DeviceExtension;
	ULONG Length = IoGetCurrentIrpStackLocation(Irp)->Parameters.Write.Length;
	ULONG Left = NoticeWaiting(Notice);

	/* A reader that comes back while the others are told waits for the next notice. */
	while (Left-- > 0) {
		PIRP Reader = IoCsqRemoveNextIrp(&Notice->Queue, NULL);
		ULONG Room;

		if (Reader == NULL)
			break;
		Room = IoGetCurrentIrpStackLocation(Reader)->Parameters.Read.Length;
		RtlCopyMemory(Reader->AssociatedIrp.SystemBuffer, Irp->AssociatedIrp.SystemBuffer,
			      min(Length, Room));
		NoticeFinish(Reader, STATUS_SUCCESS, min(Length, Room));
	}
	return NoticeFinish(Irp, STATUS_SUCCESS, Length);
}

NTSTATUS NoticeControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
	PIO_STACK_LOCATION Here = IoGetCurrentIrpStackLocation(Irp);

	if (Here->Parameters.DeviceIoControl.IoControlCode != IOCTL_NOTICE_WAITING)
		return NoticeFinish(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
	if (Here->Parameters.DeviceIoControl.OutputBufferLength < sizeof(ULONG))
		return NoticeFinish(Irp, STATUS_BUFFER_TOO_SMALL, 0);
	*(PULONG)Irp->AssociatedIrp.SystemBuffer = NoticeWaiting(DeviceObject->DeviceExtension);
	return NoticeFinish(Irp, STATUS_SUCCESS, sizeof(ULONG));
}

VOID NoticeUnload(PDRIVER_OBJECT DriverObject)
{
	UNICODE_STRING Link = RTL_CONSTANT_STRING(L"\\DosDevices\\Notice");

	IoDeleteSymbolicLink(&Link);
	IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
	UNICODE_STRING Name = RTL_CONSTANT_STRING(L"\\Device\\Notice");
	UNICODE_STRING Link = RTL_CONSTANT_STRING(L"\\DosDevices\\Notice");
	PDEVICE_OBJECT Device;
	PNOTICE Notice;
	NTSTATUS Status;

	UNREFERENCED_PARAMETER(RegistryPath);
	Status = IoCreateDevice(DriverObject, sizeof(NOTICE), &Name, FILE_DEVICE_UNKNOWN, 0, FALSE,
				&Device);
	if (!NT_SUCCESS(Status))
		return Status;
	Notice = Device->DeviceExtension;
	KeInitializeSpinLock(&Notice->Lock);
	InitializeListHead(&Notice->Readers);
	IoCsqInitialize(&Notice->Queue, NoticeInsert, NoticeRemove, NoticePeek, NoticeAcquire,
			NoticeRelease, NoticeCancelled);
	Device->Flags |= DO_BUFFERED_IO;

	Status = IoCreateSymbolicLink(&Link, &Name);
	if (!NT_SUCCESS(Status)) {
		IoDeleteDevice(Device);
		return Status;
	}
	DriverObject->MajorFunction[IRP_MJ_CREATE] = NoticeOpenClose;
	DriverObject->MajorFunction[IRP_MJ_CLEANUP] = NoticeOpenClose;
	DriverObject->MajorFunction[IRP_MJ_CLOSE] = NoticeOpenClose;
	DriverObject->MajorFunction[IRP_MJ_READ] = NoticeRead;
	DriverObject->MajorFunction[IRP_MJ_WRITE] = NoticeWrite;
	DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = NoticeControl;
	DriverObject->DriverUnload = NoticeUnload;
	return STATUS_SUCCESS;
}
