/* SPDX-License-Identifier: GPL-2.0 */
/*
 * timer.h - timers that queue a DPC when they are due, and can be waited for.
 *
 * A timer that is set when the module of its driver goes is reported, and unset:
 * one that lies in the module, or whose DPC does, or whose DPC's routine does. One
 * without a DPC in other memory shows nobody's: it stays set.
 */
#ifndef NTSPIN_WDM_TIMER_H
#define NTSPIN_WDM_TIMER_H

#include "dispatcher.h"
#include "dpc.h"

EXTERN_C_START

typedef enum _TIMER_TYPE {
	NotificationTimer,
	SynchronizationTimer
} TIMER_TYPE;

/*
 * Opaque to drivers, which embed it: resident storage that stays while the timer
 * is set. One that is set in memory that is freed the verifier unsets, and
 * reports. Windows' size.
 */
typedef struct _KTIMER {
	NTSPIN_EXTENSION union {
		DISPATCHER_HEADER Header;
		NTSPIN_EXTENSION struct {
			ULONGLONG TypeAndState;	/* the header's; who waits stands elsewhere: */
			struct _KTIMER *Near;	/* of the host: another that is set and lies near */
			ULONGLONG Period;	/* in units of 100 ns; 0: once */
		};
	};
	ULONG_PTR Place[4];		/* of the host: when it is due, and its neighbours */
	struct _KDPC *Dpc;
} KTIMER, *PKTIMER, *PRKTIMER;

C_ASSERT(sizeof(KTIMER) == 64);
C_ASSERT(FIELD_OFFSET(KTIMER, Header) == 0);

/**
 * KeInitializeTimer() - make storage a notification timer
 * @Timer: the driver's storage, not set
 *
 * Context: Any IRQL (on Windows <= DISPATCH_LEVEL). Linux: any context.
 * Return: nothing. The timer is not signalled.
 * Errors: Storage of a timer that is set corrupts the queue, as on Windows.
 * Windows: wdm.h, KeInitializeTimer function.
 */
VOID NTAPI KeInitializeTimer(_Out_ PKTIMER Timer);

/**
 * KeInitializeTimerEx() - the same, for a timer of either type
 * @Timer: as for KeInitializeTimer()
 * @Type: NotificationTimer or SynchronizationTimer
 *
 * Once it is due, a notification timer is signalled until it is set again; a synchronization timer
 * until one wait for it is satisfied: see wait.h.
 *
 * Context: Any IRQL (on Windows <= DISPATCH_LEVEL). Linux: any context.
 * Return: nothing. The timer is not signalled.
 * Errors: as KeInitializeTimer().
 * Windows: wdm.h, KeInitializeTimerEx function.
 */
VOID NTAPI KeInitializeTimerEx(_Out_ PKTIMER Timer, _In_ TIMER_TYPE Type);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * KeSetTimer() - set a timer that comes due once
 * @Timer: an initialised timer; one that is set is set again
 * @DueTime: in units of 100 ns; negative: from now; else the system time, since 1601
 * @Dpc: queued when the timer is due; or NULL
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: TRUE if the timer was set already; else FALSE.
 * Errors: none.
 * Differs from Windows: as KeSetTimerEx().
 * Windows: wdm.h, KeSetTimer function.
 */
BOOLEAN NTAPI KeSetTimer(_Inout_ PKTIMER Timer, _In_ LARGE_INTEGER DueTime, _In_opt_ PKDPC Dpc);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * KeSetTimerEx() - set a timer that may come due again and again
 * @Timer: an initialised timer; one that is set is set again
 * @DueTime: in units of 100 ns; negative: from now; else the system time, since 1601
 * @Period: in milliseconds, from the first time on; 0: once
 * @Dpc: queued each time the timer is due; or NULL
 *
 * The timer is due at DueTime or a moment later, never earlier. One that is due
 * already has queued its DPC when the call returns, and below DISPATCH_LEVEL has
 * run it, if this CPU is its target. A due time of the system clock follows it
 * when it is set; all others do not. Where a DPC is still queued when the timer
 * is due again, that time is lost. So are times that pass while interrupts are off.
 *
 * A timer that is set is cancelled before, as KeCancelTimer() says: of a periodic one a DPC that is
 * queued leaves its queue. What a timer that comes due once has queued stays queued.
 *
 * A full barrier, whatever it returns: each run of the DPC that the timer brings
 * about, also where it finds it queued, sees all that was written before the call.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: TRUE if the timer was set already; else FALSE.
 * Errors: A negative Period counts as 0.
 * Differs from Windows: Due to the nanosecond, not at the next clock interrupt. A
 *   DPC without a target runs on the CPU that takes the timer's interrupt.
 * Windows: wdm.h, KeSetTimerEx function.
 */
BOOLEAN NTAPI KeSetTimerEx(_Inout_ PKTIMER Timer, _In_ LARGE_INTEGER DueTime, _In_ LONG Period,
			   _In_opt_ PKDPC Dpc);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * KeSetCoalescableTimer() - set a timer that may come due somewhat later, with others
 * @Timer: an initialised timer; one that is set is set again
 * @DueTime: as for KeSetTimerEx()
 * @Period: in milliseconds, from the first time on; 0: once
 * @TolerableDelay: in milliseconds: how much later it may be due
 * @Dpc: queued each time the timer is due; or NULL
 *
 * Of the times that are allowed one is chosen that others choose as well, so that the CPU is woken
 * once for all of them. With a tolerance of 0 it is KeSetTimerEx().
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: TRUE if the timer was set already; else FALSE.
 * Errors: A Period or TolerableDelay above MAXLONG counts as 0.
 * Differs from Windows: Of a periodic timer the first time alone is chosen; the others follow it by
 *   the period, to the nanosecond.
 * Windows: wdm.h, KeSetCoalescableTimer function.
 */
BOOLEAN NTAPI KeSetCoalescableTimer(_Inout_ PKTIMER Timer, _In_ LARGE_INTEGER DueTime,
				    _In_ ULONG Period, _In_ ULONG TolerableDelay,
				    _In_opt_ PKDPC Dpc);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * KeCancelTimer() - unset a timer
 * @Timer: an initialised timer
 *
 * Of a periodic timer that is set the DPC is cancelled, too: if it is queued, it
 * leaves its queue, whoever has queued it. What a timer that comes due once has
 * queued stays queued: see KeRemoveQueueDpc(). A routine that is running runs to
 * its end: see KeFlushQueuedDpcs().
 *
 * When the call has returned, the timer's storage is the driver's again. A full
 * barrier, whatever it returns.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: TRUE if the timer was set, as a periodic one always is; else FALSE.
 * Errors: none.
 * Differs from Windows: Its page, by the letter, has the DPC cancelled of each timer
 *   that is set. Here that of a timer that comes due once stays queued, if it was
 *   when the timer was set again.
 * Windows: wdm.h, KeCancelTimer function.
 */
BOOLEAN NTAPI KeCancelTimer(_Inout_ PKTIMER Timer);

/**
 * KeReadStateTimer() - has the timer come due since it was set?
 * @Timer: an initialised timer
 *
 * Context: Any IRQL (on Windows <= DISPATCH_LEVEL). Linux: any context.
 * Return: TRUE if it is signalled; else FALSE.
 * Errors: none.
 * Windows: wdm.h, KeReadStateTimer function.
 */
BOOLEAN NTAPI KeReadStateTimer(_In_ PKTIMER Timer);

EXTERN_C_END

#endif
