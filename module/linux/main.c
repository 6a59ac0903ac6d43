// SPDX-License-Identifier: GPL-2.0
/*
 * main.c - the module: what it exports, and what it says of itself.
 *
 * genksyms reads C alone, so the exports of the C++ routines stand here, beside
 * the prototypes that it takes their versions from.
 */
#include <linux/export.h>
#include <linux/module.h>

#include "../seam/remains.h"
#include "host.h"
#include "park.h"
#include "pool.h"
#include "thread.h"
#include "ntspin/driver.h"
#include "ntspin/interrupt.h"
#include "ntspin/verifier.h"

EXPORT_SYMBOL_GPL(KeInitializeSpinLock);
EXPORT_SYMBOL_GPL(KeAcquireInStackQueuedSpinLock);
EXPORT_SYMBOL_GPL(KeReleaseInStackQueuedSpinLock);
EXPORT_SYMBOL_GPL(KeAcquireInStackQueuedSpinLockAtDpcLevel);
EXPORT_SYMBOL_GPL(KeReleaseInStackQueuedSpinLockFromDpcLevel);
EXPORT_SYMBOL_GPL(KeAcquireSpinLockRaiseToDpc);
EXPORT_SYMBOL_GPL(KeReleaseSpinLock);
EXPORT_SYMBOL_GPL(KeAcquireSpinLockAtDpcLevel);
EXPORT_SYMBOL_GPL(KeReleaseSpinLockFromDpcLevel);
EXPORT_SYMBOL_GPL(KeTryToAcquireSpinLockAtDpcLevel);
EXPORT_SYMBOL_GPL(KeTestSpinLock);
EXPORT_SYMBOL_GPL(KeAcquireInStackQueuedSpinLockForDpc);
EXPORT_SYMBOL_GPL(KeReleaseInStackQueuedSpinLockForDpc);
EXPORT_SYMBOL_GPL(KeAcquireSpinLockForDpc);
EXPORT_SYMBOL_GPL(KeReleaseSpinLockForDpc);
EXPORT_SYMBOL_GPL(ExAcquireSpinLockShared);
EXPORT_SYMBOL_GPL(ExReleaseSpinLockShared);
EXPORT_SYMBOL_GPL(ExAcquireSpinLockSharedAtDpcLevel);
EXPORT_SYMBOL_GPL(ExReleaseSpinLockSharedFromDpcLevel);
EXPORT_SYMBOL_GPL(ExTryAcquireSpinLockSharedAtDpcLevel);
EXPORT_SYMBOL_GPL(ExAcquireSpinLockExclusive);
EXPORT_SYMBOL_GPL(ExReleaseSpinLockExclusive);
EXPORT_SYMBOL_GPL(ExAcquireSpinLockExclusiveAtDpcLevel);
EXPORT_SYMBOL_GPL(ExReleaseSpinLockExclusiveFromDpcLevel);
EXPORT_SYMBOL_GPL(ExTryAcquireSpinLockExclusiveAtDpcLevel);
EXPORT_SYMBOL_GPL(ExTryConvertSharedSpinLockExclusive);
EXPORT_SYMBOL_GPL(KeRaiseIrql);
EXPORT_SYMBOL_GPL(KeRaiseIrqlToDpcLevel);
EXPORT_SYMBOL_GPL(KeLowerIrql);
EXPORT_SYMBOL_GPL(KeGetCurrentIrql);
EXPORT_SYMBOL_GPL(NtspinReportCorruptList);
EXPORT_SYMBOL_GPL(ExInterlockedInsertHeadList);
EXPORT_SYMBOL_GPL(ExInterlockedInsertTailList);
EXPORT_SYMBOL_GPL(ExInterlockedRemoveHeadList);
EXPORT_SYMBOL_GPL(ExInterlockedPushEntryList);
EXPORT_SYMBOL_GPL(ExInterlockedPopEntryList);
EXPORT_SYMBOL_GPL(ExInterlockedAddUlong);
EXPORT_SYMBOL_GPL(ExInterlockedAddLargeInteger);
EXPORT_SYMBOL_GPL(KeAcquireInterruptSpinLock);
EXPORT_SYMBOL_GPL(KeReleaseInterruptSpinLock);
EXPORT_SYMBOL_GPL(KeSynchronizeExecution);
EXPORT_SYMBOL_GPL(ntspin_interrupt_connect);
EXPORT_SYMBOL_GPL(ntspin_interrupt_disconnect);
EXPORT_SYMBOL_GPL(KeQueryActiveProcessorCount);
EXPORT_SYMBOL_GPL(KeQueryActiveProcessorCountEx);
EXPORT_SYMBOL_GPL(KeQueryMaximumProcessorCount);
EXPORT_SYMBOL_GPL(KeQueryMaximumProcessorCountEx);
EXPORT_SYMBOL_GPL(KeGetCurrentProcessorNumberEx);
EXPORT_SYMBOL_GPL(KeShouldYieldProcessor);
EXPORT_SYMBOL_GPL(KeRegisterProcessorChangeCallback);
EXPORT_SYMBOL_GPL(KeDeregisterProcessorChangeCallback);
EXPORT_SYMBOL_GPL(KeIpiGenericCall);
EXPORT_SYMBOL_GPL(KeGetProcessorNumberFromIndex);
EXPORT_SYMBOL_GPL(KeGetProcessorIndexFromNumber);

