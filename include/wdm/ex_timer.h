/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ex_timer.h - timers that the system allocates, and that call a routine of the driver's.
 *
 * One that is not deleted when the module of its driver goes is reported, cancelled and freed. It
 * is the driver's by its callback routine, or by where ExAllocateTimer() was called.
 */
#ifndef NTSPIN_WDM_EX_TIMER_H
#define NTSPIN_WDM_EX_TIMER_H

#include "timer.h"

EXTERN_C_START

/* Opaque to drivers, which have a pointer to it: what KeWaitForSingleObject() waits for. */
typedef struct _EX_TIMER EX_TIMER, *PEX_TIMER;

/* Attributes of a timer. */
#define EX_TIMER_HIGH_RESOLUTION 0x00000004
#define EX_TIMER_NO_WAKE 0x00000008
#define EX_TIMER_NOTIFICATION 0x80000000

/* A NoWakeTolerance. */
#define EX_TIMER_UNLIMITED_TOLERANCE ((LONGLONG)-1)

_Function_class_(EXT_CALLBACK)
_IRQL_requires_(DISPATCH_LEVEL)
_IRQL_requires_same_
typedef VOID NTAPI EXT_CALLBACK(_In_ PEX_TIMER Timer, _In_opt_ PVOID Context);
typedef EXT_CALLBACK *PEXT_CALLBACK;

_Function_class_(EXT_DELETE_CALLBACK)
_IRQL_requires_(DISPATCH_LEVEL)
_IRQL_requires_same_
typedef VOID NTAPI EXT_DELETE_CALLBACK(_In_opt_ PVOID Context);
typedef EXT_DELETE_CALLBACK *PEXT_DELETE_CALLBACK;

typedef struct _EXT_SET_PARAMETERS_V0 {
	ULONG Version;
	ULONG Reserved;
	LONGLONG NoWakeTolerance;	/* in units of 100 ns */
} EXT_SET_PARAMETERS, *PEXT_SET_PARAMETERS, KT2_SET_PARAMETERS, *PKT2_SET_PARAMETERS;

typedef PVOID PEXT_CANCEL_PARAMETERS;

typedef struct _EXT_DELETE_PARAMETERS {
	ULONG Version;
	ULONG Reserved;
	PEXT_DELETE_CALLBACK DeleteCallback;
	PVOID DeleteContext;
} EXT_DELETE_PARAMETERS, *PEXT_DELETE_PARAMETERS;

C_ASSERT(sizeof(EXT_SET_PARAMETERS) == 16);
C_ASSERT(sizeof(EXT_DELETE_PARAMETERS) == 24);

/**
 * ExInitializeSetTimerParameters() - what ExSetTimer() takes, with a tolerance of 0
 * @Parameters: gets it
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none.
 * Windows: wdm.h, ExInitializeSetTimerParameters function.
 */
FORCEINLINE VOID NTAPI ExInitializeSetTimerParameters(_Out_ PEXT_SET_PARAMETERS Parameters)
{
	Parameters->Version = 0;
	Parameters->Reserved = 0;
	Parameters->NoWakeTolerance = 0;
}

/**
 * ExInitializeDeleteTimerParameters() - what ExDeleteTimer() takes, without a callback routine
 * @Parameters: gets it
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none.
 * Windows: wdm.h, ExInitializeDeleteTimerParameters function.
 */
FORCEINLINE VOID NTAPI ExInitializeDeleteTimerParameters(_Out_ PEXT_DELETE_PARAMETERS Parameters)
{
	Parameters->Version = 0;
	Parameters->Reserved = 0;
	Parameters->DeleteCallback = NULL;
	Parameters->DeleteContext = NULL;
}

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExAllocateTimer() - a timer, which is not set
 * @Callback: called with the timer and @CallbackContext at DISPATCH_LEVEL each time it is due; or
 *   NULL
 * @CallbackContext: the routine's
 * @Attributes: 0, or of EX_TIMER_NOTIFICATION, EX_TIMER_HIGH_RESOLUTION and EX_TIMER_NO_WAKE
 *
 * Without EX_TIMER_NOTIFICATION it is a synchronization timer: see timer.h. Threads may wait for
 * it, with a callback and without. The callback is called once for each time that it is due, but
 * where it still is to be called for the time before; of two times of a periodic timer it may run
 * on two CPUs at once.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: the timer; NULL where there is no memory.
 * Errors: EX_TIMER_HIGH_RESOLUTION with EX_TIMER_NO_WAKE, or an attribute that there is not:
 *   reported, and NULL. The level: as of pool.
 * Differs from Windows: Each timer is due to the nanosecond. One with EX_TIMER_NO_WAKE is as
 *   another: it wakes its CPU.
 * Windows: wdm.h, ExAllocateTimer function.
 */
