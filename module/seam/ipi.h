/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ipi.h - the seam's part that KeIpiGenericCall needs: every processor at once.
 */
#ifndef NTSPIN_SEAM_IPI_H
#define NTSPIN_SEAM_IPI_H

#include "wdm.h"

EXTERN_C_START

/**
 * ntspin_broadcast - have every processor that is online call something, all at the same time
 * @perform: called on each of them with interrupts off, once all have come
 * @arg: handed to it
 *
 * Called at DISPATCH_LEVEL, with interrupts on. What the caller has written before is seen by each
 * call; what these write, and what each processor has written before, by all behind them.
 *
 * Return: what it has returned on this processor.
 */
ULONG_PTR ntspin_broadcast(ULONG_PTR (*perform)(const void *arg), const void *arg);

EXTERN_C_END

#endif
