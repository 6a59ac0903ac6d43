/* SPDX-License-Identifier: GPL-2.0 */
/*
 * work.h - the seam's part that work items need: threads that run what is queued.
 *
 * What is queued, and in which order, is the Windows side's. The host has workers, each with a
 * number, and calls ntspin_worker_run() in the thread of one that was started.
 */
#ifndef NTSPIN_SEAM_WORK_H
#define NTSPIN_SEAM_WORK_H

#include "wdm.h"

EXTERN_C_START

/* Threads of usual priority, and of high priority. */
enum ntspin_work_queue {
	NTSPIN_WORK_USUAL,
	NTSPIN_WORK_URGENT,
	NTSPIN_WORK_QUEUES
};

/* How many routines of a queue run at a time. */
#define NTSPIN_WORKERS 256

/**
 * ntspin_worker_start - have a worker run its queue, in a thread at PASSIVE_LEVEL
 * @queue: the queue
 * @worker: its number, below NTSPIN_WORKERS
 *
 * Called in any context but an NMI, with interrupts off, for a worker whose last
 * ntspin_worker_run() was told that there is nothing, or that was never started. What the caller
 * has written before is seen by that worker.
 */
void ntspin_worker_start(enum ntspin_work_queue queue, ULONG worker);

/* What ex/ does for the host: */

/**
 * ntspin_worker_run - call the routine of the next item
 * @queue: the queue
 * @worker: who calls
 *
 * Called again for as long as there is something.
 *
 * Return: whether there was an item; where not, the worker may be started again by now.
 */
BOOLEAN ntspin_worker_run(enum ntspin_work_queue queue, ULONG worker);

/**
 * ntspin_work_forget - a driver goes: wait for its work items, and take no new one
 * @part: what shows that an item is the driver's, the item or its routine; NULL where neither is.
 *	  Called with interrupts off
 * @arg: handed to it
 *
 * Each item that is queued or runs is reported, and waited for. Until ntspin_work_forgotten()
 * those that are queued later are reported, and do not run. Called where the host can sleep, for
 * one driver at a time.
 */
void ntspin_work_forget(const void *(*part)(const void *item, const void *routine,
					    const void *arg),
			const void *arg);
void ntspin_work_forgotten(void);

EXTERN_C_END

#endif
