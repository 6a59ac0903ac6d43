// SPDX-License-Identifier: GPL-2.0
/*
 * requests.c - the structures that drivers reach into, at Windows' offsets, and what moves in them.
 */
#include <ntddk.h>
#include "driver.h"

#define OFFSET(type, field, offset) C_ASSERT(FIELD_OFFSET(type, field) == (offset))
#define SIZE(type, size) C_ASSERT(sizeof(type) == (size))

SIZE(DRIVER_OBJECT, 0x150);
OFFSET(DRIVER_OBJECT, DeviceObject, 0x08);
OFFSET(DRIVER_OBJECT, Flags, 0x10);
OFFSET(DRIVER_OBJECT, DriverStart, 0x18);
OFFSET(DRIVER_OBJECT, DriverSize, 0x20);
OFFSET(DRIVER_OBJECT, DriverExtension, 0x30);
OFFSET(DRIVER_OBJECT, DriverName, 0x38);
OFFSET(DRIVER_OBJECT, FastIoDispatch, 0x50);
OFFSET(DRIVER_OBJECT, DriverInit, 0x58);
OFFSET(DRIVER_OBJECT, DriverStartIo, 0x60);
OFFSET(DRIVER_OBJECT, DriverUnload, 0x68);
OFFSET(DRIVER_OBJECT, MajorFunction, 0x70);

#ifndef __MINGW32__ /* which does not round it up to its alignment */
SIZE(DEVICE_OBJECT, 0x150);
#endif
OFFSET(DEVICE_OBJECT, DriverObject, 0x08);
OFFSET(DEVICE_OBJECT, NextDevice, 0x10);
OFFSET(DEVICE_OBJECT, AttachedDevice, 0x18);
OFFSET(DEVICE_OBJECT, CurrentIrp, 0x20);
OFFSET(DEVICE_OBJECT, Flags, 0x30);
OFFSET(DEVICE_OBJECT, Characteristics, 0x34);
OFFSET(DEVICE_OBJECT, DeviceExtension, 0x40);
OFFSET(DEVICE_OBJECT, DeviceType, 0x48);
OFFSET(DEVICE_OBJECT, StackSize, 0x4c);
OFFSET(DEVICE_OBJECT, Queue, 0x50);
OFFSET(DEVICE_OBJECT, AlignmentRequirement, 0x98);
OFFSET(DEVICE_OBJECT, DeviceQueue, 0xa0);
OFFSET(DEVICE_OBJECT, Dpc, 0xc8);
OFFSET(DEVICE_OBJECT, DeviceLock, 0x118);
OFFSET(DEVICE_OBJECT, SectorSize, 0x130);
OFFSET(DEVICE_OBJECT, DeviceObjectExtension, 0x138);

SIZE(IRP, 0xd0);
OFFSET(IRP, MdlAddress, 0x08);
OFFSET(IRP, Flags, 0x10);
OFFSET(IRP, AssociatedIrp.SystemBuffer, 0x18);
OFFSET(IRP, IoStatus, 0x30);
OFFSET(IRP, RequestorMode, 0x40);
OFFSET(IRP, PendingReturned, 0x41);
OFFSET(IRP, StackCount, 0x42);
OFFSET(IRP, CurrentLocation, 0x43);
OFFSET(IRP, Cancel, 0x44);
OFFSET(IRP, CancelIrql, 0x45);
OFFSET(IRP, UserIosb, 0x48);
OFFSET(IRP, UserEvent, 0x50);
OFFSET(IRP, CancelRoutine, 0x68);
OFFSET(IRP, UserBuffer, 0x70);
OFFSET(IRP, Tail.Overlay.DriverContext, 0x78);
OFFSET(IRP, Tail.Overlay.Thread, 0x98);
OFFSET(IRP, Tail.Overlay.ListEntry, 0xa8);
OFFSET(IRP, Tail.Overlay.CurrentStackLocation, 0xb8);
OFFSET(IRP, Tail.Overlay.OriginalFileObject, 0xc0);

