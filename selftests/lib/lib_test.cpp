// SPDX-License-Identifier: GPL-2.0
/*
 * lib_test.cpp - what libntspin promises beside the routines: processors, order, DPCs, timers,
 * threads.
 */
#include <cstring>
#include <unistd.h>

#include "lib_test.hpp"
#include "published.h"

/* clang's alone. */
#ifndef __has_feature
#define __has_feature(feature) 0
#endif

namespace
{

/* Plain words on purpose: ThreadSanitizer sees whether anybody shares a processor. */
ULONG on_processor[64];

TEST(processor, is_held_by_one_thread_at_dispatch_level)
{
	const ULONG count = KeQueryActiveProcessorCountEx(ALL_PROCESSOR_GROUPS);
	ULONG sum = 0;

	std::memset(on_processor, 0, sizeof(on_processor));
	on_threads(7, [](unsigned) {
		for (int i = 0; i < 300; i++) {
			KIRQL old;

			KeRaiseIrql(DISPATCH_LEVEL, &old);
			on_processor[KeGetCurrentProcessorNumberEx(nullptr)]++;
			KeLowerIrql(old);
		}
	});
	KeFlushQueuedDpcs();
	for (ULONG i = 0; i < count; i++)
		sum += on_processor[i];
	EXPECT_EQ(sum, 2100U);
}

TEST(processor, stays_the_same_up_to_the_lowering)
{
	on_threads(6, [](unsigned) {
		for (int i = 0; i < 50; i++) {
			KIRQL old = KeRaiseIrqlToDpcLevel();
			const ULONG here = KeGetCurrentProcessorNumberEx(nullptr);

			std::this_thread::yield();
			EXPECT_EQ(KeGetCurrentProcessorNumberEx(nullptr), here);
			KeLowerIrql(old);
		}
	});
}

TEST(processor, is_one_of_those_that_the_thread_is_kept_on)
{
	on_threads(3, [](unsigned) {
		const KAFFINITY before = KeSetSystemAffinityThreadEx(4);

		EXPECT_EQ(KeGetCurrentProcessorNumberEx(nullptr), 2U);
		for (int i = 0; i < 20; i++) {
			const KIRQL old = KeRaiseIrqlToDpcLevel();

			EXPECT_EQ(KeGetCurrentProcessorNumberEx(nullptr), 2U);
			KeLowerIrql(old);
		}
		KeSetSystemAffinityThreadEx(2);
		EXPECT_EQ(KeGetCurrentProcessorNumberEx(nullptr), 1U);
		KeRevertToUserAffinityThreadEx(before);
	});
}

/* As in the kernel. */
TEST(processor, that_there_is_not_changes_no_affinity)
{
	on_threads(1, [](unsigned) {
		const KAFFINITY none[] = {0, ~KAFFINITY{0}, KAFFINITY{1} << 63 | 1};

		/* Without a system affinity there is nothing to revert. */
		KeRevertToUserAffinityThreadEx(2);
		EXPECT_EQ(KeSetSystemAffinityThreadEx(4), 0U);
		for (const KAFFINITY mask : none) {
			GROUP_AFFINITY group = {mask, 0, {}}, before;

			EXPECT_EQ(KeSetSystemAffinityThreadEx(mask), 4U);
			KeSetSystemGroupAffinityThread(&group, &before);
			EXPECT_EQ(before.Mask, 4U);
			EXPECT_EQ(KeGetCurrentProcessorNumberEx(nullptr), 2U);
		}
		KeRevertToUserAffinityThreadEx(~KAFFINITY{0});
		EXPECT_EQ(KeSetSystemAffinityThreadEx(4), 4U);
		KeRevertToUserAffinityThreadEx(0);
		EXPECT_EQ(KeSetSystemAffinityThreadEx(4), 0U);
		KeRevertToUserAffinityThread();
	});
}

KSPIN_LOCK lock;
std::vector<unsigned> order;

KSPIN_LOCK lock_word()
{
	return __atomic_load_n(&lock, __ATOMIC_RELAXED);
}

/* What a driver's callback was told: begun and complete, by processor; and whom it refuses. */
struct listener {
	std::string told;
	ULONG refused;
};

VOID NTAPI listen(PVOID context, PKE_PROCESSOR_CHANGE_NOTIFY_CONTEXT change, PNTSTATUS status)
{
	static const char state[] = "SCF";
	listener &self = *static_cast<listener *>(context);

	self.told += state[change->State] + std::to_string(change->NtNumber);
	EXPECT_EQ(change->ProcNumber.Number, change->NtNumber);
	if (change->State == KeProcessorAddStartNotify && change->NtNumber == self.refused)
		*status = STATUS_NO_MEMORY;
	if (change->State == KeProcessorAddFailureNotify) {
		EXPECT_EQ(change->Status, STATUS_NO_MEMORY);
	}
	KeFlushQueuedDpcs();
}

TEST(processor, callbacks_are_told_of_those_that_there_are)
{
	listener all = {"", 64}, few = {"", 2}, none = {"", 64};
	PVOID const handle =
		KeRegisterProcessorChangeCallback(listen, &all, KE_PROCESSOR_CHANGE_ADD_EXISTING);
	PVOID const other = KeRegisterProcessorChangeCallback(listen, &none, 0);

	EXPECT_EQ(all.told, "S0S1S2S3C0C1C2C3");
	EXPECT_EQ(KeRegisterProcessorChangeCallback(listen, &few, KE_PROCESSOR_CHANGE_ADD_EXISTING),
		  nullptr);
	EXPECT_EQ(few.told, "S0S1S2F0F1");
	EXPECT_EQ(none.told, "");
	KeDeregisterProcessorChangeCallback(handle);
	KeDeregisterProcessorChangeCallback(other);
	told told;

	KeDeregisterProcessorChangeCallback(handle);
	EXPECT_EQ(told.faults, "BAD_HANDLE");
}

TEST(processor, callbacks_are_not_registered_by_another_or_at_dispatch_level)
{
	told told;
	KIRQL old;
	PVOID const handle = KeRegisterProcessorChangeCallback(
		[](PVOID, PKE_PROCESSOR_CHANGE_NOTIFY_CONTEXT change, PNTSTATUS) {
			EXPECT_TRUE(change->NtNumber ||
				    !KeRegisterProcessorChangeCallback(listen, nullptr, 0));
		},
		nullptr, KE_PROCESSOR_CHANGE_ADD_EXISTING);

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KeDeregisterProcessorChangeCallback(handle);
	KeLowerIrql(old);
	EXPECT_EQ(told.faults, "CHANGE_NESTED CHANGE_NESTED THREAD_HIGH");
	ntspin_user_unload(loaded([](PDRIVER_OBJECT) {}));
	EXPECT_EQ(told.faults, "CHANGE_NESTED CHANGE_NESTED THREAD_HIGH CHANGE_LEFT");
}

TEST(queued_lock, is_granted_in_the_order_of_arrival)
{
	std::vector<std::thread> threads;
	KLOCK_QUEUE_HANDLE handle;

	order.clear();
	KeInitializeSpinLock(&lock);
	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	for (unsigned i = 0; i < 3; i++) {
		const KSPIN_LOCK before = lock_word();

		threads.emplace_back([i] {
			KLOCK_QUEUE_HANDLE mine;

			KeAcquireInStackQueuedSpinLock(&lock, &mine);
			order.push_back(i);
			KeReleaseInStackQueuedSpinLock(&mine);
		});
		/* It has arrived once the word is another. */
		while (lock_word() == before)
			std::this_thread::yield();
	}
	KeReleaseInStackQueuedSpinLock(&handle);
	for (std::thread &each : threads)
		each.join();
	EXPECT_EQ(order, (std::vector<unsigned>{0, 1, 2}));
}

std::vector<ULONG> ran_on;

VOID NTAPI record_processor(PKDPC, PVOID, PVOID, PVOID)
{
	EXPECT_EQ(KeGetCurrentIrql(), DISPATCH_LEVEL);
	ran_on.push_back(KeGetCurrentProcessorNumberEx(nullptr));
}

TEST(dpc, runs_on_its_processor_and_a_flush_waits_for_it)
{
	KDPC dpc;

	ran_on.clear();
	for (CCHAR processor : {3, 1, 0, 2}) {
		KeInitializeDpc(&dpc, record_processor, nullptr);
		KeSetTargetProcessorDpc(&dpc, processor);
		EXPECT_TRUE(KeInsertQueueDpc(&dpc, nullptr, nullptr));
		KeFlushQueuedDpcs();
	}
	EXPECT_EQ(ran_on, (std::vector<ULONG>{3, 1, 0, 2}));
}

VOID NTAPI record_order(PKDPC, PVOID context, PVOID, PVOID)
{
	order.push_back(*static_cast<unsigned *>(context));
}

TEST(dpc, waits_until_its_processor_is_below_dispatch_level)
{
	static unsigned numbers[] = {0, 1, 2};
	KDPC dpcs[3];
	const KIRQL old = KeRaiseIrqlToDpcLevel();

	order.clear();
	for (unsigned i = 0; i < 3; i++) {
		KeInitializeDpc(&dpcs[i], record_order, &numbers[i]);
		KeInsertQueueDpc(&dpcs[i], nullptr, nullptr);
	}
	std::this_thread::sleep_for(std::chrono::milliseconds(5));
	EXPECT_TRUE(order.empty());
	KeLowerIrql(old);
	KeFlushQueuedDpcs();
	EXPECT_EQ(order, (std::vector<unsigned>{0, 1, 2}));
}

VOID NTAPI set_event(PKDPC, PVOID event, PVOID, PVOID)
{
	KeSetEvent(static_cast<PKEVENT>(event), 0, FALSE);
}

TEST(timer, queues_its_dpc_and_ends_waits)
{
	LARGE_INTEGER due = milliseconds(5), limit = milliseconds(20000);
	KTIMER timer;
	KEVENT event;
	KDPC dpc;

	KeInitializeEvent(&event, SynchronizationEvent, FALSE);
	KeInitializeDpc(&dpc, set_event, &event);
	KeInitializeTimer(&timer);
	EXPECT_FALSE(KeSetTimerEx(&timer, due, 3, &dpc));
	EXPECT_EQ(KeWaitForSingleObject(&timer, Executive, KernelMode, FALSE, &limit),
		  STATUS_SUCCESS);
	for (int i = 0; i < 3; i++)
		EXPECT_EQ(KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, &limit),
			  STATUS_SUCCESS);
	EXPECT_TRUE(KeCancelTimer(&timer));
	KeFlushQueuedDpcs();
	due = milliseconds(20000);
	KeSetTimer(&timer, due, nullptr);
	limit = milliseconds(2);
	EXPECT_EQ(KeWaitForSingleObject(&timer, Executive, KernelMode, FALSE, &limit),
		  STATUS_TIMEOUT);
	EXPECT_TRUE(KeCancelTimer(&timer));
	EXPECT_FALSE(KeCancelTimer(&timer));
}

