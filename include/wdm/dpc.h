/* SPDX-License-Identifier: GPL-2.0 */
/*
 * dpc.h - deferred procedure calls: routines that run at DISPATCH_LEVEL, soon, on one CPU.
 *
 * What holds of every DPC here: its routine runs at DISPATCH_LEVEL on the CPU
 * in whose queue it is, never while that CPU is at DISPATCH_LEVEL or above for
 * another reason, and never on top of another DPC. Before the routine is called
 * the DPC has left the queue, so the routine may queue it again, or free it.
 *
 * A driver's module may go while a DPC of it is queued: that still runs before
 * the module is gone, as on Windows. What would run later, since a DPC queues
 * it again, is reported and does not run.
 */
#ifndef NTSPIN_WDM_DPC_H
#define NTSPIN_WDM_DPC_H

#include "irql.h"
#include "processor.h"
#include "../ntstatus.h"

EXTERN_C_START

typedef struct _KDPC KDPC, *PKDPC, *PRKDPC;

_Function_class_(KDEFERRED_ROUTINE)
_IRQL_requires_max_(DISPATCH_LEVEL)
_IRQL_requires_min_(DISPATCH_LEVEL)
_IRQL_requires_(DISPATCH_LEVEL)
_IRQL_requires_same_
typedef VOID NTAPI KDEFERRED_ROUTINE(_In_ PKDPC Dpc, _In_opt_ PVOID DeferredContext,
				     _In_opt_ PVOID SystemArgument1,
				     _In_opt_ PVOID SystemArgument2);
typedef KDEFERRED_ROUTINE *PKDEFERRED_ROUTINE;

typedef enum _KDPC_IMPORTANCE {
	LowImportance,
	MediumImportance,
	HighImportance,
	MediumHighImportance
} KDPC_IMPORTANCE;

/*
 * Opaque to drivers, which embed it: resident storage that stays while the DPC
 * is queued. One that is queued in memory that is freed the verifier takes out,
 * and reports. Its size and the names of its fields are those of Windows.
 */
struct _KDPC {
	UCHAR Type;
	UCHAR Importance;
	volatile USHORT Number;		/* the target processor plus one; 0: whoever inserts */
	LIST_ENTRY DpcListEntry;	/* Blink is not NULL while it stands in its queue's list */
	PKDEFERRED_ROUTINE DeferredRoutine;
	PVOID DeferredContext;
	PVOID SystemArgument1;
	PVOID SystemArgument2;
	PVOID volatile DpcData;		/* the queue that it is in, or NULL */
};

C_ASSERT(sizeof(KDPC) == 64);

/**
 * KeInitializeDpc() - make storage a DPC
 * @Dpc: the driver's storage, not queued
 * @DeferredRoutine: what to run
 * @DeferredContext: handed to it
 *
 * Sets medium importance and no target processor.
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: Storage that is in a queue corrupts that queue, as on Windows.
 * Windows: wdm.h, KeInitializeDpc function.
 */
VOID NTAPI KeInitializeDpc(_Out_ PRKDPC Dpc, _In_ PKDEFERRED_ROUTINE DeferredRoutine,
			   _In_opt_ PVOID DeferredContext);

/**
 * KeInitializeThreadedDpc() - make storage a DPC that may run in a thread
 * @Dpc: as for KeInitializeDpc()
 * @DeferredRoutine: what to run, ready for PASSIVE_LEVEL and for DISPATCH_LEVEL
 * @DeferredContext: handed to it
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: as KeInitializeDpc().
 * Differs from Windows: It runs at DISPATCH_LEVEL always, as on a Windows where
 *   threaded DPCs are switched off. A routine must be ready for that there too.
 * Windows: wdm.h, KeInitializeThreadedDpc function.
 */
VOID NTAPI KeInitializeThreadedDpc(_Out_ PRKDPC Dpc, _In_ PKDEFERRED_ROUTINE DeferredRoutine,
				   _In_opt_ PVOID DeferredContext);

/**
 * KeInsertQueueDpc() - queue a DPC
 * @Dpc: an initialised DPC
 * @SystemArgument1: handed to the routine
 * @SystemArgument2: handed to the routine
 *
 * Below DISPATCH_LEVEL, and for this CPU, the routine has run when the call
 * returns. At DISPATCH_LEVEL it runs when the level is lowered, before the
 * lowering returns. From an interrupt it runs after the interrupt, as soon as
 * the CPU is below DISPATCH_LEVEL. Where another CPU is the target, it gets an
 * interrupt, and the same holds there. DPCs of one CPU run first come, first
 * served, but HighImportance goes to the head.
 *
 * A queue is emptied of what its routines insert as well, within limits: a DPC
 * that queues itself forever lets the CPU continue, and runs from a softirq.
 *
 * A full barrier, whatever it returns: the run that follows, also that of a DPC
 * that was queued already, sees all that was written before the call.
 *
 * Context: Any IRQL. Linux: any context, an NMI included.
 * Return: TRUE if it was inserted; FALSE if it was queued already, for which
 *   its arguments stay those of the first insert.
 * Errors: none.
 * Differs from Windows: A target processor that is offline cannot run it: another
 *   does, and the inserting one only where it is alone. What a processor that goes
 *   offline leaves, another runs.
 *   On PREEMPT_RT what an interrupt inserts runs in ksoftirqd, unless somebody on
 *   that CPU lowers from DISPATCH_LEVEL before.
 * Windows: wdm.h, KeInsertQueueDpc function.
 */
