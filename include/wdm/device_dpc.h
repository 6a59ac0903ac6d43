/* SPDX-License-Identifier: GPL-2.0 */
/*
 * device_dpc.h - a device's own DPC, by which its service routine has the rest done.
 */
#ifndef NTSPIN_WDM_DEVICE_DPC_H
#define NTSPIN_WDM_DEVICE_DPC_H

#include "device.h"

EXTERN_C_START

/**
 * IoInitializeDpcRequest() - say what IoRequestDpc() of a device is to have called
 * @DeviceObject: the driver's device
 * @DpcRoutine: called at DISPATCH_LEVEL with the device's DPC, the device, and what IoRequestDpc()
 *   was called with
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: No device: reported, and nothing is done.
 * Differs from Windows: the device's Dpc has a routine of ntspin's, which calls this one.
 * Windows: wdm.h, IoInitializeDpcRequest function.
 */
VOID NTAPI IoInitializeDpcRequest(_In_ PDEVICE_OBJECT DeviceObject,
				  _In_ PIO_DPC_ROUTINE DpcRoutine);

/**
 * IoRequestDpc() - have that called on this CPU as soon as its level is below DISPATCH_LEVEL
 * @DeviceObject: the device
 * @Irp: handed on: as a rule the device's current request
 * @Context: handed on, too
 *
 * While it is queued, a second call changes nothing, as of KeInsertQueueDpc(): the routine looks for
 * all that there is to do. Before the device is deleted, KeFlushQueuedDpcs() waits for it.
 *
 * Context: a device's IRQL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: No device: reported, and nothing is done. One without a routine: the same. At
 *   DISPATCH_LEVEL or below: reported by the verifier, and done.
 * Windows: wdm.h, IoRequestDpc function.
 */
VOID NTAPI IoRequestDpc(_In_ PDEVICE_OBJECT DeviceObject, _In_opt_ PIRP Irp,
			_In_opt_ __drv_aliasesMem PVOID Context);

EXTERN_C_END

#endif