ULONG counted;

TEST(passive_lock, shuts_others_out)
{
	static FAST_MUTEX mutex;
	static ERESOURCE resource;
	static EX_PUSH_LOCK push_lock;

	counted = 0;
	ExInitializeFastMutex(&mutex);
	ExInitializeResourceLite(&resource);
	ExInitializePushLock(&push_lock);
	on_threads(4, [](unsigned) {
		for (int i = 0; i < 50; i++) {
			ExAcquireFastMutex(&mutex);
			counted++;
			ExReleaseFastMutex(&mutex);
		}
	});
	on_threads(4, [](unsigned) {
		for (int i = 0; i < 50; i++) {
			KeEnterCriticalRegion();
			ExAcquireResourceExclusiveLite(&resource, TRUE);
			counted++;
			ExReleaseResourceLite(&resource);
			ExAcquirePushLockExclusive(&push_lock);
			ExReleasePushLockExclusive(&push_lock);
			KeLeaveCriticalRegion();
		}
	});
	ExDeleteResourceLite(&resource);
	EXPECT_EQ(counted, 400U);
}

VOID NTAPI end_itself(PVOID context)
{
	*static_cast<ULONG *>(context) = 7;
	PsTerminateSystemThread(STATUS_PENDING);
}

TEST(thread, of_the_program_knows_itself)
{
	const PETHREAD self = PsGetCurrentThread();

	EXPECT_EQ(PsGetThreadId(self), PsGetCurrentThreadId());
	EXPECT_EQ(reinterpret_cast<ULONG_PTR>(PsGetCurrentProcessId()),
		  static_cast<ULONG_PTR>(getpid()));
	EXPECT_EQ(PsGetThreadExitStatus(self), STATUS_PENDING);
}

