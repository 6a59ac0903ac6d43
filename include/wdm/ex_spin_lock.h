/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ex_spin_lock.h - EX_SPIN_LOCK, the reader-writer spin lock, and its routines.
 */
#ifndef NTSPIN_WDM_EX_SPIN_LOCK_H
#define NTSPIN_WDM_EX_SPIN_LOCK_H

#include "irql.h"

EXTERN_C_START

/**
 * typedef EX_SPIN_LOCK - a reader-writer lock, in storage of the driver that stays resident
 *
 * 0 is a free lock, and a lock that becomes free is 0 again. Otherwise the
 * value is opaque.
 *
 * Readers hold it together, a writer holds it alone. A writer that waits shuts
 * out readers that come later; a writer's release lets in all readers that wait
 * by then, as one batch, before the next writer. So neither side starves:
 *
 * - A reader waits at most for those who read when it comes and for one writer.
 * - A writer waits at most for the writers that came before it, and for one batch
 *   of readers before each of them and before itself.
 *
 * That counts 4095 readers that hold the lock, 4095 that wait, and 15 writers
 * that hold it or wait. Who finds no room waits for some, in no order.
 *
 * A holder must not acquire the lock again. Two shared acquisitions by one
 * holder go well until a writer comes between them: then both wait forever.
 */
typedef volatile LONG EX_SPIN_LOCK, *PEX_SPIN_LOCK;

C_ASSERT(sizeof(EX_SPIN_LOCK) == 4);

_Requires_lock_not_held_(*SpinLock)
_Acquires_shared_lock_(*SpinLock)
_IRQL_requires_max_(DISPATCH_LEVEL)
_IRQL_saves_
_IRQL_raises_(DISPATCH_LEVEL)
/**
 * ExAcquireSpinLockShared() - raise to DISPATCH_LEVEL and acquire a lock to read
 * @SpinLock: a lock that this caller does not hold
 *
 * Reads together with others. Waits while a writer holds the lock or waits for
 * it. What earlier writers wrote under the lock is visible.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: a task or a softirq, interrupts on.
 *   Spins, never sleeps.
 * Return: the IRQL of before, for ExReleaseSpinLockShared(); the lock is held.
 * Errors: A caller that holds the lock may wait for itself forever, which is
 *   reported as a long wait. Above DISPATCH_LEVEL, or where Linux code has
 *   interrupts off, the lock is taken rightly, and what is returned is not to be
 *   relied on.
 * Differs from Windows: The bounds that EX_SPIN_LOCK states.
 * Windows: wdm.h, ExAcquireSpinLockShared function.
 */
KIRQL ExAcquireSpinLockShared(_Inout_ PEX_SPIN_LOCK SpinLock);

_Requires_shared_lock_held_(*SpinLock)
_Releases_shared_lock_(*SpinLock)
_IRQL_requires_(DISPATCH_LEVEL)
/**
 * ExReleaseSpinLockShared() - end a shared hold of a lock and restore the IRQL of before
 * @SpinLock: the lock, taken by any routine that acquires it shared
 * @OldIrql: what the acquire returned
 *
 * The lock is not touched afterwards. Then lowers to OldIrql, literally, and
 * runs what became pending meanwhile.
 *
 * Context: IRQL == DISPATCH_LEVEL. Linux: where the acquire left the caller.
 * Return: nothing.
 * Errors: A lock that nobody holds shared is reported; nothing is done. An
 *   OldIrql above the current level or above HIGH_LEVEL is reported; the lock is
 *   released and the level stays.
 * Windows: wdm.h, ExReleaseSpinLockShared function.
 */
VOID ExReleaseSpinLockShared(_Inout_ PEX_SPIN_LOCK SpinLock, _In_ _IRQL_restores_ KIRQL OldIrql);

