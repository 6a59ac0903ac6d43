// SPDX-License-Identifier: GPL-2.0
/*
 * file.cpp - the Windows routines for file objects: a device is opened by its name, and closed with
 * the last reference.
 *
 * The driver hears of it as on Windows: IRP_MJ_CREATE; IRP_MJ_CLEANUP at once, since no handle is
 * left; and IRP_MJ_CLOSE. The file holds a reference to the device that it was opened by.
 */
#include "../ex/pool_calls.hpp"
#include "../ex/work_item.hpp"
#include "file_object.hpp"
#include "request.hpp"
#include "wdm/device_stack.h"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::call;
using ntspin::file;

constexpr ULONG tag = 0x656c6946; /* "File" */

/* What begins may fail. What ends does not: there is memory again some time. */
IRP *request_for(DEVICE_OBJECT &top, bool may_fail, const call &how) noexcept
{
	LARGE_INTEGER moment;

	moment.QuadPart = -100000;
	for (;;) {
		IRP *const irp = ntspin::allocate_request(top.StackSize, 0, how);

		if (irp || may_fail || !ntspin::can_be_counted(top.StackSize))
			return irp;
		KeDelayExecutionThread(KernelMode, FALSE, &moment);
	}
}

/* To the top of the stack, where the request is waited for. */
NTSTATUS tell(DEVICE_OBJECT &top, FILE_OBJECT &object, UCHAR major, IO_SECURITY_CONTEXT &security,
	      const call &how) noexcept
{
	IRP *const irp = request_for(top, major == IRP_MJ_CREATE, how);

	if (!irp)
		return STATUS_INSUFFICIENT_RESOURCES;

	IO_STACK_LOCATION &next = *IoGetNextIrpStackLocation(irp);

	next.MajorFunction = major;
	next.FileObject = &object;
	if (major == IRP_MJ_CREATE) {
		next.Parameters.Create.SecurityContext = &security;
		next.Parameters.Create.Options = FILE_OPEN << 24 | FILE_NON_DIRECTORY_FILE;
		irp->Flags |= IRP_CREATE_OPERATION;
	}
	irp->Flags |= IRP_SYNCHRONOUS_API;
	irp->Tail.Overlay.OriginalFileObject = &object;
	irp->Tail.Overlay.Thread = PsGetCurrentThread();

	const NTSTATUS status = ntspin::send_and_wait(top, *irp);

	ntspin::free_request(*irp, how);
	return status;
}

/* A device that is deleted is told nothing: its driver may be gone. */
void tell_stack(file &file, UCHAR major, const call &how) noexcept
{
	PDEVICE_OBJECT const top = ntspin::topmost_alive(file.object.DeviceObject);
	IO_SECURITY_CONTEXT none = {};

	if (!top)
		return;
	tell(*top, file.object, major, none, how);
	ntspin::release_device(top, how);
}

void close_now(file &file, const call &how) noexcept
{
	tell_stack(file, IRP_MJ_CLOSE, how);
	ntspin::release_device(file.object.DeviceObject, how);
	ntspin::free_pool(&file, tag, how);
}

VOID NTAPI close_later(PVOID context)
{
	close_now(*static_cast<file *>(context), {"the close of a file", nullptr, call::any_level});
}

file *make(PDEVICE_OBJECT device, ACCESS_MASK access, const call &how) noexcept
{
	const auto made =
		static_cast<file *>(ntspin::allocate_pool(NonPagedPoolNx | POOL_ZERO_ALLOCATION,
							  sizeof(file), tag, how));

	if (!made)
		return nullptr;
	made->object.Type = IO_TYPE_FILE;
	made->object.Size = sizeof(FILE_OBJECT);
	made->object.DeviceObject = device;
	made->object.Flags = FO_SYNCHRONOUS_IO | FO_DIRECT_DEVICE_OPEN;
	made->object.ReadAccess = (access & FILE_READ_DATA) != 0;
	made->object.WriteAccess = (access & FILE_WRITE_DATA) != 0;
	KeInitializeEvent(&made->object.Lock, SynchronizationEvent, FALSE);
	KeInitializeEvent(&made->object.Event, NotificationEvent, FALSE);
	return made;
}

/* Of one whose device has a reference for it, and so has the top. */
NTSTATUS open(file &file, PDEVICE_OBJECT top, ACCESS_MASK access, const call &how) noexcept
{
	IO_SECURITY_CONTEXT security = {};

	security.DesiredAccess = access;

	const NTSTATUS status = tell(*top, file.object, IRP_MJ_CREATE, security, how);

	if (!NT_SUCCESS(status))
		return status;
	file.object.Flags |= FO_FILE_OPEN;
	ntspin::enter_file(file);
	tell(*top, file.object, IRP_MJ_CLEANUP, security, how);
	file.object.Flags |= FO_CLEANUP_COMPLETE;
	return STATUS_SUCCESS;
}

