/* SPDX-License-Identifier: GPL-2.0 */
/*
 * push_lock.h - EX_PUSH_LOCK, a word that threads hold together or one alone, and its routines.
 *
 * Whoever waits for it sleeps, and gets it in the order of arrival; those that want it shared and
 * stand next to each other in that order get it together. Nobody comes before who waits already.
 *
 * It cannot be acquired again by who holds it, shared or not: as on Windows, such a thread may wait
 * forever, and nobody records who holds it. Once the next one holds it, it may be freed, though
 * who has released it is still inside the call. What was written before a release is seen by who
 * acquires it next.
 *
 * "Errors" of all routines: above APC_LEVEL, or a release above DISPATCH_LEVEL: reported by the
 * verifier, and done; where it has to wait there, that is reported in any case, and it sleeps.
 * What is NULL or misaligned: reported by the verifier, and nothing is done.
 */
#ifndef NTSPIN_WDM_PUSH_LOCK_H
#define NTSPIN_WDM_PUSH_LOCK_H

#include "irql.h"

EXTERN_C_START

/* In the driver's resident storage; opaque; 0 is a free one. */
typedef ULONG_PTR EX_PUSH_LOCK, *PEX_PUSH_LOCK;

C_ASSERT(sizeof(EX_PUSH_LOCK) == 8);

#define EX_DEFAULT_PUSH_LOCK_FLAGS 0

/**
 * ExInitializePushLock() - make storage a push lock that nobody holds
 * @PushLock: the driver's resident storage, aligned to 8 bytes
 *
 * There is nothing to be done at its end.
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: Storage of one that is waited for loses its waiters, as on Windows.
 * Windows: wdm.h, ExInitializePushLock function.
 */
VOID ExInitializePushLock(_Out_ PEX_PUSH_LOCK PushLock);

_IRQL_requires_max_(APC_LEVEL)
/**
 * ExAcquirePushLockExclusiveEx() - acquire a push lock alone
 * @PushLock: a push lock that this thread does not hold
 * @Flags: EX_DEFAULT_PUSH_LOCK_FLAGS; nobody looks at it
 *
 * Context: IRQL <= APC_LEVEL. Linux: where one may sleep.
 * Return: nothing; it is held.
 * Errors: none but those of all routines.
 * Differs from Windows: there are no APCs to hold off, and nobody asks whether they are.
 * Windows: wdm.h, ExAcquirePushLockExclusive macro.
 */
VOID NTAPI ExAcquirePushLockExclusiveEx(_Inout_ PEX_PUSH_LOCK PushLock, _In_ ULONG Flags);

_Must_inspect_result_
_IRQL_requires_max_(APC_LEVEL)
/**
 * ExTryAcquirePushLockExclusiveEx() - acquire a push lock alone if nobody holds it
 * @PushLock: a push lock
 * @Flags: as of ExAcquirePushLockExclusiveEx()
 *
 * Context: IRQL <= APC_LEVEL. Linux: any context.
 * Return: whether it is held now by this thread.
 * Errors: none but those of all routines.
 * Windows: wdm.h, ExTryAcquirePushLockExclusive macro.
 */
BOOLEAN NTAPI ExTryAcquirePushLockExclusiveEx(_Inout_ PEX_PUSH_LOCK PushLock, _In_ ULONG Flags);

_IRQL_requires_max_(APC_LEVEL)
/**
 * ExAcquirePushLockSharedEx() - acquire a push lock together with others
 * @PushLock: a push lock that this thread does not hold
 * @Flags: as of ExAcquirePushLockExclusiveEx()
 *
 * At once where nobody holds it exclusively, and nobody waits.
 *
 * Context: as ExAcquirePushLockExclusiveEx().
 * Return: nothing; it is held.
 * Errors: none but those of all routines.
 * Differs from Windows: as ExAcquirePushLockExclusiveEx().
 * Windows: wdm.h, ExAcquirePushLockShared macro.
 */
VOID NTAPI ExAcquirePushLockSharedEx(_Inout_ PEX_PUSH_LOCK PushLock, _In_ ULONG Flags);

_Must_inspect_result_
_IRQL_requires_max_(APC_LEVEL)
/**
 * ExTryAcquirePushLockSharedEx() - acquire a push lock together with others if at once
 * @PushLock: a push lock
 * @Flags: as of ExAcquirePushLockExclusiveEx()
 *
 * Context: as ExTryAcquirePushLockExclusiveEx().
 * Return: whether it is held now by this thread, too.
 * Errors: none but those of all routines.
 * Windows: wdm.h, ExTryAcquirePushLockShared macro.
 */
BOOLEAN NTAPI ExTryAcquirePushLockSharedEx(_Inout_ PEX_PUSH_LOCK PushLock, _In_ ULONG Flags);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExReleasePushLockExclusiveEx() - release a push lock that is held exclusively
 * @PushLock: the push lock
 * @Flags: as of ExAcquirePushLockExclusiveEx()
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: Nobody holds it exclusively: reported; nothing is done.
 * Windows: wdm.h, ExReleasePushLockExclusive macro.
 */
VOID NTAPI ExReleasePushLockExclusiveEx(_Inout_ PEX_PUSH_LOCK PushLock, _In_ ULONG Flags);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExReleasePushLockSharedEx() - release a push lock that is held shared
 * @PushLock: the push lock
 * @Flags: as of ExAcquirePushLockExclusiveEx()
 *
 * Context: as ExReleasePushLockExclusiveEx().
 * Return: nothing.
 * Errors: Nobody holds it shared: reported; nothing is done.
 * Windows: wdm.h, ExReleasePushLockShared macro.
 */
VOID NTAPI ExReleasePushLockSharedEx(_Inout_ PEX_PUSH_LOCK PushLock, _In_ ULONG Flags);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExReleasePushLockEx() - release a push lock, in whichever way it is held
 * @PushLock: the push lock
 * @Flags: as of ExAcquirePushLockExclusiveEx()
 *
 * Context: as ExReleasePushLockExclusiveEx().
 * Return: nothing.
 * Errors: Nobody holds it: reported; nothing is done.
 * Windows: wdm.h.
 */
VOID NTAPI ExReleasePushLockEx(_Inout_ PEX_PUSH_LOCK PushLock, _In_ ULONG Flags);

#define ExAcquirePushLockExclusive(Lock) \
	ExAcquirePushLockExclusiveEx(Lock, EX_DEFAULT_PUSH_LOCK_FLAGS)
#define ExTryAcquirePushLockExclusive(Lock) \
	ExTryAcquirePushLockExclusiveEx(Lock, EX_DEFAULT_PUSH_LOCK_FLAGS)
#define ExAcquirePushLockShared(Lock) \
	ExAcquirePushLockSharedEx(Lock, EX_DEFAULT_PUSH_LOCK_FLAGS)
#define ExTryAcquirePushLockShared(Lock) \
	ExTryAcquirePushLockSharedEx(Lock, EX_DEFAULT_PUSH_LOCK_FLAGS)
#define ExReleasePushLockExclusive(Lock) \
	ExReleasePushLockExclusiveEx(Lock, EX_DEFAULT_PUSH_LOCK_FLAGS)
#define ExReleasePushLockShared(Lock) \
	ExReleasePushLockSharedEx(Lock, EX_DEFAULT_PUSH_LOCK_FLAGS)
#define ExReleasePushLock(Lock) ExReleasePushLockEx(Lock, EX_DEFAULT_PUSH_LOCK_FLAGS)

EXTERN_C_END

#endif
