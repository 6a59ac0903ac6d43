/* SPDX-License-Identifier: GPL-2.0 */
/*
 * level.h - the level of this processor or task, raised and lowered; its interrupts, off and on.
 */
#ifndef NTSPIN_SEAM_LEVEL_H
#define NTSPIN_SEAM_LEVEL_H

#include "wdm.h"

EXTERN_C_START

/* The lowest level above DISPATCH_LEVEL: what an interrupt reads as. */
#define NTSPIN_LOWEST_DIRQL 3

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
KIRQL ntspin_raise_to_dispatch(void);

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
 * The IRQL that is recorded for the CPU, if any, stays what it is.
 *
 * Return: whether they were on, in the host's own words, for ntspin_interrupts_restore().
 */
ULONG_PTR ntspin_interrupts_off(void);

/* ntspin_interrupts_restore - let interrupts come again if ntspin_interrupts_off() found them on */
void ntspin_interrupts_restore(ULONG_PTR interrupts);

/*
 * Of the first step of every acquire that raises: it keeps all registers but that of its answer, so
 * its caller's arguments stay where they are. GCC makes such a function where the code uses general
 * registers alone, as a kernel's does. C++ calls it by raise_irql.hpp, and so need not be told.
 */
#if defined(__x86_64__) && defined(_SOFT_FLOAT) && !defined(__clang__)
#define NTSPIN_RAISE_KEEPS_REGISTERS
#endif
#if defined(NTSPIN_RAISE_KEEPS_REGISTERS) && !defined(__cplusplus)
#if !__has_attribute(__no_caller_saved_registers__)
#error "raise_irql.hpp relies on what this compiler does not know"
#endif
#define NTSPIN_KEEPS_REGISTERS __no_caller_saved_registers
#else
#define NTSPIN_KEEPS_REGISTERS
#endif

/* ntspin_raise_fast - ntspin_raise_to_dispatch(), but of APC_LEVEL it says PASSIVE_LEVEL */
NTSPIN_DIRECT NTSPIN_KEEPS_REGISTERS KIRQL ntspin_raise_fast(void);

/* ntspin_level_before - the level before ntspin_raise_fast(), with APC_LEVEL told */
KIRQL ntspin_level_before(KIRQL old);

/* ntspin_level_at_passive - the same where @old is PASSIVE_LEVEL and some task is at APC_LEVEL */
NTSPIN_DIRECT KIRQL ntspin_level_at_passive(void);

/* ntspin_raised_from - which level below DISPATCH_LEVEL our raise came from; else DISPATCH_LEVEL */
KIRQL ntspin_raised_from(void);

EXTERN_C_END

#endif
