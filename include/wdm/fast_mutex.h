/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fast_mutex.h - fast mutexes and guarded mutexes: one owner, who may sleep; the others wait, first
 * come, first served.
 *
 * Who owns one cannot acquire it again: that is reported, and neither done nor undone by the
 * release that belongs to it. A free one is taken, and given back where nobody waits, by one
 * exchange. Once the next owner has it, it may free the mutex, though who has released it is still
 * inside the call.
 *
 * Linux delivers no APCs, so what tells the two kinds from each other on Windows makes no
 * difference: a fast mutex raises to APC_LEVEL, a guarded one leaves the IRQL as it is.
 */
#ifndef NTSPIN_WDM_FAST_MUTEX_H
#define NTSPIN_WDM_FAST_MUTEX_H

#include "dispatcher.h"
#include "irql.h"

EXTERN_C_START

/* Opaque to drivers, which embed it: Windows' offsets. Refused stands where Windows has nothing. */
typedef struct _FAST_MUTEX {
	LONG Count;
	PVOID Owner;
	ULONG Contention;
	ULONG Refused;
	KEVENT Event;
	ULONG OldIrql;
} FAST_MUTEX, *PFAST_MUTEX, KGUARDED_MUTEX, *PKGUARDED_MUTEX;

C_ASSERT(sizeof(FAST_MUTEX) == 0x38);
C_ASSERT(FIELD_OFFSET(FAST_MUTEX, Owner) == 8);
C_ASSERT(FIELD_OFFSET(FAST_MUTEX, Contention) == 16);
C_ASSERT(FIELD_OFFSET(FAST_MUTEX, Event) == 24);
C_ASSERT(FIELD_OFFSET(FAST_MUTEX, OldIrql) == 48);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExInitializeFastMutex() - make storage a mutex that nobody owns
 * @FastMutex: the driver's resident storage
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context.
 * Return: nothing.
 * Errors: Storage of one that is owned or waited for corrupts lists, as on Windows.
 * Windows: wdm.h, ExInitializeFastMutex function.
 */
VOID NTAPI ExInitializeFastMutex(_Out_ PFAST_MUTEX FastMutex);

_IRQL_requires_max_(APC_LEVEL)
_IRQL_raises_(APC_LEVEL)
/**
 * ExAcquireFastMutex() - own a mutex, and raise to APC_LEVEL
 * @FastMutex: an initialised mutex
 *
 * Context: IRQL <= APC_LEVEL. Linux: where one may sleep.
 * Return: nothing.
 * Errors: Owned by this thread already: reported; nothing is done, nor by the next release. Above
 *   APC_LEVEL: reported; it is taken if it is free, the level stays. NULL, misaligned, or never
 *   initialised: reported by the verifier, and nothing is done. More than 128 tasks that are at
 *   APC_LEVEL: reported, and the level stays what it is.
 * Windows: wdm.h, ExAcquireFastMutex function.
 */
VOID FASTCALL ExAcquireFastMutex(_Inout_ PFAST_MUTEX FastMutex);

_IRQL_requires_max_(APC_LEVEL)
/**
 * ExTryToAcquireFastMutex() - the same, but not if it had to be waited for
 * @FastMutex: an initialised mutex
 *
 * Context: IRQL <= APC_LEVEL. Linux: a task.
 * Return: TRUE where the mutex is owned now, at APC_LEVEL; FALSE where another thread owns it, or
 *   this one does: nothing has changed.
 * Errors: Above APC_LEVEL: reported, and done all the same. Others as ExAcquireFastMutex().
 * Windows: wdm.h, ExTryToAcquireFastMutex function.
 */
_Must_inspect_result_ BOOLEAN FASTCALL ExTryToAcquireFastMutex(_Inout_ PFAST_MUTEX FastMutex);

_IRQL_requires_(APC_LEVEL)
/**
 * ExReleaseFastMutex() - give a mutex back, and restore the level of before its acquire
 * @FastMutex: a mutex that this thread owns
 *
 * What was written before is seen by the next owner.
 *
 * Context: IRQL = APC_LEVEL. Linux: a task.
 * Return: nothing.
 * Errors: Owned by another thread, or by nobody: reported, and nothing is done. Elsewhere than at
 *   APC_LEVEL: reported by the verifier; it is released, and the level stays.
 * Windows: wdm.h, ExReleaseFastMutex function.
 */
VOID FASTCALL ExReleaseFastMutex(_Inout_ PFAST_MUTEX FastMutex);

