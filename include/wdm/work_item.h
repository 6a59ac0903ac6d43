/* SPDX-License-Identifier: GPL-2.0 */
/*
 * work_item.h - work items: routines that a thread of the system calls at PASSIVE_LEVEL, soon.
 *
 * What holds of every work item here: before its routine is called the item has left its queue, so
 * the routine may queue it again, or free it. Items of a queue begin in the order in which they
 * were queued, and do not wait for each other to end: up to 256 routines of a queue run at a time.
 *
 * There are two queues: one of threads of usual priority, and one of high priority, for
 * CriticalWorkQueue and what is above.
 *
 * A driver's module may go while an item of it is queued, or its routine runs: it is reported, and
 * waited for. What is queued once its exit routine has returned is reported, and does not run.
 */
#ifndef NTSPIN_WDM_WORK_ITEM_H
#define NTSPIN_WDM_WORK_ITEM_H

#include "driver.h"

EXTERN_C_START

typedef enum _WORK_QUEUE_TYPE {
	CriticalWorkQueue,
	DelayedWorkQueue,
	HyperCriticalWorkQueue,
	NormalWorkQueue,
	BackgroundWorkQueue,
	RealTimeWorkQueue,
	SuperCriticalWorkQueue,
	MaximumWorkQueue,
	CustomPriorityWorkQueue = 32
} WORK_QUEUE_TYPE;

/* Opaque to drivers: see IoSizeofWorkItem(). */
typedef struct _IO_WORKITEM IO_WORKITEM, *PIO_WORKITEM;

_Function_class_(IO_WORKITEM_ROUTINE)
_IRQL_requires_(PASSIVE_LEVEL)
_IRQL_requires_same_
typedef VOID NTAPI IO_WORKITEM_ROUTINE(_In_ PDEVICE_OBJECT DeviceObject, _In_opt_ PVOID Context);
typedef IO_WORKITEM_ROUTINE *PIO_WORKITEM_ROUTINE;

_Function_class_(IO_WORKITEM_ROUTINE_EX)
_IRQL_requires_(PASSIVE_LEVEL)
_IRQL_requires_same_
typedef VOID NTAPI IO_WORKITEM_ROUTINE_EX(_In_ PVOID IoObject, _In_opt_ PVOID Context,
					  _In_ PIO_WORKITEM IoWorkItem);
typedef IO_WORKITEM_ROUTINE_EX *PIO_WORKITEM_ROUTINE_EX;

_Function_class_(WORKER_THREAD_ROUTINE)
_IRQL_requires_(PASSIVE_LEVEL)
_IRQL_requires_same_
typedef VOID NTAPI WORKER_THREAD_ROUTINE(_In_ PVOID Parameter);
typedef WORKER_THREAD_ROUTINE *PWORKER_THREAD_ROUTINE;

/*
 * Opaque to drivers, which embed it: resident storage that stays while the item is queued. Its size
 * and the names of its fields are those of Windows.
 */
typedef struct _WORK_QUEUE_ITEM {
	LIST_ENTRY List;		/* Flink is not NULL while it is queued */
	PWORKER_THREAD_ROUTINE WorkerRoutine;
	volatile PVOID Parameter;
} WORK_QUEUE_ITEM, *PWORK_QUEUE_ITEM;

C_ASSERT(sizeof(WORK_QUEUE_ITEM) == 32);
C_ASSERT(FIELD_OFFSET(WORK_QUEUE_ITEM, WorkerRoutine) == 16);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoAllocateWorkItem() - allocate a work item
 * @DeviceObject: handed to the routine
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: the item, for IoFreeWorkItem(); NULL where there is no memory.
 * Errors: One that a driver has not freed when it is unloaded is reported as pool is, by the tag
 *   "IoWi".
 * Differs from Windows: What keeps a driver's code is the module, whose unload waits.
 * Windows: wdm.h, IoAllocateWorkItem function.
 */
PIO_WORKITEM NTAPI IoAllocateWorkItem(_In_ PDEVICE_OBJECT DeviceObject);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoFreeWorkItem() - free a work item
 * @IoWorkItem: what IoAllocateWorkItem() has returned, not queued
 *
 * The item's own routine may call it.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: An item that is queued is reported, and stays.
 * Windows: wdm.h, IoFreeWorkItem function.
 */
VOID NTAPI IoFreeWorkItem(_In_ PIO_WORKITEM IoWorkItem);

