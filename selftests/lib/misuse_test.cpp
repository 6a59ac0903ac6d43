// SPDX-License-Identifier: GPL-2.0
/*
 * misuse_test.cpp - how libntspin tells of misuse: to the hook, by the program's end, and of what is
 * left behind at unload, by a thread, and in memory that is freed.
 */
#include <atomic>

#include "lib_test.hpp"

namespace
{

constexpr ULONG tag = 0x74736574;

KSPIN_LOCK lock;

TEST(misuse, is_told_to_the_hook_and_the_driver_goes_on)
{
	KLOCK_QUEUE_HANDLE handle;
	told told;

	KeInitializeSpinLock(&lock);
	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	EXPECT_EQ(told.faults, "");
	KeReleaseInStackQueuedSpinLock(&handle);
	EXPECT_EQ(told.faults, "RELEASED_QUEUED_ELSEWHERE RELEASED_TWICE");
	EXPECT_NE(told.text.find("the handle holds no lock"), std::string::npos) << told.text;
	EXPECT_NE(told.text.find("0xC4/0x1007"), std::string::npos) << told.text;
}

TEST(misuse, ends_the_program_where_there_is_no_hook)
{
	EXPECT_DEATH(
		{
			KIRQL old = KeRaiseIrqlToDpcLevel();

			KeInitializeSpinLock(&lock);
			KeReleaseSpinLock(&lock, old);
		},
		"ntspin: KeReleaseSpinLock: nobody holds the lock");
}

/* More locks than the verifier has records for: what it forgets, others use meanwhile. */
TEST(verifier, forgets_locks_while_others_are_acquired)
{
	constexpr int many = 6000;
	std::vector<KSPIN_LOCK> locks(many);

	on_threads(3, [&](unsigned me) {
		for (int i = 0; i < many; i++) {
			KSPIN_LOCK &used = locks[i % 5];
			KIRQL old;

			if (me == 0) {
				if (i >= 5)
					KeInitializeSpinLock(&locks[i]);
				continue;
			}
			KeAcquireSpinLock(&used, &old);
			KeReleaseSpinLock(&used, old);
		}
	});
}

TEST(misuse, of_the_level_is_told)
{
	LARGE_INTEGER limit = milliseconds(1);
	KEVENT event;
	told told;

	KeInitializeEvent(&event, NotificationEvent, FALSE);
	const KIRQL old = KeRaiseIrqlToDpcLevel();

	KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, &limit);
	KeLowerIrql(old);
	EXPECT_EQ(told.faults, "WAITED_HIGH");
}

TEST(unload, tells_what_is_left)
{
	LARGE_INTEGER due = milliseconds(100000);
	const PDRIVER_OBJECT driver = loaded();
	static KTIMER timer;
	told told;

	KeInitializeTimer(&timer);
	KeSetTimer(&timer, due, nullptr);
	PVOID const left = ExAllocatePool2(POOL_FLAG_NON_PAGED, 100, tag);

	ntspin_user_unload(driver);
	EXPECT_EQ(told.faults, "TIMER_LEFT POOL_LEFT");
	EXPECT_NE(told.text.find("1 blocks, 100 bytes, tag 'test'"), std::string::npos)
		<< told.text;
	EXPECT_FALSE(KeCancelTimer(&timer));
	/* For those who look for leaks. */
	ExFreePoolWithTag(left, tag);
}

TEST(unload, deletes_devices_that_are_left_and_tells_of_them)
{
	WCHAR text[] = {'\\', 'D', 'e', 'v', 0}, other[] = {'\\', 'L', 'n', 'k', 0};
	UNICODE_STRING name, link;
	PDEVICE_OBJECT device;
	told told;

	RtlInitUnicodeString(&name, text);
	RtlInitUnicodeString(&link, other);
	/* Twice: what was left has gone, its name, too. */
	for (int i = 0; i < 2; i++) {
		const PDRIVER_OBJECT driver = loaded([](PDRIVER_OBJECT) {});

		EXPECT_EQ(IoCreateDevice(driver, 10, &name, 0x22, 0, FALSE, &device),
			  STATUS_SUCCESS);
		EXPECT_EQ(IoCreateSymbolicLink(&link, &name), STATUS_SUCCESS);
		ntspin_user_unload(driver);
	}
	EXPECT_EQ(told.faults, "DEVICE_LEFT LINK_LEFT DEVICE_LEFT LINK_LEFT");
}

/* With owners that stand in a table of their own, which nobody else has. */
PVOID left_at_entry;

NTSTATUS NTAPI fail_with_a_device(PDRIVER_OBJECT driver, PUNICODE_STRING)
{
	WCHAR text[] = {'\\', 'D', 'e', 'v', 0};
	UNICODE_STRING name;
	PDEVICE_OBJECT device;

	if (!left_at_entry)
		left_at_entry = ExAllocatePool2(POOL_FLAG_NON_PAGED, 100, tag);
	RtlInitUnicodeString(&name, text);
	EXPECT_EQ(IoCreateDevice(driver, 10, &name, 0x22, 0, FALSE, &device), STATUS_SUCCESS);
	return STATUS_UNSUCCESSFUL;
}

