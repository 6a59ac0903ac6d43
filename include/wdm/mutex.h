/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mutex.h - mutexes: a wait makes the thread the owner, and again where it is that already.
 *
 * How to wait: wait.h. Once the next owner has returned from its wait, it may free the mutex,
 * though who has released it is still inside the call.
 */
#ifndef NTSPIN_WDM_MUTEX_H
#define NTSPIN_WDM_MUTEX_H

#include "dispatcher.h"
#include "irql.h"

EXTERN_C_START

/**
 * KeInitializeMutex() - make storage a mutex that nobody owns
 * @Mutex: the driver's resident storage
 * @Level: unused, on Windows too
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: Storage of one that is owned or waited on corrupts lists, as on Windows.
 * Windows: wdm.h, KeInitializeMutex function.
 */
VOID NTAPI KeInitializeMutex(_Out_ PRKMUTEX Mutex, _In_ ULONG Level);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * KeReleaseMutex() - take back one acquisition
 * @Mutex: a mutex that this thread owns
 * @Wait: unused
 *
 * With the last one the mutex is free, and the first one that waits for it owns it.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: 0 if the mutex was released; else how deep the thread owned it, below 0.
 * Errors: Owned by another thread, or by nobody: reported, and nothing is done; Windows raises
 *   STATUS_MUTANT_NOT_OWNED, or STATUS_ABANDONED. Others as KeSetEvent().
 * Differs from Windows: Wait changes nothing, as of KeSetEvent(). One that was acquired at
 *   DISPATCH_LEVEL may be released below, and the other way round. A thread that ends as its owner
 *   abandons it where it is one of PsCreateSystemThread(); else it stays owned, until the module
 *   that it lies in goes.
 * Windows: wdm.h, KeReleaseMutex function.
 */
LONG NTAPI KeReleaseMutex(_Inout_ PRKMUTEX Mutex, _In_ BOOLEAN Wait);

/**
 * KeReadStateMutex() - is a mutex free?
 * @Mutex: an initialised mutex
 *
 * Context: Any IRQL (on Windows <= DISPATCH_LEVEL). Linux: any context.
 * Return: 1 if it is free; 0, or less where its owner has acquired it again, if it is owned.
 * Errors: none.
 * Windows: wdm.h, KeReadStateMutex function.
 */
LONG NTAPI KeReadStateMutex(_In_ PRKMUTEX Mutex);

EXTERN_C_END

#endif
