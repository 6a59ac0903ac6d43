/* SPDX-License-Identifier: GPL-2.0 */
/*
 * queued_spin_lock.h - the in-stack queued family of routines on a KSPIN_LOCK.
 */
#ifndef NTSPIN_WDM_QUEUED_SPIN_LOCK_H
#define NTSPIN_WDM_QUEUED_SPIN_LOCK_H

#include "spin_lock.h"

EXTERN_C_START

/* The part of a handle by which a waiter stands in the queue. */
typedef struct _KSPIN_LOCK_QUEUE {
	struct _KSPIN_LOCK_QUEUE *volatile Next;
	PKSPIN_LOCK volatile Lock;
} KSPIN_LOCK_QUEUE, *PKSPIN_LOCK_QUEUE;

C_ASSERT(sizeof(KSPIN_LOCK_QUEUE) == 16);
C_ASSERT(FIELD_OFFSET(KSPIN_LOCK_QUEUE, Next) == 0);
C_ASSERT(FIELD_OFFSET(KSPIN_LOCK_QUEUE, Lock) == 8);

/**
 * struct _KLOCK_QUEUE_HANDLE - a caller's place in the queue of one lock
 * @LockQueue: the queue's own; LockQueue.Lock is not NULL while the lock is held
 * @OldIrql: the IRQL that KeReleaseInStackQueuedSpinLock() restores
 *
 * It belongs to one acquisition by one caller: neither shared nor moved nor
 * copied between acquire and release, normally on the stack, free to use again
 * as soon as the release has returned. It need not be initialised.
 *
 * While a caller waits, it spins on LockQueue. A handle whose LockQueue lies
 * across two cache lines costs a queued waiter about a third more time, which
 * the 8-byte alignment of the type allows: DECLSPEC_ALIGN(16) heals it.
 */
typedef struct _KLOCK_QUEUE_HANDLE {
	KSPIN_LOCK_QUEUE LockQueue;
	KIRQL OldIrql;
} KLOCK_QUEUE_HANDLE, *PKLOCK_QUEUE_HANDLE;

C_ASSERT(sizeof(KLOCK_QUEUE_HANDLE) == 24);
C_ASSERT(TYPE_ALIGNMENT(KLOCK_QUEUE_HANDLE) == 8);
C_ASSERT(FIELD_OFFSET(KLOCK_QUEUE_HANDLE, LockQueue) == 0);
C_ASSERT(FIELD_OFFSET(KLOCK_QUEUE_HANDLE, OldIrql) == 16);

_Requires_lock_not_held_(*SpinLock)
_Acquires_lock_(*SpinLock)
_IRQL_requires_max_(DISPATCH_LEVEL)
_IRQL_saves_global_(QueuedSpinLock, LockHandle)
_IRQL_raises_(DISPATCH_LEVEL)
/**
 * KeAcquireInStackQueuedSpinLock() - raise to DISPATCH_LEVEL, queue for a lock, return owning it
 * @SpinLock: a lock that this caller does not hold
 * @LockHandle: the caller's own handle; gets the IRQL of before in OldIrql
 *
 * Callers get the lock strictly in the order in which they arrived; the IRQL is
 * raised before that, so each CPU has at most one place per lock. Each waits on
 * its own handle. What earlier holders wrote under the lock is visible.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: a task or a softirq, interrupts on.
 *   Spins, never sleeps.
 * Return: nothing; the lock is held, at DISPATCH_LEVEL.
 * Errors: A caller that holds the lock already waits for itself forever, which
 *   is reported as a long wait; with the verifier on it is refused at once, as is
 *   a handle in use, or a lock or handle that is NULL. Above DISPATCH_LEVEL, or
 *   where Linux code has interrupts off, the lock is taken rightly, and OldIrql
 *   is not to be relied on.
 * Windows: wdm.h, KeAcquireInStackQueuedSpinLock function.
 */
VOID FASTCALL KeAcquireInStackQueuedSpinLock(_Inout_ PKSPIN_LOCK SpinLock,
					     _Out_ PKLOCK_QUEUE_HANDLE LockHandle);

_Requires_lock_held_(*LockHandle->LockQueue.Lock)
_Releases_lock_(*LockHandle->LockQueue.Lock)
_IRQL_requires_(DISPATCH_LEVEL)
_IRQL_restores_global_(QueuedSpinLock, LockHandle)
/**
 * KeReleaseInStackQueuedSpinLock() - hand a lock over and restore the IRQL of before
 * @LockHandle: the handle of the acquire
 *
 * Hands over to whoever has waited longest. From then on neither the lock nor
 * the handle is touched, so the next owner may free the memory of the lock.
 * Then lowers to OldIrql, literally, even if other locks are still held, and
 * runs what became pending meanwhile. Also releases what
 * KeAcquireInStackQueuedSpinLockAtDpcLevel() took: OldIrql is then the caller's.
 *
 * Context: IRQL == DISPATCH_LEVEL. Linux: where the acquire left the caller.
 * Return: nothing.
 * Errors: A handle that holds nothing (released twice) is reported; nothing is
 *   done. An OldIrql above the current level or above HIGH_LEVEL is reported;
 *   the lock is released and the level stays. What a handle says is believed:
 *   if its lock was given up without it, or made again, or by a copy of it, only
 *   the verifier can tell, and without it the lock may be broken.
 * Windows: wdm.h, KeReleaseInStackQueuedSpinLock function.
 */