TEST(thread, is_waited_for_and_tells_its_status)
{
	OBJECT_ATTRIBUTES attributes;
	ULONG written = 0;
	HANDLE handle;
	PVOID thread;

	InitializeObjectAttributes(&attributes, nullptr, OBJ_KERNEL_HANDLE, nullptr, nullptr);
	ASSERT_EQ(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, &attributes, nullptr, nullptr,
				       end_itself, &written),
		  STATUS_SUCCESS);
	ASSERT_EQ(ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode,
					    &thread, nullptr),
		  STATUS_SUCCESS);
	for (POBJECT_TYPE *other : {PsProcessType, IoFileObjectType, ExEventObjectType,
				    ExSemaphoreObjectType, CmKeyObjectType, SeTokenObjectType}) {
		PVOID none = thread;

		EXPECT_EQ(ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *other, KernelMode,
						    &none, nullptr),
			  STATUS_OBJECT_TYPE_MISMATCH);
		EXPECT_EQ(none, nullptr);
	}
	ZwClose(handle);
	EXPECT_EQ(KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, nullptr),
		  STATUS_SUCCESS);
	EXPECT_EQ(written, 7U);
	EXPECT_EQ(PsGetThreadExitStatus(static_cast<PETHREAD>(thread)), STATUS_PENDING);
	ObDereferenceObject(thread);
}

