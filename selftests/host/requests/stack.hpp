/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stack.hpp - three devices on top of each other, and what the programs say of them.
 */
#ifndef NTSPIN_REQUESTS_STACK_HPP
#define NTSPIN_REQUESTS_STACK_HPP

#include <stdlib.h>

#include "../claims.hpp"
#include "ntspin/driver.h"
#include "wdm/csq.h"

/* As a driver does that is done with it. */
inline NTSTATUS complete(PIRP irp, NTSTATUS status, ULONG_PTR information = 0)
{
	irp->IoStatus.Status = status;
	irp->IoStatus.Information = information;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

struct stack {
	DRIVER_OBJECT driver = {};
	PDEVICE_OBJECT devices[3]; /* the topmost one first */

	stack()
	{
		for (PDRIVER_DISPATCH &each : driver.MajorFunction)
			each = ntspin_invalid_request;
		for (int i = 2; i >= 0; i--) {
			IoCreateDevice(&driver, sizeof(int), nullptr, 0x22, 0, FALSE, &devices[i]);
			*static_cast<int *>(devices[i]->DeviceExtension) = i;
			if (i < 2)
				CLAIM(IoAttachDeviceToDeviceStack(devices[i], devices[2]) ==
				      devices[i + 1]);
		}
	}

	~stack()
	{
		for (int i = 0; i < 3; i++) {
			if (i < 2)
				IoDetachDevice(devices[i + 1]);
			IoDeleteDevice(devices[i]);
		}
		CLAIM(!driver.DeviceObject);
	}

	static int level_of(PDEVICE_OBJECT device)
	{
		return *static_cast<int *>(device->DeviceExtension);
	}
};

#endif
