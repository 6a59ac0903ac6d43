// SPDX-License-Identifier: GPL-2.0
/*
 * driver.cpp - a driver's first and last routine are called, and what they leave behind is
 * reported.
 */
#include "ntspin/driver.h"
#include "../ke/passive_call.hpp"
#include "driver_extension.hpp"

extern "C" {

NTSTATUS ntspin_driver_entry(PDRIVER_OBJECT driver, PUNICODE_STRING registry_path)
{
	ntspin::passive_call call;
	const NTSTATUS status = driver->DriverInit(driver, registry_path);

	call.returned("DriverEntry", reinterpret_cast<const void *>(driver->DriverInit));
	/* Of what a driver makes later it takes the flag away itself. */
	for (PDEVICE_OBJECT device = driver->DeviceObject; device; device = device->NextDevice)
		device->Flags &= ~ULONG{DO_DEVICE_INITIALIZING};
	if (!NT_SUCCESS(status))
		ntspin::free_driver_extensions(driver);
	return status;
}

void ntspin_driver_unload(PDRIVER_OBJECT driver)
{
	const PDRIVER_UNLOAD unload = driver->DriverUnload;
	ntspin::passive_call call;

	/* A driver may take it back; Linux has asked only once whether there is one. */
	if (unload) {
		unload(driver);
		call.returned("DriverUnload", reinterpret_cast<const void *>(unload));
	}
	ntspin::free_driver_extensions(driver);
}

} /* extern "C" */
