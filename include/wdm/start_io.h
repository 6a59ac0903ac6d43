/* SPDX-License-Identifier: GPL-2.0 */
/*
 * start_io.h - a driver's StartIo routine: one request of a device at a time, the others queued.
 *
 * DriverStartIo of the driver object gets a request at DISPATCH_LEVEL, which is the device's
 * CurrentIrp from then on. When the driver has done with it, it asks for the next one.
 *
 * A cancel routine that IoStartPacket() gets is called for a request that is queued, and for the
 * current one. As documented, it removes the request from the queue by KeRemoveEntryDeviceQueue(),
 * and completes it; the current one it leaves to StartIo, or to who completes that.
 */
#ifndef NTSPIN_WDM_START_IO_H
#define NTSPIN_WDM_START_IO_H

#include "device_queue.h"

EXTERN_C_START

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoStartPacket() - have the driver begin with a request, or queue it where the device is busy
 * @DeviceObject: the driver's device
 * @Irp: the request, which is marked as pending
 * @Key: where in the queue, as KeInsertByKeyDeviceQueue() says; or NULL: last
 * @CancelFunction: the request's cancel routine from now on; or NULL
 *
 * A request that is cancelled by then, and is queued, goes to the cancel routine; one that is not
 * queued goes to StartIo, cancelled or not.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: No device, no request, a driver without DriverStartIo: reported, and nothing is done.
 *   Above DISPATCH_LEVEL, and a routine that returns at another level or with a lock held: reported
 *   by the verifier.
 * Windows: wdm.h, IoStartPacket function.
 */
VOID NTAPI IoStartPacket(_In_ PDEVICE_OBJECT DeviceObject, _In_ PIRP Irp, _In_opt_ PULONG Key,
			 _In_opt_ PDRIVER_CANCEL CancelFunction);

_IRQL_requires_(DISPATCH_LEVEL)
/**
 * IoStartNextPacket() - have the driver begin with the next request, if there is one
 * @DeviceObject: the driver's device, whose current request is done
 * @Cancelable: TRUE where IoStartPacket() was called with a cancel routine: the cancel spin lock is
 *   held while the request becomes the current one
 *
 * StartIo is called before this returns. Who calls this from StartIo, where a request may end at
 * once, sets DeferredStartIo: each call takes more of a stack that on Linux has 16 KB.
 *
 * Context: IRQL = DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: No device, a driver without DriverStartIo, a queue that is not busy: reported, and
 *   nothing is done. Another level: reported by the verifier, and done.
 * Windows: wdm.h, IoStartNextPacket function.
 */
VOID NTAPI IoStartNextPacket(_In_ PDEVICE_OBJECT DeviceObject, _In_ BOOLEAN Cancelable);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoStartNextPacketByKey() - the same with the request that comes next by its key
 * @DeviceObject: as for IoStartNextPacket()
 * @Cancelable: the same
 * @Key: as KeRemoveByKeyDeviceQueue() says
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: as IoStartNextPacket(), but for the level: above DISPATCH_LEVEL.
 * Windows: wdm.h, IoStartNextPacketByKey function.
 */
VOID NTAPI IoStartNextPacketByKey(_In_ PDEVICE_OBJECT DeviceObject, _In_ BOOLEAN Cancelable,
				  _In_ ULONG Key);

/**
 * IoSetStartIoAttributes() - how StartIo is called
 * @DeviceObject: the driver's device, which has begun with no request yet
 * @DeferredStartIo: never while it runs already: what is to begin begins when it has returned
 * @NonCancelable: a request cannot be cancelled any more once StartIo has it
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: No device: reported, and nothing is done.
 * Windows: wdm.h, IoSetStartIoAttributes function.
 */
VOID NTAPI IoSetStartIoAttributes(_In_ PDEVICE_OBJECT DeviceObject, _In_ BOOLEAN DeferredStartIo,
				  _In_ BOOLEAN NonCancelable);

EXTERN_C_END

#endif
