/* SPDX-License-Identifier: GPL-2.0 */
/*
 * watch.h - the seam's part that is used while somebody watches.
 *
 * One word says whether a call has more to do than usual. While it is 0, which each routine tests
 * once, nothing else of this is looked at.
 */
#ifndef NTSPIN_WATCH_H
#define NTSPIN_WATCH_H

#include "seam.h"

EXTERN_C_START

enum {
	/* While any of these is set, each acquisition is noted: somebody watches. */
	NTSPIN_VERIFY = 1,	/* misuse is reported */
	NTSPIN_COUNT = 2,	/* statistics are kept */
	NTSPIN_TRACE = 4,	/* a tracepoint is on */
	NTSPIN_LOCKDEP = 8,	/* lockdep is told */
	NTSPIN_WATCH = NTSPIN_VERIFY | NTSPIN_COUNT | NTSPIN_TRACE | NTSPIN_LOCKDEP,

	NTSPIN_PARKED = 16,	/* from here on: how many processors are parked; of them at most: */
	NTSPIN_PARKED_MAX = 2047,
	NTSPIN_PARKED_MASK = NTSPIN_PARKED * NTSPIN_PARKED_MAX,

	NTSPIN_APC_TASK = 0x8000,	/* from here on: how many tasks are at APC_LEVEL */
};

/* Who switches it does so by Interlocked routines; C reads it by READ_ONCE(). */
extern LONG ntspin_unusual;

/* How a lock is asked for. */
enum ntspin_lock_kind {
	NTSPIN_QUEUED,
	NTSPIN_ORDINARY,
	NTSPIN_SHARED,
	NTSPIN_EXCLUSIVE,
};

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

/**
 * struct ntspin_use - one acquisition, as lockdep and the tracepoints are told of it
 * @lock: the lock
 * @site: where it was initialised; one that never was: where it was first acquired
 * @caller: where the routine was called
 * @record: a number of the lock's own, as ntspin_lock_begins() was told
 * @nested: how many other locks of the same site the task holds on this processor
 * @kind: how it is asked for
 * @tries: it does not wait for anybody
 * @time: how long it took, in nanoseconds
 */
struct ntspin_use {
	const void *lock;
	const void *site;
	const void *caller;
	ULONG record;
	ULONG nested;
	enum ntspin_lock_kind kind;
	BOOLEAN tries;
	ULONGLONG time;
};

/*
 * The steps of an acquisition, in order. ntspin_lockdep_asked() returns whether lockdep was told;
 * the other three are for those that it was told of.
 */
BOOLEAN ntspin_lockdep_asked(const struct ntspin_use *use);
void ntspin_lockdep_contended(const struct ntspin_use *use);
void ntspin_lockdep_acquired(const struct ntspin_use *use);
void ntspin_lockdep_released(const struct ntspin_use *use);

/* The same for the tracepoints; @time is the wait at the second, the hold at the last. */
void ntspin_trace_contended(const struct ntspin_use *use);
void ntspin_trace_acquired(const struct ntspin_use *use);
void ntspin_trace_released(const struct ntspin_use *use);

/* ntspin_trace_irql - the level of this processor, or of this task, was changed by a routine */
void ntspin_trace_irql(KIRQL from, KIRQL to, const void *caller);

/**
 * ntspin_lock_begins - from now on a record is this lock's
 * @record: its number, below ntspin_records()
 * @lock: the lock
 * @site: where it was initialised, or first acquired
 * @was_initialized: which of the two
 *
 * Called with a lock held, and interrupts off.
 *
 * Return: what is told to ntspin_records_gone() of the site; NULL where there is no room for it.
 */
const void *ntspin_lock_begins(ULONG record, const void *lock, const void *site,
			       BOOLEAN was_initialized);

/* ntspin_ends_unseen - whether the storage may become another lock's with nobody being told */
BOOLEAN ntspin_ends_unseen(const void *lock);

/* Who holds a lock. */
struct ntspin_holder {
	char task[16];
	LONG pid;
	ULONG processor;
	const void *site;	/* where it called the routine; NULL where nobody is known */
};

/**
 * struct ntspin_circle_step - a lock that was held while another one was asked for
 * @lock: the lock
 * @site: where it was initialised, or first acquired
 * @place: as ntspin_lock_begins() returned it
 * @was_initialized: which of the two
 * @held_at: where it was acquired; or what ntspin_orders_review() was told of that
 * @asked_at: where the other one was asked for; the same
 */
struct ntspin_circle_step {
	const void *lock;
	const void *site;
	const void *place;
	BOOLEAN was_initialized;
	const void *held_at;
	const void *asked_at;
};

