/* SPDX-License-Identifier: GPL-2.0 */
/*
 * wdm.h - the spin-lock and IRQL routines of the Windows driver interface.
 *
 * A ported driver includes this (or ntddk.h, or ntifs.h) and nothing of Linux,
 * in C or in C++. Names, types and layouts are Windows', letter for letter.
 *
 * Each routine has its SAL first, in Windows' words for Microsoft's analysers
 * and empty here, and then its contract. "Errors" says what a misuse does on
 * Linux: what is called "reported" is one line in the kernel log, once for each
 * call site, after which the machine goes on; Windows stops with a bug check.
 * A wait of more than a second is reported by every routine that waits.
 *
 * This header is not for Linux code that wants a spin lock: that has its own.
 */
#ifndef NTSPIN_WDM_H
#define NTSPIN_WDM_H

#include "ntdef.h"
#include "ntstatus.h"
#include "driverspecs.h"

EXTERN_C_START

/**
 * typedef KIRQL - an interrupt request level: what may interrupt this CPU
 *
 * ==============  ===================================  =================================
 * level           reached by a raise on Linux          reads so without a raise
 * ==============  ===================================  =================================
 * PASSIVE_LEVEL   a task, preemptible                  preemption off, softirqs on
 * APC_LEVEL       the same, noted for this task        never
 * DISPATCH_LEVEL  softirqs and preemption off          in a softirq, or softirqs off
 * 3 to 14         interrupts off, exact level noted    3: in an interrupt, or they are off
 * HIGH_LEVEL      the same                             in an NMI
 * ==============  ===================================  =================================
 *
 * At DISPATCH_LEVEL and above nothing may sleep. On PREEMPT_RT, whose softirqs
 * are preemptible threads, DISPATCH_LEVEL is preemption off, and a softirq by
 * itself reads as PASSIVE_LEVEL.
 *
 * Differs from Windows: Linux masks all interrupts of a CPU or none, so every
 * level from 3 on shuts out all of them. No APC is ever delivered.
 */
typedef UCHAR KIRQL;
typedef KIRQL *PKIRQL;

C_ASSERT(sizeof(KIRQL) == 1);

#define PASSIVE_LEVEL 0
#define LOW_LEVEL 0
#define APC_LEVEL 1
#define DISPATCH_LEVEL 2
#define CMCI_LEVEL 5
#define CLOCK_LEVEL 13
#define IPI_LEVEL 14
#define DRS_LEVEL 14
#define POWER_LEVEL 14
#define PROFILE_LEVEL 15
#define HIGH_LEVEL 15

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

/* Opaque here: Linux loads a ported driver, so there is no object behind it. */
typedef struct _DRIVER_OBJECT DRIVER_OBJECT, *PDRIVER_OBJECT;

_Function_class_(DRIVER_INITIALIZE)
_IRQL_requires_(PASSIVE_LEVEL)
_IRQL_requires_same_
typedef NTSTATUS NTAPI DRIVER_INITIALIZE(_In_ PDRIVER_OBJECT DriverObject,
					 _In_ PUNICODE_STRING RegistryPath);
typedef DRIVER_INITIALIZE *PDRIVER_INITIALIZE;

_Function_class_(DRIVER_UNLOAD)
_IRQL_requires_(PASSIVE_LEVEL)
_IRQL_requires_same_
typedef VOID NTAPI DRIVER_UNLOAD(_In_ PDRIVER_OBJECT DriverObject);
typedef DRIVER_UNLOAD *PDRIVER_UNLOAD;

/**
 * KeInitializeSpinLock() - make a lock free
 * @SpinLock: storage that stays resident as long as the lock is used
 *
 * It need not be called for zeroed storage. Never for a lock that is held or
 * waited for: its waiters would be lost.
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none is detected.
 * Windows: wdm.h, KeInitializeSpinLock function.
 */
VOID NTAPI KeInitializeSpinLock(_Out_ PKSPIN_LOCK SpinLock);

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
 * Errors: A caller that holds the lock already waits for itself for ever, which
 *   is reported as a long wait. Above DISPATCH_LEVEL, or where Linux code has
 *   interrupts off, the lock is taken rightly, and OldIrql is not to be relied on.
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
 *   the lock is released and the level stays.
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
 *   lock is released and the level stays. Release of a lock that is not held
 *   cannot be told without a handle, and breaks the lock.
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
 * Errors: Release of a lock that is not held breaks the lock.
 * Windows: wdm.h, KeReleaseSpinLockFromDpcLevel function.
 */
VOID NTAPI KeReleaseSpinLockFromDpcLevel(_Inout_ PKSPIN_LOCK SpinLock);

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

_IRQL_requires_max_(HIGH_LEVEL)
_IRQL_raises_(NewIrql)
/**
 * KeRaiseIrql() - raise the IRQL of this CPU
 * @NewIrql: the current level or one above it, at most HIGH_LEVEL
 * @OldIrql: gets the level of before, for KeLowerIrql()
 *
 * Raises pair with lowerings on the same CPU and in the same task. Raising to
 * the current level changes nothing.
 *
 * Context: Any IRQL up to NewIrql. Linux: any context; APC_LEVEL only a task.
 * Return: nothing; see OldIrql.
 * Errors: A NewIrql below the current level or above HIGH_LEVEL is reported; the
 *   level stays and OldIrql gets it. So is APC_LEVEL for more tasks at a time
 *   than there is room to note (128).
 * Differs from Windows: A function here, a macro there.
 * Windows: wdm.h, KeRaiseIrql macro.
 */
VOID KeRaiseIrql(_In_ KIRQL NewIrql, _Out_ _IRQL_saves_ PKIRQL OldIrql);

_IRQL_requires_max_(DISPATCH_LEVEL)
_IRQL_saves_
_IRQL_raises_(DISPATCH_LEVEL)
/**
 * KeRaiseIrqlToDpcLevel() - raise to DISPATCH_LEVEL
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: a task or a softirq, interrupts on.
 * Return: the level of before, for KeLowerIrql().
 * Errors: Above DISPATCH_LEVEL the call is reported; the level stays and is returned.
 * Windows: wdm.h, KeRaiseIrqlToDpcLevel function.
 */
KIRQL KeRaiseIrqlToDpcLevel(void);

_IRQL_requires_max_(HIGH_LEVEL)
/**
 * KeLowerIrql() - restore the IRQL that the matching raise saved
 * @NewIrql: what that raise saved
 *
 * Takes back only what raises of ours did. What became pending meanwhile
 * (softirqs, DPCs, a reschedule) runs before it returns.
 *
 * Context: Any IRQL not below NewIrql. Linux: the context of the raise.
 * Return: nothing.
 * Errors: A NewIrql above the current level or above HIGH_LEVEL is reported; the
 *   level stays.
 * Differs from Windows: Cannot lower below what Linux code did, as in a softirq.
 * Windows: wdm.h, KeLowerIrql function.
 */
VOID KeLowerIrql(_In_ _Notliteral_ _IRQL_restores_ KIRQL NewIrql);

_IRQL_requires_max_(HIGH_LEVEL)
/**
 * KeGetCurrentIrql() - read the IRQL of this CPU
 *
 * Context: Any IRQL. Linux: any context.
 * Return: exactly the level raised to; where nothing was raised, what the table
 *   at KIRQL says for the Linux context.
 * Errors: none.
 * Windows: wdm.h, KeGetCurrentIrql function.
 */
KIRQL NTAPI KeGetCurrentIrql(void);

EXTERN_C_END

#endif