_IRQL_requires_max_(APC_LEVEL)
/**
 * ExAcquireFastMutexUnsafe() - own a mutex, at the level that the caller is at
 * @FastMutex: an initialised mutex
 *
 * Context: IRQL = APC_LEVEL, or in a critical region. Linux: where one may sleep.
 * Return: nothing.
 * Errors: as ExAcquireFastMutex(). A caller at PASSIVE_LEVEL without a region is not detected.
 * Windows: wdm.h, ExAcquireFastMutexUnsafe function.
 */
VOID FASTCALL ExAcquireFastMutexUnsafe(_Inout_ PFAST_MUTEX FastMutex);

_IRQL_requires_max_(APC_LEVEL)
/**
 * ExReleaseFastMutexUnsafe() - give back what ExAcquireFastMutexUnsafe() has acquired
 * @FastMutex: a mutex that this thread owns
 *
 * Context: IRQL = APC_LEVEL, or in a critical region. Linux: a task.
 * Return: nothing.
 * Errors: Owned by another thread, or by nobody: reported, and nothing is done. Above APC_LEVEL:
 *   reported by the verifier, and done all the same.
 * Windows: wdm.h, ExReleaseFastMutexUnsafe function.
 */
VOID FASTCALL ExReleaseFastMutexUnsafe(_Inout_ PFAST_MUTEX FastMutex);

_IRQL_requires_max_(APC_LEVEL)
/**
 * KeInitializeGuardedMutex() - make storage a mutex that nobody owns
 * @Mutex: the driver's resident storage
 *
 * Context: IRQL <= APC_LEVEL. Linux: any context.
 * Return: nothing.
 * Errors: as ExInitializeFastMutex().
 * Windows: wdm.h, KeInitializeGuardedMutex function.
 */
VOID NTAPI KeInitializeGuardedMutex(_Out_ PKGUARDED_MUTEX Mutex);

_IRQL_requires_max_(APC_LEVEL)
/**
 * KeAcquireGuardedMutex() - own a mutex, in a guarded region
 * @Mutex: an initialised mutex
 *
 * Context: IRQL <= APC_LEVEL. Linux: where one may sleep.
 * Return: nothing.
 * Errors: as ExAcquireFastMutex().
 * Windows: wdm.h, KeAcquireGuardedMutex function.
 */
VOID NTAPI KeAcquireGuardedMutex(_Inout_ PKGUARDED_MUTEX Mutex);

_IRQL_requires_max_(APC_LEVEL)
/**
 * KeTryToAcquireGuardedMutex() - the same, but not if it had to be waited for
 * @Mutex: an initialised mutex
 *
 * Context: IRQL <= APC_LEVEL. Linux: a task.
 * Return: as ExTryToAcquireFastMutex().
 * Errors: as ExTryToAcquireFastMutex().
 * Windows: wdm.h, KeTryToAcquireGuardedMutex function.
 */
_Must_inspect_result_ BOOLEAN NTAPI KeTryToAcquireGuardedMutex(_Inout_ PKGUARDED_MUTEX Mutex);

_IRQL_requires_max_(APC_LEVEL)
/**
 * KeReleaseGuardedMutex() - give a mutex back, and leave the guarded region
 * @Mutex: a mutex that this thread owns
 *
 * Context: IRQL <= APC_LEVEL. Linux: a task.
 * Return: nothing.
 * Errors: as ExReleaseFastMutexUnsafe().
 * Windows: wdm.h, KeReleaseGuardedMutex function.
 */
VOID NTAPI KeReleaseGuardedMutex(_Inout_ PKGUARDED_MUTEX Mutex);

_IRQL_requires_max_(APC_LEVEL)
/**
 * KeAcquireGuardedMutexUnsafe() - own a mutex, in a guarded region of the caller's
 * @Mutex: an initialised mutex
 *
 * Context: IRQL = APC_LEVEL, or in a guarded region. Linux: where one may sleep.
 * Return: nothing.
 * Errors: as ExAcquireFastMutexUnsafe().
 * Windows: wdm.h, KeAcquireGuardedMutexUnsafe function.
 */
VOID NTAPI KeAcquireGuardedMutexUnsafe(_Inout_ PKGUARDED_MUTEX Mutex);

_IRQL_requires_max_(APC_LEVEL)
/**
 * KeReleaseGuardedMutexUnsafe() - give back what KeAcquireGuardedMutexUnsafe() has acquired
 * @Mutex: a mutex that this thread owns
 *
 * Context: IRQL = APC_LEVEL, or in a guarded region. Linux: a task.
 * Return: nothing.
 * Errors: as ExReleaseFastMutexUnsafe().
 * Windows: wdm.h, KeReleaseGuardedMutexUnsafe function.
 */
VOID NTAPI KeReleaseGuardedMutexUnsafe(_Inout_ PKGUARDED_MUTEX Mutex);

EXTERN_C_END

#endif