#define NTSPIN_CIRCLE 6

/**
 * struct ntspin_circle - locks of which each was held while the next one was asked for
 * @length: how many; the one behind the last is the first
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
 * @caller: where the routine was called
 * @holder: who holds the lock, if the fault is about that; of who slept, the task alone
 * @runs: a DPC's routine, if the fault is about that
 * @seconds: how long was waited, if the fault is about that
 * @circle: of an order that can deadlock; else NULL
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
};

/* ntspin_report_misuse - say it in the log, as a rule once for each call site */
void ntspin_report_misuse(const struct ntspin_misuse *misuse);

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

/* ntspin_raise_usually - ntspin_raise_to_dispatch(), but of APC_LEVEL it says PASSIVE_LEVEL */
NTSPIN_DIRECT NTSPIN_KEEPS_REGISTERS KIRQL ntspin_raise_usually(void);

/* ntspin_level_before - the level before ntspin_raise_usually(), with APC_LEVEL told */
KIRQL ntspin_level_before(KIRQL old);

/* ntspin_level_at_passive - the same where @old is PASSIVE_LEVEL and some task is at APC_LEVEL */
NTSPIN_DIRECT KIRQL ntspin_level_at_passive(void);

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

/* What watch_host.cpp does for the host: */

/* ntspin_records - how many locks can be known at a time */
ULONG ntspin_records(void);

/* ntspin_tables_size - how much memory it takes to note what is held, for so many processors */
ULONG_PTR ntspin_tables_size(ULONG processors);

/* ntspin_tables_use - have the notes in zeroed memory, which stays until the module goes */
void ntspin_tables_use(PVOID memory, ULONG processors);

/* ntspin_tables_begin - forget what was noted when somebody watched before */
void ntspin_tables_begin(void);

/*
 * ntspin_tables_doubt - an acquisition may have found no room for a note: until the next
 * ntspin_tables_complete() a lock that is not noted may be held
 */
void ntspin_tables_doubt(void);

/*
 * ntspin_tables_complete - whatever was taken before ntspin_tables_begin() is free by now: a lock
 * that is not noted as held is not held
 */
void ntspin_tables_complete(void);

/* What could not be noted for want of room, since watching began. */
struct ntspin_table_counts {
	ULONG acquisitions;	/* that were not noted */
	ULONG forgotten;	/* locks that made room for others */
	ULONG orders;		/* pairs of locks whose order was not noted, or not followed up */
};

void ntspin_table_counts(struct ntspin_table_counts *counts);

/* ntspin_find_holder - who holds a lock, where that is noted; its site stays NULL where not */
void ntspin_find_holder(const void *lock, struct ntspin_holder *holder);

/*
 * ntspin_find_place - where a lock was initialised or, if it never was, first acquired, as
 * ntspin_lock_begins() returned it; NULL where that is not known
 */
const void *ntspin_find_place(const void *lock, BOOLEAN *was_initialized);

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

/**
 * ntspin_records_gone - forget locks whose memory, or the code that initialised them, goes
 * @is_gone: asked of each lock that is known, and of what ntspin_lock_begins() returned for it
 * @arg: handed to it
 *
 * Return: how many stay, since somebody looks at them, or waits for them, or holds them.
 */
ULONG ntspin_records_gone(BOOLEAN (*is_gone)(const void *lock, const void *place, const void *arg),
			  const void *arg);

/* ntspin_orders_ask_again - an order that can deadlock is reported again when it is seen again */
void ntspin_orders_ask_again(void);

/**
 * ntspin_orders_review - what is known of the orders of locks outlives the code that it was seen in
 * @now: asked of each call that is kept: what it is from now on, for a report of it; NULL where the
 *       order is to be forgotten
 * @arg: handed to it
 */
void ntspin_orders_review(const void *(*now)(const void *call, const void *arg), const void *arg);

/**
 * ntspin_memory_gone - memory is freed: report the locks in it that are held, and forget all in it
 * @start: where it begins
 * @size: how long it is
 *
 * Return: how many places were looked at, of pages, of lines and of locks.
 */
ULONG ntspin_memory_gone(const void *start, ULONG_PTR size);

#define NTSPIN_WAITERS 16

/* All that is known of a lock. */
struct ntspin_lock_row {
	const void *lock;
	const void *site;
	const void *place;	/* as ntspin_lock_begins() returned it */
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

/* ntspin_counts_reset - the counts of all locks begin anew */
void ntspin_counts_reset(void);

EXTERN_C_END

#endif
