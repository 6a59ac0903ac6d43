/* SPDX-License-Identifier: GPL-2.0 */
/*
 * spin_lock.h - KSPIN_LOCK, and the ordinary family of routines on it.
 */
#ifndef NTSPIN_WDM_SPIN_LOCK_H
#define NTSPIN_WDM_SPIN_LOCK_H

#include "irql.h"

EXTERN_C_START

/**
 * typedef KSPIN_LOCK - the lock, in storage of the driver that stays resident
 *
 * Zeroed storage is a free lock. Otherwise the word is opaque: a free lock need
 * not be zero again once it was held, and KeTestSpinLock() is the way to ask.
 * One lock is for one family of routines, queued or ordinary, never for both.
 */
typedef ULONG_PTR KSPIN_LOCK;
typedef KSPIN_LOCK *PKSPIN_LOCK;

C_ASSERT(sizeof(KSPIN_LOCK) == 8);

/**
 * KeInitializeSpinLock() - make a lock free
 * @SpinLock: storage that stays resident as long as the lock is used
 *
 * It need not be called for zeroed storage. Never for a lock that is held or
 * waited for: its waiters would be lost.
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: With the verifier on, a lock that is held is reported, and stays so.
 * Windows: wdm.h, KeInitializeSpinLock function.
 */
VOID NTAPI KeInitializeSpinLock(_Out_ PKSPIN_LOCK SpinLock);

_Requires_lock_not_held_(*SpinLock)
_Acquires_lock_(*SpinLock)
_IRQL_requires_max_(DISPATCH_LEVEL)
_IRQL_saves_
_IRQL_raises_(DISPATCH_LEVEL)
/**
 * KeAcquireSpinLockRaiseToDpc() - raise to DISPATCH_LEVEL and acquire an ordinary spin lock
 * @SpinLock: a lock that this caller does not hold
 *
 * Needs no handle: a caller that has to wait does so on its own stack.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: a task or a softirq, interrupts on.
 *   Spins, never sleeps.
 * Return: the IRQL of before, for KeReleaseSpinLock(); the lock is held.
 * Errors: As KeAcquireInStackQueuedSpinLock().
 * Differs from Windows: First come, first served, which Windows promises only
 *   for queued locks.
 * Windows: wdm.h, KeAcquireSpinLockRaiseToDpc function.
 */
KIRQL NTAPI KeAcquireSpinLockRaiseToDpc(_Inout_ PKSPIN_LOCK SpinLock);

_Requires_lock_not_held_(*SpinLock)
_Acquires_lock_(*SpinLock)
_IRQL_requires_max_(DISPATCH_LEVEL)
_IRQL_raises_(DISPATCH_LEVEL)
/**
 * KeAcquireSpinLock() - KeAcquireSpinLockRaiseToDpc() that stores the old IRQL itself
 * @SpinLock: a lock that this caller does not hold
 * @OldIrql: gets the IRQL of before, once the lock is held: it may lie beside the lock
 *
 * A macro over KeAcquireSpinLockRaiseToDpc(), as on Windows, so that OldIrql may
 * point to any integer. This function is what its name without a call means.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: a task or a softirq, interrupts on.
 * Return: nothing; the lock is held, at DISPATCH_LEVEL.
 * Errors: As KeAcquireSpinLockRaiseToDpc().
 * Windows: wdm.h, KeAcquireSpinLock macro.
 */
FORCEINLINE VOID KeAcquireSpinLock(_Inout_ PKSPIN_LOCK SpinLock, _Out_ _IRQL_saves_ PKIRQL OldIrql)
{
	*OldIrql = KeAcquireSpinLockRaiseToDpc(SpinLock);
}

#define KeAcquireSpinLock(SpinLock, OldIrql) (*(OldIrql) = KeAcquireSpinLockRaiseToDpc(SpinLock))

_Requires_lock_held_(*SpinLock)
_Releases_lock_(*SpinLock)
_IRQL_requires_(DISPATCH_LEVEL)
/**
 * KeReleaseSpinLock() - release an ordinary spin lock and restore the IRQL of before
 * @SpinLock: the lock
 * @NewIrql: what the acquire saved
 *
 * Also releases a lock that KeAcquireSpinLockAtDpcLevel() or
 * KeTryToAcquireSpinLockAtDpcLevel() took. The lock is not touched afterwards.
 *
 * Context: IRQL == DISPATCH_LEVEL. Linux: where the acquire left the caller.
 * Return: nothing.
 * Errors: A NewIrql above the current level or above HIGH_LEVEL is reported; the
 *   lock is released and the level stays. Release of a lock that nobody holds is
 *   reported, and nothing is done: the level stays, too. Whose a lock is that
 *   somebody holds only the verifier can tell: without it that one's is released.
 * Differs from Windows: There the second release of a lock restores NewIrql.
 * Windows: wdm.h, KeReleaseSpinLock function.
 */
VOID NTAPI KeReleaseSpinLock(_Inout_ PKSPIN_LOCK SpinLock, _In_ _IRQL_restores_ KIRQL NewIrql);

