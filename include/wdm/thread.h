/* SPDX-License-Identifier: GPL-2.0 */
/*
 * thread.h - a driver's own threads, and the one that calls.
 *
 * A thread of a driver's is a kernel thread of Linux', named after its routine. It takes no
 * signals, and is an object that can be waited for: see wait.h, and object.h for references to it.
 *
 * The unload of a driver waits for those of its threads that still run, and names them: those
 * whose routine lies in its module. What a thread does at DISPATCH_LEVEL: see irql.h.
 */
#ifndef NTSPIN_WDM_THREAD_H
#define NTSPIN_WDM_THREAD_H

#include "../ntstatus.h"
#include "irql.h"
#include "object.h"

EXTERN_C_START

#define LOW_PRIORITY 0
#define LOW_REALTIME_PRIORITY 16
#define HIGH_PRIORITY 31
#define MAXIMUM_PRIORITY 32

_Function_class_(KSTART_ROUTINE)
typedef VOID NTAPI KSTART_ROUTINE(_In_ PVOID StartContext);
typedef KSTART_ROUTINE *PKSTART_ROUTINE;

/*
 * What ObReferenceObjectByHandle() is told to expect. There are handles of threads alone: what asks
 * for one of the others gets STATUS_OBJECT_TYPE_MISMATCH, or STATUS_INVALID_HANDLE.
 */
extern POBJECT_TYPE *PsThreadType;
extern POBJECT_TYPE *PsProcessType;
extern POBJECT_TYPE *IoFileObjectType;
extern POBJECT_TYPE *ExEventObjectType;
extern POBJECT_TYPE *ExSemaphoreObjectType;
extern POBJECT_TYPE *CmKeyObjectType;
extern POBJECT_TYPE *SeTokenObjectType;

_IRQL_requires_max_(PASSIVE_LEVEL)
/**
 * PsCreateSystemThread() - begin a thread
 * @ThreadHandle: gets a handle of it, before it runs; to be closed by ZwClose()
 * @DesiredAccess: unused: a kernel handle allows all
 * @ObjectAttributes: unused, but for attributes that a thread cannot have; may be NULL
 * @ProcessHandle: NULL, or NtCurrentProcess(): it belongs to no process in either case
 * @ClientId: gets its number; may be NULL
 * @StartRoutine: what it does; it ends when that returns, or calls PsTerminateSystemThread()
 * @StartContext: what the routine gets
 *
 * Context: IRQL = PASSIVE_LEVEL. Linux: where one may sleep.
 * Return: STATUS_SUCCESS; STATUS_INSUFFICIENT_RESOURCES; STATUS_INVALID_PARAMETER for attributes
 *   OBJ_PERMANENT, OBJ_EXCLUSIVE or OBJ_OPENIF, or without a routine; STATUS_INVALID_HANDLE for
 *   another process.
 * Errors: At DISPATCH_LEVEL or above: reported, and STATUS_UNSUCCESSFUL; at APC_LEVEL reported by
 *   the verifier.
 * Differs from Windows: the attributes' name and security are not looked at. UniqueProcess is 4,
 *   the system's on Windows.
 * Windows: wdm.h, PsCreateSystemThread function.
 */
NTSTATUS NTAPI PsCreateSystemThread(_Out_ PHANDLE ThreadHandle, _In_ ULONG DesiredAccess,
				    _In_opt_ POBJECT_ATTRIBUTES ObjectAttributes,
				    _In_opt_ HANDLE ProcessHandle, _Out_opt_ PCLIENT_ID ClientId,
				    _In_ PKSTART_ROUTINE StartRoutine, _In_opt_ PVOID StartContext);

_IRQL_requires_max_(PASSIVE_LEVEL)
/**
 * PsTerminateSystemThread() - end this thread
 * @ExitStatus: what PsGetThreadExitStatus() says from then on
 *
 * Mutexes that it owns are abandoned, then it is signalled for good: who waits for it continues. It
 * runs nothing of its driver any more by then.
 *
 * Context: IRQL = PASSIVE_LEVEL. Linux: a thread of PsCreateSystemThread().
 * Return: does not return; STATUS_INVALID_PARAMETER in a thread of another kind, which continues.
 * Errors: At another level: reported, lowered, and done. What else holds of the end of a thread:
 *   a spin lock that it holds is reported by the verifier.
 * Windows: wdm.h, PsTerminateSystemThread function.
 */
NTSTATUS NTAPI PsTerminateSystemThread(_In_ NTSTATUS ExitStatus);

/**
 * KeGetCurrentThread() - the thread that calls
 *
 * In an interrupt it is the thread that was interrupted.
 *
 * Context: Any IRQL. Linux: any context.
 * Return: its object. Of a thread that is none of PsCreateSystemThread() it is an address that no
 *   other thread has while it lives: to be compared, and nothing else.
 * Errors: none.
 * Differs from Windows: see above.
 * Windows: wdm.h, KeGetCurrentThread function.
 */
PKTHREAD NTAPI KeGetCurrentThread(VOID);

/**
 * PsGetCurrentThread() - the same
 *
 * Context: as KeGetCurrentThread().
 * Return: as KeGetCurrentThread().
 * Errors: none.
 * Windows: wdm.h, PsGetCurrentThread function.
 */
