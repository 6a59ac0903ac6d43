// SPDX-License-Identifier: GPL-2.0
/*
 * export_io.c - exports the routines for devices and requests, as main.c does the others.
 */
#include <linux/export.h>

#include "ntspin/driver.h"
#include "wdm/csq.h"
#include "wdm/error_log.h"

EXPORT_SYMBOL_GPL(IoCreateDevice);
EXPORT_SYMBOL_GPL(IoDeleteDevice);
EXPORT_SYMBOL_GPL(IoAttachDeviceToDeviceStack);
EXPORT_SYMBOL_GPL(IoAttachDeviceToDeviceStackSafe);
EXPORT_SYMBOL_GPL(IoDetachDevice);
EXPORT_SYMBOL_GPL(IoGetAttachedDevice);
EXPORT_SYMBOL_GPL(IoGetAttachedDeviceReference);
EXPORT_SYMBOL_GPL(IoGetDeviceObjectPointer);
EXPORT_SYMBOL_GPL(IoGetRelatedDeviceObject);
EXPORT_SYMBOL_GPL(IoGetLowerDeviceObject);
EXPORT_SYMBOL_GPL(IoAttachDevice);
EXPORT_SYMBOL_GPL(IoCreateSymbolicLink);
EXPORT_SYMBOL_GPL(IoDeleteSymbolicLink);
EXPORT_SYMBOL_GPL(IoInitializeDpcRequest);
EXPORT_SYMBOL_GPL(IoRequestDpc);
EXPORT_SYMBOL_GPL(IoAllocateErrorLogEntry);
EXPORT_SYMBOL_GPL(IoFreeErrorLogEntry);
EXPORT_SYMBOL_GPL(IoWriteErrorLogEntry);
EXPORT_SYMBOL_GPL(IoInitializeTimer);
EXPORT_SYMBOL_GPL(IoStartTimer);
EXPORT_SYMBOL_GPL(IoStopTimer);
EXPORT_SYMBOL_GPL(IoRegisterShutdownNotification);
EXPORT_SYMBOL_GPL(IoRegisterLastChanceShutdownNotification);
EXPORT_SYMBOL_GPL(IoUnregisterShutdownNotification);
EXPORT_SYMBOL_GPL(IoAllocateDriverObjectExtension);
EXPORT_SYMBOL_GPL(IoGetDriverObjectExtension);

EXPORT_SYMBOL_GPL(IoAllocateIrp);
EXPORT_SYMBOL_GPL(IoFreeIrp);
EXPORT_SYMBOL_GPL(IoInitializeIrp);
EXPORT_SYMBOL_GPL(IoReuseIrp);
EXPORT_SYMBOL_GPL(IofCallDriver);
EXPORT_SYMBOL_GPL(IofCompleteRequest);
EXPORT_SYMBOL_GPL(IoSetCompletionRoutineEx);
EXPORT_SYMBOL_GPL(IoCancelIrp);
EXPORT_SYMBOL_GPL(IoBuildDeviceIoControlRequest);
EXPORT_SYMBOL_GPL(IoBuildSynchronousFsdRequest);
EXPORT_SYMBOL_GPL(IoBuildAsynchronousFsdRequest);
EXPORT_SYMBOL_GPL(ntspin_invalid_request);
EXPORT_SYMBOL_GPL(ntspin_shutdown);

EXPORT_SYMBOL_GPL(KeInitializeDeviceQueue);
EXPORT_SYMBOL_GPL(KeInsertDeviceQueue);
EXPORT_SYMBOL_GPL(KeInsertByKeyDeviceQueue);
EXPORT_SYMBOL_GPL(KeRemoveDeviceQueue);
EXPORT_SYMBOL_GPL(KeRemoveByKeyDeviceQueue);
EXPORT_SYMBOL_GPL(KeRemoveEntryDeviceQueue);
EXPORT_SYMBOL_GPL(IoStartPacket);
EXPORT_SYMBOL_GPL(IoStartNextPacket);
EXPORT_SYMBOL_GPL(IoStartNextPacketByKey);
EXPORT_SYMBOL_GPL(IoSetStartIoAttributes);

EXPORT_SYMBOL_GPL(IoCsqInitialize);
EXPORT_SYMBOL_GPL(IoCsqInitializeEx);
EXPORT_SYMBOL_GPL(IoCsqInsertIrp);
EXPORT_SYMBOL_GPL(IoCsqInsertIrpEx);
EXPORT_SYMBOL_GPL(IoCsqRemoveIrp);
EXPORT_SYMBOL_GPL(IoCsqRemoveNextIrp);
