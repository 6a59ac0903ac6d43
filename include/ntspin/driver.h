/* SPDX-License-Identifier: GPL-2.0 */
/*
 * driver.h - for the module around a ported driver: its routines, called as Windows calls them.
 *
 * Who builds a driver by driver.mk has driver/entry.c for that.
 */
#ifndef NTSPIN_DRIVER_H
#define NTSPIN_DRIVER_H

#include "../wdm.h"

EXTERN_C_START

/**
 * ntspin_driver_entry - call a driver's DriverEntry
 * @driver: its object, whose DriverInit is the routine
 * @registry_path: what the routine gets
 *
 * A level that is another one when it returns is reported, and restored; with the
 * verifier on so is a lock that it holds then.
 *
 * Context: PASSIVE_LEVEL. Linux: a task that may sleep.
 * Return: what the routine returned.
 */
NTSTATUS ntspin_driver_entry(PDRIVER_OBJECT driver, PUNICODE_STRING registry_path);

/* ntspin_driver_unload - the same for its DriverUnload, which there must be */
void ntspin_driver_unload(PDRIVER_OBJECT driver);

/**
 * ntspin_driver_loaded - the Linux side's own: called when DriverEntry has succeeded
 * @driver: what DriverEntry got, with what it has set
 *
 * A driver that driver.mk builds may define it, to make what programs or Linux' buses reach the
 * driver by.
 *
 * Context: PASSIVE_LEVEL. Linux: the module's init, where one may sleep.
 * Return: 0; or a negative errno, which insmod gets, once DriverUnload has been called.
 */
int ntspin_driver_loaded(PDRIVER_OBJECT driver);

/**
 * ntspin_driver_unloads - the same, called before DriverUnload
 * @driver: what ntspin_driver_loaded() got
 *
 * Takes away what that has made. No request may be under way when it returns.
 *
 * Context: PASSIVE_LEVEL. Linux: the module's exit, where one may sleep.
 */
void ntspin_driver_unloads(PDRIVER_OBJECT driver);

/**
 * ntspin_invalid_request - what a driver has not set of its MajorFunction, as Windows has it
 * @device: the device
 * @irp: the request, which is completed with STATUS_INVALID_DEVICE_REQUEST
 *
 * Return: STATUS_INVALID_DEVICE_REQUEST.
 */
NTSTATUS NTAPI ntspin_invalid_request(PDEVICE_OBJECT device, PIRP irp);

/**
 * ntspin_shutdown - the system goes down: devices that are registered for it are told, each once
 *
 * Called by Linux' reboot notifiers; and by tests.
 *
 * Context: PASSIVE_LEVEL. Linux: a task that may sleep.
 */
void ntspin_shutdown(void);

EXTERN_C_END

#endif
