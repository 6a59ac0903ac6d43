// SPDX-License-Identifier: GPL-2.0
/*
 * processors.cpp - processors that threads hold: at most one thread each.
 *
 * Promised: while a thread is at DISPATCH_LEVEL or above, or has interrupts off, it holds a
 * processor, the same all the time, and no other thread holds that one. What threads write to a
 * processor's own data at DISPATCH_LEVEL, they write one after the other.
 *
 * A thread takes the one that it had last, else any that is free, else it waits. One that has DPCs
 * to run is left to the thread that runs them (dpcs.cpp).
 *
 * ThreadSanitizer is told of no other order than that of one processor's holders: whatever else is
 * counted here is relaxed, since an edge between two threads hides each race between them. So a
 * wake-up may be missed, where stores are seen late; then it comes with the tick.
 */
#include <pthread.h>

#include "futex.hpp"
#include "host.hpp"
#include "processors.hpp"

namespace
{

constexpr long tick_ns = 4'000'000;
constexpr ULONG nobody = ~0U;

struct alignas(128) processor {
	ULONG taken;
	ntspin_dpc_queue queue;
};

processor processors[host::processors_most];
ULONG count = 4;
ULONG begun;   /* threads that have taken one: each begins at another */
ULONG waiting; /* how many threads wait for one */
ULONG left;    /* how many times one was let go while somebody waited */

thread_local ULONG held = nobody;
thread_local ULONG last = nobody;

[[gnu::constructor]] void init()
{
	for (ULONG i = 0; i < host::processors_most; i++)
		ntspin_dpc_queue_init(&processors[i].queue, i);
	host::mind_forks();
}

/* This thread's first call. */
void begin() noexcept
{
	last = __atomic_fetch_add(&begun, 1, __ATOMIC_RELAXED) % count;
	host::record_thread();
}

bool is_allowed(ULONG number) noexcept
{
	return !host::allowed || host::allowed >> number & 1;
}

bool try_to_take(ULONG number) noexcept
{
	ULONG &taken = processors[number].taken;

	/* Acquire: pairs with the release in leave_processor(). */
	if (__atomic_load_n(&taken, __ATOMIC_RELAXED) ||
	    __atomic_exchange_n(&taken, 1, __ATOMIC_ACQUIRE))
		return false;
	held = last = number;
	return true;
}

bool try_to_take_any() noexcept
{
	for (ULONG i = 0; i < count; i++) {
		const ULONG number = (last + i) % count;

		if (is_allowed(number) &&
		    !__atomic_load_n(&processors[number].queue.pending, __ATOMIC_RELAXED) &&
		    try_to_take(number))
			return true;
	}
	return false;
}

template <class Try> void wait_for(Try take) noexcept
{
	const timespec tick = {0, tick_ns};

	if (take())
		return;
	__atomic_fetch_add(&waiting, 1, __ATOMIC_RELAXED);
	for (;;) {
		const ULONG seen = __atomic_load_n(&left, __ATOMIC_RELAXED);

		if (take())
			break;
		host::sleep_while(&left, seen, &tick);
	}
	__atomic_fetch_sub(&waiting, 1, __ATOMIC_RELAXED);
}

} /* namespace */

namespace host
{

thread_local KAFFINITY allowed;

ULONG processor_count() noexcept
{
	return __atomic_load_n(&count, __ATOMIC_RELAXED);
}

ntspin_dpc_queue &dpc_queue_of(ULONG processor) noexcept
{
	return processors[processor].queue;
}

void take_processor() noexcept
{
	if (last >= count)
		begin();
	wait_for(try_to_take_any);
}

void take_processor(ULONG processor) noexcept
{
	wait_for([=] { return try_to_take(processor); });
}

void leave_processor() noexcept
{
	ULONG &taken = processors[held].taken;

	held = nobody;
	/* Release: pairs with the acquire in try_to_take(). */
	__atomic_store_n(&taken, 0, __ATOMIC_RELEASE);
	if (__atomic_load_n(&waiting, __ATOMIC_RELAXED)) {
		__atomic_fetch_add(&left, 1, __ATOMIC_RELAXED);
		wake_all(&left);
	}
}

void forget_level() noexcept
{
	here = {};
	if (held != nobody)
		leave_processor();
}

void set_processor_count(ULONG number) noexcept
{
	__atomic_store_n(&count, number, __ATOMIC_RELAXED);
}

void free_processors_of_others() noexcept
{
	for (ULONG i = 0; i < processors_most; i++)
		if (i != held)
			__atomic_store_n(&processors[i].taken, 0, __ATOMIC_RELAXED);
	__atomic_store_n(&waiting, 0, __ATOMIC_RELAXED);
}

bool begin_thread(void *(*routine)(void *), void *argument) noexcept
{
	pthread_t thread;

	if (pthread_create(&thread, nullptr, routine, argument))
		return false;
	pthread_detach(thread);
	return true;
}

} /* namespace host */

extern "C" {

/* Below DISPATCH_LEVEL it is one that the thread was on, or the first that it is kept on since. */
ULONG ntspin_this_processor(void)
{
	if (last >= count)
		begin();
	if (held == nobody && !is_allowed(last))
		last = static_cast<ULONG>(__builtin_ctzll(host::allowed));
	return last;
}

BOOLEAN ntspin_processor_exists(ULONG processor)
{
	return processor < count;
}

ULONG NTAPI KeQueryActiveProcessorCountEx(USHORT GroupNumber)
{
	return !GroupNumber || GroupNumber == ALL_PROCESSOR_GROUPS ? count : 0;
}

ULONG NTAPI KeQueryActiveProcessorCount(PKAFFINITY ActiveProcessors)
{
	if (ActiveProcessors)
		*ActiveProcessors = ~KAFFINITY{0} >> (host::processors_most - count);
	return count;
}

ULONG NTAPI KeQueryMaximumProcessorCountEx(USHORT GroupNumber)
{
	return KeQueryActiveProcessorCountEx(GroupNumber);
}

ULONG NTAPI KeQueryMaximumProcessorCount(VOID)
{
	return count;
}

ULONG NTAPI KeGetCurrentProcessorNumberEx(PPROCESSOR_NUMBER ProcNumber)
{
	const ULONG number = ntspin_this_processor();

	if (ProcNumber)
		*ProcNumber = {0, static_cast<UCHAR>(number), 0};
	return number;
}

/* A thread waits for a processor, or a DPC for this one. */
LOGICAL NTAPI KeShouldYieldProcessor(VOID)
{
	return __atomic_load_n(&waiting, __ATOMIC_RELAXED) ||
	       __atomic_load_n(&processors[ntspin_this_processor()].queue.pending,
			       __ATOMIC_RELAXED);
}

NTSTATUS NTAPI KeGetProcessorNumberFromIndex(ULONG ProcIndex, PPROCESSOR_NUMBER ProcNumber)
{
	if (ProcIndex >= count)
		return STATUS_INVALID_PARAMETER;
	*ProcNumber = {0, static_cast<UCHAR>(ProcIndex), 0};
	return STATUS_SUCCESS;
}

ULONG NTAPI KeGetProcessorIndexFromNumber(PPROCESSOR_NUMBER ProcNumber)
{
	if (ProcNumber->Group || ProcNumber->Reserved || ProcNumber->Number >= count)
		return INVALID_PROCESSOR_INDEX;
	return ProcNumber->Number;
}

} /* extern "C" */
