// SPDX-License-Identifier: GPL-2.0
/*
 * request_build.cpp - the Windows routines that make a request ready to be sent, and what is seen
 * to at the end of one that is the I/O manager's.
 *
 * How much of the answer there is room for is kept behind the locations of such a request, which
 * IrpExtension points to.
 */
#include "../ex/pool_calls.hpp"
#include "../mm/mdl_calls.hpp"
#include "devioctl.h"
#include "request.hpp"

#define CALLER __builtin_return_address(0)

struct answer_room {
	ULONG bytes;
};

namespace
{

using ntspin::call;

constexpr ULONG tag = 0x66427249; /* "IrBf" */

/* What a caller has, and which way it goes. */
struct buffer {
	PVOID in;
	ULONG in_length;
	PVOID out;
	ULONG out_length;
};

IRP *make(DEVICE_OBJECT *device, bool is_managed, const call &how) noexcept
{
	if (!ntspin::is_device(device, how))
		return nullptr;

	IRP *const irp = ntspin::allocate_request(device->StackSize, sizeof(answer_room), how);

	if (!irp)
		return nullptr;
	if (is_managed)
		irp->AllocationFlags |= ntspin::irp_managed;
	irp->Tail.Overlay.Thread = PsGetCurrentThread();
	irp->Tail.Overlay.IrpExtension = ntspin::locations_of(*irp) + irp->StackCount;
	return irp;
}

/* Not its caller's: what was made for it. */
void free_buffers(IRP &irp, const call &how) noexcept
{
	ntspin::free_mdls(irp.MdlAddress, how);
	if (irp.Flags & IRP_DEALLOCATE_BUFFER)
		ntspin::free_pool(irp.AssociatedIrp.SystemBuffer, tag, how);
}

PIRP refuse(IRP &irp, const call &how) noexcept
{
	free_buffers(irp, how);
	ntspin::free_request(irp, how);
	return nullptr;
}

/*
 * The system's buffer: what goes in is there, and there is room for what comes out, as much as the
 * driver is told of: also where the caller has no buffer, which is then neither read nor written.
 */
bool buffer_it(IRP &irp, const buffer &caller, const call &how) noexcept
{
	const ULONG size = caller.in_length > caller.out_length ? caller.in_length :
								  caller.out_length;

	if (!size)
		return true;

	PVOID const system = ntspin::allocate_pool(NonPagedPoolNx, size, tag, how);

	if (!system)
		return false;
	/* What the driver leaves of the answer is not what was in the pool before. */
	__builtin_memset(system, 0, size);
	if (caller.in)
		__builtin_memcpy(system, caller.in, caller.in_length);
	irp.AssociatedIrp.SystemBuffer = system;
	irp.Flags |= IRP_BUFFERED_IO | IRP_DEALLOCATE_BUFFER;
	irp.UserBuffer = caller.out;
	if (caller.out && caller.out_length)
		irp.Flags |= IRP_INPUT_OPERATION;
	static_cast<answer_room *>(irp.Tail.Overlay.IrpExtension)->bytes = caller.out_length;
	return true;
}

/* The caller's own buffer, described: what the driver does to it the caller sees. */
bool describe_it(IRP &irp, PVOID buffer, ULONG length, LOCK_OPERATION operation,
		 const call &how) noexcept
{
	irp.MdlAddress = ntspin::allocate_mdl(buffer, length, how);
	return irp.MdlAddress && ntspin::lock_pages(*irp.MdlAddress, KernelMode, operation, how);
}

/* By the method of a control code: the input is buffered in any case. */
bool take_control_buffers(IRP &irp, ULONG method, const buffer &caller, const call &how) noexcept
{
	if (method == METHOD_BUFFERED)
		return buffer_it(irp, caller, how);
	if (!buffer_it(irp, {caller.in, caller.in_length, nullptr, 0}, how))
		return false;
	irp.UserBuffer = caller.out;
	return !caller.out || !caller.out_length ||
	       describe_it(irp, caller.out, caller.out_length,
			   method == METHOD_IN_DIRECT ? IoReadAccess : IoWriteAccess, how);
}

bool take_transfer_buffer(IRP &irp, ULONG device_flags, bool is_read, PVOID buffer, ULONG length,
			  const call &how) noexcept
{
	irp.UserBuffer = buffer;
	if (!length)
		return true;
	if (device_flags & DO_BUFFERED_IO)
		return is_read ? buffer_it(irp, {nullptr, 0, buffer, length}, how) :
				 buffer_it(irp, {buffer, length, nullptr, 0}, how);
	if (device_flags & DO_DIRECT_IO)
		return describe_it(irp, buffer, length, is_read ? IoWriteAccess : IoReadAccess,
				   how);
	return true;
}

bool is_transfer(ULONG major) noexcept
{
	return major == IRP_MJ_READ || major == IRP_MJ_WRITE;
}

PIRP build_fsd(ULONG major, DEVICE_OBJECT *device, PVOID buffer, ULONG length,
	       PLARGE_INTEGER offset, bool is_managed, const call &how) noexcept
{
	IRP *const irp = make(device, is_managed, how);

	if (!irp)
		return nullptr;

	IO_STACK_LOCATION &next = *IoGetNextIrpStackLocation(irp);

	next.MajorFunction = static_cast<UCHAR>(major);
	if (!is_transfer(major))
		return irp;
	/* Read and Write have the same layout. */
	next.Parameters.Read.Length = length;
	if (offset)
		next.Parameters.Read.ByteOffset = *offset;
	irp->Flags |= major == IRP_MJ_READ ? IRP_READ_OPERATION : IRP_WRITE_OPERATION;

	const bool done = take_transfer_buffer(*irp, device->Flags, major == IRP_MJ_READ, buffer,
					       length, how);

	return done ? irp : refuse(*irp, how);
}

PIRP tell(IRP *irp, PKEVENT event, PIO_STATUS_BLOCK block) noexcept
{
	if (irp) {
		irp->UserEvent = event;
		irp->UserIosb = block;
	}
	return irp;
}

/* What of the answer is the caller's. */
void copy_answer(IRP &irp, const call &how) noexcept
{
	const ULONG room = static_cast<answer_room *>(irp.Tail.Overlay.IrpExtension)->bytes;
	ULONG_PTR length = irp.IoStatus.Information;

	if (NT_ERROR(irp.IoStatus.Status))
		return;
	if (length > room) {
		report_request(NTSPIN_ANSWER_LONG, irp, how);
		length = room;
	}
	__builtin_memcpy(irp.UserBuffer, irp.AssociatedIrp.SystemBuffer, length);
}

} /* namespace */

