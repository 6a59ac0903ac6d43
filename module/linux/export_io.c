// SPDX-License-Identifier: GPL-2.0
/*
 * export_io.c - exports the routines for devices, as main.c does the others.
 */
#include <linux/export.h>

#include "wdm.h"

EXPORT_SYMBOL_GPL(IoCreateDevice);
EXPORT_SYMBOL_GPL(IoDeleteDevice);
EXPORT_SYMBOL_GPL(IoAttachDeviceToDeviceStack);
EXPORT_SYMBOL_GPL(IoAttachDeviceToDeviceStackSafe);
EXPORT_SYMBOL_GPL(IoDetachDevice);
EXPORT_SYMBOL_GPL(IoGetAttachedDevice);
EXPORT_SYMBOL_GPL(IoGetAttachedDeviceReference);
EXPORT_SYMBOL_GPL(IoCreateSymbolicLink);
EXPORT_SYMBOL_GPL(IoDeleteSymbolicLink);
