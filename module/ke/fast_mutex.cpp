// SPDX-License-Identifier: GPL-2.0
/*
 * fast_mutex.cpp - the Windows routines for fast mutexes and guarded mutexes.
 *
 *   Count  1: free;  0: owned;  -n: owned, and n threads wait, or are about to
 *
 * Promised: one owner; FIFO. An acquire subtracts 1, a release adds 1, and if that leaves waiters
 * it sets the event, a synchronization event, which lets the first waiter through. So a mutex with
 * waiters is never free in between, and none is overtaken. The event is set once for each waiter
 * that has subtracted its 1, maybe before that one waits for it.
 *
 * A release without waiters touches nothing after its exchange; any other ends as KeSetEvent()
 * does: the next owner may free the mutex.
 *
 * What is not for this file: how a thread sleeps, and which is first: dispatcher.hpp.
 */
#include "../verifier/owned_locks.hpp"
#include "check_object.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::atomic_ref;
using ntspin::call;
using ntspin::is_verifying;
using ntspin::memory_order_acquire;
using ntspin::memory_order_relaxed;
using ntspin::memory_order_release;

/*
 * Relaxed: a thread finds itself there if, and only if, it has written that itself and has not
 * taken it back since; another owner is only reported.
 */
PVOID owner_of(FAST_MUTEX &mutex) noexcept
{
	return atomic_ref(mutex.Owner).load(memory_order_relaxed);
}

void set_owner(FAST_MUTEX &mutex, PVOID owner) noexcept
{
	atomic_ref(mutex.Owner).store(owner, memory_order_relaxed);
}

void initialize(FAST_MUTEX &mutex) noexcept
{
	mutex.Contention = 0;
	mutex.Refused = 0;
	mutex.OldIrql = PASSIVE_LEVEL;
	set_owner(mutex, nullptr);
	KeInitializeEvent(&mutex.Event, SynchronizationEvent, FALSE);
	atomic_ref(mutex.Count).store(1, memory_order_relaxed);
}

/* What can be told of storage that is none, or was never initialised. */
bool may_touch(FAST_MUTEX *mutex, const call &call) noexcept
{
	if (!is_verifying()) [[likely]]
		return true;
	if (mutex && reinterpret_cast<ULONG_PTR>(mutex) % alignof(FAST_MUTEX) == 0 &&
	    ntspin::is_object(&mutex->Event,
			      ntspin::one_type(ntspin::synchronization_event_object)))
		return true;
	ntspin_report(NTSPIN_BAD_OBJECT, call.routine, 0, mutex, call.caller);
	return false;
}

/* Acquire: pairs with the release in give_back(). */
bool take_if_free(FAST_MUTEX &mutex) noexcept
{
	LONG expected = 1;

	return atomic_ref(mutex.Count)
		.compare_exchange_strong(expected, 0, memory_order_acquire, memory_order_relaxed);
}

/*
 * Acquire: pairs with the release in give_back(), where the mutex was free. Who waits has it from
 * the event, which orders them.
 */
void take(FAST_MUTEX &mutex) noexcept
{
	if (atomic_ref(mutex.Count).fetch_add(-1, memory_order_acquire) == 1) [[likely]]
		return;
	/* Relaxed: a count alone. */
	atomic_ref(mutex.Contention).fetch_add(1, memory_order_relaxed);
	KeWaitForSingleObject(&mutex.Event, Executive, KernelMode, FALSE, nullptr);
}

/* Release: pairs with the acquires in take() and take_if_free(). */
void give_back(FAST_MUTEX &mutex) noexcept
{
	if (atomic_ref(mutex.Count).fetch_add(1, memory_order_release) < 0) [[unlikely]]
		KeSetEvent(&mutex.Event, 0, FALSE);
}

void own(FAST_MUTEX &mutex, const call &call) noexcept
{
	set_owner(mutex, ntspin_this_thread());
	if (is_verifying()) [[unlikely]]
		ntspin::record_owner(&mutex, reinterpret_cast<ULONG_PTR>(ntspin_this_thread()),
				     call.caller);
}

/* Whether it is owned now: not where the wait would never end, or sleep where none may. */
bool acquire(FAST_MUTEX *object, KIRQL level, const call &call) noexcept
{
	if (!may_touch(object, call)) [[unlikely]]
		return false;

	FAST_MUTEX &mutex = *object;

	if (owner_of(mutex) == ntspin_this_thread()) [[unlikely]] {
		mutex.Refused++;
		ntspin_report(NTSPIN_SELF_DEADLOCK, call.routine, 0, object, call.caller);
		return false;
	}
	if (level > APC_LEVEL) [[unlikely]] {
		ntspin_report(NTSPIN_FAST_MUTEX_HIGH, call.routine, 0, object, call.caller);
		if (!take_if_free(mutex))
			return false;
	} else {
		take(mutex);
	}
	own(mutex, call);
	return true;
}

bool try_to_acquire(FAST_MUTEX *object, KIRQL level, const call &call) noexcept
{
	if (!may_touch(object, call)) [[unlikely]]
		return false;
	if (level > APC_LEVEL) [[unlikely]]
		ntspin_report(NTSPIN_FAST_MUTEX_HIGH, call.routine, 0, object, call.caller);
	if (!take_if_free(*object))
		return false;
	own(*object, call);
	return true;
}