EXPORT_SYMBOL_GPL(KeInitializeDpc);
EXPORT_SYMBOL_GPL(KeInitializeThreadedDpc);
EXPORT_SYMBOL_GPL(KeInsertQueueDpc);
EXPORT_SYMBOL_GPL(KeRemoveQueueDpc);
EXPORT_SYMBOL_GPL(KeRemoveQueueDpcEx);
EXPORT_SYMBOL_GPL(KeFlushQueuedDpcs);
EXPORT_SYMBOL_GPL(KeSetImportanceDpc);
EXPORT_SYMBOL_GPL(KeSetTargetProcessorDpc);
EXPORT_SYMBOL_GPL(KeSetTargetProcessorDpcEx);
EXPORT_SYMBOL_GPL(KeInitializeTimer);
EXPORT_SYMBOL_GPL(KeInitializeTimerEx);
EXPORT_SYMBOL_GPL(KeSetTimer);
EXPORT_SYMBOL_GPL(KeSetTimerEx);
EXPORT_SYMBOL_GPL(KeSetCoalescableTimer);
EXPORT_SYMBOL_GPL(KeCancelTimer);
EXPORT_SYMBOL_GPL(KeReadStateTimer);
EXPORT_SYMBOL_GPL(KeInitializeEvent);
EXPORT_SYMBOL_GPL(KeSetEvent);
EXPORT_SYMBOL_GPL(KeResetEvent);
EXPORT_SYMBOL_GPL(KeClearEvent);
EXPORT_SYMBOL_GPL(KePulseEvent);
EXPORT_SYMBOL_GPL(KeReadStateEvent);
EXPORT_SYMBOL_GPL(KeInitializeSemaphore);
EXPORT_SYMBOL_GPL(KeReleaseSemaphore);
EXPORT_SYMBOL_GPL(KeReadStateSemaphore);
EXPORT_SYMBOL_GPL(KeInitializeMutex);
EXPORT_SYMBOL_GPL(KeReleaseMutex);
EXPORT_SYMBOL_GPL(KeReadStateMutex);
EXPORT_SYMBOL_GPL(KeWaitForSingleObject);
EXPORT_SYMBOL_GPL(KeWaitForMultipleObjects);
EXPORT_SYMBOL_GPL(KeDelayExecutionThread);
EXPORT_SYMBOL_GPL(KeEnterCriticalRegion);
EXPORT_SYMBOL_GPL(KeLeaveCriticalRegion);
EXPORT_SYMBOL_GPL(KeEnterGuardedRegion);
EXPORT_SYMBOL_GPL(KeLeaveGuardedRegion);
EXPORT_SYMBOL_GPL(ExInitializeResourceLite);
EXPORT_SYMBOL_GPL(ExReinitializeResourceLite);
EXPORT_SYMBOL_GPL(ExDeleteResourceLite);
EXPORT_SYMBOL_GPL(ExAcquireResourceExclusiveLite);
EXPORT_SYMBOL_GPL(ExTryToAcquireResourceExclusiveLite);
EXPORT_SYMBOL_GPL(ExAcquireResourceSharedLite);
EXPORT_SYMBOL_GPL(ExAcquireSharedStarveExclusive);
EXPORT_SYMBOL_GPL(ExAcquireSharedWaitForExclusive);
EXPORT_SYMBOL_GPL(ExReleaseResourceLite);
EXPORT_SYMBOL_GPL(ExReleaseResourceForThreadLite);
EXPORT_SYMBOL_GPL(ExConvertExclusiveToSharedLite);
EXPORT_SYMBOL_GPL(ExIsResourceAcquiredExclusiveLite);
EXPORT_SYMBOL_GPL(ExIsResourceAcquiredSharedLite);
EXPORT_SYMBOL_GPL(ExGetExclusiveWaiterCount);
EXPORT_SYMBOL_GPL(ExGetSharedWaiterCount);
EXPORT_SYMBOL_GPL(ExSetResourceOwnerPointer);
EXPORT_SYMBOL_GPL(ExEnterCriticalRegionAndAcquireResourceExclusive);
EXPORT_SYMBOL_GPL(ExEnterCriticalRegionAndAcquireResourceShared);
EXPORT_SYMBOL_GPL(ExEnterCriticalRegionAndAcquireSharedWaitForExclusive);
EXPORT_SYMBOL_GPL(ExReleaseResourceAndLeaveCriticalRegion);
EXPORT_SYMBOL_GPL(ExInitializePushLock);
EXPORT_SYMBOL_GPL(ExAcquirePushLockExclusiveEx);
EXPORT_SYMBOL_GPL(ExTryAcquirePushLockExclusiveEx);
EXPORT_SYMBOL_GPL(ExAcquirePushLockSharedEx);
EXPORT_SYMBOL_GPL(ExTryAcquirePushLockSharedEx);
EXPORT_SYMBOL_GPL(ExReleasePushLockExclusiveEx);
EXPORT_SYMBOL_GPL(ExReleasePushLockSharedEx);
EXPORT_SYMBOL_GPL(ExReleasePushLockEx);
EXPORT_SYMBOL_GPL(ExAllocatePool2);
EXPORT_SYMBOL_GPL(ExAllocatePool);
EXPORT_SYMBOL_GPL(ExAllocatePoolWithTag);
EXPORT_SYMBOL_GPL(ExAllocatePoolWithTagPriority);
EXPORT_SYMBOL_GPL(ExAllocatePoolWithQuotaTag);
EXPORT_SYMBOL_GPL(ExFreePool);
EXPORT_SYMBOL_GPL(ExFreePoolWithTag);
EXPORT_SYMBOL_GPL(ExFreePool2);
EXPORT_SYMBOL_GPL(InitializeSListHead);
EXPORT_SYMBOL_GPL(InterlockedPushEntrySList);
EXPORT_SYMBOL_GPL(InterlockedPopEntrySList);
EXPORT_SYMBOL_GPL(InterlockedFlushSList);
EXPORT_SYMBOL_GPL(FirstEntrySList);
EXPORT_SYMBOL_GPL(ExQueryDepthSList);
EXPORT_SYMBOL_GPL(IoAllocateWorkItem);
EXPORT_SYMBOL_GPL(IoFreeWorkItem);
EXPORT_SYMBOL_GPL(IoSizeofWorkItem);
EXPORT_SYMBOL_GPL(IoInitializeWorkItem);
EXPORT_SYMBOL_GPL(IoUninitializeWorkItem);
EXPORT_SYMBOL_GPL(IoQueueWorkItem);
EXPORT_SYMBOL_GPL(IoQueueWorkItemEx);
EXPORT_SYMBOL_GPL(ExQueueWorkItem);
EXPORT_SYMBOL_GPL(ntspin_driver_entry);
EXPORT_SYMBOL_GPL(ntspin_driver_unload);
EXPORT_SYMBOL_GPL(ntspin_verifier_set);
EXPORT_SYMBOL_GPL(ntspin_park_set);
EXPORT_SYMBOL_GPL(ntspin_park_count);

