/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ipi.h - a routine that every processor calls, all at the same time.
 */
#ifndef NTSPIN_WDM_IPI_H
#define NTSPIN_WDM_IPI_H

#include "irql.h"

EXTERN_C_START

_Function_class_(KIPI_BROADCAST_WORKER)
_IRQL_requires_(IPI_LEVEL)
_IRQL_requires_same_
typedef ULONG_PTR NTAPI KIPI_BROADCAST_WORKER(_In_ ULONG_PTR Argument);
typedef KIPI_BROADCAST_WORKER *PKIPI_BROADCAST_WORKER;

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * KeIpiGenericCall() - call a routine on every processor at once
 * @BroadcastFunction: the routine; called at IPI_LEVEL, with all interrupts off
 * @Context: handed to it
 *
 * Each processor is interrupted and waits until all have come; then all of them call the routine,
 * this one too. It returns when all have. The routine must be short, and wait for nothing but the
 * other processors in the same call: it may have interrupted the holder of any lock.
 *
 * A processor that goes offline or comes online does so before or after the call. Calls of several
 * processors are served one after the other. On PREEMPT_RT it is the same: the interrupts are hard
 * ones, so all processors are held up until the slowest has come, and the routine has run.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: a task, a softirq or a DPC, with interrupts on.
 * Return: what the routine has returned on the caller's processor.
 * Errors: Above DISPATCH_LEVEL it is reported, nothing is called, and 0 is returned.
 * Differs from Windows: It may not be called above DISPATCH_LEVEL, on Windows anywhere below
 *   IPI_LEVEL: there interrupts are off here, also those by which others call.
 * Windows: wdm.h, KeIpiGenericCall function.
 */
ULONG_PTR NTAPI KeIpiGenericCall(_In_ PKIPI_BROADCAST_WORKER BroadcastFunction,
				 _In_ ULONG_PTR Context);

EXTERN_C_END

#endif
