// SPDX-License-Identifier: GPL-2.0
/*
 * push_lock.cpp - the Windows routines for push locks: a word, and threads that sleep beside it.
 *
 *	0		nobody holds it
 *	exclusive	one holds it alone
 *	n * one_share	n hold it together
 *	+ waiting	and threads wait: new ones wait, too; the last holder hands it over
 *
 * Without waiters each call is one compare-exchange, after which the word is not touched any more.
 * The waiting bit is set and cleared under the lock of a bucket, found by the word's address, where
 * the waiters are queued. While it is set only holders change the word outside that lock, and the
 * last one of them takes the lock first. So the thread that hands the lock over has the word for
 * itself.
 *
 * Orders: a word is read with acquire where that makes a holder, and pairs with the release of the
 * release before; what was given away is so by the waiter's status (hand_over.hpp), too.
 */
#include "hand_over.hpp"
#include "check_passive.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::call;
using ntspin::memory_order_acquire;
using ntspin::memory_order_relaxed;
using ntspin::memory_order_release;

constexpr ULONG_PTR exclusive = 1;
constexpr ULONG_PTR waiting = 2;
constexpr ULONG_PTR one_share = 4;

/* The waiters of the locks at some addresses, in order of arrival. */
struct bucket {
	KSPIN_LOCK lock;
	LIST_ENTRY waiters;
};

class bucket_table {
public:
	constexpr bucket_table() noexcept
	{
		for (bucket &bucket : buckets_)
			bucket = {0, {&bucket.waiters, &bucket.waiters}};
	}

	bucket &of(const EX_PUSH_LOCK &lock) noexcept
	{
		const ULONG_PTR address = reinterpret_cast<ULONG_PTR>(&lock);

		return buckets_[(address >> 3 ^ address >> 12) % count];
	}

private:
	static constexpr ULONG count = 64;

	bucket buckets_[count] = {};
};

constinit bucket_table buckets;

/* Relaxed: what is found is tried by a compare-exchange, or is no holder's. */
ULONG_PTR look_at(EX_PUSH_LOCK &lock) noexcept
{
	return ntspin::atomic_ref(lock).load(memory_order_relaxed);
}

/* Acquire: pairs with the release in give_up() and give_away(). */
bool change_to_hold(EX_PUSH_LOCK &lock, ULONG_PTR &found, ULONG_PTR value) noexcept
{
	return ntspin::atomic_ref(lock).compare_exchange_strong(found, value, memory_order_acquire,
								memory_order_relaxed);
}

/* False where it is not to be had at once; @found is why. */
bool try_to_acquire(EX_PUSH_LOCK &lock, access wants, ULONG_PTR &found) noexcept
{
	found = look_at(lock);
	if (wants == access::exclusive) {
		while (!found)
			if (change_to_hold(lock, found, exclusive))
				return true;
	} else {
		while (!(found & (exclusive | waiting)))
			if (change_to_hold(lock, found, found + one_share))
				return true;
	}
	return false;
}

/* True where it was acquired after all; else the waiter stands in line. */
bool acquire_or_join(EX_PUSH_LOCK &lock, waiter &waiter, const void *caller) noexcept
{
	bucket &bucket = buckets.of(lock);
	const giving held(bucket.lock, caller);
	ULONG_PTR found;

	do {
		if (try_to_acquire(lock, waiter.wants, found))
			return true;
		/* Its last holder sees the bit, and asks for the lock of the bucket. */
	} while (!change_to_hold(lock, found, found | waiting));
	InsertTailList(&bucket.waiters, &waiter.entry);
	return false;
}

void acquire_contended(EX_PUSH_LOCK &lock, access wants, const call &call) noexcept
{
	waiter waiter = {{}, &lock, ntspin_this_thread(), wants, 0, nullptr, 0};

	if (acquire_or_join(lock, waiter, call.caller))
		return;
	/* Nobody may sleep there: the host says it, too. */
	if (!ntspin::is_verifying() && ntspin_current_irql() >= DISPATCH_LEVEL) [[unlikely]]
		ntspin::check_passive_level(&lock, APC_LEVEL, call);
	sleep(waiter);
}

waiter *next_for(const EX_PUSH_LOCK &lock, bucket &bucket, LIST_ENTRY *from) noexcept
{
	for (; from != &bucket.waiters; from = from->Flink)
		if (waiter_of(*from).object == &lock)
			return &waiter_of(*from);
	return nullptr;
}

/*
 * Its last holder gives it to the first one that waits, with those that want it shared behind that
 * one, if so it does. The word is stored before a new owner can run, which may free it.
 */
