// SPDX-License-Identifier: GPL-2.0
/*
 * spin_lock.cpp - the Windows spin-lock routines: a level from the host, a lock from the template.
 *
 * Both families work on the same word in the same way, so that a driver which mixes them on one
 * lock loses neither exclusion nor order. Contracts are in wdm.h.
 */
#include "../lock/direct_access.hpp"
#include "raise_irql.hpp"
#include "restore_irql.hpp"
#include "../verifier/instrumented.hpp"

using ntspin::acquiring_routine;
using ntspin::call;
using ntspin::direct_access;
using ntspin::is_instrumented;
using ntspin::is_instrumented_or_parked;
using ntspin::slow_flags;

namespace
{

/*
 * Local to this file, so that the template's members are plain functions in .text. Those of an
 * external type would each have a COMDAT section, which a kernel image has no place for.
 */
struct access : direct_access {};
struct waking : ntspin::waking_access<access> {};

using lock = ntspin::queue_lock<access>;
using waking_lock = ntspin::queue_lock<waking>;

/*
 * Where the driver called the routine. Only what a routine jumps to as its last step asks for it,
 * so that the paths that wait for nobody neither keep it nor save a register for it.
 */
#define CALLER __builtin_return_address(0)

constexpr access at_once = {{nullptr}};
constexpr waking and_wake = {{{{nullptr}}}};

[[gnu::noinline]] void acquire_queued_contended(KSPIN_LOCK &object, ntspin::lock_node &node,
						ntspin::lock_word seen)
{
	ntspin_contention_begin(&object);
	waking_lock::acquire_queued_contended(waking{{{{CALLER}}}}, object, node, seen);
	ntspin_contention_end(&object);
}

/* The level goes along, so that to wait is the last step of a routine that returns it. */
[[gnu::noinline]] KIRQL acquire_contended(KSPIN_LOCK &object, ntspin::lock_word seen, KIRQL old)
{
	ntspin_contention_begin(&object);
	waking_lock::acquire_contended(waking{{{{CALLER}}}}, object, seen);
	ntspin_contention_end(&object);
	return taken_along(old);
}

[[gnu::always_inline]] inline void acquire_queued(KSPIN_LOCK &object, ntspin::lock_node &node)
{
	ntspin::lock_word seen(0);

	if (!lock::acquire_queued_at_once(at_once, object, node, seen)) [[unlikely]]
		acquire_queued_contended(object, node, seen);
}

[[gnu::always_inline]] inline KIRQL acquire(KSPIN_LOCK &object, KIRQL old)
{
	ntspin::lock_word seen(0);

	if (lock::acquire_at_once(at_once, object, seen)) [[likely]]
		return old;
	return acquire_contended(object, seen, old);
}

/* Of a handle that was acquired with the verifier on, which it is no more. */
[[gnu::noinline]] void release_verified(KLOCK_QUEUE_HANDLE &handle, const char *routine,
					bool restores)
{
	const call how = {routine, CALLER, restores ? call::new_level : call::same_level};

	if (!ntspin::instrumented_release_queued(&handle, how))
		ntspin_report(NTSPIN_RELEASED_TWICE, routine, 0, nullptr, CALLER);
}

/* Any release through the queue, and of a handle that holds nothing. */
[[gnu::noinline]] void release_queued_contended(KLOCK_QUEUE_HANDLE &handle, const char *routine,
						bool restores)
{
	if (ntspin::is_verified(handle))
		return release_verified(handle, routine, restores);

	const KIRQL old = handle.OldIrql;

	if (!waking_lock::release_queued_contended(waking{{{{CALLER}}}}, handle.LockQueue))
		ntspin_report(NTSPIN_RELEASED_TWICE, routine, 0, nullptr, CALLER);
	else if (restores)
		restore_irql(old, routine, nullptr);
}

template <class Access>
[[gnu::always_inline]] inline void release_queued(Access steps, KLOCK_QUEUE_HANDLE &handle,
						  const char *routine)
{
	using lock = ntspin::queue_lock<Access>;

	ntspin::ticket mine = 0;
	KSPIN_LOCK *const object = lock::take_ticket_back(steps, handle.LockQueue, mine);

	if (!object) [[unlikely]]
		return release_queued_contended(handle, routine, true);

	/* The last look at the handle: with the hand-over it ceases to be ours. */
	const KIRQL old = handle.OldIrql;

	lock::hand_over_ticket(steps, *object, mine);
	restore_irql(old, routine, nullptr);
}

/* A release of what nobody holds: nothing is done, the level included. */
[[gnu::noinline]] void refuse(KSPIN_LOCK *object, const char *routine)
{
	ntspin_report(NTSPIN_NOT_HELD, routine, 0, object, CALLER);
}

/*
 * What the routines jump to while an observer is on, or a CPU parked. The call site is an argument:
 * with KASAN a routine cleans up its frame, so there this is a call, not a jump.
 */
[[gnu::noinline]] void release_queued_slow(KLOCK_QUEUE_HANDLE *handle, const char *routine,
					   const void *caller)
{
	if (is_instrumented() &&
	    ntspin::instrumented_release_queued(handle, {routine, caller, call::new_level}))
		return;
	release_queued(and_wake, *handle, routine);
}

[[gnu::noinline]] void release_queued_from_dpc_slow(KLOCK_QUEUE_HANDLE *handle, const char *routine,
						    const void *caller)
{
	if (is_instrumented() &&
	    ntspin::instrumented_release_queued(handle, {routine, caller, call::same_level}))
		return;
	if (!waking_lock::release_queued_at_once(and_wake, handle->LockQueue))
		release_queued_contended(*handle, routine, false);
}

[[gnu::noinline]] void release_slow(KSPIN_LOCK *object, KIRQL level, const char *routine,
				    const void *caller)
{
	if (is_instrumented())
		ntspin::instrumented_release(object, NTSPIN_ORDINARY, level,
					     {routine, caller, call::new_level});
	else if (waking_lock::release(and_wake, *object))
		restore_irql(level, routine, object);
	else
		ntspin_report(NTSPIN_NOT_HELD, routine, 0, object, caller);
}

[[gnu::noinline]] void release_from_dpc_slow(KSPIN_LOCK *object, const char *routine,
					     const void *caller)
{
	if (is_instrumented())
		ntspin::instrumented_release(object, NTSPIN_ORDINARY, DISPATCH_LEVEL,
					     {routine, caller, call::same_level});
	else if (!waking_lock::release(and_wake, *object))
		ntspin_report(NTSPIN_NOT_HELD, routine, 0, object, caller);
}

/*
 * What they jump to with no observer on, but a CPU parked or a task at APC_LEVEL, maybe this one.
 * Out of line, so that the fast path saves no register for the call.
 */
[[gnu::always_inline]] inline KIRQL level_before(KIRQL old, LONG seen)
{
	return seen >= NTSPIN_APC_TASK && old == PASSIVE_LEVEL ? ntspin_level_at_passive() : old;
}

[[gnu::noinline]] void acquire_queued_slow(KSPIN_LOCK *object, KLOCK_QUEUE_HANDLE *handle,
					   KIRQL old, LONG seen)
{
	handle->OldIrql = level_before(old, seen);
	acquire_queued(*object, handle->LockQueue);
}

[[gnu::noinline]] KIRQL acquire_slow(KSPIN_LOCK *object, KIRQL old, LONG seen)
{
	return acquire(*object, level_before(old, seen));
}

/*
 * The raising acquires. They raise before they look at the flags: switching an observer on waits
 * for all CPUs at DISPATCH_LEVEL, and so for each that is between the look and the lock.
 */
[[gnu::always_inline]] inline void raise_and_acquire_queued(KSPIN_LOCK *object,
							    KLOCK_QUEUE_HANDLE *handle,
							    const acquiring_routine &routine)
{
	const KIRQL old = raise_fast();

	if (const LONG seen = slow_flags()) [[unlikely]]
		return seen & NTSPIN_OBSERVERS ?
			       ntspin::instrumented_acquire_queued(object, handle, old, routine,
								   CALLER) :
			       acquire_queued_slow(object, handle, old, seen);
	/* Before the lock is held: the handle is the caller's own, and the last step a jump. */
	handle->OldIrql = old;
	acquire_queued(*object, handle->LockQueue);
}

[[gnu::always_inline]] inline KIRQL raise_and_acquire(KSPIN_LOCK *object,
						      const acquiring_routine &routine)
{
	const KIRQL old = raise_fast();

	if (const LONG seen = slow_flags()) [[unlikely]]
		return seen & NTSPIN_OBSERVERS ?
			       ntspin::instrumented_acquire(object, old, routine, CALLER) :
			       acquire_slow(object, old, seen);
	return acquire(*object, old);
}

} /* namespace */