NTSTATUS open_device(PDEVICE_OBJECT device, ACCESS_MASK access, PFILE_OBJECT *object,
		     PDEVICE_OBJECT *found, const call &how) noexcept
{
	PDEVICE_OBJECT const top = ntspin::topmost_alive(device);
	file *const made = top ? make(device, access, how) : nullptr;
	const NTSTATUS status = made ? open(*made, top, access, how) :
				top  ? STATUS_INSUFFICIENT_RESOURCES :
				       STATUS_NO_SUCH_DEVICE;

	if (top)
		ntspin::release_device(top, how);
	if (!NT_SUCCESS(status)) {
		if (made)
			ntspin::free_pool(made, tag, how);
		ntspin::release_device(device, how);
		return status;
	}
	*object = &made->object;
	*found = top;
	return STATUS_SUCCESS;
}

NTSTATUS open_named(const UNICODE_STRING &name, ACCESS_MASK access, PFILE_OBJECT *object,
		    PDEVICE_OBJECT *found, const call &how) noexcept
{
	if (ntspin_current_irql() >= DISPATCH_LEVEL) [[unlikely]] {
		ntspin_report(NTSPIN_OPENED_HIGH, how.routine, 0, nullptr, how.caller);
		return STATUS_UNSUCCESSFUL;
	}
	ntspin::check_highest_level(PASSIVE_LEVEL, NTSPIN_IO_NOT_PASSIVE, nullptr, how);

	PDEVICE_OBJECT const device = ntspin::reference_device_named(name);

	return device ? open_device(device, access, object, found, how) :
			STATUS_OBJECT_NAME_NOT_FOUND;
}

/* Out of the table by then: its device is told, here or by a worker, and it is freed. */
void close_file(void *object, const call &how) noexcept
{
	file &file = *CONTAINING_RECORD(object, ntspin::file, object);

	if (ntspin_current_irql() < DISPATCH_LEVEL)
		return close_now(file, how);
	ExInitializeWorkItem(&file.closing, close_later, &file);
	if (ntspin::claim(file.closing, how))
		ntspin::push(file.closing, DelayedWorkQueue, how);
}

} /* namespace */

namespace ntspin
{

bool release_file(void *object, LONG_PTR &left, const call &how) noexcept
{
	const let_go what = dereference_file(object, left);

	if (what == let_go::last)
		close_file(object, how);
	return what != let_go::no_device;
}

} /* namespace ntspin */

extern "C" {

NTSTATUS NTAPI IoGetDeviceObjectPointer(PUNICODE_STRING ObjectName, ACCESS_MASK DesiredAccess,
					PFILE_OBJECT *FileObject, PDEVICE_OBJECT *DeviceObject)
{
	*FileObject = nullptr;
	*DeviceObject = nullptr;
	return open_named(*ObjectName, DesiredAccess, FileObject, DeviceObject,
			  {__func__, CALLER, call::any_level});
}

NTSTATUS NTAPI IoAttachDevice(PDEVICE_OBJECT SourceDevice, PUNICODE_STRING TargetDevice,
			      PDEVICE_OBJECT *AttachedDevice)
{
	const call how = {__func__, CALLER, call::any_level};
	PFILE_OBJECT file;
	PDEVICE_OBJECT top;
	LONG_PTR left;

	*AttachedDevice = nullptr;

	NTSTATUS status = open_named(*TargetDevice, FILE_READ_ATTRIBUTES, &file, &top, how);

	if (!NT_SUCCESS(status))
		return status;
	status = ntspin::attach_to_stack(SourceDevice, file->DeviceObject, AttachedDevice, how);
	ntspin::release_file(file, left, how);
	return status;
}

PDEVICE_OBJECT NTAPI IoGetRelatedDeviceObject(PFILE_OBJECT FileObject)
{
	const call how = {__func__, CALLER, call::any_level};

	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_IO_HIGH, FileObject, how);
	if (!FileObject || reinterpret_cast<ULONG_PTR>(FileObject) % alignof(FILE_OBJECT) ||
	    FileObject->Type != IO_TYPE_FILE) [[unlikely]] {
		ntspin_report(NTSPIN_BAD_OBJECT, how.routine, 0, FileObject, how.caller);
		return nullptr;
	}

	PDEVICE_OBJECT const top = ntspin::topmost_device(FileObject->DeviceObject, 0);

	if (!top) [[unlikely]]
		ntspin_report(NTSPIN_BAD_DEVICE, how.routine, 0, FileObject->DeviceObject,
			      how.caller);
	return top;
}

} /* extern "C" */
