/* SPDX-License-Identifier: GPL-2.0 */
/*
 * park.h - what a waiter asks of the parking place: see park.c.
 */
#ifndef NTSPIN_LINUX_PARK_H
#define NTSPIN_LINUX_PARK_H

#include <linux/kconfig.h>

#include "ntspin/park.h"

/*
 * Where the CPU of a waiter can halt and be woken, and the host gains by it. On arm64
 * a waiter rests in WFE, as Linux' own do; a host may trap that.
 */
#if IS_ENABLED(CONFIG_X86) && IS_ENABLED(CONFIG_SMP) && !IS_ENABLED(CONFIG_UML)
#define NTSPIN_PARKS

/* How many looks a waiter makes before it parks (UINT_MAX: it never does), and before it halts. */
extern unsigned int ntspin_park_rounds;
extern unsigned int ntspin_park_looks;

/**
 * ntspin_park_begin - publish that this CPU waits for an address to change
 * @address: what it waits on
 * @lock: what is waited for
 *
 * Afterwards the caller has to look there once more.
 *
 * Return: whether it is so; if not, the caller continues to spin.
 */
bool ntspin_park_begin(const volatile void *address, const void *lock);

/* ntspin_park_is_for - whether some CPU is parked that waits for this lock */
bool ntspin_park_is_for(const void *lock);

/* ntspin_park_before_look - the kicks that came up to here are spent; with interrupts off */
void ntspin_park_before_look(void);

/* ntspin_park_halt - rest until any interrupt comes; they are off, and on afterwards */
void ntspin_park_halt(void);

/* ntspin_park_end - what it waited on has changed */
void ntspin_park_end(void);

void ntspin_park_init_slots(void);

#endif

void ntspin_park_init(void);

#endif
