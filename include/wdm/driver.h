/* SPDX-License-Identifier: GPL-2.0 */
/*
 * driver.h - the entry points of a driver.
 */
#ifndef NTSPIN_WDM_DRIVER_H
#define NTSPIN_WDM_DRIVER_H

#include "../ntdef.h"
#include "../ntstatus.h"
#include "../driverspecs.h"

EXTERN_C_START

/* Opaque here: Linux loads a ported driver, so there is no object behind it. */
typedef struct _DRIVER_OBJECT DRIVER_OBJECT, *PDRIVER_OBJECT;

_Function_class_(DRIVER_INITIALIZE)
_IRQL_requires_(PASSIVE_LEVEL)
_IRQL_requires_same_
typedef NTSTATUS NTAPI DRIVER_INITIALIZE(_In_ PDRIVER_OBJECT DriverObject,
					 _In_ PUNICODE_STRING RegistryPath);
typedef DRIVER_INITIALIZE *PDRIVER_INITIALIZE;

_Function_class_(DRIVER_UNLOAD)
_IRQL_requires_(PASSIVE_LEVEL)
_IRQL_requires_same_
typedef VOID NTAPI DRIVER_UNLOAD(_In_ PDRIVER_OBJECT DriverObject);
typedef DRIVER_UNLOAD *PDRIVER_UNLOAD;

EXTERN_C_END

#endif