/* Its object is gone: nothing refers to it. */
TEST(unload, tells_what_a_driver_has_left_that_was_never_loaded)
{
	PDRIVER_OBJECT driver = nullptr;
	told told;

	EXPECT_EQ(ntspin_user_load(fail_with_a_device, &driver), STATUS_UNSUCCESSFUL);
	EXPECT_EQ(told.faults, "DEVICE_LEFT POOL_LEFT");
	EXPECT_FALSE(driver);

	/* Of another one nothing is taken away. */
	PDEVICE_OBJECT device;

	driver = loaded();
	EXPECT_EQ(IoCreateDevice(driver, 10, nullptr, 0x22, 0, FALSE, &device), STATUS_SUCCESS);
	told.faults = "";
	EXPECT_EQ(ntspin_user_load(fail_with_a_device, &driver), STATUS_UNSUCCESSFUL);
	EXPECT_EQ(told.faults, "DEVICE_LEFT");
	EXPECT_EQ(driver->DeviceObject, device);
	IoDeleteDevice(device);
	told.faults = "";
	ntspin_user_unload(driver);
	EXPECT_EQ(told.faults, "");
	/* For those who look for leaks. */
	ExFreePoolWithTag(left_at_entry, tag);
}

TEST(unload, tells_of_a_resource_that_was_not_deleted)
{
	const PDRIVER_OBJECT driver = loaded();
	static ERESOURCE resource;
	told told;

	ExInitializeResourceLite(&resource);
	ExAcquireResourceSharedLite(&resource, TRUE);
	on_threads(1, [](unsigned) {
		ExAcquireResourceSharedLite(&resource, TRUE);
		ExReleaseResourceLite(&resource);
	});
	ExReleaseResourceLite(&resource);
	ntspin_user_unload(driver);
	EXPECT_EQ(told.faults, "RESOURCE_LEFT");
	ntspin_user_unload(loaded());
	EXPECT_EQ(told.faults, "RESOURCE_LEFT");
}

VOID NTAPI keep_mutex(PVOID mutex)
{
	ExAcquireFastMutexUnsafe(static_cast<PFAST_MUTEX>(mutex));
}

TEST(thread, that_ends_with_a_lock_is_told)
{
	static ERESOURCE resource;
	static FAST_MUTEX mutex;
	HANDLE handle;
	PVOID thread;
	told told;

	ExInitializeFastMutex(&mutex);
	ExInitializeResourceLite(&resource);
	ASSERT_EQ(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, nullptr, nullptr, nullptr,
				       keep_mutex, &mutex),
		  STATUS_SUCCESS);
	ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, &thread,
				  nullptr);
	ZwClose(handle);
	KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, nullptr);
	ObDereferenceObject(thread);
	EXPECT_EQ(told.faults, "OWNER_ENDED");
	on_threads(1, [](unsigned) {
		ExAcquireResourceSharedLite(&resource, TRUE);
		ExReleaseResourceLite(&resource);
	});
	EXPECT_EQ(told.faults, "OWNER_ENDED");
	on_threads(1, [](unsigned) { ExAcquireResourceSharedLite(&resource, TRUE); });
	EXPECT_EQ(told.faults, "OWNER_ENDED OWNER_ENDED");
	ExInitializeResourceLite(&resource);
	ExDeleteResourceLite(&resource);
}

TEST(unload, says_nothing_of_a_driver_that_left_nothing)
{
	told told;

	ntspin_user_unload(loaded([](PDRIVER_OBJECT) {}));
	EXPECT_EQ(told.faults, "");
}

TEST(pool, that_is_freed_with_a_timer_in_it_is_told)
{
	LARGE_INTEGER due = milliseconds(100000);
	auto *const timer =
		static_cast<PKTIMER>(ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(KTIMER), tag));
	told told;

	KeInitializeTimer(timer);
	KeSetTimer(timer, due, nullptr);
	ExFreePoolWithTag(timer, tag);
	EXPECT_EQ(told.faults, "TIMER_FREED");
}

TEST(pool, that_is_freed_with_a_lock_or_a_resource_in_it_is_told)
{
	struct both {
		FAST_MUTEX mutex;
		ERESOURCE resource;
	};
	auto *const both = static_cast<struct both *>(
		ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(struct both), tag));
	told told;

	ExInitializeFastMutex(&both->mutex);
	ExInitializeResourceLite(&both->resource);
	KeAcquireGuardedMutex(&both->mutex);
	ExFreePoolWithTag(both, tag);
	EXPECT_EQ(told.faults, "MEMORY_FREED RESOURCE_FREED");
}

KEVENT let_go;
std::atomic<ULONG> stayed;

VOID NTAPI stay(PVOID)
{
	stayed++;
	KeWaitForSingleObject(&let_go, Executive, KernelMode, FALSE, nullptr);
	stayed--;
}

/* Behind so many that stay it is queued still. */
TEST(pool, that_is_freed_with_a_queued_work_item_in_it_is_told)
{
	constexpr ULONG workers = 256;
	static WORK_QUEUE_ITEM items[workers];
	auto *const item = static_cast<PWORK_QUEUE_ITEM>(
		ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(WORK_QUEUE_ITEM), tag));
	told told;

	KeInitializeEvent(&let_go, NotificationEvent, FALSE);
	for (WORK_QUEUE_ITEM &each : items) {
		ExInitializeWorkItem(&each, stay, nullptr);
		ExQueueWorkItem(&each, DelayedWorkQueue);
	}
	while (stayed < workers)
		std::this_thread::yield();
	ExInitializeWorkItem(
		item, [](PVOID) { stayed += workers; }, nullptr);
	ExQueueWorkItem(item, DelayedWorkQueue);
	ExFreePoolWithTag(item, tag);
	EXPECT_EQ(told.faults, "WORK_IN_FREED");
	KeSetEvent(&let_go, 0, FALSE);
	while (stayed)
		std::this_thread::yield();
	ntspin_user_unload(loaded());
	EXPECT_EQ(stayed, 0U);
}

} /* namespace */
