/* SPDX-License-Identifier: GPL-2.0 */
/*
 * semaphore.h - semaphores: a count, of which each wait that is satisfied takes one.
 *
 * How to wait: wait.h. Once a waiter has returned, the semaphore may be freed, though who has
 * released it is still inside the call.
 */
#ifndef NTSPIN_WDM_SEMAPHORE_H
#define NTSPIN_WDM_SEMAPHORE_H

#include "dispatcher.h"
#include "irql.h"

EXTERN_C_START

/* What a waiter's priority is raised by on Windows; Linux raises none. */
#define SEMAPHORE_INCREMENT 1

/**
 * KeInitializeSemaphore() - make storage a semaphore
 * @Semaphore: the driver's resident storage, which nobody waits on
 * @Count: what it begins with
 * @Limit: what it never exceeds
 *
 * Context: Any IRQL (on Windows PASSIVE_LEVEL). Linux: any context.
 * Return: nothing.
 * Errors: Storage of one that is waited on loses its waiters, as on Windows.
 * Windows: wdm.h, KeInitializeSemaphore function.
 */
VOID NTAPI KeInitializeSemaphore(_Out_ PRKSEMAPHORE Semaphore, _In_ LONG Count, _In_ LONG Limit);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * KeReleaseSemaphore() - add to the count
 * @Semaphore: an initialised semaphore
 * @Increment: unused
 * @Adjustment: what to add; above 0
 * @Wait: unused
 *
 * Satisfies as many of those who wait for it as the count allows, the first to come first. What
 * was written before the call is seen by those who return from their waits.
 *
 * Context: IRQL <= DISPATCH_LEVEL, also under any spin lock. Linux: any context but an NMI.
 * Return: the count before; 0 if it was not signalled.
 * Errors: A count above Limit, or an Adjustment that is not above 0: reported, and nothing is
 *   added; Windows raises STATUS_SEMAPHORE_LIMIT_EXCEEDED. Others as KeSetEvent().
 * Differs from Windows: Wait changes nothing, as of KeSetEvent().
 * Windows: wdm.h, KeReleaseSemaphore function.
 */
LONG NTAPI KeReleaseSemaphore(_Inout_ PRKSEMAPHORE Semaphore, _In_ KPRIORITY Increment,
			      _In_ LONG Adjustment, _In_ BOOLEAN Wait);

/**
 * KeReadStateSemaphore() - what is the count?
 * @Semaphore: an initialised semaphore
 *
 * Context: Any IRQL. Linux: any context.
 * Return: the count; 0 if it is not signalled.
 * Errors: none.
 * Windows: wdm.h, KeReadStateSemaphore function.
 */
LONG NTAPI KeReadStateSemaphore(_In_ PRKSEMAPHORE Semaphore);

EXTERN_C_END

#endif
