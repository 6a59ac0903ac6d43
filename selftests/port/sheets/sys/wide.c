// SPDX-License-Identifier: GPL-2.0
/* wide.c - a long that is not Windows'. */
#include <ntddk.h>

typedef unsigned long ULONG;

VOID Stop(PDEVICE_OBJECT Device, PDEVICE_DESCRIPTION Description, PULONG Registers);
VOID Stop(PDEVICE_OBJECT Device, PDEVICE_DESCRIPTION Description, PULONG Registers)
{
	if (!IoGetDmaAdapter(Device, Description, Registers))
		ExRaiseStatus(STATUS_UNSUCCESSFUL);
}
