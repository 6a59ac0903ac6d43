/* SPDX-License-Identifier: GPL-2.0 */
/*
 * wait.h - to wait for events, semaphores, mutexes, timers and threads; for one, any or all.
 *
 * Waits are served in the order in which they came. A wait that is satisfied has been so by the
 * one who signalled: nobody who comes later takes the object before the waiter runs.
 *
 * Linux delivers no APCs, so a wait is never alerted, whatever Alertable and WaitMode say: none
 * returns STATUS_ALERTED or STATUS_USER_APC, and a signal to the process does not end it either.
 * WaitReason is for Windows' debuggers alone.
 *
 * A thread that waits sleeps as Linux' own idle kernel threads do: it adds nothing to the load,
 * and no watchdog takes it for stuck.
 */
#ifndef NTSPIN_WDM_WAIT_H
#define NTSPIN_WDM_WAIT_H

#include "dispatcher.h"
#include "irql.h"

EXTERN_C_START

typedef enum _KWAIT_REASON {
	Executive,
	FreePage,
	PageIn,
	PoolAllocation,
	DelayExecution,
	Suspended,
	UserRequest,
	WrExecutive,
	WrFreePage,
	WrPageIn,
	WrPoolAllocation,
	WrDelayExecution,
	WrSuspended,
	WrUserRequest
} KWAIT_REASON;

typedef enum _WAIT_TYPE {
	WaitAll,
	WaitAny
} WAIT_TYPE;

#define THREAD_WAIT_OBJECTS 3
#define MAXIMUM_WAIT_OBJECTS 64

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * KeWaitForSingleObject() - wait until an object is signalled
 * @Object: an initialised event, semaphore, mutex, timer, or a thread
 * @WaitReason: unused
 * @WaitMode: unused
 * @Alertable: unused: no wait is alerted
 * @Timeout: in units of 100 ns; negative: from now; above 0: the system time, since 1601; 0: do
 *	not wait; NULL: wait for as long as it takes
 *
 * A wait that is satisfied takes what it waited for: a synchronization event or timer is reset, a
 * semaphore's count goes down, a mutex is owned. One that times out takes nothing. What was
 * written before the object was signalled is seen.
 *
 * Context: IRQL <= APC_LEVEL; with a Timeout of 0 <= DISPATCH_LEVEL. Linux: where one may sleep;
 *   with a Timeout of 0 any context but an NMI.
 * Return: STATUS_SUCCESS; STATUS_ABANDONED where the mutex' last owner ended without releasing it:
 *   it is owned now; STATUS_TIMEOUT.
 * Errors: At DISPATCH_LEVEL with another Timeout: reported, and done as with one of 0. A mutex
 *   acquired 2^31 times: reported, and STATUS_MUTANT_LIMIT_EXCEEDED, which Windows raises. NULL,
 *   misaligned, or no object that one can wait for: reported by the verifier, and
 *   STATUS_INVALID_PARAMETER.
 * Differs from Windows: never alerted. Timeouts are not rounded to clock ticks.
 * Windows: wdm.h, KeWaitForSingleObject function.
 */
NTSTATUS NTAPI KeWaitForSingleObject(_In_ PVOID Object, _In_ KWAIT_REASON WaitReason,
				     _In_ KPROCESSOR_MODE WaitMode, _In_ BOOLEAN Alertable,
				     _In_opt_ PLARGE_INTEGER Timeout);

