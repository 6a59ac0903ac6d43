// SPDX-License-Identifier: GPL-2.0
/*
 * export_ps.c - exports the routines for threads, as main.c does the others.
 */
#include <linux/export.h>

#include "wdm.h"

EXPORT_SYMBOL_GPL(PsThreadType);
EXPORT_SYMBOL_GPL(PsProcessType);
EXPORT_SYMBOL_GPL(IoFileObjectType);
EXPORT_SYMBOL_GPL(ExEventObjectType);
EXPORT_SYMBOL_GPL(ExSemaphoreObjectType);
EXPORT_SYMBOL_GPL(CmKeyObjectType);
EXPORT_SYMBOL_GPL(SeTokenObjectType);
EXPORT_SYMBOL_GPL(PsCreateSystemThread);
EXPORT_SYMBOL_GPL(PsTerminateSystemThread);
EXPORT_SYMBOL_GPL(PsGetCurrentProcessId);
EXPORT_SYMBOL_GPL(PsGetCurrentThreadId);
EXPORT_SYMBOL_GPL(PsGetThreadId);
EXPORT_SYMBOL_GPL(PsGetThreadExitStatus);
EXPORT_SYMBOL_GPL(KeGetCurrentThread);
EXPORT_SYMBOL_GPL(KeSetPriorityThread);
EXPORT_SYMBOL_GPL(KeSetBasePriorityThread);
EXPORT_SYMBOL_GPL(KeQueryPriorityThread);
EXPORT_SYMBOL_GPL(KeSetSystemAffinityThread);
EXPORT_SYMBOL_GPL(KeSetSystemAffinityThreadEx);
EXPORT_SYMBOL_GPL(KeSetSystemGroupAffinityThread);
EXPORT_SYMBOL_GPL(KeRevertToUserAffinityThread);
EXPORT_SYMBOL_GPL(KeRevertToUserAffinityThreadEx);
EXPORT_SYMBOL_GPL(KeRevertToUserGroupAffinityThread);
EXPORT_SYMBOL_GPL(ObReferenceObjectByHandle);
EXPORT_SYMBOL_GPL(ObReferenceObjectByPointer);
EXPORT_SYMBOL_GPL(ObfReferenceObject);
EXPORT_SYMBOL_GPL(ObfDereferenceObject);
EXPORT_SYMBOL_GPL(ZwClose);
