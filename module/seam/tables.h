/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tables.h - the acquisition records and the table of locks, for the host that keeps them.
 */
#ifndef NTSPIN_SEAM_TABLES_H
#define NTSPIN_SEAM_TABLES_H

#include "misuse.h"

EXTERN_C_START

/* Waits up to 2^8 ns, up to 2^9, and so on; the last one has all that are longer. */
#define NTSPIN_SHORTEST_WAIT 8
#define NTSPIN_WAITS 24

struct ntspin_lock_counts {
	ULONGLONG acquisitions;
	ULONGLONG contended;
	ULONGLONG longest_wait;	/* nanoseconds */
	ULONGLONG longest_hold;
	ULONG waits[NTSPIN_WAITS];	/* of those that were contended */
};

/* What host_calls.cpp does for the host: */

/* ntspin_lock_entries - how many locks can be known at a time */
ULONG ntspin_lock_entries(void);

/* ntspin_tables_size - how much memory all tables take, for so many processors */
ULONG_PTR ntspin_tables_size(ULONG processors);

/*
 * ntspin_tables_use - put the tables into zeroed memory, which is kept until the module is unloaded
 */
void ntspin_tables_use(PVOID memory, ULONG processors);

/* ntspin_tables_begin - clear the tables: no observer was on since they were filled */
void ntspin_tables_begin(void);

/*
 * ntspin_tables_incomplete - from now on until ntspin_tables_complete() a lock without a record may
 * be held: some acquisitions found no room for one, or will be made unrecorded
 */
void ntspin_tables_incomplete(void);

/*
 * ntspin_tables_complete - all that was acquired without a record has been released: from now on a
 * lock without a record is not held
 */
void ntspin_tables_complete(void);

/* What found no room since an observer was switched on. */
struct ntspin_table_counts {
	ULONG acquisitions;	/* that have no record */
	ULONG forgotten;	/* locks whose entries were given to others */
	ULONG orders;		/* of two locks that were dropped, or not searched to the end */
};

void ntspin_table_counts(struct ntspin_table_counts *counts);

/* ntspin_find_holder - who holds a lock, if its record says so; else its site stays NULL */
void ntspin_find_holder(const void *lock, struct ntspin_holder *holder);

/*
 * ntspin_find_site - where a lock was initialised or, if it never was, first acquired, as
 * ntspin_lock_begins() returned it; NULL where that is not known
 */
const void *ntspin_find_site(const void *lock, BOOLEAN *was_initialized);

/* ntspin_task_ended - report what a task still holds */
void ntspin_task_ended(const void *task);

/**
 * ntspin_task_slept - a task leaves this processor at DISPATCH_LEVEL
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

/**
 * ntspin_lock_entries_gone - forget locks whose memory, or the code that initialised them, goes
 * @is_gone: asked of each lock that is known, and of what ntspin_lock_begins() returned for it
 * @arg: handed to it
 *
 * Return: how many are kept, since they are looked at, waited for or held.
 */
ULONG ntspin_lock_entries_gone(BOOLEAN (*is_gone)(const void *lock, const void *site_id,
						  const void *arg),
			       const void *arg);

/* ntspin_orders_ask_again - an order that can deadlock is reported once more when it is seen */
void ntspin_orders_ask_again(void);

/**
 * ntspin_orders_review - keep what is known of lock order when the code that it was seen in goes
 * @now: asked of each call site that is kept: what stands for it from now on; NULL where the order
 *       is to be forgotten
 * @arg: handed to it
 */
void ntspin_orders_review(const void *(*now)(const void *call, const void *arg), const void *arg);

/**
 * ntspin_memory_gone - memory is freed: report the locks in it that are held, and forget all in it
 * @start: where it begins
 * @size: how long it is
 *
 * Return: how many pages, cache lines and locks were looked at.
 */
ULONG ntspin_memory_gone(const void *start, ULONG_PTR size);

#define NTSPIN_WAITERS 16

/* All that is known of a lock. */
struct ntspin_lock_row {
	const void *lock;
	const void *site;
	const void *site_id;	/* as ntspin_lock_begins() returned it */
	BOOLEAN was_initialized;
	const char *family;
	struct ntspin_lock_counts counts;
	struct ntspin_holder holder;	/* its site is NULL where nobody holds it */
	ULONG waiting;
	struct ntspin_holder waiters[NTSPIN_WAITERS];	/* in the order in which they came */
};

/**
 * ntspin_lock_row - look at a record
 * @record: its number
 * @row: what is known of its lock
 *
 * Return: whether it is a lock's that has been acquired.
 */
BOOLEAN ntspin_lock_row(ULONG record, struct ntspin_lock_row *row);

/* ntspin_lock_share - how often a processor has acquired the lock of a record */
ULONG ntspin_lock_share(ULONG record, ULONG processor);

/* ntspin_counts_reset - the counts of all locks begin again */
void ntspin_counts_reset(void);

EXTERN_C_END

#endif