extern "C" {

VOID NTAPI KeInitializeSpinLock(PKSPIN_LOCK SpinLock)
{
	if (is_instrumented()) [[unlikely]]
		return ntspin::instrumented_initialize(SpinLock,
						       {__func__, CALLER, call::any_level});
	direct_access::store(*SpinLock, 0, ntspin::memory_order_relaxed);
}

VOID FASTCALL KeAcquireInStackQueuedSpinLock(PKSPIN_LOCK SpinLock, PKLOCK_QUEUE_HANDLE LockHandle)
{
	static constexpr acquiring_routine me = {__func__, NTSPIN_QUEUED, call::new_level};

	raise_and_acquire_queued(SpinLock, LockHandle, me);
}

VOID FASTCALL KeReleaseInStackQueuedSpinLock(PKLOCK_QUEUE_HANDLE LockHandle)
{
	if (is_instrumented_or_parked()) [[unlikely]]
		return release_queued_slow(LockHandle, __func__, CALLER);
	release_queued(at_once, *LockHandle, __func__);
}

VOID FASTCALL KeAcquireInStackQueuedSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock,
						       PKLOCK_QUEUE_HANDLE LockHandle)
{
	static constexpr acquiring_routine me = {__func__, NTSPIN_QUEUED, call::same_level};

	if (is_instrumented()) [[unlikely]]
		return ntspin::instrumented_acquire_queued(SpinLock, LockHandle, DISPATCH_LEVEL, me,
							   CALLER);
	acquire_queued(*SpinLock, LockHandle->LockQueue);
}