FORCEINLINE PETHREAD PsGetCurrentThread(VOID)
{
	return (PETHREAD)KeGetCurrentThread();
}

/**
 * PsGetCurrentProcessId() - the number of the process whose thread calls
 *
 * Context: Any IRQL. Linux: any context.
 * Return: the number that Linux knows it by, too.
 * Errors: none.
 * Differs from Windows: a thread of PsCreateSystemThread() is a process of its own, as each of the
 *   kernel's threads is to Linux. There is no process object: the number is to be compared.
 * Windows: ntddk.h, PsGetCurrentProcessId function.
 */
HANDLE NTAPI PsGetCurrentProcessId(VOID);

/**
 * ExGetPreviousMode() - does a program call, or the kernel?
 *
 * Context: Any IRQL (on Windows <= DISPATCH_LEVEL). Linux: any context.
 * Return: KernelMode: no program's thread gets to a driver but through the Linux side, whose
 *   buffers are the kernel's.
 * Errors: none.
 * Windows: wdm.h, ExGetPreviousMode function.
 */
FORCEINLINE KPROCESSOR_MODE NTAPI ExGetPreviousMode(VOID)
{
	return KernelMode;
}

/**
 * PsGetCurrentThreadId() - the number of the thread that calls
 *
 * Context: Any IRQL. Linux: any context.
 * Return: the number that Linux knows it by, too; of one of PsCreateSystemThread() what its
 *   ClientId has in UniqueThread.
 * Errors: none.
 * Windows: ntddk.h, PsGetCurrentThreadId function.
 */
HANDLE NTAPI PsGetCurrentThreadId(VOID);

/**
 * PsGetThreadId() - the number of a thread
 * @Thread: a thread of PsCreateSystemThread(), or the one that calls
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: as PsGetCurrentThreadId() in that thread; NULL where it is no such thread.
 * Errors: What is no thread of a driver's, nor the caller: reported.
 * Windows: ntddk.h, PsGetThreadId function.
 */
HANDLE NTAPI PsGetThreadId(_In_ PETHREAD Thread);

/**
 * PsGetThreadExitStatus() - how a thread has ended
 * @Thread: as for PsGetThreadId()
 *
 * Context: IRQL <= DISPATCH_LEVEL (on Windows <= APC_LEVEL). Linux: any context but an NMI.
 * Return: STATUS_PENDING until it has; then what it told PsTerminateSystemThread(), STATUS_SUCCESS
 *   where its routine has returned.
 * Errors: What is no thread of a driver's, nor the caller: reported, and
 *   STATUS_INVALID_PARAMETER.
 * Windows: ntddk.h, PsGetThreadExitStatus function.
 */
NTSTATUS NTAPI PsGetThreadExitStatus(_In_ PETHREAD Thread);

_IRQL_requires_max_(PASSIVE_LEVEL)
/**
 * KeSetPriorityThread() - have a thread run before others
 * @Thread: a thread of PsCreateSystemThread()
 * @Priority: 1 to 15 for an ordinary thread, which begins with 8; 16 to 31 for a real-time one
 *
 * Ordinary ones get Linux' nice values: 8 is 0, 1 is 19, 15 is -20. Real-time ones are SCHED_FIFO:
 * those below 24 above all ordinary ones and no others, those from 24 on as Linux' own drivers.
 *
 * Context: IRQL = PASSIVE_LEVEL. Linux: where one may sleep.
 * Return: the priority before.
 * Errors: What is no thread of a driver's, or no such priority: reported, and nothing is done. The
 *   level: as PsCreateSystemThread(); 0 is returned then.
 * Differs from Windows: Linux changes no priority by itself, and knows two real-time ones.
 * Windows: wdm.h, KeSetPriorityThread function.
 */
KPRIORITY NTAPI KeSetPriorityThread(_Inout_ PKTHREAD Thread, _In_ KPRIORITY Priority);

_IRQL_requires_max_(PASSIVE_LEVEL)
/**
 * KeSetBasePriorityThread() - the same, by how far it is from the usual
 * @Thread: as for KeSetPriorityThread()
 * @Increment: what is added to 8; the sum stays within 1 and 15
 *
 * Context: as KeSetPriorityThread().
 * Return: what was added before.
 * Errors: as KeSetPriorityThread().
 * Windows: ntddk.h, KeSetBasePriorityThread function.
 */
LONG NTAPI KeSetBasePriorityThread(_Inout_ PKTHREAD Thread, _In_ LONG Increment);

/**
 * KeQueryPriorityThread() - the priority of a thread
 * @Thread: as for KeSetPriorityThread(), or the thread that calls
 *
 * Context: Any IRQL (on Windows PASSIVE_LEVEL). Linux: any context but an NMI.
 * Return: what it was set to, else 8.
 * Errors: What is no thread of a driver's, nor the caller: reported, and 0.
 * Windows: wdm.h, KeQueryPriorityThread function.
 */
KPRIORITY NTAPI KeQueryPriorityThread(_In_ PKTHREAD Thread);

EXTERN_C_END

#endif
