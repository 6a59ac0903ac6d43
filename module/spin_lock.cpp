// SPDX-License-Identifier: GPL-2.0
/*
 * spin_lock.cpp - the Windows spin-lock routines: a level from the host, a lock from the template.
 *
 * Both families work on the same word in the same way, so that a driver which mixes them on one
 * lock loses neither exclusion nor order. Contracts are in wdm.h.
 */
#include "direct_access.hpp"

using ntspin::direct_access;

namespace
{

using lock = ntspin::queue_lock<direct_access>;

/*
 * The last step of a release that restores a level. Almost always that level is below DISPATCH
 * and this a jump into the host.
 */
[[gnu::always_inline]] inline void restore_irql(KIRQL level, const char *routine,
						const KSPIN_LOCK *object, const void *caller)
{
	if (level < DISPATCH_LEVEL) [[likely]]
		return ntspin_lower_below_dispatch(level);
	if (level > ntspin_current_irql())
		return ntspin_report(NTSPIN_RESTORED_ABOVE, routine, level, object, caller);
	ntspin_lower_irql(level);
}

} /* namespace */

/* Where the driver called the routine that this stands in. Costs nothing unless it is used. */
#define CALLER __builtin_return_address(0)

extern "C" {

VOID NTAPI KeInitializeSpinLock(PKSPIN_LOCK SpinLock)
{
	direct_access::store(*SpinLock, 0, ntspin::memory_order_relaxed);
}

VOID FASTCALL KeAcquireInStackQueuedSpinLock(PKSPIN_LOCK SpinLock, PKLOCK_QUEUE_HANDLE LockHandle)
{
	const KIRQL old = ntspin_raise_to_dispatch();

	lock::acquire_queued({CALLER}, *SpinLock, LockHandle->LockQueue);
	LockHandle->OldIrql = old;
}

VOID FASTCALL KeReleaseInStackQueuedSpinLock(PKLOCK_QUEUE_HANDLE LockHandle)
{
	/* Read before the hand-over, although the handle is ours until we return. */
	const KIRQL old = LockHandle->OldIrql;

	if (!lock::release_queued({CALLER}, LockHandle->LockQueue)) [[unlikely]]
		return ntspin_report(NTSPIN_RELEASED_TWICE, __func__, 0, nullptr, CALLER);
	restore_irql(old, __func__, nullptr, CALLER);
}

VOID FASTCALL KeAcquireInStackQueuedSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock,
						       PKLOCK_QUEUE_HANDLE LockHandle)
{
	lock::acquire_queued({CALLER}, *SpinLock, LockHandle->LockQueue);
}

VOID FASTCALL KeReleaseInStackQueuedSpinLockFromDpcLevel(PKLOCK_QUEUE_HANDLE LockHandle)
{
	if (!lock::release_queued({CALLER}, LockHandle->LockQueue)) [[unlikely]]
		ntspin_report(NTSPIN_RELEASED_TWICE, __func__, 0, nullptr, CALLER);
}

KIRQL NTAPI KeAcquireSpinLockRaiseToDpc(PKSPIN_LOCK SpinLock)
{
	const KIRQL old = ntspin_raise_to_dispatch();

	lock::acquire({CALLER}, *SpinLock);
	return old;
}

VOID NTAPI KeReleaseSpinLock(PKSPIN_LOCK SpinLock, KIRQL NewIrql)
{
	lock::release({CALLER}, *SpinLock);
	restore_irql(NewIrql, __func__, SpinLock, CALLER);
}

VOID NTAPI KeAcquireSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock)
{
	lock::acquire({CALLER}, *SpinLock);
}

VOID NTAPI KeReleaseSpinLockFromDpcLevel(PKSPIN_LOCK SpinLock)
{
	lock::release({CALLER}, *SpinLock);
}

BOOLEAN FASTCALL KeTryToAcquireSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock)
{
	return lock::try_acquire({CALLER}, *SpinLock);
}

BOOLEAN FASTCALL KeTestSpinLock(PKSPIN_LOCK SpinLock)
{
	return lock::is_free({CALLER}, *SpinLock);
}

} /* extern "C" */
