/* SPDX-License-Identifier: GPL-2.0 */
/*
 * remains.h - the seam's part that finds what is left behind by threads that end, memory that is
 * freed and drivers that go: locks whose waiters sleep, resources, work items, allocated timers,
 * and callbacks.
 *
 * Who asks says what is found: the host, which knows for what memory is freed, and by whom.
 */
#ifndef NTSPIN_SEAM_REMAINS_H
#define NTSPIN_SEAM_REMAINS_H

#include "seam.h"

EXTERN_C_START

/* ntspin_owned_begin - the verifier is switched on: who owns a lock by now is not known */
void ntspin_owned_begin(void);

/**
 * ntspin_owner_ended - report the locks that a thread owns which ends
 * @thread: as ntspin_this_thread() has it there
 *
 * Fast mutexes, guarded mutexes and resources, as far as the verifier has seen them acquired.
 */
void ntspin_owner_ended(const struct _KTHREAD *thread);

/**
 * ntspin_owned_drop - memory goes: of such locks in it that are owned one is forgotten
 * @start: where it begins
 * @size: how much
 *
 * Called in any context but an NMI, as the two that follow.
 *
 * Return: the lock; NULL where there is none.
 */
const void *ntspin_owned_drop(const void *start, SIZE_T size);

/**
 * ntspin_resource_drop - the same of resources that were not deleted
 * @start: where it begins
 * @size: how much
 *
 * What the host has given for it is the host's again.
 *
 * Return: the resource; NULL where there is none.
 */
const void *ntspin_resource_drop(const void *start, SIZE_T size);

/**
 * ntspin_work_drop - the same of work items that are queued: one is taken out, and does not run
 * @start: where it begins
 * @size: how much
 *
 * Return: the item; NULL where there is none.
 */
const void *ntspin_work_drop(const void *start, SIZE_T size);

/**
 * ntspin_resources_forget - a driver goes: report and drop its resources that are left
 * @part: what shows that a resource is the driver's: where it was initialised, or itself;
 *	  NULL where neither is. Called with interrupts off
 * @arg: handed to it
 *
 * The resource itself is not touched: its memory may be another's by now.
 */
void ntspin_resources_forget(const void *(*part)(const void *resource, const void *site,
						 const void *arg),
			     const void *arg);

/**
 * ntspin_ex_timers_forget - a driver goes: report, unset and free timers that it has not deleted
 * @part: what shows that a timer is the driver's: where it was allocated, or its callback;
 *	  NULL where neither is. Called with interrupts off
 * @arg: handed to it
 *
 * What is called by now is waited for. Called where the host can sleep, once the driver's own DPCs
 * do not run any more, which would set them.
 */
void ntspin_ex_timers_forget(const void *(*part)(const void *callback, const void *site,
						 const void *arg),
			     const void *arg);

/* ntspin_ex_timers_move_sites - as ntspin_resources_move_sites(), of where timers were allocated */
void ntspin_ex_timers_move_sites(const void *(*now)(const void *site, const void *arg),
				 const void *arg);

/**
 * ntspin_callbacks_forget - a driver goes: report and drop what it has registered with callback
 *	objects, and those that it has made and nobody else has
 * @part: what shows that one is the driver's: where it was made, or its routine; NULL where
 *	  neither is. Called with interrupts off
 * @arg: handed to it
 *
 * Routines that are called by now are waited for. Called where the host can sleep.
 */
void ntspin_callbacks_forget(const void *(*part)(const void *routine, const void *site,
						 const void *arg),
			     const void *arg);

/* ntspin_callbacks_move_sites - as ntspin_resources_move_sites(), of registrations and objects */
void ntspin_callbacks_move_sites(const void *(*now)(const void *site, const void *arg),
				 const void *arg);

/**
 * ntspin_resources_move_sites - replace where resources were initialised, since code goes
 * @now: of a site what it is from now on; called with interrupts off
 * @arg: handed to it
 */
void ntspin_resources_move_sites(const void *(*now)(const void *site, const void *arg),
				 const void *arg);

/* ntspin_resources_drain - no driver is left: nothing is kept any more, and nothing reported */
void ntspin_resources_drain(void);

EXTERN_C_END

#endif