namespace ntspin
{

/* The event is set last: the waiter may free all that is the caller's. */
void finish_request(IRP &irp, const call &how) noexcept
{
	PKEVENT const event = irp.UserEvent;

	if (irp.Flags & IRP_INPUT_OPERATION)
		copy_answer(irp, how);
	free_buffers(irp, how);
	if (irp.UserIosb)
		*irp.UserIosb = irp.IoStatus;
	free_request(irp, how);
	if (event)
		KeSetEvent(event, IO_NO_INCREMENT, FALSE);
}

} /* namespace ntspin */

extern "C" {

PIRP NTAPI IoBuildDeviceIoControlRequest(ULONG IoControlCode, PDEVICE_OBJECT DeviceObject,
					 PVOID InputBuffer, ULONG InputBufferLength,
					 PVOID OutputBuffer, ULONG OutputBufferLength,
					 BOOLEAN InternalDeviceIoControl, PKEVENT Event,
					 PIO_STATUS_BLOCK IoStatusBlock)
{
	const call how = {__func__, CALLER, call::any_level};
	const ULONG method = METHOD_FROM_CTL_CODE(IoControlCode);
	const buffer caller = {InputBuffer, InputBufferLength, OutputBuffer, OutputBufferLength};

	ntspin::check_highest_level(APC_LEVEL, NTSPIN_DEVICE_HIGH, DeviceObject, how);

	IRP *const irp = make(DeviceObject, true, how);

	if (!irp)
		return nullptr;

	IO_STACK_LOCATION &next = *IoGetNextIrpStackLocation(irp);
	auto &control = next.Parameters.DeviceIoControl;

	next.MajorFunction = InternalDeviceIoControl ? IRP_MJ_INTERNAL_DEVICE_CONTROL :
						       IRP_MJ_DEVICE_CONTROL;
	control.OutputBufferLength = OutputBufferLength;
	control.InputBufferLength = InputBufferLength;
	control.IoControlCode = IoControlCode;
	if (method == METHOD_NEITHER) {
		control.Type3InputBuffer = InputBuffer;
		irp->UserBuffer = OutputBuffer;
		return tell(irp, Event, IoStatusBlock);
	}
	if (!take_control_buffers(*irp, method, caller, how))
		return refuse(*irp, how);
	return tell(irp, Event, IoStatusBlock);
}

PIRP NTAPI IoBuildSynchronousFsdRequest(ULONG MajorFunction, PDEVICE_OBJECT DeviceObject,
					PVOID Buffer, ULONG Length, PLARGE_INTEGER StartingOffset,
					PKEVENT Event, PIO_STATUS_BLOCK IoStatusBlock)
{
	const call how = {__func__, CALLER, call::any_level};

	ntspin::check_highest_level(APC_LEVEL, NTSPIN_DEVICE_HIGH, DeviceObject, how);
	return tell(build_fsd(MajorFunction, DeviceObject, Buffer, Length, StartingOffset, true,
			      how),
		    Event, IoStatusBlock);
}

PIRP NTAPI IoBuildAsynchronousFsdRequest(ULONG MajorFunction, PDEVICE_OBJECT DeviceObject,
					 PVOID Buffer, ULONG Length, PLARGE_INTEGER StartingOffset,
					 PIO_STATUS_BLOCK IoStatusBlock)
{
	const call how = {__func__, CALLER, call::any_level};

	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_IO_HIGH, DeviceObject, how);
	return tell(build_fsd(MajorFunction, DeviceObject, Buffer, Length, StartingOffset, false,
			      how),
		    nullptr, IoStatusBlock);
}

} /* extern "C" */
