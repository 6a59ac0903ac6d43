// SPDX-License-Identifier: GPL-2.0
/*
 * spin_lock.cpp - the Windows spin-lock routines: a level from the host, a lock from the template.
 *
 * Both families work on the same word in the same way, so that a driver which mixes them on one
 * lock loses neither exclusion nor order. Contracts are in wdm.h.
 */
#include "direct_access.hpp"
#include "restore_irql.hpp"

using ntspin::direct_access;

namespace
{

/*
 * Local to this file, so that the template's members are plain functions in .text. Those of an
 * external type would each have a COMDAT section, which a kernel image has no place for.
 */
struct access : direct_access {};

using lock = ntspin::queue_lock<access>;

/*
 * Where the driver called the routine. Only what a routine jumps to as its last step asks for it,
 * so that the paths that wait for nobody neither keep it nor save a register for it.
 */
#define CALLER __builtin_return_address(0)

constexpr access at_once = {nullptr};

[[gnu::noinline]] void acquire_queued_contended(KSPIN_LOCK &object, ntspin::lock_node &node,
						ntspin::lock_word seen)
{
	lock::acquire_queued_contended(access{CALLER}, object, node, seen);
}

[[gnu::noinline]] void acquire_contended(KSPIN_LOCK &object, ntspin::lock_word seen)
{
	lock::acquire_contended(access{CALLER}, object, seen);
}

[[gnu::always_inline]] inline void acquire_queued(KSPIN_LOCK &object, ntspin::lock_node &node)
{
	ntspin::lock_word seen(0);

	if (!lock::acquire_queued_at_once(at_once, object, node, seen)) [[unlikely]]
		acquire_queued_contended(object, node, seen);
}

[[gnu::always_inline]] inline void acquire(KSPIN_LOCK &object)
{
	ntspin::lock_word seen(0);

	if (!lock::acquire_at_once(at_once, object, seen)) [[unlikely]]
		acquire_contended(object, seen);
}

/* Any release through the queue, and of a handle that holds nothing. */
[[gnu::noinline]] void release_queued_contended(KLOCK_QUEUE_HANDLE &handle, const char *routine,
						bool restores)
{
	const KIRQL old = handle.OldIrql;

	if (!lock::release_queued_contended(access{CALLER}, handle.LockQueue))
		ntspin_report(NTSPIN_RELEASED_TWICE, routine, 0, nullptr, CALLER);
	else if (restores)
		restore_irql(old, routine, nullptr);
}

[[gnu::always_inline]] inline void release_queued(KLOCK_QUEUE_HANDLE &handle, const char *routine)
{
	ntspin::ticket mine = 0;
	KSPIN_LOCK *const object = lock::take_ticket_back(at_once, handle.LockQueue, mine);

	if (!object) [[unlikely]]
		return release_queued_contended(handle, routine, true);

	/* The last look at the handle: with the hand-over it ceases to be ours. */
	const KIRQL old = handle.OldIrql;

	lock::hand_over_ticket(at_once, *object, mine);
	restore_irql(old, routine, nullptr);
}

} /* namespace */

extern "C" {

VOID NTAPI KeInitializeSpinLock(PKSPIN_LOCK SpinLock)
{
	direct_access::store(*SpinLock, 0, ntspin::memory_order_relaxed);
}

VOID FASTCALL KeAcquireInStackQueuedSpinLock(PKSPIN_LOCK SpinLock, PKLOCK_QUEUE_HANDLE LockHandle)
{
	/* Before the lock is held: the handle is the caller's own, and the last step a jump. */
	LockHandle->OldIrql = ntspin_raise_to_dispatch();
	acquire_queued(*SpinLock, LockHandle->LockQueue);
}

VOID FASTCALL KeReleaseInStackQueuedSpinLock(PKLOCK_QUEUE_HANDLE LockHandle)
{
	release_queued(*LockHandle, __func__);
}

VOID FASTCALL KeAcquireInStackQueuedSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock,
						       PKLOCK_QUEUE_HANDLE LockHandle)
{
	acquire_queued(*SpinLock, LockHandle->LockQueue);
}

VOID FASTCALL KeReleaseInStackQueuedSpinLockFromDpcLevel(PKLOCK_QUEUE_HANDLE LockHandle)
{
	if (!lock::release_queued_at_once(at_once, LockHandle->LockQueue)) [[unlikely]]
		release_queued_contended(*LockHandle, __func__, false);
}

/*
 * For a DPC, which on Windows may be threaded, below DISPATCH_LEVEL: the raise changes nothing for a
 * caller that is there already, and a release that restores DISPATCH_LEVEL lowers nothing.
 */
VOID FASTCALL KeAcquireInStackQueuedSpinLockForDpc(PKSPIN_LOCK SpinLock,
						   PKLOCK_QUEUE_HANDLE LockHandle)
{
	LockHandle->OldIrql = ntspin_raise_to_dispatch();
	acquire_queued(*SpinLock, LockHandle->LockQueue);
}

VOID FASTCALL KeReleaseInStackQueuedSpinLockForDpc(PKLOCK_QUEUE_HANDLE LockHandle)
{
	release_queued(*LockHandle, __func__);
}

KIRQL NTAPI KeAcquireSpinLockRaiseToDpc(PKSPIN_LOCK SpinLock)
{
	const KIRQL old = ntspin_raise_to_dispatch();

	acquire(*SpinLock);
	return old;
}

VOID NTAPI KeReleaseSpinLock(PKSPIN_LOCK SpinLock, KIRQL NewIrql)
{
	lock::release(at_once, *SpinLock);
	restore_irql(NewIrql, __func__, SpinLock);
}

VOID NTAPI KeAcquireSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock)
{
	acquire(*SpinLock);
}

VOID NTAPI KeReleaseSpinLockFromDpcLevel(PKSPIN_LOCK SpinLock)
{
	lock::release(at_once, *SpinLock);
}

/* As the queued pair for a DPC. */
KIRQL FASTCALL KeAcquireSpinLockForDpc(PKSPIN_LOCK SpinLock)
{
	const KIRQL old = ntspin_raise_to_dispatch();

	acquire(*SpinLock);
	return old;
}

VOID FASTCALL KeReleaseSpinLockForDpc(PKSPIN_LOCK SpinLock, KIRQL OldIrql)
{
	lock::release(at_once, *SpinLock);
	restore_irql(OldIrql, __func__, SpinLock);
}

BOOLEAN FASTCALL KeTryToAcquireSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock)
{
	ntspin::lock_word seen(0);

	return lock::acquire_at_once(at_once, *SpinLock, seen);
}

BOOLEAN FASTCALL KeTestSpinLock(PKSPIN_LOCK SpinLock)
{
	return lock::is_free(at_once, *SpinLock);
}

} /* extern "C" */
