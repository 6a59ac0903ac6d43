/* SPDX-License-Identifier: GPL-2.0 */
/*
 * shutdown.h - devices that hear of it when the system goes down, by IRP_MJ_SHUTDOWN.
 */
#ifndef NTSPIN_WDM_SHUTDOWN_H
#define NTSPIN_WDM_SHUTDOWN_H

#include "device.h"

EXTERN_C_START

_IRQL_requires_max_(PASSIVE_LEVEL)
/**
 * IoRegisterShutdownNotification() - have a device sent IRP_MJ_SHUTDOWN
 * @DeviceObject: the driver's, alone in its stack; DO_SHUTDOWN_REGISTERED is set from then on
 *
 * It is sent once, and waited for. A device that is deleted is registered no more; one that
 * registers as it is told comes too late.
 *
 * Context: IRQL = PASSIVE_LEVEL. Linux: any context but an NMI.
 * Return: STATUS_SUCCESS, for one that is registered, too; STATUS_INSUFFICIENT_RESOURCES.
 * Errors: No device: reported, and STATUS_INVALID_PARAMETER. Above PASSIVE_LEVEL: reported by the
 *   verifier, and done.
 * Differs from Windows: It is sent where Linux has its reboot notifiers called: programs have
 *   ended, and file systems are mostly unmounted.
 * Windows: wdm.h, IoRegisterShutdownNotification function.
 */
NTSTATUS NTAPI IoRegisterShutdownNotification(_In_ PDEVICE_OBJECT DeviceObject);

_IRQL_requires_max_(PASSIVE_LEVEL)
/**
 * IoRegisterLastChanceShutdownNotification() - the same, behind all that are not registered by this
 * @DeviceObject: as for IoRegisterShutdownNotification()
 *
 * Context: IRQL = PASSIVE_LEVEL. Linux: any context but an NMI.
 * Return: as IoRegisterShutdownNotification().
 * Errors: the same.
 * Differs from Windows: the same.
 * Windows: wdm.h, IoRegisterLastChanceShutdownNotification function.
 */
NTSTATUS NTAPI IoRegisterLastChanceShutdownNotification(_In_ PDEVICE_OBJECT DeviceObject);

_IRQL_requires_max_(PASSIVE_LEVEL)
/**
 * IoUnregisterShutdownNotification() - of either of these, no more
 * @DeviceObject: the device; one that is not registered is left alone
 *
 * Context: IRQL = PASSIVE_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: Above PASSIVE_LEVEL: reported by the verifier, and done.
 * Windows: wdm.h, IoUnregisterShutdownNotification function.
 */
VOID NTAPI IoUnregisterShutdownNotification(_In_ PDEVICE_OBJECT DeviceObject);

EXTERN_C_END

#endif