static int __init ntspin_init(void)
{
	int err = ntspin_processor_init();

	if (err)
		return err;
	err = ntspin_dpc_init();
	if (err)
		goto out_processor;
	ntspin_ipi_init();
	err = ntspin_change_init();
	if (err)
		goto out_dpc;
	err = ntspin_pool_init();
	if (err)
		goto out_change;
	err = ntspin_work_init();
	if (err)
		goto out_pool;
	ntspin_timer_init();
	ntspin_park_init();
	err = ntspin_debug_init();
	if (err)
		goto out_work;
	err = ntspin_reboot_init();
	if (err)
		goto out_debug;
	/* Last: what is told of modules that come and go looks at all the others. */
	err = ntspin_unload_init();
	if (err)
		goto out_reboot;
	return 0;

out_reboot:
	ntspin_reboot_exit();
out_debug:
	ntspin_debug_exit();
out_work:
	ntspin_work_exit();
out_pool:
	ntspin_pool_exit();
out_change:
	ntspin_change_exit();
out_dpc:
	ntspin_dpc_exit();
out_processor:
	ntspin_processor_exit();
	return err;
}
module_init(ntspin_init);

static void __exit ntspin_exit(void)
{
	ntspin_threads_exit();
	ntspin_affinity_exit();
	/* Before the others, as it began last. */
	ntspin_unload_exit();
	ntspin_reboot_exit();
	ntspin_debug_exit();
	ntspin_work_exit();
	ntspin_timer_exit();
	ntspin_change_exit();
	ntspin_dpc_exit();
	ntspin_resources_drain();
	ntspin_pool_exit();
	ntspin_pool_sites_exit();
	ntspin_processor_exit();
	ntspin_apc_forget_all();
}
module_exit(ntspin_exit);

MODULE_DESCRIPTION("Windows spin locks for ported drivers: first come, first served");
MODULE_LICENSE("GPL");
MODULE_VERSION(NTSPIN_VERSION);
