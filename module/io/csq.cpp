// SPDX-License-Identifier: GPL-2.0
/*
 * csq.cpp - the Windows routines for cancel-safe queues.
 *
 * Promised: a request in the queue goes either to the cancel routine or to the caller that removes
 * it: to the one whose exchange finds the cancel routine set. The other one leaves it alone. All
 * else is under the driver's own lock.
 */
#include "wdm/csq.h"
#include "../lock/atomic.hpp"
#include "request.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::call;
using ntspin::is_cancelled;

/* The queue, or the context that it was put into the queue with. */
PVOID &slot_of(IRP &irp) noexcept
{
	return irp.Tail.Overlay.DriverContext[3];
}

/* NULL where there is none. */
PIO_CSQ_IRP_CONTEXT context_of(IRP &irp) noexcept
{
	return *static_cast<ULONG *>(slot_of(irp)) == IO_TYPE_CSQ_IRP_CONTEXT ?
		       static_cast<PIO_CSQ_IRP_CONTEXT>(slot_of(irp)) :
		       nullptr;
}

IO_CSQ &queue_of(IRP &irp) noexcept
{
	const PIO_CSQ_IRP_CONTEXT context = context_of(irp);

	return context ? *context->Csq : *static_cast<PIO_CSQ>(slot_of(irp));
}

void record(IO_CSQ &queue, IRP &irp, PIO_CSQ_IRP_CONTEXT context) noexcept
{
	slot_of(irp) = &queue;
	if (!context)
		return;
	*context = {IO_TYPE_CSQ_IRP_CONTEXT, &irp, &queue};
	slot_of(irp) = context;
}

/* Under the queue's lock, and so are the next three. */
void forget(IRP &irp) noexcept
{
	if (const PIO_CSQ_IRP_CONTEXT context = context_of(irp))
		context->Irp = nullptr;
	slot_of(irp) = nullptr;
}

void take_out(IO_CSQ &queue, IRP &irp) noexcept
{
	queue.CsqRemoveIrp(&queue, &irp);
	forget(irp);
}

/* The exchange that takes the routine away gets the request. */
bool take_from_cancel(IRP &irp) noexcept
{
	return IoSetCancelRoutine(&irp, nullptr) != nullptr;
}

VOID NTAPI cancel(PDEVICE_OBJECT, PIRP irp)
{
	KIRQL old;

	IoReleaseCancelSpinLock(irp->CancelIrql);

	IO_CSQ &queue = queue_of(*irp);

	queue.CsqAcquireLock(&queue, &old);
	take_out(queue, *irp);
	queue.CsqReleaseLock(&queue, old);
	queue.CsqCompleteCanceledIrp(&queue, irp);
}

NTSTATUS put_in(IO_CSQ &queue, IRP &irp, PVOID context) noexcept
{
	/* The one member has a routine of either type, which is called by its own. */
	if (queue.Type == IO_TYPE_CSQ_EX)
		return __builtin_bit_cast(PIO_CSQ_INSERT_IRP_EX, queue.CsqInsertIrp)(&queue, &irp,
										     context);
	queue.CsqInsertIrp(&queue, &irp);
	return STATUS_SUCCESS;
}

/* What became of a request that was to be put in. */
enum class insertion { done, refused, cancelled };

/* Under the lock. Of one that is cancelled the caller has hold. */
insertion insert(IO_CSQ &queue, IRP &irp, PVOID context, NTSTATUS &status) noexcept
{
	status = STATUS_SUCCESS;
	if (is_cancelled(irp)) {
		IoMarkIrpPending(&irp);
		forget(irp);
		return insertion::cancelled;
	}
	status = put_in(queue, irp, context);
	if (!NT_SUCCESS(status)) {
		forget(irp);
		return insertion::refused;
	}
	IoMarkIrpPending(&irp);
	IoSetCancelRoutine(&irp, cancel);
	if (!is_cancelled(irp) || !take_from_cancel(irp))
		return insertion::done;
	take_out(queue, irp);
	return insertion::cancelled;
}

bool is_queue(const IO_CSQ *queue, const call &how) noexcept
{
	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_IO_HIGH, queue, how);
	if (queue && (queue->Type == IO_TYPE_CSQ || queue->Type == IO_TYPE_CSQ_EX)) [[likely]]
		return true;
	ntspin_report(NTSPIN_BAD_OBJECT, how.routine, 0, queue, how.caller);
	return false;
}

