// SPDX-License-Identifier: GPL-2.0
/*
 * export_ex.c - exports lookaside lists, the locks that sleep, what belongs to them, timers that
 * are allocated, and callback objects, as main.c does the others.
 */
#include <linux/export.h>

#include "wdm.h"

EXPORT_SYMBOL_GPL(ExInitializeNPagedLookasideList);
EXPORT_SYMBOL_GPL(ExAllocateFromNPagedLookasideList);
EXPORT_SYMBOL_GPL(ExFreeToNPagedLookasideList);
EXPORT_SYMBOL_GPL(ExDeleteNPagedLookasideList);
EXPORT_SYMBOL_GPL(ExInitializePagedLookasideList);
EXPORT_SYMBOL_GPL(ExAllocateFromPagedLookasideList);
EXPORT_SYMBOL_GPL(ExFreeToPagedLookasideList);
EXPORT_SYMBOL_GPL(ExDeletePagedLookasideList);
EXPORT_SYMBOL_GPL(ExInitializeLookasideListEx);
EXPORT_SYMBOL_GPL(ExAllocateFromLookasideListEx);
EXPORT_SYMBOL_GPL(ExFreeToLookasideListEx);
EXPORT_SYMBOL_GPL(ExFlushLookasideListEx);
EXPORT_SYMBOL_GPL(ExDeleteLookasideListEx);

EXPORT_SYMBOL_GPL(ExInitializeFastMutex);
EXPORT_SYMBOL_GPL(ExAcquireFastMutex);
EXPORT_SYMBOL_GPL(ExTryToAcquireFastMutex);
EXPORT_SYMBOL_GPL(ExReleaseFastMutex);
EXPORT_SYMBOL_GPL(ExAcquireFastMutexUnsafe);
EXPORT_SYMBOL_GPL(ExReleaseFastMutexUnsafe);
EXPORT_SYMBOL_GPL(KeInitializeGuardedMutex);
EXPORT_SYMBOL_GPL(KeAcquireGuardedMutex);
EXPORT_SYMBOL_GPL(KeTryToAcquireGuardedMutex);
EXPORT_SYMBOL_GPL(KeReleaseGuardedMutex);
EXPORT_SYMBOL_GPL(KeAcquireGuardedMutexUnsafe);
EXPORT_SYMBOL_GPL(KeReleaseGuardedMutexUnsafe);

EXPORT_SYMBOL_GPL(ExInitializeRundownProtection);
EXPORT_SYMBOL_GPL(ExAcquireRundownProtection);
EXPORT_SYMBOL_GPL(ExAcquireRundownProtectionEx);
EXPORT_SYMBOL_GPL(ExReleaseRundownProtection);
EXPORT_SYMBOL_GPL(ExReleaseRundownProtectionEx);
EXPORT_SYMBOL_GPL(ExWaitForRundownProtectionRelease);
EXPORT_SYMBOL_GPL(ExRundownCompleted);
EXPORT_SYMBOL_GPL(ExReInitializeRundownProtection);
EXPORT_SYMBOL_GPL(ExAllocateCacheAwareRundownProtection);
EXPORT_SYMBOL_GPL(ExSizeOfRundownProtectionCacheAware);
EXPORT_SYMBOL_GPL(ExInitializeRundownProtectionCacheAware);
EXPORT_SYMBOL_GPL(ExFreeCacheAwareRundownProtection);
EXPORT_SYMBOL_GPL(ExAcquireRundownProtectionCacheAware);
EXPORT_SYMBOL_GPL(ExAcquireRundownProtectionCacheAwareEx);
EXPORT_SYMBOL_GPL(ExReleaseRundownProtectionCacheAware);
EXPORT_SYMBOL_GPL(ExReleaseRundownProtectionCacheAwareEx);
EXPORT_SYMBOL_GPL(ExWaitForRundownProtectionReleaseCacheAware);
EXPORT_SYMBOL_GPL(ExRundownCompletedCacheAware);
EXPORT_SYMBOL_GPL(ExReInitializeRundownProtectionCacheAware);

EXPORT_SYMBOL_GPL(ExCreateCallback);
EXPORT_SYMBOL_GPL(ExRegisterCallback);
EXPORT_SYMBOL_GPL(ExUnregisterCallback);
EXPORT_SYMBOL_GPL(ExNotifyCallback);

EXPORT_SYMBOL_GPL(ExAllocateTimer);
EXPORT_SYMBOL_GPL(ExSetTimer);
EXPORT_SYMBOL_GPL(ExCancelTimer);
EXPORT_SYMBOL_GPL(ExDeleteTimer);

EXPORT_SYMBOL_GPL(IoInitializeRemoveLockEx);
EXPORT_SYMBOL_GPL(IoAcquireRemoveLockEx);
EXPORT_SYMBOL_GPL(IoReleaseRemoveLockEx);
EXPORT_SYMBOL_GPL(IoReleaseRemoveLockAndWaitEx);
EXPORT_SYMBOL_GPL(IoAcquireCancelSpinLock);
EXPORT_SYMBOL_GPL(IoReleaseCancelSpinLock);