VOID FASTCALL KeReleaseInStackQueuedSpinLockFromDpcLevel(PKLOCK_QUEUE_HANDLE LockHandle)
{
	if (is_instrumented_or_parked()) [[unlikely]]
		return release_queued_from_dpc_slow(LockHandle, __func__, CALLER);
	if (!lock::release_queued_at_once(at_once, LockHandle->LockQueue)) [[unlikely]]
		release_queued_contended(*LockHandle, __func__, false);
}

/*
 * For a DPC, which on Windows may be threaded, below DISPATCH_LEVEL: the raise changes nothing for
 * a caller that is there already, and a release that restores DISPATCH_LEVEL lowers nothing.
 */
VOID FASTCALL KeAcquireInStackQueuedSpinLockForDpc(PKSPIN_LOCK SpinLock,
						   PKLOCK_QUEUE_HANDLE LockHandle)
{
	static constexpr acquiring_routine me = {__func__, NTSPIN_QUEUED, call::new_level};

	raise_and_acquire_queued(SpinLock, LockHandle, me);
}

VOID FASTCALL KeReleaseInStackQueuedSpinLockForDpc(PKLOCK_QUEUE_HANDLE LockHandle)
{
	if (is_instrumented_or_parked()) [[unlikely]]
		return release_queued_slow(LockHandle, __func__, CALLER);
	release_queued(at_once, *LockHandle, __func__);
}

KIRQL NTAPI KeAcquireSpinLockRaiseToDpc(PKSPIN_LOCK SpinLock)
{
	static constexpr acquiring_routine me = {__func__, NTSPIN_ORDINARY, call::new_level};

	return raise_and_acquire(SpinLock, me);
}

VOID NTAPI KeReleaseSpinLock(PKSPIN_LOCK SpinLock, KIRQL NewIrql)
{
	if (is_instrumented_or_parked()) [[unlikely]]
		return release_slow(SpinLock, NewIrql, __func__, CALLER);
	if (!lock::release(at_once, *SpinLock)) [[unlikely]]
		return refuse(SpinLock, __func__);
	restore_irql(NewIrql, __func__, SpinLock);
}

VOID NTAPI KeAcquireSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock)
{
	static constexpr acquiring_routine me = {__func__, NTSPIN_ORDINARY, call::same_level};

	if (is_instrumented()) [[unlikely]] {
		ntspin::instrumented_acquire(SpinLock, DISPATCH_LEVEL, me, CALLER);
		return;
	}
	acquire(*SpinLock, DISPATCH_LEVEL);
}

VOID NTAPI KeReleaseSpinLockFromDpcLevel(PKSPIN_LOCK SpinLock)
{
	if (is_instrumented_or_parked()) [[unlikely]]
		return release_from_dpc_slow(SpinLock, __func__, CALLER);
	if (!lock::release(at_once, *SpinLock)) [[unlikely]]
		refuse(SpinLock, __func__);
}

/* As the queued pair for a DPC. */
KIRQL FASTCALL KeAcquireSpinLockForDpc(PKSPIN_LOCK SpinLock)
{
	static constexpr acquiring_routine me = {__func__, NTSPIN_ORDINARY, call::new_level};

	return raise_and_acquire(SpinLock, me);
}

VOID FASTCALL KeReleaseSpinLockForDpc(PKSPIN_LOCK SpinLock, KIRQL OldIrql)
{
	if (is_instrumented_or_parked()) [[unlikely]]
		return release_slow(SpinLock, OldIrql, __func__, CALLER);
	if (!lock::release(at_once, *SpinLock)) [[unlikely]]
		return refuse(SpinLock, __func__);
	restore_irql(OldIrql, __func__, SpinLock);
}

BOOLEAN FASTCALL KeTryToAcquireSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock)
{
	static constexpr acquiring_routine me = {__func__, NTSPIN_ORDINARY, call::same_level};
	ntspin::lock_word seen(0);

	if (is_instrumented()) [[unlikely]]
		return ntspin::instrumented_try(SpinLock, me, CALLER);
	return lock::acquire_at_once(at_once, *SpinLock, seen);
}

BOOLEAN FASTCALL KeTestSpinLock(PKSPIN_LOCK SpinLock)
{
	return lock::is_free(at_once, *SpinLock);
}

} /* extern "C" */