void give_away(EX_PUSH_LOCK &lock, const void *caller) noexcept
{
	bucket &bucket = buckets.of(lock);
	giving held(bucket.lock, caller);
	ULONG_PTR value = 0;

	/* Acquire: pairs with the release in give_up() of the threads that shared it. */
	ntspin::atomic_ref(lock).load(memory_order_acquire);

	waiter *next = next_for(lock, bucket, bucket.waiters.Flink);

	while (next && (!value || (value != exclusive && next->wants != access::exclusive))) {
		waiter &given = *next;

		value = given.wants == access::exclusive ? exclusive : value + one_share;
		next = next_for(lock, bucket, given.entry.Flink);
		RemoveEntryList(&given.entry);
		held.to(given);
	}
	/* Release: pairs with the acquire in change_to_hold() of the next one that shares it. */
	ntspin::atomic_ref(lock).store(next ? value | waiting : value, memory_order_release);
}

/*
 * False where nobody holds it in that way. Release: pairs with the acquire in change_to_hold();
 * each compare-exchange of a thread that shares the lock continues the releases before it.
 */
bool give_up(EX_PUSH_LOCK &lock, access how, const void *caller) noexcept
{
	const ULONG_PTR share = how == access::exclusive ? exclusive : one_share;
	ULONG_PTR found = look_at(lock);

	do {
		if (how == access::exclusive ? !(found & exclusive) : found < one_share)
			[[unlikely]]
			return false;
		if (found == (share | waiting)) {
			give_away(lock, caller);
			return true;
		}
	} while (!ntspin::atomic_ref(lock).compare_exchange_strong(
		found, found - share, memory_order_release, memory_order_relaxed));
	return true;
}

bool may_use_push_lock(const EX_PUSH_LOCK *lock, KIRQL highest, const call &call) noexcept
{
	if (!ntspin::is_verifying()) [[likely]]
		return true;
	ntspin::check_passive_level(lock, highest, call);
	return ntspin::is_aligned(lock) || ntspin::refuse_object(lock, call);
}

void acquire(EX_PUSH_LOCK *lock, access wants, const call &call) noexcept
{
	ULONG_PTR found;

	if (may_use_push_lock(lock, APC_LEVEL, call) && !try_to_acquire(*lock, wants, found))
		acquire_contended(*lock, wants, call);
}

BOOLEAN try_acquire(EX_PUSH_LOCK *lock, access wants, const call &call) noexcept
{
	ULONG_PTR found;

	return may_use_push_lock(lock, APC_LEVEL, call) && try_to_acquire(*lock, wants, found);
}

void release(EX_PUSH_LOCK *lock, access how, const call &call) noexcept
{
	if (may_use_push_lock(lock, DISPATCH_LEVEL, call) && !give_up(*lock, how, call.caller))
		[[unlikely]]
		ntspin_report(NTSPIN_PUSH_LOCK_NOT_HELD, call.routine, 0, lock, call.caller);
}

} /* namespace */

extern "C" {

VOID ExInitializePushLock(PEX_PUSH_LOCK PushLock)
{
	*PushLock = 0;
}

VOID NTAPI ExAcquirePushLockExclusiveEx(PEX_PUSH_LOCK PushLock, ULONG)
{
	acquire(PushLock, access::exclusive, {__func__, CALLER, call::any_level});
}

BOOLEAN NTAPI ExTryAcquirePushLockExclusiveEx(PEX_PUSH_LOCK PushLock, ULONG)
{
	return try_acquire(PushLock, access::exclusive, {__func__, CALLER, call::any_level});
}

VOID NTAPI ExAcquirePushLockSharedEx(PEX_PUSH_LOCK PushLock, ULONG)
{
	acquire(PushLock, access::shared, {__func__, CALLER, call::any_level});
}

BOOLEAN NTAPI ExTryAcquirePushLockSharedEx(PEX_PUSH_LOCK PushLock, ULONG)
{
	return try_acquire(PushLock, access::shared, {__func__, CALLER, call::any_level});
}

VOID NTAPI ExReleasePushLockExclusiveEx(PEX_PUSH_LOCK PushLock, ULONG)
{
	release(PushLock, access::exclusive, {__func__, CALLER, call::any_level});
}

VOID NTAPI ExReleasePushLockSharedEx(PEX_PUSH_LOCK PushLock, ULONG)
{
	release(PushLock, access::shared, {__func__, CALLER, call::any_level});
}

/* Who holds it keeps the word from changing between the two ways. */
VOID NTAPI ExReleasePushLockEx(PEX_PUSH_LOCK PushLock, ULONG)
{
	const call call = {__func__, CALLER, call::any_level};
	const bool is_exclusive = ntspin::is_aligned(PushLock) && look_at(*PushLock) & exclusive;

	release(PushLock, is_exclusive ? access::exclusive : access::shared, call);
}

} /* extern "C" */