/* Whether it was owned, and is no more; then also the level of before its acquire. */
bool release(FAST_MUTEX *object, KIRQL &before, const call &call) noexcept
{
	if (!may_touch(object, call)) [[unlikely]]
		return false;

	FAST_MUTEX &mutex = *object;
	const PVOID owner = owner_of(mutex);

	if (owner != ntspin_this_thread()) [[unlikely]] {
		ntspin_report(owner ? NTSPIN_HELD_BY_OTHER : NTSPIN_NOT_HELD, call.routine, 0,
			      object, call.caller);
		return false;
	}
	if (mutex.Refused) [[unlikely]] {
		mutex.Refused--;
		return false;
	}
	/* As its owner: after the release it may be another's, or be freed. */
	before = static_cast<KIRQL>(mutex.OldIrql);
	if (is_verifying()) [[unlikely]]
		ntspin::record_release(&mutex, reinterpret_cast<ULONG_PTR>(owner));
	set_owner(mutex, nullptr);
	give_back(mutex);
	return true;
}

/* As its owner. Waiters are not at APC_LEVEL yet: room for tasks that are is scarce. */
void raise(FAST_MUTEX &mutex, KIRQL before, const call &call) noexcept
{
	mutex.OldIrql = before;
	if (before >= APC_LEVEL)
		return;
	if (!ntspin_raise_irql(APC_LEVEL)) [[unlikely]]
		return ntspin_report(NTSPIN_APC_TABLE_FULL, call.routine, APC_LEVEL, nullptr,
				     call.caller);
	if (ntspin::is_instrumented()) [[unlikely]]
		ntspin::instrumented_raise(before, APC_LEVEL, call.caller);
}

/* From elsewhere than APC_LEVEL, which is reported, the release leaves the level alone. */
void lower(KIRQL now, KIRQL before, const call &call) noexcept
{
	if (now != APC_LEVEL || before >= APC_LEVEL)
		return;
	if (ntspin::is_instrumented()) [[unlikely]]
		ntspin::instrumented_lower(before, call);
	ntspin_lower_irql(before);
}

void acquire_and_raise(FAST_MUTEX *mutex, const call &call) noexcept
{
	const KIRQL before = ntspin_current_irql();

	if (acquire(mutex, before, call))
		raise(*mutex, before, call);
}

void release_and_lower(FAST_MUTEX *mutex, const call &call) noexcept
{
	const KIRQL now = ntspin_current_irql();
	KIRQL before;

	if (is_verifying() && now != APC_LEVEL) [[unlikely]]
		ntspin_report(NTSPIN_FAST_MUTEX_ELSEWHERE, call.routine, 0, mutex, call.caller);
	if (release(mutex, before, call))
		lower(now, before, call);
}

/* Of the routines that leave the level as it is. */
void release_at_level(FAST_MUTEX *mutex, const call &call) noexcept
{
	KIRQL before;

	ntspin::check_highest_level(APC_LEVEL, NTSPIN_MUTEX_RELEASED_HIGH, mutex, call);
	release(mutex, before, call);
}

} /* namespace */

extern "C" {

VOID NTAPI ExInitializeFastMutex(PFAST_MUTEX FastMutex)
{
	initialize(*FastMutex);
}

VOID FASTCALL ExAcquireFastMutex(PFAST_MUTEX FastMutex)
{
	acquire_and_raise(FastMutex, {__func__, CALLER, call::any_level});
}

BOOLEAN FASTCALL ExTryToAcquireFastMutex(PFAST_MUTEX FastMutex)
{
	const call call = {__func__, CALLER, call::any_level};
	const KIRQL before = ntspin_current_irql();

	if (!try_to_acquire(FastMutex, before, call))
		return FALSE;
	raise(*FastMutex, before, call);
	return TRUE;
}

VOID FASTCALL ExReleaseFastMutex(PFAST_MUTEX FastMutex)
{
	release_and_lower(FastMutex, {__func__, CALLER, call::any_level});
}

VOID FASTCALL ExAcquireFastMutexUnsafe(PFAST_MUTEX FastMutex)
{
	acquire(FastMutex, ntspin_current_irql(), {__func__, CALLER, call::any_level});
}

VOID FASTCALL ExReleaseFastMutexUnsafe(PFAST_MUTEX FastMutex)
{
	release_at_level(FastMutex, {__func__, CALLER, call::any_level});
}

VOID NTAPI KeInitializeGuardedMutex(PKGUARDED_MUTEX Mutex)
{
	initialize(*Mutex);
}

VOID NTAPI KeAcquireGuardedMutex(PKGUARDED_MUTEX Mutex)
{
	acquire(Mutex, ntspin_current_irql(), {__func__, CALLER, call::any_level});
}

BOOLEAN NTAPI KeTryToAcquireGuardedMutex(PKGUARDED_MUTEX Mutex)
{
	return try_to_acquire(Mutex, ntspin_current_irql(), {__func__, CALLER, call::any_level});
}

VOID NTAPI KeReleaseGuardedMutex(PKGUARDED_MUTEX Mutex)
{
	release_at_level(Mutex, {__func__, CALLER, call::any_level});
}

VOID NTAPI KeAcquireGuardedMutexUnsafe(PKGUARDED_MUTEX Mutex)
{
	acquire(Mutex, ntspin_current_irql(), {__func__, CALLER, call::any_level});
}

VOID NTAPI KeReleaseGuardedMutexUnsafe(PKGUARDED_MUTEX Mutex)
{
	release_at_level(Mutex, {__func__, CALLER, call::any_level});
}

} /* extern "C" */