#define KeWaitForMutexObject KeWaitForSingleObject

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * KeWaitForMultipleObjects() - wait until one of several objects is signalled, or all are
 * @Count: how many; at most MAXIMUM_WAIT_OBJECTS
 * @Object: as for KeWaitForSingleObject(), each; for WaitAll none twice
 * @WaitType: WaitAny or WaitAll
 * @WaitReason: unused
 * @WaitMode: unused
 * @Alertable: unused: no wait is alerted
 * @Timeout: as for KeWaitForSingleObject()
 * @WaitBlockArray: as many as there are objects, which the call uses until it returns; may be
 *	NULL for THREAD_WAIT_OBJECTS or less
 *
 * WaitAny takes the first one in the array that is signalled, and no other. WaitAll takes all of
 * them at the moment at which all are signalled, and before that none: others may take them
 * meanwhile.
 *
 * Context: as KeWaitForSingleObject().
 * Return: STATUS_WAIT_0 and the index for WaitAny, STATUS_SUCCESS for WaitAll;
 *   STATUS_ABANDONED_WAIT_0, and the index for WaitAny, as STATUS_ABANDONED there; STATUS_TIMEOUT.
 * Errors: Too many objects for the blocks, or none: reported, and STATUS_INVALID_PARAMETER, at
 *   once. Others as KeWaitForSingleObject().
 * Differs from Windows: as KeWaitForSingleObject().
 * Windows: wdm.h, KeWaitForMultipleObjects function.
 */
NTSTATUS NTAPI KeWaitForMultipleObjects(_In_ ULONG Count, _In_ PVOID Object[],
					_In_ WAIT_TYPE WaitType, _In_ KWAIT_REASON WaitReason,
					_In_ KPROCESSOR_MODE WaitMode, _In_ BOOLEAN Alertable,
					_In_opt_ PLARGE_INTEGER Timeout,
					_Out_opt_ PKWAIT_BLOCK WaitBlockArray);

_IRQL_requires_max_(APC_LEVEL)
/**
 * KeDelayExecutionThread() - sleep until a time
 * @WaitMode: unused
 * @Alertable: unused: no wait is alerted
 * @Interval: in units of 100 ns; negative: from now; else the system time, since 1601
 *
 * What is past by now lets other threads run, and returns.
 *
 * Context: IRQL <= APC_LEVEL. Linux: where one may sleep.
 * Return: STATUS_SUCCESS.
 * Errors: At DISPATCH_LEVEL or above: reported, and nothing is waited for.
 * Differs from Windows: never alerted. Not rounded to clock ticks.
 * Windows: wdm.h, KeDelayExecutionThread function.
 */
NTSTATUS NTAPI KeDelayExecutionThread(_In_ KPROCESSOR_MODE WaitMode, _In_ BOOLEAN Alertable,
				      _In_ PLARGE_INTEGER Interval);

_IRQL_requires_max_(APC_LEVEL)
/**
 * KeEnterCriticalRegion() - hold off the thread's normal kernel APCs
 *
 * Linux delivers none: there is nothing to hold off.
 *
 * Context: IRQL <= APC_LEVEL. Linux: any context.
 * Return: nothing.
 * Errors: Above APC_LEVEL: reported by the verifier.
 * Windows: ntddk.h, KeEnterCriticalRegion function.
 */
VOID NTAPI KeEnterCriticalRegion(VOID);

_IRQL_requires_max_(APC_LEVEL)
/**
 * KeLeaveCriticalRegion() - take back KeEnterCriticalRegion()
 *
 * Context: as KeEnterCriticalRegion().
 * Return: nothing.
 * Errors: as KeEnterCriticalRegion().
 * Windows: ntddk.h, KeLeaveCriticalRegion function.
 */
VOID NTAPI KeLeaveCriticalRegion(VOID);

_IRQL_requires_max_(APC_LEVEL)
/**
 * KeEnterGuardedRegion() - hold off all kernel APCs of the thread
 *
 * Linux delivers none: there is nothing to hold off. Regions nest.
 *
 * Context: as KeEnterCriticalRegion().
 * Return: nothing.
 * Errors: as KeEnterCriticalRegion().
 * Windows: wdm.h, KeEnterGuardedRegion function.
 */
VOID NTAPI KeEnterGuardedRegion(VOID);

_IRQL_requires_max_(APC_LEVEL)
/**
 * KeLeaveGuardedRegion() - take back KeEnterGuardedRegion()
 *
 * Context: as KeEnterCriticalRegion().
 * Return: nothing.
 * Errors: as KeEnterCriticalRegion().
 * Windows: wdm.h, KeLeaveGuardedRegion function.
 */
VOID NTAPI KeLeaveGuardedRegion(VOID);

EXTERN_C_END

#endif
