// SPDX-License-Identifier: GPL-2.0
/* dialect.c - words that gcc cannot be taught by macros. */
#include <ntddk.h>
#include "Dialect.tmh"

C_ASSERT(sizeof(DIALECT_NAME) == 8 && DIALECT_LIMIT == 10000);
C_ASSERT(__STDC_VERSION__ == 201710L);

/* A name of the driver's, which Kbuild defines for Linux' modules. */
typedef struct _MODULE {
	PVOID Base;
} MODULE;

DRIVER_INITIALIZE DriverEntry;

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
	const MODULE Module = { DriverObject };
	static const char Name[] = DIALECT_NAME ": " __FUNCTION__;

	WPP_INIT_TRACING(DriverObject, RegistryPath);
	UNREFERENCED_PARAMETER(Module);
	return RegistryPath->Length > 10000ui64 ? STATUS_INVALID_PARAMETER : Name[0] - 'd';
}