PEX_TIMER NTAPI ExAllocateTimer(_In_opt_ PEXT_CALLBACK Callback,
				_In_opt_ PVOID CallbackContext, _In_ ULONG Attributes);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExSetTimer() - set a timer, unset it first where it is set
 * @Timer: from ExAllocateTimer()
 * @DueTime: in units of 100 ns; negative: from now; else the system time, since 1601
 * @Period: in units of 100 ns, from the first time on; 0: once
 * @Parameters: from ExInitializeSetTimerParameters(); or NULL
 *
 * As KeSetTimerEx(), a full barrier too. What is due already calls its routine soon, not
 * necessarily by the return.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: TRUE if the timer was set already; else FALSE, also of one that is being deleted, which
 *   is not set.
 * Errors: Of a high-resolution timer a due time of the system clock; a period that is negative or
 *   above MAXLONG; a tolerance below 0 that is not EX_TIMER_UNLIMITED_TOLERANCE: reported, and the
 *   timer is left as it was. What is no such timer: reported by the verifier, and nothing is done.
 * Differs from Windows: A period below 0.5 ms is one of 0.5 ms, whatever the clock's. A tolerance
 *   is not made use of.
 * Windows: wdm.h, ExSetTimer function.
 */
BOOLEAN NTAPI ExSetTimer(_In_ PEX_TIMER Timer, _In_ LONGLONG DueTime, _In_ LONGLONG Period,
			 _In_opt_ PEXT_SET_PARAMETERS Parameters);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExCancelTimer() - unset a timer
 * @Timer: from ExAllocateTimer()
 * @Parameters: NULL
 *
 * A callback that is to be called for a time that has come still is.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: TRUE if the timer was set, as a periodic one always is; else FALSE.
 * Errors: What is no such timer: reported by the verifier, and nothing is done.
 * Windows: wdm.h, ExCancelTimer function.
 */
BOOLEAN NTAPI ExCancelTimer(_Inout_ PEX_TIMER Timer, _In_opt_ PEXT_CANCEL_PARAMETERS Parameters);

_When_(Wait == TRUE, _IRQL_requires_max_(APC_LEVEL))
_When_(Wait == FALSE, _IRQL_requires_max_(DISPATCH_LEVEL))
/**
 * ExDeleteTimer() - free a timer
 * @Timer: from ExAllocateTimer()
 * @Cancel: unset it; with FALSE one that is set comes due once more first
 * @Wait: return only once all that belongs to it is over, its callbacks too
 * @Parameters: from ExInitializeDeleteTimerParameters(); or NULL
 *
 * It cannot be set from now on. It is freed when it is neither set nor its callback is called any
 * more; so a callback may delete its own timer, without Wait. Then the DeleteCallback is called,
 * at DISPATCH_LEVEL. A wait for the timer must be over by then.
 *
 * Context: IRQL <= APC_LEVEL with Wait, else <= DISPATCH_LEVEL. Linux: with Wait where one may
 *   sleep, else any context but an NMI.
 * Return: TRUE if the timer was set, and is not any more; else FALSE.
 * Errors: Wait without Cancel: reported, and cancelled. Wait above APC_LEVEL: reported, and not
 *   waited for. What is no such timer, or deleted: reported by the verifier, and nothing is done.
 * Windows: wdm.h, ExDeleteTimer function.
 */
BOOLEAN NTAPI ExDeleteTimer(_In_ PEX_TIMER Timer, _In_ BOOLEAN Cancel, _In_ BOOLEAN Wait,
			    _In_opt_ PEXT_DELETE_PARAMETERS Parameters);

EXTERN_C_END

#endif
