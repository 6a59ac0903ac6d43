/* SPDX-License-Identifier: GPL-2.0 */
/*
 * thread.h - the seam's part that a driver's threads stand on: begin one, end this one.
 */
#ifndef NTSPIN_SEAM_THREAD_H
#define NTSPIN_SEAM_THREAD_H

#include "verifier.h"

EXTERN_C_START

/* The host's own of a thread. */
struct ntspin_task;

/**
 * ntspin_task_create - a thread of the host's, which does not run yet
 * @thread: what ntspin_thread_run() is to get
 * @routine: what it is named after
 *
 * Called where the host can sleep.
 *
 * Return: the task, which stays until ntspin_task_put(); NULL where there is no memory.
 */
struct ntspin_task *ntspin_task_create(void *thread, PKSTART_ROUTINE routine);

/* ntspin_task_start - from now on it runs */
void ntspin_task_start(struct ntspin_task *task);

/* ntspin_task_put - it is not asked for any more; in any context but an NMI, and does not sleep */
void ntspin_task_put(struct ntspin_task *task);

/* ntspin_task_id - a number that no other thread has which lives */
ULONG ntspin_task_id(const struct ntspin_task *task);

/* ntspin_task_id_here - the same of this thread, whether it is one of ours or not */
ULONG ntspin_task_id_here(void);

/* ntspin_process_id_here - a number that the threads of this process have in common */
ULONG ntspin_process_id_here(void);

/**
 * ntspin_task_prioritize - have a thread run before others, or behind them
 * @task: which one; it may have ended
 * @priority: Windows', 1 to 31; 8 is the host's usual one, from 16 on it is a real-time one
 *
 * Called where the host can sleep.
 */
void ntspin_task_prioritize(struct ntspin_task *task, KPRIORITY priority);

/* ntspin_thread_here - what ntspin_task_create() got for this thread; NULL where it got nothing */
void *ntspin_thread_here(void);

/* ntspin_thread_exit - this thread, which is one of ours, ends here */
DECLSPEC_NORETURN void ntspin_thread_exit(void);

/* What ps/ does for the host: */

/* ntspin_thread_run - all that a thread does; then it ends */
void ntspin_thread_run(void *thread);

/**
 * ntspin_threads_await - a driver goes: each thread of its that still runs is named and waited for
 * @is_of: asked of each thread's routine whether it is that driver's; called with interrupts off
 * @arg: handed to it
 *
 * Called where the host can sleep.
 */
void ntspin_threads_await(BOOLEAN (*is_of)(const void *routine, const void *arg), const void *arg);

/* ntspin_threads_drain - no driver is left, and no thread: what handles or references kept goes */
void ntspin_threads_drain(void);

EXTERN_C_END

#endif
