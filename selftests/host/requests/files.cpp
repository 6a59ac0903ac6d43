// SPDX-License-Identifier: GPL-2.0
/*
 * files.cpp - devices are opened by their names, and closed: what their drivers hear of it, and which
 * references are left.
 *
 *     files
 *
 * Exits with 1 where something else is so; what is not freed the sanitizer finds.
 */
#include <chrono>
#include <string>
#include <thread>

#include "../host_seam.hpp"
#include "../../../module/user/heap.hpp"
#include "../../../module/seam/device.h"
#include "stack.hpp"
#include "wdm/device_stack.h"
#include "work_seam.hpp"

namespace
{

/* The lower device has the name; the upper one is attached to it. */
DRIVER_OBJECT driver;
PDEVICE_OBJECT upper, lower;

/* C for create, U for cleanup, L for close. */
struct heard {
	std::string majors;
	PFILE_OBJECT file;
	ACCESS_MASK access;
	NTSTATUS answer;
	bool pends;
} heard;

std::atomic<bool> is_answered;

NTSTATUS NTAPI hear(PDEVICE_OBJECT device, PIRP irp)
{
	IO_STACK_LOCATION &here = *IoGetCurrentIrpStackLocation(irp);
	const bool is_create = here.MajorFunction == IRP_MJ_CREATE;

	CLAIM(device == upper);
	CLAIM(irp->Tail.Overlay.Thread == PsGetCurrentThread());
	CLAIM(is_create || here.FileObject == heard.file);
	heard.majors += is_create ? 'C' : here.MajorFunction == IRP_MJ_CLEANUP ? 'U' : 'L';
	heard.file = here.FileObject;
	if (!is_create)
		return complete(irp, STATUS_SUCCESS);
	heard.access = here.Parameters.Create.SecurityContext->DesiredAccess;
	CLAIM(here.Parameters.Create.Options >> 24 == FILE_OPEN);
	if (!heard.pends)
		return complete(irp, heard.answer);
	IoMarkIrpPending(irp);
	/* By a thread that takes its time. */
	std::thread([irp, status = heard.answer] {
		std::this_thread::sleep_for(std::chrono::milliseconds(20));
		is_answered = true;
		complete(irp, status);
	}).detach();
	return STATUS_PENDING;
}

UNICODE_STRING text(const WCHAR *of)
{
	UNICODE_STRING string;

	RtlInitUnicodeString(&string, of);
	return string;
}

/* With the driver's own. */
LONG_PTR references_of(PVOID object)
{
	ObReferenceObject(object);
	return ObDereferenceObject(object);
}

void begin()
{
	row++;
	heard = {};
}

NTSTATUS open(const WCHAR *name, PFILE_OBJECT &file, PDEVICE_OBJECT &device)
{
	UNICODE_STRING asked = text(name);

	return IoGetDeviceObjectPointer(&asked, FILE_READ_DATA, &file, &device);
}

void by_each_of_its_names()
{
	static const WCHAR *const names[] = {L"\\Device\\lower",   L"\\DEVICE\\Lower",
					     L"\\DosDevices\\one", L"\\DosDevices\\two",
					     L"\\??\\one",	   L"\\global??\\Two"};
	PDEVICE_OBJECT device;
	PFILE_OBJECT file;

	for (const WCHAR *const name : names)
		for (const bool pends : {false, true}) {
			begin();
			heard.pends = pends;
			is_answered = !pends;
			CLAIM(open(name, file, device) == STATUS_SUCCESS);
			CLAIM(is_answered && device == upper && file == heard.file);
			CLAIM(file->Type == IO_TYPE_FILE && file->DeviceObject == lower);
			CLAIM(file->ReadAccess && !file->WriteAccess);
			CLAIM(heard.access == FILE_READ_DATA && heard.majors == "CU");
			CLAIM(IoGetRelatedDeviceObject(file) == upper);
			CLAIM(references_of(lower) == 3 && references_of(upper) == 1);
			CLAIM(ObReferenceObject(file) == 2 && ObDereferenceObject(file) == 1);
			CLAIM(ObReferenceObjectByPointer(file, 0, *IoFileObjectType, KernelMode) ==
			      STATUS_SUCCESS);
			CLAIM(ObReferenceObjectByPointer(file, 0, *SeTokenObjectType, KernelMode) ==
			      STATUS_OBJECT_TYPE_MISMATCH);
			CLAIM(ObDereferenceObject(file) == 1);
			CLAIM(ObDereferenceObject(file) == 0 && heard.majors == "CUL");
			CLAIM(references_of(lower) == 2 && references_of(upper) == 1);
		}
}

void what_is_not_there()
{
	static const WCHAR *const names[] = {L"\\Device\\low", L"\\DosDevices\\none",
					     L"\\DosDevices\\round", L""};
	PDEVICE_OBJECT device;
	PFILE_OBJECT file;

	for (const WCHAR *const name : names) {
		begin();
		CLAIM(open(name, file, device) == STATUS_OBJECT_NAME_NOT_FOUND);
		CLAIM(!file && !device && heard.majors.empty());
	}
}

void what_its_driver_refuses()
{
	PDEVICE_OBJECT device;
	PFILE_OBJECT file;

	begin();
	heard.answer = STATUS_ACCESS_DENIED;
	CLAIM(open(L"\\Device\\lower", file, device) == STATUS_ACCESS_DENIED);
	CLAIM(!file && !device && heard.majors == "C");
	CLAIM(references_of(lower) == 2 && references_of(upper) == 1);
}

/* Where nobody may wait a worker closes it. */
void closed_at_dispatch_level()
{
	PDEVICE_OBJECT device;
	PFILE_OBJECT file;
	KIRQL old;

	begin();
	open(L"\\Device\\lower", file, device);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	CLAIM(ObDereferenceObject(file) == 0 && heard.majors == "CU");
	/* It is none any more. */
	CLAIM(ObDereferenceObject(file) == 0 && host::reported[NTSPIN_BAD_OBJECT] == 1);
	KeLowerIrql(old);
	CLAIM(host::work() && heard.majors == "CUL");
	CLAIM(!host::work() && references_of(lower) == 2);
}

/* Each third allocation fails, the first, too: what has been opened is closed nevertheless. */
void closed_without_memory()
{
	PDEVICE_OBJECT device;
	PFILE_OBJECT file;

	begin();
	CLAIM(open(L"\\Device\\lower", file, device) == STATUS_SUCCESS);
	host::memory_fails = true;
	CLAIM(ObDereferenceObject(file) == 0 && heard.majors == "CUL");
	host::memory_fails = false;
	CLAIM(references_of(lower) == 2 && references_of(upper) == 1);
}

void opened_at_dispatch_level()
{
	PDEVICE_OBJECT device;
	PFILE_OBJECT file;
	KIRQL old;

	begin();
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	CLAIM(open(L"\\Device\\lower", file, device) == STATUS_UNSUCCESSFUL);
	CLAIM(!file && host::reported[NTSPIN_OPENED_HIGH] == 1 && heard.majors.empty());
	KeLowerIrql(old);
}

const void *is_of_driver(const void *of, const void *, const void *)
{
	return of == &driver ? of : nullptr;
}

/* What is sent then is answered, and not by the driver that is gone. */
void answered_by_nobody(PDEVICE_OBJECT device)
{
	IO_STATUS_BLOCK block = {};
	KEVENT event;

	KeInitializeEvent(&event, NotificationEvent, FALSE);
	ntspin_devices_forget(is_of_driver, nullptr);
	driver.MajorFunction[IRP_MJ_FLUSH_BUFFERS] = hear;
	CLAIM(IoCallDriver(device,
			   IoBuildSynchronousFsdRequest(IRP_MJ_FLUSH_BUFFERS, device, nullptr, 0,
							nullptr, &event, &block)) ==
	      STATUS_INVALID_DEVICE_REQUEST);
	CLAIM(KeReadStateEvent(&event) && heard.majors == "CU");
}

void make_devices()
{
	UNICODE_STRING name = text(L"\\Device\\lower");

	IoCreateDevice(&driver, 0, &name, 0x22, 0, FALSE, &lower);
	IoCreateDevice(&driver, 0, nullptr, 0x22, 0, FALSE, &upper);
	IoAttachDeviceToDeviceStack(upper, lower);
}

/* Its memory stays until the file lets go; its driver, gone or not, hears nothing more. */
void deleted_while_open(bool driver_goes)
{
	PDEVICE_OBJECT device;
	PFILE_OBJECT file;

	begin();
	open(L"\\Device\\lower", file, device);
	IoDetachDevice(lower);
	IoDeleteDevice(upper);
	IoDeleteDevice(lower);
	CLAIM(file->DeviceObject->Type == IO_TYPE_DEVICE);
	if (driver_goes)
		answered_by_nobody(lower);
	CLAIM(ObDereferenceObject(file) == 0 && heard.majors == "CU");
}

void make()
{
	UNICODE_STRING name = text(L"\\Device\\lower"), one = text(L"\\DosDevices\\one"),
		       two = text(L"\\DosDevices\\two"), none = text(L"\\DosDevices\\none"),
		       round = text(L"\\DosDevices\\round"), away = text(L"\\Device\\away"),
		       unmade = text(L"\\DosDevices\\unmade");

	for (const int major : {IRP_MJ_CREATE, IRP_MJ_CLEANUP, IRP_MJ_CLOSE})
		driver.MajorFunction[major] = hear;
	make_devices();
	IoCreateSymbolicLink(&one, &name);
	IoCreateSymbolicLink(&two, &one);
	IoCreateSymbolicLink(&none, &away);
	IoCreateSymbolicLink(&round, &round);
	/* What stands for nothing is no link: the name is free. */
	CLAIM(IoCreateSymbolicLink(&unmade, nullptr) == STATUS_INVALID_PARAMETER);
	CLAIM(IoDeleteSymbolicLink(&unmade) == STATUS_OBJECT_NAME_NOT_FOUND);
}

void take_away()
{
	for (const WCHAR *const link : {L"\\DosDevices\\one", L"\\DosDevices\\two",
					L"\\DosDevices\\none", L"\\DosDevices\\round"}) {
		UNICODE_STRING name = text(link);

		CLAIM(IoDeleteSymbolicLink(&name) == STATUS_SUCCESS);
	}
}

} /* namespace */

int main()
{
	make();
	by_each_of_its_names();
	what_is_not_there();
	what_its_driver_refuses();
	closed_at_dispatch_level();
	closed_without_memory();
	opened_at_dispatch_level();
	deleted_while_open(false);
	make_devices();
	deleted_while_open(true);
	take_away();
	printf("%u ways, %d wrong\n", row, wrong.load());
	return wrong != 0;
}
