/* SPDX-License-Identifier: GPL-2.0 */
/*
 * driver_extension.h - memory of a driver object's, told by an address of the driver's.
 */
#ifndef NTSPIN_WDM_DRIVER_EXTENSION_H
#define NTSPIN_WDM_DRIVER_EXTENSION_H

#include "driver.h"
#include "irql.h"

EXTERN_C_START

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoAllocateDriverObjectExtension() - allocate such memory
 * @DriverObject: the driver's
 * @ClientIdentificationAddress: tells it from others of the same driver; not looked at
 * @DriverObjectExtensionSize: how many bytes, which are 0
 * @DriverObjectExtension: gets it; NULL where it fails
 *
 * It is freed when DriverUnload has returned, or DriverEntry has failed.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: STATUS_SUCCESS; STATUS_INSUFFICIENT_RESOURCES; STATUS_OBJECT_NAME_COLLISION: the driver
 *   has one of that address.
 * Errors: Above DISPATCH_LEVEL: reported by the verifier.
 * Windows: wdm.h, IoAllocateDriverObjectExtension function.
 */
NTSTATUS NTAPI IoAllocateDriverObjectExtension(_In_ PDRIVER_OBJECT DriverObject,
					       _In_ PVOID ClientIdentificationAddress,
					       _In_ ULONG DriverObjectExtensionSize,
					       _Out_ PVOID *DriverObjectExtension);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoGetDriverObjectExtension() - the memory that was allocated
 * @DriverObject: as for IoAllocateDriverObjectExtension()
 * @ClientIdentificationAddress: the same
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: the memory; NULL where there is none.
 * Errors: Above DISPATCH_LEVEL: reported by the verifier, and done.
 * Windows: wdm.h, IoGetDriverObjectExtension function.
 */
PVOID NTAPI IoGetDriverObjectExtension(_In_ PDRIVER_OBJECT DriverObject,
				       _In_ PVOID ClientIdentificationAddress);

EXTERN_C_END

#endif
