/* SPDX-License-Identifier: GPL-2.0 */
/* requests.h - devices and requests as the suites make and end them. */
#ifndef NTSPIN_REQUESTS_H
#define NTSPIN_REQUESTS_H

#include "wdm.h"
#include "wdm/device_stack.h"
#include "wdm/request.h"

static inline UNICODE_STRING name_of(const WCHAR *text)
{
	UNICODE_STRING name;

	RtlInitUnicodeString(&name, text);
	return name;
}

/* One without a name and an extension; or NULL. */
static inline PDEVICE_OBJECT new_device(PDRIVER_OBJECT driver)
{
	PDEVICE_OBJECT device;

	IoCreateDevice(driver, 0, NULL, 0x22, 0, FALSE, &device);
	return device;
}

static inline NTSTATUS finish_with(PIRP irp, NTSTATUS status, ULONG_PTR information)
{
	irp->IoStatus.Status = status;
	irp->IoStatus.Information = information;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

static inline NTSTATUS finish(PIRP irp, NTSTATUS status)
{
	return finish_with(irp, status, 0);
}

#endif