_Requires_lock_not_held_(*SpinLock)
_Acquires_shared_lock_(*SpinLock)
_IRQL_requires_min_(DISPATCH_LEVEL)
/**
 * ExAcquireSpinLockSharedAtDpcLevel() - the same for a caller already at DISPATCH_LEVEL
 * @SpinLock: a lock that this caller does not hold
 *
 * Waiting and visibility are those of ExAcquireSpinLockShared().
 *
 * Context: IRQL >= DISPATCH_LEVEL. Linux: a softirq, softirqs off, or after a
 *   raise; on PREEMPT_RT preemption must be off. Spins, never sleeps.
 * Return: nothing; the lock is held, the IRQL is as before.
 * Errors: Below DISPATCH_LEVEL the lock is taken, but its holder can be
 *   preempted, and deadlocks with a softirq of its CPU that wants the lock.
 * Differs from Windows: The bounds that EX_SPIN_LOCK states.
 * Windows: wdm.h, ExAcquireSpinLockSharedAtDpcLevel function.
 */
VOID ExAcquireSpinLockSharedAtDpcLevel(_Inout_ PEX_SPIN_LOCK SpinLock);

_Requires_shared_lock_held_(*SpinLock)
_Releases_shared_lock_(*SpinLock)
_IRQL_requires_min_(DISPATCH_LEVEL)
/**
 * ExReleaseSpinLockSharedFromDpcLevel() - end a shared hold of a lock and leave the IRQL alone
 * @SpinLock: the lock, taken by any routine that acquires it shared
 *
 * Context: IRQL >= DISPATCH_LEVEL. Linux: where the acquire left the caller.
 * Return: nothing.
 * Errors: A lock that nobody holds shared is reported; nothing is done.
 * Windows: wdm.h, ExReleaseSpinLockSharedFromDpcLevel function.
 */
VOID ExReleaseSpinLockSharedFromDpcLevel(_Inout_ PEX_SPIN_LOCK SpinLock);

_Must_inspect_result_
_When_(return != 0, _Acquires_shared_lock_(*SpinLock))
_IRQL_requires_min_(DISPATCH_LEVEL)
/**
 * ExTryAcquireSpinLockSharedAtDpcLevel() - acquire a lock to read if that takes no waiting
 * @SpinLock: the lock
 *
 * Context: IRQL >= DISPATCH_LEVEL. Linux: as ExAcquireSpinLockSharedAtDpcLevel();
 *   never waits.
 * Return: nonzero with the lock held shared, or 0 with the lock unchanged: a
 *   writer holds it or waits, or as many read as can be counted.
 * Errors: As ExAcquireSpinLockSharedAtDpcLevel().
 * Windows: wdm.h, ExTryAcquireSpinLockSharedAtDpcLevel.
 */
LOGICAL ExTryAcquireSpinLockSharedAtDpcLevel(_Inout_ PEX_SPIN_LOCK SpinLock);

_Requires_lock_not_held_(*SpinLock)
_Acquires_exclusive_lock_(*SpinLock)
_IRQL_requires_max_(DISPATCH_LEVEL)
_IRQL_saves_
_IRQL_raises_(DISPATCH_LEVEL)
/**
 * ExAcquireSpinLockExclusive() - raise to DISPATCH_LEVEL and acquire a lock to write
 * @SpinLock: a lock that this caller does not hold
 *
 * Holds it alone. Writers get it in the order in which they arrived; readers
 * that come while a writer waits, wait. What earlier holders wrote under the
 * lock is visible.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: a task or a softirq, interrupts on.
 *   Spins, never sleeps.
 * Return: the IRQL of before, for ExReleaseSpinLockExclusive(); the lock is held.
 * Errors: As ExAcquireSpinLockShared().
 * Differs from Windows: The bounds that EX_SPIN_LOCK states.
 * Windows: wdm.h, ExAcquireSpinLockExclusive function.
 */
KIRQL ExAcquireSpinLockExclusive(_Inout_ PEX_SPIN_LOCK SpinLock);

_Requires_exclusive_lock_held_(*SpinLock)
_Releases_exclusive_lock_(*SpinLock)
_IRQL_requires_(DISPATCH_LEVEL)
/**
 * ExReleaseSpinLockExclusive() - end the exclusive hold of a lock and restore the IRQL of before
 * @SpinLock: the lock, taken exclusively or converted to it
 * @OldIrql: what the acquire returned
 *
 * Lets in the readers that wait, or else the next writer. The lock is not
 * touched afterwards. Then lowers to OldIrql, literally, and runs what became
 * pending meanwhile.
 *
 * Context: IRQL == DISPATCH_LEVEL. Linux: where the acquire left the caller.
 * Return: nothing.
 * Errors: A lock that nobody holds exclusively is reported; nothing is done. For
 *   OldIrql as ExReleaseSpinLockShared().
 * Windows: wdm.h, ExReleaseSpinLockExclusive function.
 */