VOID NTAPI add_one(PVOID event)
{
	EXPECT_EQ(KeGetCurrentIrql(), PASSIVE_LEVEL);
	counted++;
	KeSetEvent(static_cast<PKEVENT>(event), 0, FALSE);
}

/* ThreadSanitizer must say nothing of these. */
TEST(data, is_handed_over_by_a_volatile_flag)
{
	std::thread giver(PublishByFlag, 42);

	EXPECT_EQ(TakeByFlag(), 42U);
	giver.join();
}

TEST(data, is_handed_over_by_barriers)
{
	std::thread giver(PublishByBarrier, 42);

	EXPECT_EQ(TakeByBarrier(), 42U);
	giver.join();
}

TEST(data, is_read_behind_the_pointer_to_it)
{
	ULONG sum = 0;
	std::thread giver(PublishNodes);

	while (sum != COUNT * (COUNT - 1) / 2)
		sum = SumOfNodes();
	giver.join();
}

TEST(pool, of_less_than_a_page_lies_in_one)
{
	constexpr ULONG tag = 0x74736574;
	constexpr SIZE_T page = 4096;
	std::vector<void *> blocks;

	for (SIZE_T size = 16; size < page; size += 40) {
		const auto first = reinterpret_cast<ULONG_PTR>(
			ExAllocatePool2(POOL_FLAG_NON_PAGED, size, tag));

		EXPECT_EQ(first / page, (first + size - 1) / page) << size;
		blocks.push_back(reinterpret_cast<void *>(first));
	}
	for (void *block : blocks)
		ExFreePoolWithTag(block, tag);
}

