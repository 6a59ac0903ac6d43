/* SPDX-License-Identifier: GPL-2.0 */
/*
 * request.h - I/O requests (IRPs): made, sent from driver to driver, completed and cancelled.
 *
 * A request goes down its stack locations, one for each driver, and comes up again when it is
 * completed. Meanwhile it is the driver's that has it. Who made it by IoAllocateIrp() or
 * IoBuildAsynchronousFsdRequest() gets it back by a completion routine that returns
 * STATUS_MORE_PROCESSING_REQUIRED; what the other two have built the I/O manager frees.
 *
 * Linux' side of a driver includes this header by its name.
 */
#ifndef NTSPIN_WDM_REQUEST_H
#define NTSPIN_WDM_REQUEST_H

#include "io_stack.h"

EXTERN_C_START

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoAllocateIrp() - make a request
 * @StackSize: how many locations: the StackSize of the device that it is sent to
 * @ChargeQuota: unused
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: the request, for IoFreeIrp(); NULL where there is no memory.
 * Errors: One that a driver has not freed when it is unloaded is reported as pool is, by the tag
 *   "Irp ".
 * Windows: wdm.h, IoAllocateIrp function.
 */
PIRP NTAPI IoAllocateIrp(_In_ CCHAR StackSize, _In_ BOOLEAN ChargeQuota);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoFreeIrp() - free a request
 * @Irp: from IoAllocateIrp() or IoBuildAsynchronousFsdRequest(), and no other driver's now
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: No request; one that the I/O manager frees; one that a driver has which it was sent to:
 *   reported, and nothing is done.
 * Windows: wdm.h, IoFreeIrp function.
 */
VOID NTAPI IoFreeIrp(_In_ PIRP Irp);

/**
 * IoInitializeIrp() - make the driver's storage a request
 * @Irp: the storage, which is not from IoAllocateIrp()
 * @PacketSize: IoSizeOfIrp(StackSize) at least
 * @StackSize: as for IoAllocateIrp()
 *
 * Context: Any IRQL (on Windows <= DISPATCH_LEVEL). Linux: any context.
 * Return: nothing.
 * Errors: Less storage than that, or no such StackSize: reported, and nothing is done.
 * Windows: wdm.h, IoInitializeIrp function.
 */
VOID NTAPI IoInitializeIrp(_Out_ PIRP Irp, _In_ USHORT PacketSize, _In_ CCHAR StackSize);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoReuseIrp() - make a request as new
 * @Irp: from IoAllocateIrp(), and no other driver's now
 * @Iostatus: what IoStatus.Status is to be
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context.
 * Return: nothing.
 * Errors: as IoFreeIrp().
 * Windows: wdm.h, IoReuseIrp function.
 */
VOID NTAPI IoReuseIrp(_Inout_ PIRP Irp, _In_ NTSTATUS Iostatus);

#define IoCallDriver IofCallDriver
#define IoCompleteRequest IofCompleteRequest

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IofCallDriver() - send a request to a device's driver
 * @DeviceObject: the device
 * @Irp: a request whose next location is filled in
 *
 * Drivers call IoCallDriver().
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: as the driver's dispatch routine needs it.
 * Return: what the dispatch routine for the location's MajorFunction has returned.
 * Errors: No request, no device, no location left: reported, the request is not sent, and
 *   STATUS_INVALID_DEVICE_REQUEST. With the verifier on: above DISPATCH_LEVEL; a cancel routine
 *   that is still set; a dispatch routine that returns at another level or with a lock held.
 * Windows: wdm.h, IofCallDriver function.
 */
NTSTATUS FASTCALL IofCallDriver(_In_ PDEVICE_OBJECT DeviceObject,
				_Inout_ __drv_aliasesMem PIRP Irp);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IofCompleteRequest() - a driver is done with a request
 * @Irp: the request, whose IoStatus is filled in; the caller's no more
 * @PriorityBoost: unused
 *
 * Drivers call IoCompleteRequest(). The completion routines that want to be called for the status,
 * or since the request is cancelled, are called, each with its driver's device, from the lowest to
 * the first that returns STATUS_MORE_PROCESSING_REQUIRED, whose driver has the request from then
 * on. What a driver below has left in its location is 0 by then. PendingReturned is TRUE where
 * that driver has marked the request as pending; where there is no routine to see it, the location
 * above is marked so, too.
 *
 * Of the I/O manager's own requests the caller's data, status block and event are seen to then. One
 * that its sender's completion routine has kept, or that was never sent, the sender ends by
 * completing it.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: as the completion routines need it.
 * Return: nothing.
 * Errors: No request, or one that no driver has: reported, and nothing is done. A driver's own that
 *   no routine has kept: reported, and left to it. With the verifier on: above DISPATCH_LEVEL; a
 *   status of STATUS_PENDING; a cancel routine that is still set.
 * Windows: wdm.h, IofCompleteRequest function.
 */
VOID FASTCALL IofCompleteRequest(_In_ PIRP Irp, _In_ CCHAR PriorityBoost);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoSetCompletionRoutineEx() - the same routine, for a driver that may be unloaded meanwhile
 * @DeviceObject: the driver's device
 * @Irp: as for IoSetCompletionRoutine(), and what follows
 * @CompletionRoutine: the routine
 * @Context: what it gets
 * @InvokeOnSuccess: call it where the request succeeds
 * @InvokeOnError: call it where it fails
 * @InvokeOnCancel: call it where it is cancelled
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context.
 * Return: STATUS_SUCCESS.
 * Errors: none is detected.
 * Differs from Windows: No reference to the device is kept: a driver waits for its requests before
 *   it goes. Nothing is allocated, so STATUS_INSUFFICIENT_RESOURCES, which is to be expected there,
 *   is never returned.
 * Windows: wdm.h, IoSetCompletionRoutineEx function.
 */
NTSTATUS NTAPI IoSetCompletionRoutineEx(_In_ PDEVICE_OBJECT DeviceObject, _In_ PIRP Irp,
					_In_ PIO_COMPLETION_ROUTINE CompletionRoutine,
					_In_opt_ PVOID Context, _In_ BOOLEAN InvokeOnSuccess,
					_In_ BOOLEAN InvokeOnError, _In_ BOOLEAN InvokeOnCancel);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoCancelIrp() - ask for the end of a request
 * @Irp: one that the caller has made, and that is not completed yet
 *
 * Sets Cancel. A cancel routine that is set is taken away and called at DISPATCH_LEVEL, with the
 * cancel spin lock held, which it releases by Irp->CancelIrql, and the device that has the request.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: as IoAcquireCancelSpinLock().
 * Return: TRUE if a cancel routine was called.
 * Errors: No request: reported, and FALSE. A routine that returns at another level than that of
 *   before: reported.
 * Windows: wdm.h, IoCancelIrp function.
 */
BOOLEAN NTAPI IoCancelIrp(_In_ PIRP Irp);

EXTERN_C_END

#include "request_build.h"

#endif
