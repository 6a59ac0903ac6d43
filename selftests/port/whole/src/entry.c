// SPDX-License-Identifier: GPL-2.0
/* entry.c - backslashes, wrong case, a file that only Windows makes, a define of the project. */
#include "..\INC\whole.h"
#include "entry.tmh"

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
	KSPIN_LOCK Lock;

	UNREFERENCED_PARAMETER(DriverObject);
	WPP_INIT_TRACING(DriverObject, RegistryPath);
	WholeTrace("registry path %wZ", RegistryPath);
	KeInitializeSpinLock(&Lock);
	return WholeGuarded(&Lock, WHOLE_LIMIT + WholeCount());
}
