/* SPDX-License-Identifier: GPL-2.0 */
/*
 * csq.h - cancel-safe queues: a driver's own queue of requests, of which each is cancelled or taken
 * out, and never both.
 *
 * The driver has the list and its lock; these routines call it. They keep what they know of a
 * request in its Tail.Overlay.DriverContext[3].
 *
 * Linux' side of a driver includes this header by its name.
 */
#ifndef NTSPIN_WDM_CSQ_H
#define NTSPIN_WDM_CSQ_H

#include "request.h"
#include "tables.h"

EXTERN_C_START

#define IO_TYPE_CSQ_IRP_CONTEXT 1
#define IO_TYPE_CSQ 2
#define IO_TYPE_CSQ_EX 3

/**
 * IoCsqInitialize() - make a queue of a driver's routines
 * @Csq: the driver's resident storage
 * @CsqInsertIrp: puts a request into the queue
 * @CsqRemoveIrp: takes one out
 * @CsqPeekNextIrp: finds the next one that matches, behind the one that it gets, or from the first
 * @CsqAcquireLock: takes the queue's lock; the three above are called with it held
 * @CsqReleaseLock: gives it back
 * @CsqCompleteCanceledIrp: completes a request that is out, with STATUS_CANCELLED
 *
 * Context: Any IRQL. Linux: any context.
 * Return: STATUS_SUCCESS.
 * Errors: none is detected.
 * Windows: wdm.h, IoCsqInitialize function.
 */
NTSTATUS NTAPI IoCsqInitialize(_Out_ PIO_CSQ Csq, _In_ PIO_CSQ_INSERT_IRP CsqInsertIrp,
			       _In_ PIO_CSQ_REMOVE_IRP CsqRemoveIrp,
			       _In_ PIO_CSQ_PEEK_NEXT_IRP CsqPeekNextIrp,
			       _In_ PIO_CSQ_ACQUIRE_LOCK CsqAcquireLock,
			       _In_ PIO_CSQ_RELEASE_LOCK CsqReleaseLock,
			       _In_ PIO_CSQ_COMPLETE_CANCELED_IRP CsqCompleteCanceledIrp);

/**
 * IoCsqInitializeEx() - the same, of a driver that may refuse a request
 * @Csq: as for IoCsqInitialize(), and what follows
 * @CsqInsertIrp: puts a request into the queue, or returns why it does not
 * @CsqRemoveIrp: takes one out
 * @CsqPeekNextIrp: finds the next one
 * @CsqAcquireLock: takes the lock
 * @CsqReleaseLock: gives it back
 * @CsqCompleteCanceledIrp: completes a request that is out
 *
 * Context: Any IRQL. Linux: any context.
 * Return: STATUS_SUCCESS.
 * Errors: none is detected.
 * Windows: wdm.h, IoCsqInitializeEx function.
 */
NTSTATUS NTAPI IoCsqInitializeEx(_Out_ PIO_CSQ Csq, _In_ PIO_CSQ_INSERT_IRP_EX CsqInsertIrp,
				 _In_ PIO_CSQ_REMOVE_IRP CsqRemoveIrp,
				 _In_ PIO_CSQ_PEEK_NEXT_IRP CsqPeekNextIrp,
				 _In_ PIO_CSQ_ACQUIRE_LOCK CsqAcquireLock,
				 _In_ PIO_CSQ_RELEASE_LOCK CsqReleaseLock,
				 _In_ PIO_CSQ_COMPLETE_CANCELED_IRP CsqCompleteCanceledIrp);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoCsqInsertIrp() - put a request into the queue, and mark it as pending
 * @Csq: an initialised queue
 * @Irp: the request, which may be completed before this returns
 * @Context: for IoCsqRemoveIrp(); stays while the request is in the queue. Or NULL
 *
 * A request that is cancelled by then is not put into it, but given to CsqCompleteCanceledIrp.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: as the driver's lock needs it.
 * Return: nothing.
 * Errors: No queue: reported, and nothing is done.
 * Windows: wdm.h, IoCsqInsertIrp function.
 */
VOID NTAPI IoCsqInsertIrp(_Inout_ PIO_CSQ Csq, _Inout_ PIRP Irp,
			  _Out_opt_ PIO_CSQ_IRP_CONTEXT Context);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoCsqInsertIrpEx() - the same, where the driver may refuse the request
 * @Csq: as for IoCsqInsertIrp(), and what follows
 * @Irp: the request
 * @Context: for IoCsqRemoveIrp(), or NULL
 * @InsertContext: handed to CsqInsertIrp
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: as the driver's lock needs it.
 * Return: STATUS_SUCCESS, as always of a queue of IoCsqInitialize(), which is handed no
 *   @InsertContext; what CsqInsertIrp has refused it with: then the request is the caller's, and
 *   not marked as pending.
 * Errors: No queue: reported, and STATUS_INVALID_PARAMETER.
 * Windows: wdm.h, IoCsqInsertIrpEx function.
 */
NTSTATUS NTAPI IoCsqInsertIrpEx(_Inout_ PIO_CSQ Csq, _Inout_ PIRP Irp,
				_Out_opt_ PIO_CSQ_IRP_CONTEXT Context,
				_In_opt_ PVOID InsertContext);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoCsqRemoveIrp() - take a request out of the queue
 * @Csq: the queue
 * @Context: what the request was put into it with
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: as the driver's lock needs it.
 * Return: the request, which cannot be cancelled any more; NULL where it is out, or is being
 *   cancelled.
 * Errors: No queue: reported, and NULL.
 * Windows: wdm.h, IoCsqRemoveIrp function.
 */
PIRP NTAPI IoCsqRemoveIrp(_Inout_ PIO_CSQ Csq, _Inout_ PIO_CSQ_IRP_CONTEXT Context);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoCsqRemoveNextIrp() - take the next request out that matches, and is not being cancelled
 * @Csq: the queue
 * @PeekContext: handed to CsqPeekNextIrp
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: as the driver's lock needs it.
 * Return: the request, which cannot be cancelled any more; NULL where there is none.
 * Errors: No queue: reported, and NULL.
 * Windows: wdm.h, IoCsqRemoveNextIrp function.
 */
PIRP NTAPI IoCsqRemoveNextIrp(_Inout_ PIO_CSQ Csq, _In_opt_ PVOID PeekContext);

EXTERN_C_END

#endif
