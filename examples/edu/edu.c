// SPDX-License-Identifier: GPL-2.0
/*
 * edu.c - the driver of QEMU's device for teaching, which computes factorials.
 *
 * StartIo writes the number. When the device is done it interrupts: the service routine takes the
 * interrupt back, and the DPC completes the request.
 */
#include "Edu.h"

#define EDU_ID 0x00
#define EDU_LIVENESS 0x04 /* is read as what was written, inverted */
#define EDU_FACTORIAL 0x08
#define EDU_STATUS 0x20
#define EDU_STATUS_INTERRUPTS 0x80
#define EDU_CAUSES 0x24
#define EDU_CAUSE_COMPUTED 0x01
#define EDU_ACKNOWLEDGE 0x64

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD EduUnload;
DRIVER_ADD_DEVICE EduAddDevice;
DRIVER_DISPATCH EduControl;
DRIVER_STARTIO EduStartIo;
IO_DPC_ROUTINE EduDpcForIsr;

C_ASSERT(IOCTL_EDU_FACTORIAL ==
	 CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_READ_ACCESS));

static ULONG EduRead(PEDU Edu, ULONG Register)
{
	return READ_REGISTER_ULONG((PULONG)(Edu->Registers + Register));
}

static VOID EduWrite(PEDU Edu, ULONG Register, ULONG Value)
{
	WRITE_REGISTER_ULONG((PULONG)(Edu->Registers + Register), Value);
}

_Use_decl_annotations_
BOOLEAN EduInterrupt(PKINTERRUPT Interrupt, PVOID Context)
{
	PDEVICE_OBJECT DeviceObject = Context;
	PEDU Edu = DeviceObject->DeviceExtension;
	ULONG Causes = EduRead(Edu, EDU_CAUSES);

	UNREFERENCED_PARAMETER(Interrupt);
	if (Causes == 0)
		return FALSE;
	EduWrite(Edu, EDU_ACKNOWLEDGE, Causes);
	InterlockedOr(&Edu->Causes, (LONG)Causes);
	IoRequestDpc(DeviceObject, NULL, NULL);
	return TRUE;
}

static NTSTATUS EduFinish(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
	Irp->IoStatus.Status = Status;
	Irp->IoStatus.Information = Information;
	IoCompleteRequest(Irp, IO_NO_INCREMENT);
	return Status;
}

_Use_decl_annotations_
VOID EduDpcForIsr(PKDPC Dpc, PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID Context)
{
	PEDU Edu = DeviceObject->DeviceExtension;
	PIRP Request = DeviceObject->CurrentIrp;
	LONG Causes = InterlockedExchange(&Edu->Causes, 0);

	UNREFERENCED_PARAMETER(Dpc);
	UNREFERENCED_PARAMETER(Irp);
	UNREFERENCED_PARAMETER(Context);
	if (!(Causes & EDU_CAUSE_COMPUTED) || Request == NULL)
		return;

	*(PULONG)Request->AssociatedIrp.SystemBuffer = EduRead(Edu, EDU_FACTORIAL);
	IoStartNextPacket(DeviceObject, FALSE);
	EduFinish(Request, STATUS_SUCCESS, sizeof(ULONG));
}

_Use_decl_annotations_
VOID EduStartIo(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
	EduWrite(DeviceObject->DeviceExtension, EDU_FACTORIAL,
		 *(PULONG)Irp->AssociatedIrp.SystemBuffer);
}

_Use_decl_annotations_
NTSTATUS EduControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
	PIO_STACK_LOCATION Here = IoGetCurrentIrpStackLocation(Irp);

	if (Here->Parameters.DeviceIoControl.IoControlCode != IOCTL_EDU_FACTORIAL)
		return EduFinish(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
	if (Here->Parameters.DeviceIoControl.InputBufferLength < sizeof(ULONG) ||
	    Here->Parameters.DeviceIoControl.OutputBufferLength < sizeof(ULONG))
		return EduFinish(Irp, STATUS_BUFFER_TOO_SMALL, 0);
	if (*(PULONG)Irp->AssociatedIrp.SystemBuffer > EduLargest)
		return EduFinish(Irp, STATUS_INVALID_PARAMETER, 0);
	IoMarkIrpPending(Irp);
	IoStartPacket(DeviceObject, Irp, NULL, NULL);
	return STATUS_PENDING;
}

NTSTATUS EduStart(PDEVICE_OBJECT DeviceObject)
{
	PEDU Edu = DeviceObject->DeviceExtension;

	EduWrite(Edu, EDU_LIVENESS, 0x12345678);
	if ((EduRead(Edu, EDU_ID) & 0xff) != 0xed || EduRead(Edu, EDU_LIVENESS) != ~0x12345678u)
		return STATUS_NO_SUCH_DEVICE;
	EduWrite(Edu, EDU_STATUS, EDU_STATUS_INTERRUPTS);
	return STATUS_SUCCESS;
}

VOID EduStop(PDEVICE_OBJECT DeviceObject)
{
	EduWrite(DeviceObject->DeviceExtension, EDU_STATUS, 0);
}

VOID EduRemove(PDEVICE_OBJECT DeviceObject)
{
	KeFlushQueuedDpcs();
	IoDeleteDevice(DeviceObject);
}

/* On Windows the device is attached to PhysicalDeviceObject, too, which is NULL here. */
_Use_decl_annotations_
NTSTATUS EduAddDevice(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT PhysicalDeviceObject)
{
	PDEVICE_OBJECT Device;
	NTSTATUS Status = IoCreateDevice(DriverObject, sizeof(EDU), NULL, FILE_DEVICE_UNKNOWN, 0,
					 FALSE, &Device);

	UNREFERENCED_PARAMETER(PhysicalDeviceObject);
	if (!NT_SUCCESS(Status))
		return Status;
	IoInitializeDpcRequest(Device, EduDpcForIsr);
	Device->Flags |= DO_BUFFERED_IO;
	Device->Flags &= ~DO_DEVICE_INITIALIZING;
	return STATUS_SUCCESS;
}

/* By now each device has been removed. */
_Use_decl_annotations_
VOID EduUnload(PDRIVER_OBJECT DriverObject)
{
	UNREFERENCED_PARAMETER(DriverObject);
}

_Use_decl_annotations_
NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
	UNREFERENCED_PARAMETER(RegistryPath);
	DriverObject->DriverExtension->AddDevice = EduAddDevice;
	DriverObject->DriverStartIo = EduStartIo;
	DriverObject->DriverUnload = EduUnload;
	DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = EduControl;
	return STATUS_SUCCESS;
}
