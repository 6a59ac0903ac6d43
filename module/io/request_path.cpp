// SPDX-License-Identifier: GPL-2.0
/*
 * request_path.cpp - the Windows routines that send a request down, and complete it.
 *
 * Promised: a request is read and written only by its current owner. Once a dispatch routine has
 * been called, or a completion routine has kept the request, nothing here touches it any more: it
 * may be freed.
 *
 * What one driver writes to a request the next one sees because the driver hands it on by a lock or
 * a dispatcher object: no ordering is needed here.
 */
#include "../lock/atomic.hpp"
#include "ntspin/driver.h"
#include "request.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::atomic_ref;
using ntspin::call;
using ntspin::is_cancelled;
using ntspin::is_verifying;
using ntspin::memory_order_relaxed;

/* A cancel routine that is set may be called, whichever driver owns the request. */
bool can_be_cancelled(IRP &irp) noexcept
{
	return atomic_ref(irp.CancelRoutine).load(memory_order_relaxed) != nullptr;
}

/* What a driver has not set, or no driver can, is answered for it. */
PDRIVER_DISPATCH dispatch_of(const DRIVER_OBJECT &driver, UCHAR major) noexcept
{
	const PDRIVER_DISPATCH set =
		major <= IRP_MJ_MAXIMUM_FUNCTION ? driver.MajorFunction[major] : nullptr;

	return set ? set : ntspin_invalid_request;
}

/* Not inline, so that the usual way keeps no frame for it. */
[[gnu::noinline]] NTSTATUS call_instrumented(PDRIVER_DISPATCH dispatch, PDEVICE_OBJECT device,
					     IRP &irp, const call &how) noexcept
{
	if (ntspin_current_irql() > DISPATCH_LEVEL)
		report_request(NTSPIN_SENT_HIGH, irp, how);
	if (can_be_cancelled(irp))
		report_request(NTSPIN_SENT_CANCELABLE, irp, how);

	ntspin::callback_check check;
	const NTSTATUS status = dispatch(device, &irp);

	check.returned("a dispatch routine", reinterpret_cast<const void *>(dispatch));
	return status;
}

/* What is behind the last location may be spoilt; how it stands is known by the number. */
[[gnu::noinline]] NTSTATUS refuse_to_send(IRP &irp, const call &how) noexcept
{
	irp.Tail.Overlay.CurrentStackLocation = ntspin::locations_of(irp) + irp.CurrentLocation - 1;
	irp.IoStatus.Status = STATUS_INVALID_DEVICE_REQUEST;
	report_request(NTSPIN_NO_LOCATION, irp, how);
	return STATUS_INVALID_DEVICE_REQUEST;
}

void check_completion(IRP &irp, const call &how) noexcept
{
	if (ntspin_current_irql() > DISPATCH_LEVEL)
		report_request(NTSPIN_COMPLETED_HIGH, irp, how);
	if (irp.IoStatus.Status == STATUS_PENDING || irp.IoStatus.Status == -1)
		report_request(NTSPIN_COMPLETED_PENDING, irp, how);
	if (can_be_cancelled(irp))
		report_request(NTSPIN_COMPLETED_CANCELABLE, irp, how);
}

/* Down to the driver of a device: the next location is the current one from now on, and its own. */
PDRIVER_DISPATCH go_down(IRP &irp, DEVICE_OBJECT &device) noexcept
{
	IoSetNextIrpStackLocation(&irp);
	if (irp.ApcEnvironment < irp.CurrentLocation)
		irp.ApcEnvironment = irp.CurrentLocation;

	IO_STACK_LOCATION &here = *IoGetCurrentIrpStackLocation(&irp);

	here.DeviceObject = &device;
	return dispatch_of(*device.DriverObject, here.MajorFunction);
}

/* The I/O manager's own, which no driver has: its sender has kept it back, or never sent it. */
bool is_with_sender(const IRP &irp) noexcept
{
	return (irp.AllocationFlags & ntspin::irp_managed) &&
	       irp.CurrentLocation == irp.StackCount + 1;
}

