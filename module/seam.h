/* SPDX-License-Identifier: GPL-2.0 */
/*
 * seam.h - the one door between the Windows side (C++) and its host.
 *
 * The host is the kernel (linux/), or a program in which threads stand for
 * CPUs. Nothing else is shared: no C++ file includes a header of the host's,
 * and no file of the host's knows how the lock works.
 *
 * Every function here may be called in any context, and none sleeps.
 */
#ifndef NTSPIN_SEAM_H
#define NTSPIN_SEAM_H

#include "wdm.h"

EXTERN_C_START

/* The lowest level above DISPATCH_LEVEL: what an interrupt reads as. */
#define NTSPIN_LOWEST_DIRQL 3

/*
 * The tail's coding in a lock word: a handle's address is shifted left by this
 * and decoded by an arithmetic shift right. 7 keeps the 57 bits of a 5-level
 * x86-64 address; arm64 has 56 and wants the pointer tag in the top byte gone.
 */
#ifdef __aarch64__
#define NTSPIN_TAIL_SHIFT 8
#else
#define NTSPIN_TAIL_SHIFT 7
#endif

/*
 * For what every usual call goes through, and whose address nobody takes: it needs no landing pad
 * for indirect branches, where the compiler would begin each function with one.
 */
#if defined(__KERNEL__) && defined(__CET__)
#define NTSPIN_DIRECT __attribute__((nocf_check))
#else
#define NTSPIN_DIRECT
#endif

/**
 * ntspin_current_irql - the IRQL at which this CPU (at APC_LEVEL, this task) is
 */
KIRQL ntspin_current_irql(void);

/**
 * ntspin_raise_to_dispatch - go to DISPATCH_LEVEL, unless there or above already
 *
 * Return: the level before. From DISPATCH_LEVEL and above nothing changes.
 */
NTSPIN_DIRECT KIRQL ntspin_raise_to_dispatch(void);

/**
 * ntspin_raise_irql - go up to any level
 * @level: one above the current level, and at most HIGH_LEVEL
 *
 * Return: whether the level was reached. APC_LEVEL is refused where too many
 * tasks are at it.
 */
BOOLEAN ntspin_raise_irql(KIRQL level);

/**
 * ntspin_lower_below_dispatch - take back a raise to DISPATCH_LEVEL
 * @level: PASSIVE_LEVEL or APC_LEVEL
 *
 * Takes back what ntspin raised on this CPU, and nothing else. Runs what
 * became pending meanwhile. The last step of the usual release. A level that
 * is above the current one is reported, and changes nothing.
 */
NTSPIN_DIRECT void ntspin_lower_below_dispatch(KIRQL level);

/**
 * ntspin_lower_irql - go down to any level
 * @level: one not above the current level
 */
void ntspin_lower_irql(KIRQL level);

/**
 * ntspin_interrupts_off - turn the interrupts of this CPU off
 *
 * The IRQL that is noted for the CPU, if any, stays what it is.
 *
 * Return: whether they were on, in the host's own words, for ntspin_interrupts_restore().
 */
ULONG_PTR ntspin_interrupts_off(void);

/* ntspin_interrupts_restore - let interrupts come again if ntspin_interrupts_off() found them on */
void ntspin_interrupts_restore(ULONG_PTR interrupts);

/**
 * ntspin_wait_while_equal_8 - spin while a byte has a value
 * @p: what to watch
 * @value: what it has now
 * @lock: the lock that is waited for
 * @caller: where the driver asked for it
 *
 * A wait of more than a second is reported, and goes on.
 *
 * Return: the value that ended the wait, read with acquire ordering.
 */
UCHAR ntspin_wait_while_equal_8(const volatile UCHAR *p, UCHAR value, const void *lock,
				const void *caller);

/* ntspin_wait_while_equal_64 - the same on a word */
ULONG_PTR ntspin_wait_while_equal_64(const volatile ULONG_PTR *p, ULONG_PTR value,
				     const void *lock, const void *caller);

/**
 * ntspin_wait_while_equal_32 - the same on some bits of a word of 32
 * @p: what to watch
 * @mask: the bits that count
 * @value: what they are now
 * @lock: the lock that is waited for
 * @caller: where the driver asked for it
 *
 * Return: the whole word that ended the wait, read with acquire ordering.
 */
ULONG ntspin_wait_while_equal_32(const volatile ULONG *p, ULONG mask, ULONG value,
				 const void *lock, const void *caller);

/* ntspin_wait_until_equal_32 - the same, until the bits become @value */
ULONG ntspin_wait_until_equal_32(const volatile ULONG *p, ULONG mask, ULONG value,
				 const void *lock, const void *caller);

/* What can be said of a call, whether or not a verifier looks on. */
enum ntspin_fault {
	NTSPIN_RELEASED_TWICE,		/* a handle that holds no lock is released */
	NTSPIN_RESTORED_ABOVE,		/* a release would restore a level above the current one */
	NTSPIN_RAISED_BELOW,		/* a raise to below the current level */
	NTSPIN_LOWERED_ABOVE,		/* a lowering to above the current level */
	NTSPIN_NO_SUCH_LEVEL,		/* a raise to a level above HIGH_LEVEL */
	NTSPIN_APC_TABLE_FULL,		/* no room to note one more task at APC_LEVEL */
	NTSPIN_NOT_HELD_SO,		/* a lock is released that nobody holds in that way */
	NTSPIN_ABOVE_DIRQL,		/* an interrupt's lock is asked for above its level */
	NTSPIN_CORRUPT_LIST,		/* a list entry to which a neighbour does not point back */
	NTSPIN_LONG_WAIT,		/* a wait of more than a second */
};

/**
 * ntspin_report - say it in the log, once for each call site
 * @fault: what happened
 * @routine: the Windows routine that was called; NULL where it is not known
 * @level: the level that was asked for, where the fault is about one
 * @lock: the lock, or the list where the fault is about one, or NULL
 * @caller: where the routine was called
 */
void ntspin_report(enum ntspin_fault fault, const char *routine, KIRQL level, const void *lock,
		   const void *caller);

EXTERN_C_END

#endif
