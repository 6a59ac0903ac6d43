/* SPDX-License-Identifier: GPL-2.0 */
/*
 * watch.h - the seam's part that is used while a verifier watches.
 *
 * One word says whether a call has more to do than usual. While it is 0, which each routine tests
 * once, nothing else of this is looked at.
 */
#ifndef NTSPIN_WATCH_H
#define NTSPIN_WATCH_H

#include "seam.h"

EXTERN_C_START

enum {
	NTSPIN_VERIFY = 1,	/* what is held is noted, and misuse reported */
	NTSPIN_APC_TASK = 2,	/* from here on: how many tasks are at APC_LEVEL */
};

extern LONG volatile ntspin_unusual;

/* Who holds a lock. */
struct ntspin_holder {
	char task[16];
	LONG pid;
	ULONG processor;
	const void *site;	/* where it called the routine; NULL where nobody is known */
};

/**
 * struct ntspin_misuse - all that a report says
 * @fault: what happened
 * @routine: the routine that was called
 * @level: a level that the fault is about
 * @irql: the IRQL at the call
 * @lock: the lock, or NULL
 * @caller: where the routine was called
 * @holder: who holds the lock, if the fault is about that
 */
struct ntspin_misuse {
	enum ntspin_fault fault;
	const char *routine;
	KIRQL level;
	KIRQL irql;
	const void *lock;
	const void *caller;
	struct ntspin_holder holder;
};

/* ntspin_report_misuse - say it in the log, once for each call site */
void ntspin_report_misuse(const struct ntspin_misuse *misuse);

/* ntspin_raise_usually - ntspin_raise_to_dispatch(), but of APC_LEVEL it says PASSIVE_LEVEL */
NTSPIN_DIRECT KIRQL ntspin_raise_usually(void);

/* ntspin_level_before - the level before ntspin_raise_usually(), with APC_LEVEL told */
KIRQL ntspin_level_before(KIRQL old);

/* ntspin_raised_from - which level below DISPATCH_LEVEL our raise came from; else DISPATCH_LEVEL */
KIRQL ntspin_raised_from(void);

/* ntspin_this_task - tells this task from others; nothing is behind it */
const void *ntspin_this_task(void);

/* ntspin_this_processor - its number, below the count that ntspin_tables_use() was told */
ULONG ntspin_this_processor(void);

/* ntspin_in_nmi - whether this may have interrupted a section with interrupts off */
BOOLEAN ntspin_in_nmi(void);

/* ntspin_time - nanoseconds, on a clock that may be read in every context */
ULONGLONG ntspin_time(void);

/* ntspin_hold_limit - nanoseconds, beyond which waiting or holding is reported; or 0 */
ULONGLONG ntspin_hold_limit(void);

/* ntspin_fill_holder - note this task, this processor and the site */
void ntspin_fill_holder(struct ntspin_holder *holder, const void *site);

/* What verifier.cpp does for the host: */

/* ntspin_tables_size - how much memory it takes to note what is held, for so many processors */
ULONG_PTR ntspin_tables_size(ULONG processors);

/* ntspin_tables_use - have the notes in zeroed memory, which stays until the module goes */
void ntspin_tables_use(PVOID memory, ULONG processors);

/* ntspin_tables_begin - forget what was noted when the verifier was on before */
void ntspin_tables_begin(void);

/*
 * ntspin_tables_complete - whatever was taken before ntspin_tables_begin() is free by now: a lock
 * that is not noted as held is not held
 */
void ntspin_tables_complete(void);

/* What could not be noted for want of room, since the verifier was switched on. */
struct ntspin_table_counts {
	ULONG acquisitions;	/* that were not noted */
	ULONG forgotten;	/* locks that made room for others */
	ULONG orders;		/* pairs of locks whose order was not noted, or not followed up */
};

void ntspin_table_counts(struct ntspin_table_counts *counts);

/* ntspin_find_holder - who holds a lock, where that is noted; its site stays NULL where not */
void ntspin_find_holder(const void *lock, struct ntspin_holder *holder);

/* ntspin_task_ended - report what a task still holds */
void ntspin_task_ended(const void *task);

/**
 * ntspin_task_slept - a task leaves this processor at DISPATCH_LEVEL: what follows is excused
 * @task: which one
 * @misuse: what is to be reported, when that can be done
 *
 * Return: whether it is to be.
 */
BOOLEAN ntspin_task_slept(const void *task, struct ntspin_misuse *misuse);

/**
 * ntspin_locks_gone - report the locks that are held where they cease to exist, and forget them
 * @fault: what to call it
 * @is_gone: asked of each lock that is held, and of where it was acquired
 * @arg: handed to it
 */
void ntspin_locks_gone(enum ntspin_fault fault,
		       BOOLEAN (*is_gone)(const void *lock, const void *site, const void *arg),
		       const void *arg);

EXTERN_C_END

#endif
