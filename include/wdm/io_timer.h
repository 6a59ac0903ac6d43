/* SPDX-License-Identifier: GPL-2.0 */
/*
 * io_timer.h - a device's timer: a routine of the driver's that is called once a second.
 */
#ifndef NTSPIN_WDM_IO_TIMER_H
#define NTSPIN_WDM_IO_TIMER_H

#include "device.h"

EXTERN_C_START

_IRQL_requires_max_(PASSIVE_LEVEL)
/**
 * IoInitializeTimer() - give a device a timer, which does not run yet
 * @DeviceObject: the driver's device, which has none
 * @TimerRoutine: called with the device and @Context at DISPATCH_LEVEL
 * @Context: the routine's
 *
 * The timer goes with its device: IoDeleteDevice() stops it. Below DISPATCH_LEVEL it waits for the
 * routine; else the device's memory stays until it has returned.
 *
 * Context: IRQL = PASSIVE_LEVEL. Linux: any context but an NMI.
 * Return: STATUS_SUCCESS; STATUS_INSUFFICIENT_RESOURCES.
 * Errors: No device: reported, and STATUS_INVALID_PARAMETER. One that has a timer: reported, and
 *   the same. Above PASSIVE_LEVEL: reported by the verifier, and done.
 * Windows: wdm.h, IoInitializeTimer function.
 */
NTSTATUS NTAPI IoInitializeTimer(_In_ PDEVICE_OBJECT DeviceObject,
				 _In_ PIO_TIMER_ROUTINE TimerRoutine,
				 _In_opt_ __drv_aliasesMem PVOID Context);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoStartTimer() - have the routine called once a second, from a second on
 * @DeviceObject: the device
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: No device, or none with a timer: reported, and nothing is done. Above DISPATCH_LEVEL:
 *   reported by the verifier, and done.
 * Windows: wdm.h, IoStartTimer function.
 */
VOID NTAPI IoStartTimer(_In_ PDEVICE_OBJECT DeviceObject);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoStopTimer() - have the routine called no more, until IoStartTimer()
 * @DeviceObject: the device
 *
 * A routine that runs already is not waited for.
 *
 * Context: IRQL <= DISPATCH_LEVEL, and not in the routine itself. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: as IoStartTimer(). In the routine itself: reported by the verifier, and done.
 * Windows: wdm.h, IoStopTimer function.
 */
VOID NTAPI IoStopTimer(_In_ PDEVICE_OBJECT DeviceObject);

EXTERN_C_END

#endif
