/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stack.hpp - three devices on top of each other, and what the programs say of them.
 */
#ifndef NTSPIN_REQUESTS_STACK_HPP
#define NTSPIN_REQUESTS_STACK_HPP

#include <stdio.h>
#include <stdlib.h>

#include <atomic>

#include "ntspin/driver.h"
#include "wdm/csq.h"

inline std::atomic<int> wrong;

inline void claim(bool is_so, const char *what, unsigned row)
{
	if (is_so)
		return;
	wrong++;
	fprintf(stderr, "not so: %s (row %u)\n", what, row);
}

#define CLAIM(condition, row) claim(condition, #condition, row)

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
					      devices[i + 1],
				      0);
		}
	}

	~stack()
	{
		for (int i = 0; i < 3; i++) {
			if (i < 2)
				IoDetachDevice(devices[i + 1]);
			IoDeleteDevice(devices[i]);
		}
		CLAIM(!driver.DeviceObject, 0);
	}

	static int level_of(PDEVICE_OBJECT device)
	{
		return *static_cast<int *>(device->DeviceExtension);
	}
};

#endif
