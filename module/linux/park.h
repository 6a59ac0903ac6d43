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

/* The former in time; and whether only a host that is seen to be busy has CPUs parked. */
extern u64 ntspin_park_spin_ns;
extern bool ntspin_park_asks_host;

/* ntspin_park_spun - so long, up to now; and how much of it the CPU was off its real one */
void ntspin_park_spun(u64 now, u64 spun, u64 gap);

/* ntspin_busy_host_count - the gaps, and how often the host was taken for busy */
void ntspin_busy_host_count(struct ntspin_park_counts *counts);

/* ntspin_park_is_worth_it - whether the real CPU of a waiter is wanted by another */
bool ntspin_park_is_worth_it(u64 now);

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
