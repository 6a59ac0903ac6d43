// SPDX-License-Identifier: GPL-2.0
/*
 * start_io.cpp - the Windows routines that have a driver's StartIo routine begin with a request.
 *
 * Promised: a device has one current request at most, and StartIo gets each once. Which one is the
 * device queue's to say: it is busy from the first request to the removal that finds none.
 *
 * Where StartIo is deferred, whoever calls it goes on with what is asked for meanwhile, so that it
 * never runs twice at a time: a request that found the queue idle, or the next one of the queue.
 * These are recorded under the device's own lock.
 */
#include "../ke/at_dispatch.hpp"
#include "../ke/device_queue.hpp"
#include "../lock/section.hpp"
#include "device_object.hpp"
#include "request.hpp"
#include "wdm/start_io.h"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::call;
using ntspin::start_what;

/* The cancel spin lock, if it is asked for. */
class cancel_held {
public:
	explicit cancel_held(bool is_asked) noexcept : is_held_(is_asked)
	{
		if (is_held_)
			IoAcquireCancelSpinLock(&before_);
	}

	~cancel_held()
	{
		if (is_held_)
			IoReleaseCancelSpinLock(before_);
	}

	/* To a cancel routine, which releases it. */
	KIRQL hand_over() noexcept
	{
		is_held_ = false;
		return before_;
	}

	cancel_held(const cancel_held &) = delete;
	cancel_held &operator=(const cancel_held &) = delete;

private:
	bool is_held_;
	KIRQL before_ = DISPATCH_LEVEL;
};

bool may_start(DEVICE_OBJECT *device, const call &how) noexcept
{
	if (!ntspin::is_device(device, how)) [[unlikely]]
		return false;
	if (device->DriverObject->DriverStartIo) [[likely]]
		return true;
	ntspin_report(NTSPIN_NO_START_IO, how.routine, 0, device, how.caller);
	return false;
}

void make_current(DEVICE_OBJECT &device, IRP &irp) noexcept
{
	device.CurrentIrp = &irp;
	if (device.DeviceObjectExtension->start.is_final)
		IoSetCancelRoutine(&irp, nullptr);
}

void call_start_io(DEVICE_OBJECT &device, IRP &irp) noexcept
{
	const PDRIVER_STARTIO routine = device.DriverObject->DriverStartIo;

	if (!ntspin::is_verifying()) [[likely]]
		return routine(&device, &irp);

	ntspin::callback_check check;

	routine(&device, &irp);
	check.returned("a StartIo routine", reinterpret_cast<const void *>(routine));
}

void start_next(DEVICE_OBJECT &device, const start_what &what, const call &how) noexcept
{
	IRP *irp;

	{
		const cancel_held held(what.is_cancelable);

		device.CurrentIrp = nullptr;

		KDEVICE_QUEUE_ENTRY *const entry =
			ntspin::remove_from_device_queue(&device.DeviceQueue,
							 what.is_by_key ? &what.key : nullptr, how);

		if (!entry)
			return;
		irp = CONTAINING_RECORD(entry, IRP, Tail.Overlay.DeviceQueueEntry);
		make_current(device, *irp);
	}
	call_start_io(device, *irp);
}

void start(DEVICE_OBJECT &device, const start_what &what, const call &how) noexcept
{
	if (what.irp)
		call_start_io(device, *what.irp);
	else
		start_next(device, what, how);
}

/* False where somebody is in StartIo, who will do it. */
bool enter(DEVICE_OBJECT &device, const start_what &what) noexcept
{
	const section held(device.DeviceQueue.Lock);
	ntspin::start_state &state = device.DeviceObjectExtension->start;

	if (!state.is_inside) {
		state.is_inside = true;
		return true;
	}
	if (what.irp) {
		state.first = what.irp;
	} else {
		state.next = what;
		state.waiting++;
	}
	return false;
}

