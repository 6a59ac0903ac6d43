/* SPDX-License-Identifier: GPL-2.0 */
/*
 * irp_inline.h - the inline routines that move about in an I/O request's stack.
 */
#ifndef NTSPIN_WDM_IRP_INLINE_H
#define NTSPIN_WDM_IRP_INLINE_H

#include "interlocked.h"
#include "io_stack.h"

EXTERN_C_START

/**
 * IoSizeOfIrp() - how many bytes a request of so many locations takes
 * @StackSize: how many
 *
 * Windows: wdm.h, IoSizeOfIrp macro.
 */
#define IoSizeOfIrp(StackSize) \
	((USHORT)(sizeof(IRP) + (StackSize) * sizeof(IO_STACK_LOCATION)))

/**
 * IoGetCurrentIrpStackLocation() - the location of the driver that is called
 * @Irp: the request
 *
 * Context: Any IRQL. Linux: any context.
 * Return: the location.
 * Errors: none is detected.
 * Windows: wdm.h, IoGetCurrentIrpStackLocation function.
 */
FORCEINLINE PIO_STACK_LOCATION IoGetCurrentIrpStackLocation(_In_ PIRP Irp)
{
	return Irp->Tail.Overlay.CurrentStackLocation;
}

/**
 * IoGetNextIrpStackLocation() - the location of the driver below
 * @Irp: the request
 *
 * Context: Any IRQL. Linux: any context.
 * Return: the location.
 * Errors: none is detected.
 * Windows: wdm.h, IoGetNextIrpStackLocation function.
 */
FORCEINLINE PIO_STACK_LOCATION IoGetNextIrpStackLocation(_In_ PIRP Irp)
{
	return Irp->Tail.Overlay.CurrentStackLocation - 1;
}

/**
 * IoSkipCurrentIrpStackLocation() - let the driver below have this driver's location
 * @Irp: the request
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none is detected.
 * Windows: wdm.h, IoSkipCurrentIrpStackLocation function.
 */
FORCEINLINE VOID IoSkipCurrentIrpStackLocation(_Inout_ PIRP Irp)
{
	Irp->CurrentLocation++;
	Irp->Tail.Overlay.CurrentStackLocation++;
}

/**
 * IoSetNextIrpStackLocation() - make the location below the current one
 * @Irp: the request, of the caller's own
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none is detected.
 * Windows: wdm.h, IoSetNextIrpStackLocation function.
 */
FORCEINLINE VOID IoSetNextIrpStackLocation(_Inout_ PIRP Irp)
{
	Irp->CurrentLocation--;
	Irp->Tail.Overlay.CurrentStackLocation--;
}

/**
 * IoCopyCurrentIrpStackLocationToNext() - give the driver below the parameters of this one
 * @Irp: the request
 *
 * All but the completion routine and its context.
 *
 * Context: Any IRQL (on Windows <= DISPATCH_LEVEL). Linux: any context.
 * Return: nothing.
 * Errors: none is detected.
 * Windows: wdm.h, IoCopyCurrentIrpStackLocationToNext function.
 */
FORCEINLINE VOID IoCopyCurrentIrpStackLocationToNext(_Inout_ PIRP Irp)
{
	PIO_STACK_LOCATION Current = IoGetCurrentIrpStackLocation(Irp);
	PIO_STACK_LOCATION Next = IoGetNextIrpStackLocation(Irp);

	__builtin_memcpy(Next, Current, FIELD_OFFSET(IO_STACK_LOCATION, CompletionRoutine));
	Next->Control = 0;
}

/**
 * IoSetCompletionRoutine() - what is called when the drivers below are done
 * @Irp: the request
 * @CompletionRoutine: the routine; NULL for none
 * @Context: what it gets
 * @InvokeOnSuccess: call it where the request succeeds
 * @InvokeOnError: call it where it fails
 * @InvokeOnCancel: call it where it is cancelled
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context.
 * Return: nothing.
 * Errors: none is detected.
 * Windows: wdm.h, IoSetCompletionRoutine function.
 */
FORCEINLINE VOID IoSetCompletionRoutine(_In_ PIRP Irp,
					_In_opt_ PIO_COMPLETION_ROUTINE CompletionRoutine,
					_In_opt_ PVOID Context, _In_ BOOLEAN InvokeOnSuccess,
					_In_ BOOLEAN InvokeOnError, _In_ BOOLEAN InvokeOnCancel)
{
	PIO_STACK_LOCATION Next = IoGetNextIrpStackLocation(Irp);

	Next->CompletionRoutine = CompletionRoutine;
	Next->Context = Context;
	Next->Control = (UCHAR)((InvokeOnSuccess ? SL_INVOKE_ON_SUCCESS : 0) |
				(InvokeOnError ? SL_INVOKE_ON_ERROR : 0) |
				(InvokeOnCancel ? SL_INVOKE_ON_CANCEL : 0));
}

/**
 * IoMarkIrpPending() - say that the dispatch routine returns STATUS_PENDING
 * @Irp: the request
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none is detected.
 * Windows: wdm.h, IoMarkIrpPending function.
 */
FORCEINLINE VOID IoMarkIrpPending(_Inout_ PIRP Irp)
{
	IoGetCurrentIrpStackLocation(Irp)->Control |= SL_PENDING_RETURNED;
}

/**
 * IoSetCancelRoutine() - set a request's cancel routine, or take it away
 * @Irp: the request
 * @CancelRoutine: the routine, or NULL
 *
 * One atomic exchange, and a full barrier: whoever takes the routine away, cancels.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context.
 * Return: the routine of before, or NULL.
 * Errors: none is detected.
 * Windows: wdm.h, IoSetCancelRoutine macro.
 */
FORCEINLINE PDRIVER_CANCEL IoSetCancelRoutine(_In_ PIRP Irp,
					      _In_opt_ PDRIVER_CANCEL CancelRoutine)
{
	return (PDRIVER_CANCEL)(ULONG_PTR)InterlockedExchangePointer(
		(PVOID volatile *)&Irp->CancelRoutine, (PVOID)(ULONG_PTR)CancelRoutine);
}

EXTERN_C_END

#endif