BOOLEAN NTAPI KeInsertQueueDpc(_Inout_ PRKDPC Dpc, _In_opt_ PVOID SystemArgument1,
			       _In_opt_ PVOID SystemArgument2);

/**
 * KeRemoveQueueDpc() - take a DPC out of its queue
 * @Dpc: an initialised DPC
 *
 * Does not wait for a routine that is running. A full barrier, whatever it returns.
 *
 * Context: Any IRQL. Linux: any context but an NMI.
 * Return: TRUE if it was queued, and now does not run; FALSE if it is in no queue.
 * Errors: none.
 * Windows: wdm.h, KeRemoveQueueDpc function.
 */
BOOLEAN NTAPI KeRemoveQueueDpc(_Inout_ PRKDPC Dpc);

/**
 * KeRemoveQueueDpcEx() - take a DPC out of its queue, and wait for its routine
 * @Dpc: an initialised DPC
 * @WaitIfActive: whether to wait where its routine may be running
 *
 * With @WaitIfActive no run that began before the call is still running after it. A full barrier.
 *
 * Context: Any IRQL; with WaitIfActive IRQL = PASSIVE_LEVEL. Linux: any context but an NMI; with
 *   WaitIfActive as KeFlushQueuedDpcs().
 * Return: as KeRemoveQueueDpc().
 * Errors: At DISPATCH_LEVEL and above a call that is to wait is reported, and waits for nothing.
 * Differs from Windows: It waits for all DPCs that are queued, not for this one alone.
 * Windows: wdm.h, KeRemoveQueueDpcEx, which has no page.
 */
BOOLEAN NTAPI KeRemoveQueueDpcEx(_Inout_ PRKDPC Dpc, _In_ BOOLEAN WaitIfActive);

_IRQL_requires_max_(PASSIVE_LEVEL)
/**
 * KeFlushQueuedDpcs() - wait until all DPCs that are queued now have run, on every CPU
 *
 * Those that are running by now have returned as well. A full barrier. One counts
 * as queued from the moment at which another insert of it would return FALSE.
 *
 * Context: IRQL = PASSIVE_LEVEL. Linux: a task that may sleep; not a CPU hotplug callback.
 * Return: nothing.
 * Errors: At DISPATCH_LEVEL and above the call is reported, and waits for nothing.
 * Windows: wdm.h, KeFlushQueuedDpcs function.
 */
VOID NTAPI KeFlushQueuedDpcs(VOID);

/**
 * KeSetImportanceDpc() - where a DPC joins its queue
 * @Dpc: an initialised DPC
 * @Importance: HighImportance: at the head; all others: at the tail
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing. It holds from the next insert on.
 * Errors: none.
 * Differs from Windows: LowImportance runs as soon as MediumImportance. Where only
 *   HighImportance has run for long, the next one joins at the tail, so that a DPC
 *   that queues itself again does not shut out the others.
 * Windows: wdm.h, KeSetImportanceDpc function.
 */
VOID NTAPI KeSetImportanceDpc(_Inout_ PRKDPC Dpc, _In_ KDPC_IMPORTANCE Importance);

/**
 * KeSetTargetProcessorDpc() - on which CPU a DPC runs
 * @Dpc: an initialised DPC
 * @Number: the processor's index
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing. It holds from the next insert on.
 * Errors: A processor that cannot exist on this machine is reported; the target stays.
 * Windows: wdm.h, KeSetTargetProcessorDpc function.
 */
VOID NTAPI KeSetTargetProcessorDpc(_Inout_ PRKDPC Dpc, _In_ CCHAR Number);

/**
 * KeSetTargetProcessorDpcEx() - the same, for machines of more than 64 processors
 * @Dpc: an initialised DPC
 * @ProcNumber: the processor, whose index is 64 * Group + Number: see processor.h
 *
 * Context: Any IRQL. Linux: any context.
 * Return: STATUS_SUCCESS; or STATUS_INVALID_PARAMETER where ProcNumber names no
 *   processor, or Reserved is not 0: then the target stays.
 * Errors: none.
 * Windows: wdm.h, KeSetTargetProcessorDpcEx function.
 */
NTSTATUS NTAPI KeSetTargetProcessorDpcEx(_Inout_ PKDPC Dpc, _In_ PPROCESSOR_NUMBER ProcNumber);

EXTERN_C_END

#endif