/* False where there is nothing left to be done. */
bool leave(DEVICE_OBJECT &device, start_what &what) noexcept
{
	const section held(device.DeviceQueue.Lock);
	ntspin::start_state &state = device.DeviceObjectExtension->start;

	if (state.first) {
		what = {};
		what.irp = state.first;
		state.first = nullptr;
		return true;
	}
	state.is_inside = state.waiting;
	if (!state.waiting)
		return false;
	state.waiting--;
	what = state.next;
	return true;
}

void start_or_defer(DEVICE_OBJECT &device, start_what what, const call &how) noexcept
{
	const at_dispatch here;

	if (!device.DeviceObjectExtension->start.is_deferred)
		return start(device, what, how);
	if (!enter(device, what))
		return;
	do {
		start(device, what, how);
	} while (leave(device, what));
}

/* Queued, with its routine set: whoever takes that away has the request. */
void cancel_queued(DEVICE_OBJECT &device, IRP &irp, cancel_held &held) noexcept
{
	const PDRIVER_CANCEL routine =
		ntspin::is_cancelled(irp) ? IoSetCancelRoutine(&irp, nullptr) : nullptr;

	if (!routine)
		return;

	const KIRQL before = held.hand_over();

	irp.CancelIrql = before;
	routine(&device, &irp);
	if (ntspin_current_irql() != before) [[unlikely]]
		ntspin_report(NTSPIN_CANCEL_LEVEL, "a cancel routine", before, nullptr,
			      reinterpret_cast<const void *>(routine));
}

/* Whether the device was idle, and begins with it. */
bool queue(DEVICE_OBJECT &device, IRP &irp, const ULONG *key, PDRIVER_CANCEL cancel,
	   const call &how) noexcept
{
	cancel_held held(cancel);

	if (cancel)
		IoSetCancelRoutine(&irp, cancel);
	if (ntspin::insert_in_device_queue(&device.DeviceQueue, irp.Tail.Overlay.DeviceQueueEntry,
					   key, how)) {
		if (cancel)
			cancel_queued(device, irp, held);
		return false;
	}
	make_current(device, irp);
	return true;
}

} /* namespace */

extern "C" {

VOID NTAPI IoStartPacket(PDEVICE_OBJECT DeviceObject, PIRP Irp, PULONG Key,
			 PDRIVER_CANCEL CancelFunction)
{
	const call how = {__func__, CALLER, call::any_level};
	const at_dispatch here;
	start_what what = {};

	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_IO_HIGH, DeviceObject, how);
	if (!may_start(DeviceObject, how) || !ntspin::is_request(Irp, how)) [[unlikely]]
		return;
	if (!queue(*DeviceObject, *Irp, Key, CancelFunction, how))
		return;
	what.irp = Irp;
	start_or_defer(*DeviceObject, what, how);
}

VOID NTAPI IoStartNextPacket(PDEVICE_OBJECT DeviceObject, BOOLEAN Cancelable)
{
	const call how = {__func__, CALLER, call::any_level};

	ntspin::check_level(DISPATCH_LEVEL, NTSPIN_NOT_DISPATCH, DeviceObject, how);
	if (may_start(DeviceObject, how)) [[likely]]
		start_or_defer(*DeviceObject, {nullptr, 0, false, Cancelable != FALSE}, how);
}

VOID NTAPI IoStartNextPacketByKey(PDEVICE_OBJECT DeviceObject, BOOLEAN Cancelable, ULONG Key)
{
	const call how = {__func__, CALLER, call::any_level};

	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_IO_HIGH, DeviceObject, how);
	if (may_start(DeviceObject, how)) [[likely]]
		start_or_defer(*DeviceObject, {nullptr, Key, true, Cancelable != FALSE}, how);
}

VOID NTAPI IoSetStartIoAttributes(PDEVICE_OBJECT DeviceObject, BOOLEAN DeferredStartIo,
				  BOOLEAN NonCancelable)
{
	if (!ntspin::is_device(DeviceObject, {__func__, CALLER, call::any_level})) [[unlikely]]
		return;
	DeviceObject->DeviceObjectExtension->start.is_deferred = DeferredStartIo;
	DeviceObject->DeviceObjectExtension->start.is_final = NonCancelable;
}

} /* extern "C" */
