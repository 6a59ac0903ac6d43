// SPDX-License-Identifier: GPL-2.0
/*
 * shutdown.cpp - the Windows routines by which a device hears that the system goes down, and that it
 * hears of it.
 *
 * Each registration has a reference to its device, until it is taken out of the list: by the driver,
 * by the deletion of the device, or by the shutdown, which takes out each before it is told.
 */
#include "../ex/pool_calls.hpp"
#include "device_object.hpp"
#include "../lock/locked_list.hpp"
#include "ntspin/driver.h"
#include "request.hpp"
#include "shutdown.hpp"
#include "wdm/shutdown.h"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::call;

constexpr ULONG tag = 0x64536f49; /* "IoSd" */

struct registration {
	registration *next;
	PDEVICE_OBJECT device;
	bool is_last; /* told behind all the others */
	ULONGLONG number;
};

constinit locked_list<registration> registrations = {};

/* Of all that were made; relaxed: it tells them apart, and nothing rides on it. */
constinit ULONGLONG numbers = 0;

auto is_of(const void *device) noexcept
{
	return [device](const registration &other) { return other.device == device; };
}

/* To the device itself: one driver of a stack is registered. */
void tell(DEVICE_OBJECT &device, const call &how) noexcept
{
	IRP *const irp = ntspin::allocate_request(device.StackSize, 0, how);

	if (!irp)
		return;
	IoGetNextIrpStackLocation(irp)->MajorFunction = IRP_MJ_SHUTDOWN;
	ntspin::send_and_wait(device, *irp);
	ntspin::free_request(*irp, how);
}

/* It is out of the list, so that the device may be registered anew. */
void let_go(registration *of, bool is_told, const call &how) noexcept
{
	PDEVICE_OBJECT const device = of->device;

	device->Flags &= ~ULONG{DO_SHUTDOWN_REGISTERED};
	if (is_told)
		tell(*device, how);
	ntspin::free_pool(of, tag, how);
	ntspin::release_device(device, how);
}

NTSTATUS enter_device(PDEVICE_OBJECT device, bool is_last, const call &how) noexcept
{
	LONG_PTR left;

	ntspin::check_highest_level(PASSIVE_LEVEL, NTSPIN_IO_NOT_PASSIVE, device, how);

	const auto made = static_cast<registration *>(
		ntspin::allocate_pool(NonPagedPoolNx, sizeof(registration), tag, how));

	if (!made)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (!ntspin::reference_device(device, left)) [[unlikely]] {
		ntspin::free_pool(made, tag, how);
		ntspin_report(NTSPIN_BAD_DEVICE, how.routine, 0, device, how.caller);
		return STATUS_INVALID_PARAMETER;
	}
	*made = {nullptr, device, is_last, __atomic_add_fetch(&numbers, 1, __ATOMIC_RELAXED)};
	if (registrations.enter_unless(*made, is_of(device))) {
		device->Flags |= DO_SHUTDOWN_REGISTERED;
		return STATUS_SUCCESS;
	}
	ntspin::free_pool(made, tag, how);
	ntspin::release_device(device, how);
	return STATUS_SUCCESS;
}

/* What a device registers as it is told comes too late: else that would not end. */
void tell_all(bool is_last, ULONGLONG newest, const call &how) noexcept
{
	const auto is_next = [=](const registration &other) {
		return other.is_last == is_last && other.number <= newest;
	};

	while (registration *const next = registrations.take(is_next))
		let_go(next, true, how);
}

} /* namespace */

namespace ntspin
{

void forget_shutdown(const void *device, const call &how) noexcept
{
	if (registration *const found = registrations.take(is_of(device)))
		::let_go(found, false, how);
}

} /* namespace ntspin */

extern "C" {

void ntspin_shutdown(void)
{
	const call how = {"the shutdown", nullptr, call::any_level};

	const ULONGLONG newest = __atomic_load_n(&numbers, __ATOMIC_RELAXED);

	tell_all(false, newest, how);
	tell_all(true, newest, how);
}

NTSTATUS NTAPI IoRegisterShutdownNotification(PDEVICE_OBJECT DeviceObject)
{
	return enter_device(DeviceObject, false, {__func__, CALLER, call::any_level});
}

NTSTATUS NTAPI IoRegisterLastChanceShutdownNotification(PDEVICE_OBJECT DeviceObject)
{
	return enter_device(DeviceObject, true, {__func__, CALLER, call::any_level});
}

VOID NTAPI IoUnregisterShutdownNotification(PDEVICE_OBJECT DeviceObject)
{
	const call how = {__func__, CALLER, call::any_level};

	ntspin::check_highest_level(PASSIVE_LEVEL, NTSPIN_IO_NOT_PASSIVE, DeviceObject, how);
	ntspin::forget_shutdown(DeviceObject, how);
}

} /* extern "C" */