_Requires_lock_not_held_(*SpinLock)
_Acquires_lock_(*SpinLock)
_IRQL_requires_min_(DISPATCH_LEVEL)
/**
 * KeAcquireSpinLockAtDpcLevel() - acquire an ordinary spin lock, already at DISPATCH_LEVEL
 * @SpinLock: a lock that this caller does not hold
 *
 * Context: IRQL >= DISPATCH_LEVEL. Linux: a softirq, softirqs off, or after a
 *   raise; on PREEMPT_RT preemption must be off. Spins, never sleeps.
 * Return: nothing; the lock is held, the IRQL is as before.
 * Errors: As KeAcquireInStackQueuedSpinLockAtDpcLevel().
 * Differs from Windows: First come, first served.
 * Windows: wdm.h, KeAcquireSpinLockAtDpcLevel.
 */
VOID NTAPI KeAcquireSpinLockAtDpcLevel(_Inout_ PKSPIN_LOCK SpinLock);

_Must_inspect_result_
_Success_(return != FALSE)
_Requires_lock_not_held_(*SpinLock)
_When_(return != 0, _Acquires_lock_(*SpinLock))
_IRQL_requires_min_(DISPATCH_LEVEL)
/**
 * KeTryToAcquireSpinLockAtDpcLevel() - acquire an ordinary spin lock if that takes no waiting
 * @SpinLock: the lock
 *
 * Context: IRQL >= DISPATCH_LEVEL. Linux: as KeAcquireSpinLockAtDpcLevel(); never spins.
 * Return: TRUE with the lock held, or FALSE with the lock unchanged: it is held
 *   or waited for, perhaps by this caller.
 * Errors: As KeAcquireSpinLockAtDpcLevel().
 * Windows: wdm.h, KeTryToAcquireSpinLockAtDpcLevel function.
 */
BOOLEAN FASTCALL KeTryToAcquireSpinLockAtDpcLevel(_Inout_ PKSPIN_LOCK SpinLock);

_Requires_lock_held_(*SpinLock)
_Releases_lock_(*SpinLock)
_IRQL_requires_min_(DISPATCH_LEVEL)
/**
 * KeReleaseSpinLockFromDpcLevel() - release an ordinary spin lock and leave the IRQL alone
 * @SpinLock: the lock, whichever routine of the ordinary family took it
 *
 * Context: IRQL >= DISPATCH_LEVEL. Linux: where the acquire left the caller.
 * Return: nothing.
 * Errors: Release of a lock that nobody holds is reported; nothing is done.
 * Windows: wdm.h, KeReleaseSpinLockFromDpcLevel function.
 */
VOID NTAPI KeReleaseSpinLockFromDpcLevel(_Inout_ PKSPIN_LOCK SpinLock);

_Requires_lock_not_held_(*SpinLock)
_Acquires_lock_(*SpinLock)
_IRQL_requires_max_(DISPATCH_LEVEL)
_IRQL_saves_
_IRQL_raises_(DISPATCH_LEVEL)
/**
 * KeAcquireSpinLockForDpc() - acquire an ordinary spin lock in a DPC, threaded or not
 * @SpinLock: a lock that this caller does not hold
 *
 * A DPC may be threaded, and then runs below DISPATCH_LEVEL: the IRQL is raised
 * only there.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: a task or a softirq, interrupts on.
 *   Spins, never sleeps.
 * Return: the IRQL of before, for KeReleaseSpinLockForDpc(); the lock is held.
 * Errors: As KeAcquireSpinLockRaiseToDpc().
 * Differs from Windows: First come, first served. May be called outside a DPC too.
 * Windows: wdm.h, KeAcquireSpinLockForDpc function.
 */
KIRQL FASTCALL KeAcquireSpinLockForDpc(_Inout_ PKSPIN_LOCK SpinLock);

_Requires_lock_held_(*SpinLock)
_Releases_lock_(*SpinLock)
_IRQL_requires_(DISPATCH_LEVEL)
/**
 * KeReleaseSpinLockForDpc() - release an ordinary spin lock and restore the IRQL of the DPC
 * @SpinLock: the lock
 * @OldIrql: what KeAcquireSpinLockForDpc() returned
 *
 * In a DPC that is not threaded the IRQL stays at DISPATCH_LEVEL.
 *
 * Context: IRQL == DISPATCH_LEVEL. Linux: where the acquire left the caller.
 * Return: nothing.
 * Errors: As KeReleaseSpinLock().
 * Windows: wdm.h, KeReleaseSpinLockForDpc function.
 */
VOID FASTCALL KeReleaseSpinLockForDpc(_Inout_ PKSPIN_LOCK SpinLock,
				      _In_ _IRQL_restores_ KIRQL OldIrql);

_Must_inspect_result_
/**
 * KeTestSpinLock() - ask whether a lock is free, as advice
 * @SpinLock: the lock, of either family
 *
 * The answer may be stale when it arrives. It orders nothing and changes nothing.
 *
 * Context: Any IRQL. Linux: any context.
 * Return: TRUE if the lock was free, FALSE if it was held or waited for.
 * Errors: none.
 * Windows: wdm.h, KeTestSpinLock function.
 */
BOOLEAN FASTCALL KeTestSpinLock(_In_ PKSPIN_LOCK SpinLock);

EXTERN_C_END

#endif