/* What a driver above has left in the location of the one below it. */
struct completion {
	PIO_COMPLETION_ROUTINE routine;
	PVOID context;
	UCHAR control;
};

bool is_wanted(const completion &completion, IRP &irp) noexcept
{
	const bool success = NT_SUCCESS(irp.IoStatus.Status);

	return (success && (completion.control & SL_INVOKE_ON_SUCCESS)) ||
	       (!success && (completion.control & SL_INVOKE_ON_ERROR)) ||
	       (is_cancelled(irp) && (completion.control & SL_INVOKE_ON_CANCEL));
}

/* Out of the current location, which is 0 then, and up to the next one. */
completion go_up(IRP &irp) noexcept
{
	IO_STACK_LOCATION &below = *IoGetCurrentIrpStackLocation(&irp);
	const completion left = {below.CompletionRoutine, below.Context, below.Control};

	below = {};
	IoSkipCurrentIrpStackLocation(&irp);
	irp.PendingReturned = (left.control & SL_PENDING_RETURNED) != 0;
	return left;
}

/* False where the driver above keeps it. */
bool complete_above(const completion &completion, IRP &irp) noexcept
{
	const bool has_location = ntspin::is_with_driver(irp);

	if (completion.routine && is_wanted(completion, irp)) {
		PDEVICE_OBJECT const device =
			has_location ? IoGetCurrentIrpStackLocation(&irp)->DeviceObject : nullptr;

		return completion.routine(device, &irp, completion.context) !=
		       STATUS_MORE_PROCESSING_REQUIRED;
	}
	if (irp.PendingReturned && has_location)
		IoMarkIrpPending(&irp);
	return true;
}

} /* namespace */

extern "C" {

NTSTATUS NTAPI ntspin_invalid_request(PDEVICE_OBJECT, PIRP irp)
{
	irp->IoStatus.Status = STATUS_INVALID_DEVICE_REQUEST;
	irp->IoStatus.Information = 0;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return STATUS_INVALID_DEVICE_REQUEST;
}

NTSTATUS FASTCALL IofCallDriver(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
	const call how = {"IoCallDriver", CALLER, call::any_level};

	if (!ntspin::is_request(Irp, how)) [[unlikely]]
		return STATUS_INVALID_DEVICE_REQUEST;
	if (!ntspin::is_device(DeviceObject, how)) [[unlikely]]
		return STATUS_INVALID_DEVICE_REQUEST;
	if (Irp->CurrentLocation <= 1) [[unlikely]]
		return refuse_to_send(*Irp, how);

	const PDRIVER_DISPATCH dispatch = go_down(*Irp, *DeviceObject);

	if (is_verifying()) [[unlikely]]
		return call_instrumented(dispatch, DeviceObject, *Irp, how);
	return dispatch(DeviceObject, Irp);
}

VOID FASTCALL IofCompleteRequest(PIRP Irp, CCHAR)
{
	const call how = {"IoCompleteRequest", CALLER, call::any_level};

	if (!ntspin::is_request(Irp, how)) [[unlikely]]
		return;
	if (!ntspin::is_with_driver(*Irp)) [[unlikely]]
		return is_with_sender(*Irp) ? ntspin::finish_request(*Irp, how) :
					      report_request(NTSPIN_COMPLETED_TWICE, *Irp, how);
	if (is_verifying()) [[unlikely]]
		check_completion(*Irp, how);
	do {
		if (!complete_above(go_up(*Irp), *Irp))
			return;
	} while (ntspin::is_with_driver(*Irp));
	if (Irp->AllocationFlags & ntspin::irp_managed) [[likely]]
		ntspin::finish_request(*Irp, how);
	else
		report_request(NTSPIN_REQUEST_NOT_KEPT, *Irp, how);
}

} /* extern "C" */
