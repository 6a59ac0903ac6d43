// SPDX-License-Identifier: GPL-2.0
/*
 * told_test.cpp - who is called: by timers that are allocated, and by callback objects; on threads,
 * so that a sanitizer sees who frees what, and when.
 */
#include <atomic>
#include <chrono>

#include "lib_test.hpp"

namespace
{

std::atomic<ULONG> called, deleted;

VOID NTAPI count_call(PEX_TIMER, PVOID context)
{
	EXPECT_EQ(KeGetCurrentIrql(), DISPATCH_LEVEL);
	called++;
	if (context)
		++*static_cast<ULONG *>(context);
}

VOID NTAPI count_end(PVOID context)
{
	EXPECT_EQ(KeGetCurrentIrql(), DISPATCH_LEVEL);
	deleted++;
	delete static_cast<ULONG *>(context);
}

EXT_DELETE_PARAMETERS ending(ULONG *count)
{
	EXT_DELETE_PARAMETERS parameters;

	ExInitializeDeleteTimerParameters(&parameters);
	parameters.DeleteCallback = count_end;
	parameters.DeleteContext = count;
	return parameters;
}

/* However it is deleted, its count goes when nobody counts any more. */
TEST(ex_timer, is_freed_with_the_last_who_has_it)
{
	constexpr ULONG timers = 120;

	called = deleted = 0;
	on_threads(4, [](unsigned thread) {
		for (ULONG i = 0; i < timers / 4; i++) {
			const auto count = new ULONG(0);
			const PEX_TIMER timer = ExAllocateTimer(count_call, count, 0);
			EXT_DELETE_PARAMETERS end = ending(count);

			ASSERT_NE(timer, nullptr);
			ExSetTimer(timer, -1 - static_cast<LONGLONG>(i % 5) * 500,
				   i % 3 == 1 ? 5000 : 0, nullptr);
			if (i % 3 == 0)
				std::this_thread::sleep_for(
					std::chrono::microseconds(300 * thread));
			ExDeleteTimer(timer, i % 4 != 0, i % 4 == 1, &end);
		}
	});
	for (int i = 0; i < 10000 && deleted != timers; i++)
		std::this_thread::sleep_for(std::chrono::milliseconds(1));
	EXPECT_EQ(deleted, timers);
}

VOID NTAPI delete_own(PEX_TIMER timer, PVOID)
{
	ExDeleteTimer(timer, TRUE, FALSE, nullptr);
	called++;
}

TEST(ex_timer, may_be_deleted_by_its_callback)
{
	called = 0;
	for (int i = 0; i < 20; i++)
		ExSetTimer(ExAllocateTimer(delete_own, nullptr, 0), -1, i % 3 == 1 ? 5000 : 0,
			   nullptr);
	for (int i = 0; i < 10000 && called < 20; i++)
		std::this_thread::sleep_for(std::chrono::milliseconds(1));
	EXPECT_EQ(called, 20U);
	KeFlushQueuedDpcs();
}

PCALLBACK_OBJECT object_named(const WCHAR *text)
{
	OBJECT_ATTRIBUTES attributes;
	PCALLBACK_OBJECT object = nullptr;
	UNICODE_STRING name;

	RtlInitUnicodeString(&name, text);
	InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, nullptr, nullptr);
	EXPECT_EQ(ExCreateCallback(&object, &attributes, TRUE, TRUE), STATUS_SUCCESS);
	return object;
}

const WCHAR name[] = {'\\', 'C', 'a', 'l', 'l', 0};

VOID NTAPI add(PVOID context, PVOID, PVOID)
{
	++*static_cast<std::atomic<ULONG> *>(context);
}

TEST(callback, is_called_no_more_once_it_is_unregistered)
{
	std::atomic<bool> is_over = false;

	std::thread teller([&] {
		const PCALLBACK_OBJECT object = object_named(name);

		while (!is_over)
			ExNotifyCallback(object, nullptr, nullptr);
		ObDereferenceObject(object);
	});
	on_threads(3, [](unsigned) {
		const PCALLBACK_OBJECT object = object_named(name);

		for (int i = 0; i < 200; i++) {
			const auto count = new std::atomic<ULONG>(0);
			const PVOID registered = ExRegisterCallback(object, add, count);

			ASSERT_NE(registered, nullptr);
			std::this_thread::yield();
			ExUnregisterCallback(registered);
			delete count;
		}
		ObDereferenceObject(object);
	});
	is_over = true;
	teller.join();
}

TEST(unload, tells_of_timers_and_callbacks)
{
	const PDRIVER_OBJECT driver = loaded([](PDRIVER_OBJECT) {});
	std::atomic<ULONG> count = 0;
	/* Left, and reachable: a sanitizer is not to tell of it, too. */
	static PVOID left;
	told told;

	ExSetTimer(ExAllocateTimer(nullptr, nullptr, 0), -1, 5000, nullptr);
	ExRegisterCallback(object_named(name), add, &count);
	ExDeleteTimer(ExAllocateTimer(nullptr, nullptr, 0), TRUE, FALSE, nullptr);
	left = MmAllocateContiguousMemory(5000, {.QuadPart = -1});
	ASSERT_NE(left, nullptr);
	ntspin_user_unload(driver);
	EXPECT_EQ(told.faults, "CALLBACK_LEFT CALLBACK_OBJECT_LEFT EX_TIMER_LEFT IO_SPACE_LEFT");
	ntspin_user_unload(loaded());
	EXPECT_EQ(told.faults, "CALLBACK_LEFT CALLBACK_OBJECT_LEFT EX_TIMER_LEFT IO_SPACE_LEFT");
}

} /* namespace */
