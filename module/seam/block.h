/* SPDX-License-Identifier: GPL-2.0 */
/*
 * block.h - the seam's part that waits need: block this thread, wake that one.
 *
 * A thread blocks until a word of its own has another value, which the waker stores. No queue of
 * the host's is in between: which threads wait for what is the Windows side's.
 */
#ifndef NTSPIN_SEAM_BLOCK_H
#define NTSPIN_SEAM_BLOCK_H

#include "seam.h"

EXTERN_C_START

/**
 * ntspin_this_thread - tells this thread from others, and is what ntspin_wake() takes
 *
 * In an interrupt it is the thread that was interrupted, as on Windows.
 */
struct _KTHREAD *ntspin_this_thread(void);

/**
 * struct ntspin_deadline - when a wait is to end
 * @clock: what @due is of
 * @due: in nanoseconds; not below 0
 */
struct ntspin_deadline {
	enum ntspin_clock clock;
	LONGLONG due;
};

/**
 * ntspin_block - sleep until a word has another value
 * @word: this thread's own
 * @value: what it has now
 * @deadline: when to give up; NULL: never
 *
 * Called where the host can sleep. One that is due already does not sleep, but lets others run. Of
 * the system time, it follows that when it is set.
 *
 * Return: whether the word has another value, read with acquire ordering; else the time is over.
 */
BOOLEAN ntspin_block(const volatile LONG *word, LONG value, const struct ntspin_deadline *deadline);

/**
 * ntspin_wake - give a thread's word another value, and have it run
 * @thread: the one that blocks, or is about to, or has seen the value already
 * @word: the word that it blocks on
 * @value: the new value, stored with release ordering
 *
 * Called with interrupts off, under no lock that the host does not know. From the store on the
 * thread may continue: neither the word nor anything that the thread vouches for is touched then,
 * and the thread itself may end meanwhile.
 */
void ntspin_wake(struct _KTHREAD *thread, volatile LONG *word, LONG value);

/* What ke/ does for the host: */

/**
 * ntspin_timer_signal - a timer is due: insert its DPC, and satisfy those who wait for it
 * @timer: signalled from now on; it may be gone when the call returns, unless it is set
 * @dpc: its DPC, or NULL
 * @argument1: handed to the DPC
 * @argument2: handed to the DPC
 */
void ntspin_timer_signal(PKTIMER timer, PKDPC dpc, PVOID argument1, PVOID argument2);

/* ntspin_thread_ended - a thread ends: the mutexes that it owns are abandoned */
void ntspin_thread_ended(struct _KTHREAD *thread);

/**
 * ntspin_mutexes_forget - memory goes: of mutexes in it that are owned nobody is to find one
 * @is_gone: asked of each mutex that is owned; called with interrupts off
 * @arg: handed to it
 */
void ntspin_mutexes_forget(BOOLEAN (*is_gone)(const void *mutex, const void *arg),
			   const void *arg);

EXTERN_C_END

#endif
