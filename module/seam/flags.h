/* SPDX-License-Identifier: GPL-2.0 */
/*
 * flags.h - the one word that sends a call to its slow path: observers, parked CPUs, APC_LEVEL.
 */
#ifndef NTSPIN_SEAM_FLAGS_H
#define NTSPIN_SEAM_FLAGS_H

#include "wdm.h"

EXTERN_C_START

/*
 * Each routine tests it once. While it is 0 the routine takes the fast path, and looks no further.
 */
enum {
	/* The observers. While any is on, each acquisition is recorded. */
	NTSPIN_VERIFY = 1,	/* misuse is reported */
	NTSPIN_COUNT = 2,	/* statistics are kept */
	NTSPIN_TRACE = 4,	/* a tracepoint is on */
	NTSPIN_LOCKDEP = 8,	/* lockdep is told */
	NTSPIN_OBSERVERS = NTSPIN_VERIFY | NTSPIN_COUNT | NTSPIN_TRACE | NTSPIN_LOCKDEP,

	NTSPIN_PARKED = 16,	/* from here on: how many processors are parked; of them at most: */
	NTSPIN_PARKED_MAX = 2047,
	NTSPIN_PARKED_MASK = NTSPIN_PARKED * NTSPIN_PARKED_MAX,

	NTSPIN_APC_TASK = 0x8000,	/* from here on: how many tasks are at APC_LEVEL */
};

/* It is changed by Interlocked routines; C reads it by READ_ONCE(). */
extern LONG ntspin_slow_flags;

EXTERN_C_END

#endif
