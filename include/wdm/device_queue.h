/* SPDX-License-Identifier: GPL-2.0 */
/*
 * device_queue.h - device queues: what waits for a device that is busy.
 *
 * A queue is busy from the first insertion, which puts nothing in, to the removal that finds none.
 * Who is told FALSE by an insertion begins with the entry at once; who has done with it removes the
 * next. IoStartPacket() and its kin (start_io.h) do so with the queue of a device.
 */
#ifndef NTSPIN_WDM_DEVICE_QUEUE_H
#define NTSPIN_WDM_DEVICE_QUEUE_H

#include "device.h"

EXTERN_C_START

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * KeInitializeDeviceQueue() - begin with a queue that is not busy
 * @DeviceQueue: the driver's storage, in non-paged memory
 *
 * The one of a DEVICE_OBJECT IoCreateDevice() has initialised.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context.
 * Return: nothing.
 * Errors: Above DISPATCH_LEVEL: reported by the verifier, and done.
 * Windows: wdm.h, KeInitializeDeviceQueue function.
 */
VOID NTAPI KeInitializeDeviceQueue(_Out_ PKDEVICE_QUEUE DeviceQueue);

_IRQL_requires_(DISPATCH_LEVEL)
/**
 * KeInsertDeviceQueue() - queue an entry last, if the queue is busy
 * @DeviceQueue: the queue
 * @DeviceQueueEntry: the driver's storage, not queued yet
 *
 * Context: IRQL = DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: TRUE if it was queued; FALSE if the queue was not busy: it is now, and the entry is not
 *   in it.
 * Errors: No queue: reported, and FALSE. An entry that is in the queue: reported, and TRUE. Another
 *   level: reported by the verifier, and done.
 * Windows: wdm.h, KeInsertDeviceQueue function.
 */
BOOLEAN NTAPI KeInsertDeviceQueue(_Inout_ PKDEVICE_QUEUE DeviceQueue,
				  _Inout_ PKDEVICE_QUEUE_ENTRY DeviceQueueEntry);

_IRQL_requires_(DISPATCH_LEVEL)
/**
 * KeInsertByKeyDeviceQueue() - queue an entry by its key, if the queue is busy
 * @DeviceQueue: the queue
 * @DeviceQueueEntry: as for KeInsertDeviceQueue()
 * @SortKey: the entry's; it is queued behind those with the same or a lower one
 *
 * Context: IRQL = DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: as KeInsertDeviceQueue().
 * Errors: the same.
 * Windows: wdm.h, KeInsertByKeyDeviceQueue function.
 */
BOOLEAN NTAPI KeInsertByKeyDeviceQueue(_Inout_ PKDEVICE_QUEUE DeviceQueue,
				       _Inout_ PKDEVICE_QUEUE_ENTRY DeviceQueueEntry,
				       _In_ ULONG SortKey);

_IRQL_requires_(DISPATCH_LEVEL)
/**
 * KeRemoveDeviceQueue() - take the first entry out of a busy queue
 * @DeviceQueue: the queue
 *
 * Context: IRQL = DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: the entry; NULL where there is none: the queue is not busy any more.
 * Errors: No queue, or one that is not busy: reported, and NULL. Another level: reported by the
 *   verifier, and done.
 * Windows: wdm.h, KeRemoveDeviceQueue function.
 */
PKDEVICE_QUEUE_ENTRY NTAPI KeRemoveDeviceQueue(_Inout_ PKDEVICE_QUEUE DeviceQueue);

_IRQL_requires_(DISPATCH_LEVEL)
/**
 * KeRemoveByKeyDeviceQueue() - take the entry that comes next by its key out of a busy queue
 * @DeviceQueue: the queue
 * @SortKey: of the first entry with the same or a higher one; where there is none, the first of all
 *   is taken
 *
 * Context: IRQL = DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: as KeRemoveDeviceQueue().
 * Errors: the same.
 * Windows: wdm.h, KeRemoveByKeyDeviceQueue function.
 */
PKDEVICE_QUEUE_ENTRY NTAPI KeRemoveByKeyDeviceQueue(_Inout_ PKDEVICE_QUEUE DeviceQueue,
						    _In_ ULONG SortKey);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * KeRemoveEntryDeviceQueue() - take one entry out, if it is in
 * @DeviceQueue: the queue
 * @DeviceQueueEntry: one that an insertion has been called with
 *
 * The queue stays busy.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: TRUE if it was in the queue, and is out now.
 * Errors: No queue: reported, and FALSE. Above DISPATCH_LEVEL: reported by the verifier, and done.
 * Windows: wdm.h, KeRemoveEntryDeviceQueue function.
 */
BOOLEAN NTAPI KeRemoveEntryDeviceQueue(_Inout_ PKDEVICE_QUEUE DeviceQueue,
				       _Inout_ PKDEVICE_QUEUE_ENTRY DeviceQueueEntry);

EXTERN_C_END

#endif