NTSTATUS lock_and_insert(PIO_CSQ queue, PIRP irp, PIO_CSQ_IRP_CONTEXT context, PVOID more,
			 const call &how) noexcept
{
	NTSTATUS status;
	KIRQL old;

	if (!is_queue(queue, how) || !ntspin::is_request(irp, how)) [[unlikely]]
		return STATUS_INVALID_PARAMETER;
	record(*queue, *irp, context);
	queue->CsqAcquireLock(queue, &old);
	const insertion became = insert(*queue, *irp, more, status);
	queue->CsqReleaseLock(queue, old);
	/* What is in the queue is anybody's from here on. */
	if (became == insertion::cancelled)
		queue->CsqCompleteCanceledIrp(queue, irp);
	return status;
}

} /* namespace */

extern "C" {

NTSTATUS NTAPI IoCsqInitialize(PIO_CSQ Csq, PIO_CSQ_INSERT_IRP CsqInsertIrp,
			       PIO_CSQ_REMOVE_IRP CsqRemoveIrp,
			       PIO_CSQ_PEEK_NEXT_IRP CsqPeekNextIrp,
			       PIO_CSQ_ACQUIRE_LOCK CsqAcquireLock,
			       PIO_CSQ_RELEASE_LOCK CsqReleaseLock,
			       PIO_CSQ_COMPLETE_CANCELED_IRP CsqCompleteCanceledIrp)
{
	*Csq = {IO_TYPE_CSQ,	CsqInsertIrp,	CsqRemoveIrp,		CsqPeekNextIrp,
		CsqAcquireLock, CsqReleaseLock, CsqCompleteCanceledIrp, nullptr};
	return STATUS_SUCCESS;
}

NTSTATUS NTAPI IoCsqInitializeEx(PIO_CSQ Csq, PIO_CSQ_INSERT_IRP_EX CsqInsertIrp,
				 PIO_CSQ_REMOVE_IRP CsqRemoveIrp,
				 PIO_CSQ_PEEK_NEXT_IRP CsqPeekNextIrp,
				 PIO_CSQ_ACQUIRE_LOCK CsqAcquireLock,
				 PIO_CSQ_RELEASE_LOCK CsqReleaseLock,
				 PIO_CSQ_COMPLETE_CANCELED_IRP CsqCompleteCanceledIrp)
{
	IoCsqInitialize(Csq, __builtin_bit_cast(PIO_CSQ_INSERT_IRP, CsqInsertIrp), CsqRemoveIrp,
			CsqPeekNextIrp, CsqAcquireLock, CsqReleaseLock, CsqCompleteCanceledIrp);
	Csq->Type = IO_TYPE_CSQ_EX;
	return STATUS_SUCCESS;
}

VOID NTAPI IoCsqInsertIrp(PIO_CSQ Csq, PIRP Irp, PIO_CSQ_IRP_CONTEXT Context)
{
	lock_and_insert(Csq, Irp, Context, nullptr, {__func__, CALLER, call::any_level});
}

NTSTATUS NTAPI IoCsqInsertIrpEx(PIO_CSQ Csq, PIRP Irp, PIO_CSQ_IRP_CONTEXT Context,
				PVOID InsertContext)
{
	return lock_and_insert(Csq, Irp, Context, InsertContext,
			       {__func__, CALLER, call::any_level});
}

PIRP NTAPI IoCsqRemoveIrp(PIO_CSQ Csq, PIO_CSQ_IRP_CONTEXT Context)
{
	KIRQL old;

	if (!is_queue(Csq, {__func__, CALLER, call::any_level})) [[unlikely]]
		return nullptr;
	Csq->CsqAcquireLock(Csq, &old);

	PIRP irp = Context->Irp;

	if (irp && take_from_cancel(*irp))
		take_out(*Csq, *irp);
	else
		irp = nullptr;
	Csq->CsqReleaseLock(Csq, old);
	return irp;
}

PIRP NTAPI IoCsqRemoveNextIrp(PIO_CSQ Csq, PVOID PeekContext)
{
	PIRP irp = nullptr;
	KIRQL old;

	if (!is_queue(Csq, {__func__, CALLER, call::any_level})) [[unlikely]]
		return nullptr;
	Csq->CsqAcquireLock(Csq, &old);
	do {
		irp = Csq->CsqPeekNextIrp(Csq, irp, PeekContext);
	} while (irp && !take_from_cancel(*irp));
	if (irp)
		take_out(*Csq, *irp);
	Csq->CsqReleaseLock(Csq, old);
	return irp;
}

} /* extern "C" */
