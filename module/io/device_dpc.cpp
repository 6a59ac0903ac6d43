// SPDX-License-Identifier: GPL-2.0
/*
 * device_dpc.cpp - the Windows routines for a device's own DPC, which its service routine asks for.
 *
 * The DPC calls a routine of ours first, since the driver's has a type of its own: a kernel that
 * compares types at calls by pointers would stop there.
 */
#include "check_device.hpp"
#include "device_object.hpp"
#include "wdm/device_dpc.h"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::call;

/* What the driver's routine leaves is said of the DPC. */
VOID NTAPI call_routine(PKDPC dpc, PVOID context, PVOID irp, PVOID argument)
{
	const auto device = static_cast<PDEVICE_OBJECT>(context);

	device->DeviceObjectExtension->dpc_routine(dpc, device, static_cast<PIRP>(irp), argument);
}

void check_device_level(const void *device, const call &how) noexcept
{
	if (ntspin::is_verifying() && ntspin_current_irql() <= DISPATCH_LEVEL) [[unlikely]]
		ntspin_report(NTSPIN_NOT_DEVICE_LEVEL, how.routine, 0, device, how.caller);
}

} /* namespace */

extern "C" {

VOID NTAPI IoInitializeDpcRequest(PDEVICE_OBJECT DeviceObject, PIO_DPC_ROUTINE DpcRoutine)
{
	if (!ntspin::is_device(DeviceObject, {__func__, CALLER, call::any_level})) [[unlikely]]
		return;
	DeviceObject->DeviceObjectExtension->dpc_routine = DpcRoutine;
	KeInitializeDpc(&DeviceObject->Dpc, call_routine, DeviceObject);
}

VOID NTAPI IoRequestDpc(PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID Context)
{
	const call how = {__func__, CALLER, call::any_level};

	check_device_level(DeviceObject, how);
	if (!ntspin::is_device(DeviceObject, how)) [[unlikely]]
		return;
	if (!DeviceObject->DeviceObjectExtension->dpc_routine) [[unlikely]] {
		ntspin_report(NTSPIN_NO_DPC_ROUTINE, how.routine, 0, DeviceObject, how.caller);
		return;
	}
	KeInsertQueueDpc(&DeviceObject->Dpc, Irp, Context);
}

} /* extern "C" */