/**
 * IoSizeofWorkItem() - how large an IO_WORKITEM is
 *
 * Context: Any IRQL. Linux: any context.
 * Return: bytes, of storage that is aligned as a pointer is.
 * Errors: none.
 * Windows: wdm.h, IoSizeofWorkItem function.
 */
ULONG NTAPI IoSizeofWorkItem(VOID);

/**
 * IoInitializeWorkItem() - make the driver's storage a work item
 * @IoObject: a driver or device object; handed to the routine
 * @IoWorkItem: resident storage of IoSizeofWorkItem() bytes, not queued
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: Storage that is in a queue corrupts that queue, as on Windows.
 * Differs from Windows: as IoAllocateWorkItem().
 * Windows: wdm.h, IoInitializeWorkItem function.
 */
VOID NTAPI IoInitializeWorkItem(_In_ PVOID IoObject, _Out_ PIO_WORKITEM IoWorkItem);

/**
 * IoUninitializeWorkItem() - make the storage the driver's again
 * @IoWorkItem: what IoInitializeWorkItem() was called with, not queued
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: An item that is queued is reported, and stays one.
 * Windows: wdm.h, IoUninitializeWorkItem function.
 */
VOID NTAPI IoUninitializeWorkItem(_In_ PIO_WORKITEM IoWorkItem);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoQueueWorkItem() - have a thread call a routine
 * @IoWorkItem: a work item that is not queued
 * @WorkerRoutine: called with the object that the item was made for, and @Context
 * @QueueType: which queue; drivers use DelayedWorkQueue
 * @Context: handed to the routine
 *
 * What was written before the call is seen by the routine. A device that the item was made for is
 * referenced until the routine has returned: deleted meanwhile, its memory stays.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: An item that is queued is reported, and stays queued as it was. A routine that returns at
 *   another level, or owns a mutex then, is reported: the level is lowered, the mutex abandoned.
 * Differs from Windows: Where 256 routines of a queue run, an item waits until one of them returns.
 * Windows: wdm.h, IoQueueWorkItem function.
 */
VOID NTAPI IoQueueWorkItem(_In_ __drv_aliasesMem PIO_WORKITEM IoWorkItem,
			   _In_ PIO_WORKITEM_ROUTINE WorkerRoutine, _In_ WORK_QUEUE_TYPE QueueType,
			   _In_opt_ __drv_aliasesMem PVOID Context);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoQueueWorkItemEx() - the same, for a routine that gets the item as well
 * @IoWorkItem: a work item that is not queued
 * @WorkerRoutine: called with the object that the item was made for, @Context, and the item
 * @QueueType: which queue; drivers use DelayedWorkQueue
 * @Context: handed to the routine
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: as IoQueueWorkItem().
 * Differs from Windows: as IoQueueWorkItem().
 * Windows: wdm.h, IoQueueWorkItemEx function.
 */
VOID NTAPI IoQueueWorkItemEx(_In_ __drv_aliasesMem PIO_WORKITEM IoWorkItem,
			     _In_ PIO_WORKITEM_ROUTINE_EX WorkerRoutine,
			     _In_ WORK_QUEUE_TYPE QueueType,
			     _In_opt_ __drv_aliasesMem PVOID Context);

/**
 * ExInitializeWorkItem() - make the driver's storage an item of the executive's queues
 * @Item: the driver's storage, not queued
 * @Routine: what to call
 * @Context: handed to it
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: as IoInitializeWorkItem().
 * Differs from Windows: A function here, a macro there.
 * Windows: wdm.h, ExInitializeWorkItem macro.
 */
FORCEINLINE VOID ExInitializeWorkItem(_Out_ PWORK_QUEUE_ITEM Item,
				      _In_ PWORKER_THREAD_ROUTINE Routine, _In_opt_ PVOID Context)
{
	Item->WorkerRoutine = Routine;
	Item->Parameter = Context;
	Item->List.Flink = NULL;
}

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExQueueWorkItem() - have a thread call an item's routine
 * @WorkItem: an initialised item that is not queued
 * @QueueType: which queue
 *
 * On Windows nothing keeps the driver's code until the routine has returned, and so drivers are to
 * use IoQueueWorkItem() there. Here the unload waits for either.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: as IoQueueWorkItem(). An item without a routine is reported, and not queued.
 * Differs from Windows: as IoQueueWorkItem().
 * Windows: wdm.h, ExQueueWorkItem function.
 */
VOID NTAPI ExQueueWorkItem(_Inout_ __drv_aliasesMem PWORK_QUEUE_ITEM WorkItem,
			   _In_ WORK_QUEUE_TYPE QueueType);

EXTERN_C_END

#endif
