/* SPDX-License-Identifier: GPL-2.0 */
/*
 * dpc.h - the queues of DPCs, one for each processor.
 */
#ifndef NTSPIN_SEAM_DPC_H
#define NTSPIN_SEAM_DPC_H

#include "wdm.h"

EXTERN_C_START

/**
 * struct ntspin_dpc_queue - the DPCs that one processor is to run
 * @arrived: those that were inserted and not looked at since, the last one first
 * @waiting: the others, the next to run first; under @lock
 * @lock: taken with interrupts off
 * @depth: how many are in @waiting; under @lock
 * @high_in_a_row: how many of HighImportance were run since one that is not; under @lock
 * @pending: not 0 if there may be any
 * @processor: whose queue this is, by the host's number
 *
 * The storage is the host's, one for each processor, and what is in it dpc.cpp's.
 */
struct ntspin_dpc_queue {
	PLIST_ENTRY volatile arrived;
	LIST_ENTRY waiting;
	KSPIN_LOCK lock;
	ULONG depth;
	ULONG high_in_a_row;
	UCHAR pending;
	ULONG processor;
};

/* ntspin_processor_exists - whether there can be a processor of this index */
BOOLEAN ntspin_processor_exists(ULONG processor);

/**
 * ntspin_dpc_queue_here - this processor's queue
 *
 * Called at DISPATCH_LEVEL or above, so that this processor stays this one.
 */
struct ntspin_dpc_queue *ntspin_dpc_queue_here(void);

/**
 * ntspin_dpc_queue_of - some processor's queue
 * @processor: its index
 *
 * Called as ntspin_dpc_queue_here(): for as long as the caller stays there, the
 * processor stays online.
 *
 * Return: the queue; where the processor is not online, that of another, which
 * is not this one; NULL where there is no other.
 */
struct ntspin_dpc_queue *ntspin_dpc_queue_of(ULONG processor);

/**
 * ntspin_dpc_kick - have a queue run by its processor as soon as that is below DISPATCH_LEVEL
 * @queue: what ntspin_dpc_queue_here() or ntspin_dpc_queue_of()
 *
 * What the caller has put into the queue is seen there.
 */
void ntspin_dpc_kick(struct ntspin_dpc_queue *queue);

/**
 * ntspin_dpc_run_and_lower - run this processor's queue, then take back a raise to DISPATCH_LEVEL
 * @level: PASSIVE_LEVEL or APC_LEVEL, from which ntspin_raise_to_dispatch() came
 */
void ntspin_dpc_run_and_lower(KIRQL level);

/**
 * ntspin_dpc_flush - wait until each processor has run what is in its queue now
 *
 * Called where the host can sleep.
 */
void ntspin_dpc_flush(void);

/* ntspin_dpc_recorded - while the verifier is on: a DPC has been put into a queue */
void ntspin_dpc_recorded(const KDPC *dpc);

/* What dpc.cpp does for the host: */

void ntspin_dpc_queue_init(struct ntspin_dpc_queue *queue, ULONG processor);

/**
 * ntspin_dpc_run_round - run the DPCs that are in a queue now
 * @queue: this processor's, which is at DISPATCH_LEVEL for nothing else
 *
 * As many as there are at the start; so one that queues itself again does not
 * hold the caller forever.
 *
 * Return: whether there may be more by now.
 */
BOOLEAN ntspin_dpc_run_round(struct ntspin_dpc_queue *queue);

/**
 * ntspin_dpc_move - put all of a queue, in its order, behind another
 * @from: the queue of a processor that is gone
 * @to: this processor's
 */
void ntspin_dpc_move(struct ntspin_dpc_queue *from, struct ntspin_dpc_queue *to);

/**
 * ntspin_dpc_remove_if - take DPCs out of a queue
 * @queue: where from
 * @unwanted: asked of each one; called with interrupts off
 * @arg: handed to it
 */
void ntspin_dpc_remove_if(struct ntspin_dpc_queue *queue,
			  BOOLEAN (*unwanted)(const KDPC *dpc, void *arg), void *arg);

/**
 * ntspin_dpc_refuse - from now on ask of each DPC before it runs
 * @refused: asked where it was taken out of its queue, at DISPATCH_LEVEL; it is the driver's again,
 *	so @dpc is an address and nothing more. Where the answer is TRUE it does not run. NULL: run
 *	all again.
 *
 * A processor that runs DPCs meanwhile may not ask until it has been below DISPATCH_LEVEL.
 */
void ntspin_dpc_refuse(BOOLEAN (*refused)(const void *dpc, PKDEFERRED_ROUTINE routine));

EXTERN_C_END

#endif
