/* SPDX-License-Identifier: GPL-2.0 */
/*
 * misuse.h - all that is known of a misuse, and how it is reported.
 */
#ifndef NTSPIN_SEAM_MISUSE_H
#define NTSPIN_SEAM_MISUSE_H

#include "fault.h"

EXTERN_C_START

struct ntspin_pool_facts;

/* The holder of a lock. */
struct ntspin_holder {
	char task[16];
	LONG pid;
	ULONG processor;
	const void *site;	/* its call site; NULL where no holder is known */
};

/**
 * struct ntspin_circle_step - a lock that was held while another one was asked for
 * @lock: the lock
 * @site: where it was initialised, or first acquired
 * @site_id: as ntspin_lock_begins() returned it
 * @was_initialized: which of the two
 * @held_at: where it was acquired; or what ntspin_orders_review() was told of that
 * @asked_at: where the other one was asked for; the same
 */
struct ntspin_circle_step {
	const void *lock;
	const void *site;
	const void *site_id;
	BOOLEAN was_initialized;
	const void *held_at;
	const void *asked_at;
};

#define NTSPIN_CIRCLE 6

/**
 * struct ntspin_circle - locks of which each was held while the next one was asked for
 * @length: how many; after the last comes the first
 * @steps: the first ones; of the very first it is so now
 */
struct ntspin_circle {
	ULONG length;
	struct ntspin_circle_step steps[NTSPIN_CIRCLE];
};

/**
 * struct ntspin_misuse - all that a report says
 * @fault: what happened
 * @routine: the routine that was called
 * @level: a level that the fault is about
 * @irql: the IRQL at the call
 * @lock: the lock, or NULL
 * @caller: the call site
 * @holder: who holds the lock, if the fault is about that; of who slept, the task alone
 * @runs: a DPC's routine, if the fault is about that
 * @seconds: how long was waited, if the fault is about that
 * @circle: of an order that can deadlock; else NULL
 * @pool: of a block of pool; else NULL
 */
struct ntspin_misuse {
	enum ntspin_fault fault;
	ULONG seconds;
	const char *routine;
	KIRQL level;
	KIRQL irql;
	const void *lock;
	const void *caller;
	const void *runs;
	struct ntspin_holder holder;
	const struct ntspin_circle *circle;
	const struct ntspin_pool_facts *pool;
};

/* ntspin_report_misuse - report it in the log, as a rule once for each call site */
void ntspin_report_misuse(const struct ntspin_misuse *misuse);

/* ntspin_hold_limit - nanoseconds, beyond which waiting or holding is reported; or 0 */
ULONGLONG ntspin_hold_limit(void);

/* ntspin_fill_holder - fill in this task, this processor and the call site */
void ntspin_fill_holder(struct ntspin_holder *holder, const void *site);

EXTERN_C_END

#endif
