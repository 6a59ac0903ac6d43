/* SPDX-License-Identifier: GPL-2.0 */
/*
 * event.h - events: somebody says that something has happened, and others wait for that.
 *
 * A notification event stays signalled until it is reset, and lets all through meanwhile. A
 * synchronization event lets one through, which resets it. How to wait: wait.h.
 *
 * Once a waiter has returned, the event may be freed, though who has set it is still inside the
 * call: it does not look at the event any more.
 */
#ifndef NTSPIN_WDM_EVENT_H
#define NTSPIN_WDM_EVENT_H

#include "dispatcher.h"
#include "irql.h"

EXTERN_C_START

/* What a waiter's priority is raised by on Windows; Linux raises none. */
#define EVENT_INCREMENT 1
#define IO_NO_INCREMENT 0

/**
 * KeInitializeEvent() - make storage an event
 * @Event: the driver's resident storage, which nobody waits on
 * @Type: NotificationEvent or SynchronizationEvent
 * @State: whether it is signalled from the start
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: Storage of an event that is waited on loses its waiters, as on Windows.
 * Windows: wdm.h, KeInitializeEvent function.
 */
VOID NTAPI KeInitializeEvent(_Out_ PRKEVENT Event, _In_ EVENT_TYPE Type, _In_ BOOLEAN State);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * KeSetEvent() - signal an event
 * @Event: an initialised event
 * @Increment: unused
 * @Wait: unused
 *
 * Satisfies those who wait for it, the first to come first: of a synchronization event one, which
 * leaves it not signalled. Who waits for several at once is passed over while the others are not
 * signalled. What was written before the call is seen by those who return from their waits.
 *
 * Context: IRQL <= DISPATCH_LEVEL, also under any spin lock. Linux: any context but an NMI.
 * Return: 0 if it was not signalled before.
 * Errors: Above DISPATCH_LEVEL: reported by the verifier. NULL, misaligned, never initialised:
 *   reported by the verifier, and nothing done.
 * Differs from Windows: Wait changes nothing: the call returns at the caller's IRQL, and another
 *   thread may come between it and the wait that follows, as it may on Windows.
 * Windows: wdm.h, KeSetEvent function.
 */
LONG NTAPI KeSetEvent(_Inout_ PRKEVENT Event, _In_ KPRIORITY Increment, _In_ BOOLEAN Wait);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * KeResetEvent() - make an event not signalled
 * @Event: an initialised event
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: 0 if it was not signalled before.
 * Errors: as KeSetEvent().
 * Windows: wdm.h, KeResetEvent function.
 */
LONG NTAPI KeResetEvent(_Inout_ PRKEVENT Event);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * KeClearEvent() - the same, and nothing is told
 * @Event: an initialised event
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: as KeSetEvent().
 * Windows: wdm.h, KeClearEvent function.
 */
VOID NTAPI KeClearEvent(_Inout_ PRKEVENT Event);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * KePulseEvent() - satisfy those who wait now, and leave the event not signalled
 * @Event: an initialised event
 * @Increment: unused
 * @Wait: unused
 *
 * Of a synchronization event one waiter, at most, and where there is none the pulse is lost.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: 0 if it was not signalled before.
 * Errors: as KeSetEvent().
 * Differs from Windows: as KeSetEvent().
 * Windows: ntddk.h, KePulseEvent function.
 */
LONG NTAPI KePulseEvent(_Inout_ PRKEVENT Event, _In_ KPRIORITY Increment, _In_ BOOLEAN Wait);

/**
 * KeReadStateEvent() - is an event signalled?
 * @Event: an initialised event
 *
 * Context: Any IRQL (on Windows <= DISPATCH_LEVEL). Linux: any context.
 * Return: 0 if it is not signalled. Where it is, what was written before it was set is seen.
 * Errors: none.
 * Windows: wdm.h, KeReadStateEvent function.
 */
LONG NTAPI KeReadStateEvent(_In_ PRKEVENT Event);

EXTERN_C_END

#endif