VOID ExReleaseSpinLockExclusive(_Inout_ PEX_SPIN_LOCK SpinLock, _In_ _IRQL_restores_ KIRQL OldIrql);

_Requires_lock_not_held_(*SpinLock)
_Acquires_exclusive_lock_(*SpinLock)
_IRQL_requires_min_(DISPATCH_LEVEL)
/**
 * ExAcquireSpinLockExclusiveAtDpcLevel() - the same for a caller already at DISPATCH_LEVEL
 * @SpinLock: a lock that this caller does not hold
 *
 * Order, waiting and visibility are those of ExAcquireSpinLockExclusive().
 *
 * Context: IRQL >= DISPATCH_LEVEL. Linux: as ExAcquireSpinLockSharedAtDpcLevel().
 * Return: nothing; the lock is held, the IRQL is as before.
 * Errors: As ExAcquireSpinLockSharedAtDpcLevel().
 * Differs from Windows: The bounds that EX_SPIN_LOCK states.
 * Windows: wdm.h, ExAcquireSpinLockExclusiveAtDpcLevel function.
 */
VOID ExAcquireSpinLockExclusiveAtDpcLevel(_Inout_ PEX_SPIN_LOCK SpinLock);

_Requires_exclusive_lock_held_(*SpinLock)
_Releases_exclusive_lock_(*SpinLock)
_IRQL_requires_min_(DISPATCH_LEVEL)
/**
 * ExReleaseSpinLockExclusiveFromDpcLevel() - end the exclusive hold and leave the IRQL alone
 * @SpinLock: the lock, taken exclusively or converted to it
 *
 * Context: IRQL >= DISPATCH_LEVEL. Linux: where the acquire left the caller.
 * Return: nothing.
 * Errors: A lock that nobody holds exclusively is reported; nothing is done.
 * Windows: wdm.h, ExReleaseSpinLockExclusiveFromDpcLevel function.
 */
VOID ExReleaseSpinLockExclusiveFromDpcLevel(_Inout_ PEX_SPIN_LOCK SpinLock);

_Must_inspect_result_
_When_(return != 0, _Acquires_exclusive_lock_(*SpinLock))
_IRQL_requires_min_(DISPATCH_LEVEL)
/**
 * ExTryAcquireSpinLockExclusiveAtDpcLevel() - acquire a lock to write if it is free
 * @SpinLock: the lock
 *
 * Context: IRQL >= DISPATCH_LEVEL. Linux: as ExAcquireSpinLockSharedAtDpcLevel();
 *   never waits.
 * Return: nonzero with the lock held exclusively, or 0 with the lock unchanged:
 *   somebody holds it or waits, perhaps this caller.
 * Errors: As ExAcquireSpinLockSharedAtDpcLevel().
 * Windows: wdm.h, ExTryAcquireSpinLockExclusiveAtDpcLevel.
 */
LOGICAL ExTryAcquireSpinLockExclusiveAtDpcLevel(_Inout_ PEX_SPIN_LOCK SpinLock);

_Must_inspect_result_
_Requires_shared_lock_held_(*SpinLock)
_When_(return != 0, _Releases_shared_lock_(*SpinLock) _Acquires_exclusive_lock_(*SpinLock))
_IRQL_requires_min_(DISPATCH_LEVEL)
/**
 * ExTryConvertSharedSpinLockExclusive() - make a shared hold of a lock an exclusive one
 * @SpinLock: a lock that this caller holds shared
 *
 * Succeeds for a reader that is alone and that no writer waits for, and never
 * waits: two readers that both waited to convert would wait for each other.
 *
 * Context: IRQL >= DISPATCH_LEVEL. Linux: where the acquire left the caller.
 * Return: nonzero with the lock held exclusively, to be released so; or 0 with
 *   the lock still held shared.
 * Errors: For a lock that nobody holds shared 0 is returned.
 * Windows: wdm.h, ExTryConvertSharedSpinLockExclusive function.
 */
LOGICAL ExTryConvertSharedSpinLockExclusive(_Inout_ PEX_SPIN_LOCK SpinLock);

EXTERN_C_END

#endif