VOID FASTCALL KeReleaseInStackQueuedSpinLock(_In_ PKLOCK_QUEUE_HANDLE LockHandle);

_Requires_lock_not_held_(*SpinLock)
_Acquires_lock_(*SpinLock)
_IRQL_requires_min_(DISPATCH_LEVEL)
/**
 * KeAcquireInStackQueuedSpinLockAtDpcLevel() - the same for a caller already at DISPATCH_LEVEL
 * @SpinLock: a lock that this caller does not hold
 * @LockHandle: the caller's own handle; its OldIrql is never written
 *
 * Order, waiting and visibility are those of KeAcquireInStackQueuedSpinLock().
 *
 * Context: IRQL >= DISPATCH_LEVEL. Linux: a softirq, softirqs off, or after a
 *   raise; on PREEMPT_RT preemption must be off. Spins, never sleeps.
 * Return: nothing; the lock is held, the IRQL is as before.
 * Errors: Below DISPATCH_LEVEL the lock is taken, but its holder can be
 *   preempted, and deadlocks with a softirq of its CPU that wants the lock.
 * Windows: wdm.h, KeAcquireInStackQueuedSpinLockAtDpcLevel function.
 */
VOID FASTCALL KeAcquireInStackQueuedSpinLockAtDpcLevel(_Inout_ PKSPIN_LOCK SpinLock,
						       _Out_ PKLOCK_QUEUE_HANDLE LockHandle);

_Requires_lock_held_(*LockHandle->LockQueue.Lock)
_Releases_lock_(*LockHandle->LockQueue.Lock)
_IRQL_requires_min_(DISPATCH_LEVEL)
/**
 * KeReleaseInStackQueuedSpinLockFromDpcLevel() - hand a lock over and leave the IRQL alone
 * @LockHandle: the handle of the acquire, whichever of the two it was
 *
 * After a raising acquire the caller stays at DISPATCH_LEVEL until KeLowerIrql().
 *
 * Context: IRQL >= DISPATCH_LEVEL. Linux: where the acquire left the caller.
 * Return: nothing.
 * Errors: A handle that holds nothing is reported; nothing is done.
 * Windows: wdm.h, KeReleaseInStackQueuedSpinLockFromDpcLevel function.
 */
VOID FASTCALL KeReleaseInStackQueuedSpinLockFromDpcLevel(_In_ PKLOCK_QUEUE_HANDLE LockHandle);

_Requires_lock_not_held_(*SpinLock)
_Acquires_lock_(*SpinLock)
_IRQL_requires_max_(DISPATCH_LEVEL)
_IRQL_saves_global_(QueuedSpinLock, LockHandle)
_IRQL_raises_(DISPATCH_LEVEL)
/**
 * KeAcquireInStackQueuedSpinLockForDpc() - queue for a lock in a DPC, threaded or not
 * @SpinLock: a lock that this caller does not hold
 * @LockHandle: the caller's own handle; gets the IRQL of before in OldIrql
 *
 * A DPC may be threaded, and then runs below DISPATCH_LEVEL: the IRQL is raised
 * only there. Order, waiting and visibility are those of
 * KeAcquireInStackQueuedSpinLock().
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: a task or a softirq, interrupts on.
 *   Spins, never sleeps.
 * Return: nothing; the lock is held, at DISPATCH_LEVEL.
 * Errors: As KeAcquireInStackQueuedSpinLock().
 * Differs from Windows: May be called outside a DPC too.
 * Windows: wdm.h, KeAcquireInStackQueuedSpinLockForDpc function.
 */
VOID FASTCALL KeAcquireInStackQueuedSpinLockForDpc(_Inout_ PKSPIN_LOCK SpinLock,
						   _Out_ PKLOCK_QUEUE_HANDLE LockHandle);

_Requires_lock_held_(*LockHandle->LockQueue.Lock)
_Releases_lock_(*LockHandle->LockQueue.Lock)
_IRQL_requires_(DISPATCH_LEVEL)
_IRQL_restores_global_(QueuedSpinLock, LockHandle)
/**
 * KeReleaseInStackQueuedSpinLockForDpc() - hand a lock over and restore the IRQL of the DPC
 * @LockHandle: the handle of KeAcquireInStackQueuedSpinLockForDpc()
 *
 * In a DPC that is not threaded the IRQL stays at DISPATCH_LEVEL.
 *
 * Context: IRQL == DISPATCH_LEVEL. Linux: where the acquire left the caller.
 * Return: nothing.
 * Errors: As KeReleaseInStackQueuedSpinLock().
 * Windows: wdm.h, KeReleaseInStackQueuedSpinLockForDpc function.
 */
VOID FASTCALL KeReleaseInStackQueuedSpinLockForDpc(_In_ PKLOCK_QUEUE_HANDLE LockHandle);

EXTERN_C_END

#endif