SIZE(FILE_INFORMATION_CLASS, 4);
SIZE(FS_INFORMATION_CLASS, 4);
SIZE(FILE_BASIC_INFORMATION, 0x28);
OFFSET(FILE_BASIC_INFORMATION, LastAccessTime, 0x08);
OFFSET(FILE_BASIC_INFORMATION, ChangeTime, 0x18);
OFFSET(FILE_BASIC_INFORMATION, FileAttributes, 0x20);
SIZE(FILE_STANDARD_INFORMATION, 0x18);
OFFSET(FILE_STANDARD_INFORMATION, EndOfFile, 0x08);
OFFSET(FILE_STANDARD_INFORMATION, NumberOfLinks, 0x10);
OFFSET(FILE_STANDARD_INFORMATION, DeletePending, 0x14);
OFFSET(FILE_STANDARD_INFORMATION, Directory, 0x15);
SIZE(FILE_NETWORK_OPEN_INFORMATION, 0x38);
OFFSET(FILE_NETWORK_OPEN_INFORMATION, EndOfFile, 0x28);
OFFSET(FILE_NETWORK_OPEN_INFORMATION, FileAttributes, 0x30);
SIZE(FILE_POSITION_INFORMATION, 8);
SIZE(FILE_END_OF_FILE_INFORMATION, 8);
SIZE(FILE_VALID_DATA_LENGTH_INFORMATION, 8);
SIZE(FILE_DISPOSITION_INFORMATION, 1);
SIZE(FILE_ALIGNMENT_INFORMATION, 4);
SIZE(FILE_ATTRIBUTE_TAG_INFORMATION, 8);
OFFSET(FILE_ATTRIBUTE_TAG_INFORMATION, ReparseTag, 0x04);
SIZE(FILE_IS_REMOTE_DEVICE_INFORMATION, 1);
SIZE(FILE_NAME_INFORMATION, 0x08);
OFFSET(FILE_NAME_INFORMATION, FileName, 0x04);
OFFSET(FILE_FULL_EA_INFORMATION, EaNameLength, 0x05);
OFFSET(FILE_FULL_EA_INFORMATION, EaValueLength, 0x06);
OFFSET(FILE_FULL_EA_INFORMATION, EaName, 0x08);
OFFSET(FILE_FS_LABEL_INFORMATION, VolumeLabel, 0x04);
SIZE(FILE_FS_VOLUME_INFORMATION, 0x18);
OFFSET(FILE_FS_VOLUME_INFORMATION, VolumeLabelLength, 0x0c);
OFFSET(FILE_FS_VOLUME_INFORMATION, SupportsObjects, 0x10);
OFFSET(FILE_FS_VOLUME_INFORMATION, VolumeLabel, 0x12);
SIZE(FILE_FS_SIZE_INFORMATION, 0x18);
OFFSET(FILE_FS_SIZE_INFORMATION, BytesPerSector, 0x14);
SIZE(FILE_FS_FULL_SIZE_INFORMATION, 0x20);
OFFSET(FILE_FS_FULL_SIZE_INFORMATION, ActualAvailableAllocationUnits, 0x10);
SIZE(FILE_FS_OBJECTID_INFORMATION, 0x40);
SIZE(FILE_FS_DEVICE_INFORMATION, 0x08);
OFFSET(FILE_FS_DEVICE_INFORMATION, Characteristics, 0x04);
C_ASSERT(FileBasicInformation == 4 && FileStandardInformation == 5);
C_ASSERT(FileEndOfFileInformation == 20 && FileFsDeviceInformation == 4);

SIZE(IO_STACK_LOCATION, 0x48);
OFFSET(IO_STACK_LOCATION, Flags, 0x02);
OFFSET(IO_STACK_LOCATION, Control, 0x03);
OFFSET(IO_STACK_LOCATION, Parameters.Create.Options, 0x10);
OFFSET(IO_STACK_LOCATION, Parameters.Create.ShareAccess, 0x1a);
OFFSET(IO_STACK_LOCATION, Parameters.Create.EaLength, 0x20);
OFFSET(IO_STACK_LOCATION, Parameters.Read.Key, 0x10);
OFFSET(IO_STACK_LOCATION, Parameters.Read.ByteOffset, 0x18);
OFFSET(IO_STACK_LOCATION, Parameters.DeviceIoControl.OutputBufferLength, 0x08);
OFFSET(IO_STACK_LOCATION, Parameters.DeviceIoControl.InputBufferLength, 0x10);
OFFSET(IO_STACK_LOCATION, Parameters.DeviceIoControl.IoControlCode, 0x18);
OFFSET(IO_STACK_LOCATION, Parameters.DeviceIoControl.Type3InputBuffer, 0x20);
OFFSET(IO_STACK_LOCATION, Parameters.QueryInterface.Interface, 0x18);
OFFSET(IO_STACK_LOCATION, Parameters.Power.Type, 0x10);
OFFSET(IO_STACK_LOCATION, Parameters.Power.State, 0x18);
OFFSET(IO_STACK_LOCATION, DeviceObject, 0x28);
OFFSET(IO_STACK_LOCATION, FileObject, 0x30);
OFFSET(IO_STACK_LOCATION, CompletionRoutine, 0x38);
OFFSET(IO_STACK_LOCATION, Context, 0x40);

SIZE(MDL, 0x30);
OFFSET(MDL, MdlFlags, 0x0a);
OFFSET(MDL, Process, 0x10);
OFFSET(MDL, MappedSystemVa, 0x18);
OFFSET(MDL, StartVa, 0x20);
OFFSET(MDL, ByteCount, 0x28);
OFFSET(MDL, ByteOffset, 0x2c);

SIZE(FILE_OBJECT, 0xd8);
OFFSET(FILE_OBJECT, FsContext, 0x18);
OFFSET(FILE_OBJECT, SectionObjectPointer, 0x28);
OFFSET(FILE_OBJECT, RelatedFileObject, 0x40);
OFFSET(FILE_OBJECT, Flags, 0x50);
OFFSET(FILE_OBJECT, FileName, 0x58);
OFFSET(FILE_OBJECT, Event, 0x98);