TEST(work_item, runs_at_passive_level)
{
	WORK_QUEUE_ITEM items[3];
	KEVENT event;

	counted = 0;
	KeInitializeEvent(&event, SynchronizationEvent, FALSE);
	for (WORK_QUEUE_ITEM &item : items) {
		ExInitializeWorkItem(&item, add_one, &event);
		const KIRQL old = KeRaiseIrqlToDpcLevel();

		ExQueueWorkItem(&item, DelayedWorkQueue);
		KeLowerIrql(old);
		KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, nullptr);
	}
	EXPECT_EQ(counted, 3U);
}

struct outlived {
	KEVENT begun, go_on;
	LONG_PTR references;
};

VOID NTAPI look_at_deleted(PDEVICE_OBJECT device, PVOID context)
{
	auto &outlived = *static_cast<struct outlived *>(context);

	KeSetEvent(&outlived.begun, 0, FALSE);
	KeWaitForSingleObject(&outlived.go_on, Executive, KernelMode, FALSE, nullptr);
	outlived.references = ObReferenceObject(device);
	ObDereferenceObject(device);
	KeSetEvent(&outlived.begun, 0, FALSE);
}

TEST(work_item, has_its_device_though_that_is_deleted)
{
	DRIVER_OBJECT driver = {};
	PDEVICE_OBJECT device;
	outlived outlived = {};

	KeInitializeEvent(&outlived.begun, SynchronizationEvent, FALSE);
	KeInitializeEvent(&outlived.go_on, SynchronizationEvent, FALSE);
	ASSERT_EQ(IoCreateDevice(&driver, 0, nullptr, 0x22, 0, FALSE, &device), STATUS_SUCCESS);
	PIO_WORKITEM const item = IoAllocateWorkItem(device);

	IoQueueWorkItem(item, look_at_deleted, DelayedWorkQueue, &outlived);
	KeWaitForSingleObject(&outlived.begun, Executive, KernelMode, FALSE, nullptr);
	IoDeleteDevice(device);
	KeSetEvent(&outlived.go_on, 0, FALSE);
	KeWaitForSingleObject(&outlived.begun, Executive, KernelMode, FALSE, nullptr);
	/* The routine's own, and the item's. */
	EXPECT_EQ(outlived.references, 2);
	IoFreeWorkItem(item);
	ntspin_user_unload(loaded());
}

TEST(assertion, and_break_point_are_said_and_all_goes_on)
{
	testing::internal::CaptureStderr();
	EXPECT_EQ(GoOnBehindBreakPoints(), 2U);

	const std::string said = testing::internal::GetCapturedStderr();

	EXPECT_NE(said.find("DbgBreakPoint()"), std::string::npos) << said;
	EXPECT_NE(said.find("DbgRaiseAssertionFailure()"), std::string::npos) << said;
}

TEST(fork, leaves_a_child_that_runs_dpcs_and_timers)
{
	KDPC dpc;

#if __has_feature(thread_sanitizer)
	GTEST_SKIP() << "ThreadSanitizer has no threads in a child";
#endif
	KeInitializeDpc(&dpc, record_processor, nullptr);
	KeInsertQueueDpc(&dpc, nullptr, nullptr);
	KeFlushQueuedDpcs();
	EXPECT_EXIT(
		{
			LARGE_INTEGER due = milliseconds(2);
			KTIMER timer;
			KEVENT event;

			KeInitializeEvent(&event, NotificationEvent, FALSE);
			KeInitializeDpc(&dpc, set_event, &event);
			KeInitializeTimer(&timer);
			KeSetTimer(&timer, due, &dpc);
			KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, nullptr);
			_exit(0);
		},
		testing::ExitedWithCode(0), "");
}

} /* namespace */
