// SPDX-License-Identifier: GPL-2.0
/*
 * remove_lock.cpp - the Windows routines for remove locks.
 *
 *   IoCount  1 + how many have acquired it;  with its top bit set, while the device is removed: how
 *            many others have
 *
 * All state is in that one word, so an acquire that comes too late changes nothing, and the last
 * release knows that it is the last: after it nobody touches the lock but through its event, and
 * then the lock may be freed. Removed is there for those who look at a lock in a debugger.
 */
#include "../lock/atomic.hpp"
#include "remove_tags.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::atomic_ref;
using ntspin::call;
using ntspin::memory_order_acq_rel;
using ntspin::memory_order_acquire;
using ntspin::memory_order_relaxed;

constexpr ULONG removed = 0x80000000;
constexpr ULONG common_size = sizeof(IO_REMOVE_LOCK_COMMON_BLOCK);

/* As a driver that was built with DBG has it. */
struct lock_with_tags {
	IO_REMOVE_LOCK_COMMON_BLOCK common;
	IO_REMOVE_LOCK_DBG_BLOCK tags;
};

bool is_size_of_lock(const void *lock, ULONG size, const call &call) noexcept
{
	if (size == common_size || size == sizeof(lock_with_tags)) [[likely]]
		return true;
	ntspin_report(NTSPIN_REMOVE_LOCK_SIZE, call.routine, 0, lock, call.caller);
	return false;
}

/* NULL where there are none. */
IO_REMOVE_LOCK_DBG_BLOCK *tags_of(PIO_REMOVE_LOCK lock, ULONG size) noexcept
{
	return size == common_size ? nullptr : &reinterpret_cast<lock_with_tags *>(lock)->tags;
}

atomic_ref<volatile LONG> count_of(PIO_REMOVE_LOCK lock) noexcept
{
	return atomic_ref(lock->Common.IoCount);
}

/*
 * Returns how many have acquired it by then; 0 once it is removed. Relaxed: nothing rides on a
 * use's beginning: the device is the caller's by what has led it here.
 */
LONG acquire(PIO_REMOVE_LOCK lock) noexcept
{
	LONG seen = count_of(lock).load(memory_order_relaxed);

	do {
		if (static_cast<ULONG>(seen) & removed)
			return 0;
	} while (!count_of(lock).compare_exchange_strong(seen, seen + 1, memory_order_relaxed,
							 memory_order_relaxed));
	return seen;
}

/*
 * Release: pairs with the acquire in remove(), or here in the last release, which hands on by the
 * event what it has seen. False where nobody has acquired it.
 */
bool release(PIO_REMOVE_LOCK lock) noexcept
{
	LONG seen = count_of(lock).load(memory_order_relaxed);

	do {
		if (seen == 1 || static_cast<ULONG>(seen) == removed)
			return false;
	} while (!count_of(lock).compare_exchange_strong(seen, seen - 1, memory_order_acq_rel,
							 memory_order_relaxed));
	if (static_cast<ULONG>(seen) == removed + 1)
		KeSetEvent(&lock->Common.RemoveEvent, 0, FALSE);
	return true;
}

enum class removal { done, others_are_left, not_acquired, removed_already };

/*
 * Acquire: pairs with the release in release() of earlier users. An exchange in between continues
 * the release sequence.
 */
removal remove(PIO_REMOVE_LOCK lock) noexcept
{
	LONG seen = count_of(lock).load(memory_order_relaxed);
	ULONG others;

	do {
		if (static_cast<ULONG>(seen) & removed)
			return removal::removed_already;
		if (seen == 1)
			return removal::not_acquired;
		others = static_cast<ULONG>(seen) - 2;
	} while (!count_of(lock).compare_exchange_strong(seen, static_cast<LONG>(others | removed),
							 memory_order_acquire,
							 memory_order_relaxed));
	return others ? removal::others_are_left : removal::done;
}

void report(ntspin_fault fault, PIO_REMOVE_LOCK lock, const call &call) noexcept
{
	ntspin_report(fault, call.routine, 0, lock, call.caller);
}

void remove_and_wait(PIO_REMOVE_LOCK lock, const call &call) noexcept
{
	switch (remove(lock)) {
	case removal::removed_already:
		return report(NTSPIN_REMOVE_LOCK_REMOVED, lock, call);
	case removal::not_acquired:
		return report(NTSPIN_REMOVE_LOCK_NOT_HELD, lock, call);
	case removal::others_are_left:
		if (ntspin_current_irql() >= DISPATCH_LEVEL)
			return report(NTSPIN_REMOVE_LOCK_HIGH, lock, call);
		KeWaitForSingleObject(&lock->Common.RemoveEvent, Executive, KernelMode, FALSE,
				      nullptr);
		break;
	case removal::done:
		break;
	}
	/* Nobody else has it any more. */
	lock->Common.Removed = TRUE;
}

} /* namespace */

extern "C" {

VOID NTAPI IoInitializeRemoveLockEx(PIO_REMOVE_LOCK Lock, ULONG AllocateTag, ULONG MaxLockedMinutes,
				    ULONG HighWatermark, ULONG RemlockSize)
{
	if (!is_size_of_lock(Lock, RemlockSize, {__func__, CALLER, call::any_level}))
		return;
	if (IO_REMOVE_LOCK_DBG_BLOCK *const tags = tags_of(Lock, RemlockSize))
		ntspin::tags_begin(*tags, AllocateTag, MaxLockedMinutes, HighWatermark);
	Lock->Common.Removed = FALSE;
	KeInitializeEvent(&Lock->Common.RemoveEvent, SynchronizationEvent, FALSE);
	count_of(Lock).store(1, memory_order_relaxed);
}

NTSTATUS NTAPI IoAcquireRemoveLockEx(PIO_REMOVE_LOCK RemoveLock, PVOID Tag, PCSTR, ULONG,
				     ULONG RemlockSize)
{
	const call call = {__func__, CALLER, call::any_level};

	if (!is_size_of_lock(RemoveLock, RemlockSize, call))
		return STATUS_INVALID_PARAMETER;

	const LONG acquired = acquire(RemoveLock);

	if (!acquired)
		return STATUS_DELETE_PENDING;
	if (IO_REMOVE_LOCK_DBG_BLOCK *const tags = tags_of(RemoveLock, RemlockSize))
		ntspin::record_tag(*tags, Tag, acquired, call);
	return STATUS_SUCCESS;
}

VOID NTAPI IoReleaseRemoveLockEx(PIO_REMOVE_LOCK RemoveLock, PVOID Tag, ULONG RemlockSize)
{
	const call call = {__func__, CALLER, call::any_level};

	if (!is_size_of_lock(RemoveLock, RemlockSize, call))
		return;
	if (IO_REMOVE_LOCK_DBG_BLOCK *const tags = tags_of(RemoveLock, RemlockSize))
		ntspin::drop_tag(*tags, Tag, call);
	if (!release(RemoveLock)) [[unlikely]]
		report(NTSPIN_REMOVE_LOCK_NOT_HELD, RemoveLock, call);
}

VOID NTAPI IoReleaseRemoveLockAndWaitEx(PIO_REMOVE_LOCK RemoveLock, PVOID Tag, ULONG RemlockSize)
{
	const call call = {__func__, CALLER, call::any_level};

	if (!is_size_of_lock(RemoveLock, RemlockSize, call))
		return;
	if (IO_REMOVE_LOCK_DBG_BLOCK *const tags = tags_of(RemoveLock, RemlockSize))
		ntspin::drop_tag(*tags, Tag, call);
	remove_and_wait(RemoveLock, call);
}

} /* extern "C" */