SIZE(IO_STATUS_BLOCK, 0x10);
OFFSET(IO_STATUS_BLOCK, Information, 0x08);
SIZE(KEVENT, 0x18);
OFFSET(KEVENT, Header.SignalState, 0x04);
OFFSET(KEVENT, Header.WaitListHead, 0x08);
SIZE(KSEMAPHORE, 0x20);
SIZE(KMUTEX, 0x38);
SIZE(FAST_MUTEX, 0x38);
SIZE(ERESOURCE, 0x68);
SIZE(KDEVICE_QUEUE, 0x28);
SIZE(SLIST_HEADER, 0x10);
SIZE(OBJECT_ATTRIBUTES, 0x30);
SIZE(DEVICE_CAPABILITIES, 0x40);
SIZE(FAST_IO_DISPATCH, 0xe0);
SIZE(IO_CSQ, 0x40);
SIZE(RTL_AVL_TABLE, 0x68);
SIZE(RTL_GENERIC_TABLE, 0x48);
SIZE(SHARE_ACCESS, 0x1c);
SIZE(RTL_QUERY_REGISTRY_TABLE, 0x38);
OFFSET(KEY_VALUE_PARTIAL_INFORMATION, Data, 0x0c);

C_ASSERT(IRP_MJ_MAXIMUM_FUNCTION == 27 && IRP_MJ_PNP == 27 && IRP_MJ_DEVICE_CONTROL == 14);
C_ASSERT(DO_BUFFERED_IO == 4 && DO_DIRECT_IO == 16 && DO_DEVICE_INITIALIZING == 128);
C_ASSERT(CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_NEITHER, FILE_ANY_ACCESS) == 0x222003);
C_ASSERT(FILE_ALL_ACCESS == 0x1f01ff && KEY_ALL_ACCESS == 0xf003f && GENERIC_READ == 0x80000000);
C_ASSERT(PowerDeviceD3 == 4 && DelayedWorkQueue == 1 && Executive == 0 && WaitAny == 1);

int shared_inline_b(void)
{
	return in_every_file(2);
}

static NTSTATUS NTAPI completed(PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID Context)
{
	UNREFERENCED_PARAMETER(DeviceObject);
	UNREFERENCED_PARAMETER(Irp);
	UNREFERENCED_PARAMETER(Context);
	return STATUS_MORE_PROCESSING_REQUIRED;
}

static VOID NTAPI cancel(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
	UNREFERENCED_PARAMETER(DeviceObject);
	UNREFERENCED_PARAMETER(Irp);
}

const char *run_requests(void)
{
	static struct {
		IRP irp;
		IO_STACK_LOCATION stack[3];
	} request;
	static MDL mdl;
	PIRP irp = &request.irp;

	PAGED_CODE();
	if (IoSizeOfIrp(3) != sizeof(IRP) + 3 * sizeof(IO_STACK_LOCATION))
		return "IoSizeOfIrp: a request and its stack";
	irp->CurrentLocation = 3;
	irp->Tail.Overlay.CurrentStackLocation = &request.stack[2];
	request.stack[2].MajorFunction = IRP_MJ_READ;
	request.stack[2].Parameters.Read.Length = 77;
	IoMarkIrpPending(irp);
	if (IoGetCurrentIrpStackLocation(irp)->Control != SL_PENDING_RETURNED)
		return "IoMarkIrpPending: marks the current location";
	request.stack[2].CompletionRoutine = completed;
	IoCopyCurrentIrpStackLocationToNext(irp);
	if (request.stack[1].Parameters.Read.Length != 77 || request.stack[1].Control ||
	    request.stack[1].CompletionRoutine)
		return "IoCopyCurrentIrpStackLocationToNext: all but the completion routine";
	IoSetCompletionRoutine(irp, completed, irp, TRUE, FALSE, TRUE);
	if (request.stack[1].Control != (SL_INVOKE_ON_SUCCESS | SL_INVOKE_ON_CANCEL) ||
	    request.stack[1].Context != irp)
		return "IoSetCompletionRoutine: in the next location";
	if (IoSetCancelRoutine(irp, cancel) || IoSetCancelRoutine(irp, NULL) != cancel)
		return "IoSetCancelRoutine: returns the one of before";
	IoSetNextIrpStackLocation(irp);
	if (irp->CurrentLocation != 2 || IoGetCurrentIrpStackLocation(irp) != &request.stack[1])
		return "IoSetNextIrpStackLocation: goes down";
	IoSkipCurrentIrpStackLocation(irp);
	if (irp->CurrentLocation != 3 || IoGetNextIrpStackLocation(irp) != &request.stack[1])
		return "IoSkipCurrentIrpStackLocation: goes up";

	MmInitializeMdl(&mdl, (PVOID)(ULONG_PTR)0x12345678, 0x2000);
	if (MmGetMdlByteCount(&mdl) != 0x2000 || MmGetMdlByteOffset(&mdl) != 0x678 ||
	    MmGetMdlVirtualAddress(&mdl) != (PVOID)(ULONG_PTR)0x12345678 ||
	    mdl.Size != sizeof(MDL) + 3 * sizeof(ULONG_PTR))
		return "MmInitializeMdl: three pages for two that begin in one";
	return 0;
}
