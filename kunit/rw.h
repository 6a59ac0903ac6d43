/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rw.h - the reader-writer lock and locks that are broken beside it, and threads that acquire it on
 * command.
 */
#ifndef NTSPIN_RW_H
#define NTSPIN_RW_H

#include "ktap.h"
#include "wdm.h"

/* A reader-writer lock on one word, which every arrival changes. */
struct rw_flavour {
	const char *name;
	KIRQL (*acquire)(EX_SPIN_LOCK *lock, bool exclusive);
	void (*release)(EX_SPIN_LOCK *lock, bool exclusive, KIRQL old);
};

extern const struct rw_flavour rw_shipped;
extern const struct rw_flavour rw_shipped_at_dpc;
/* Broken: each must fail, in what its name says. */
extern const struct rw_flavour rw_no_lock;
extern const struct rw_flavour rw_readers_pass_writers;
extern const struct rw_flavour rw_writers_pass_readers;

#define RW_THREADS 5

struct rw_run;

/*
 * Threads with a CPU each, which acquire the lock, hold it and release it on command. A run in
 * which something took too long, as where a host keeps a CPU away, is spoiled: it proves nothing,
 * and every thread releases the lock by itself.
 *
 * Call from a test's thread at PASSIVE_LEVEL. NULL with too few CPUs or no memory.
 */
struct rw_run *rw_run_start(const struct rw_flavour *flavour, unsigned int threads);

/* Has a thread acquire the lock; returns when the lock's word shows that it has arrived. */
void rw_come(struct rw_run *run, unsigned int thread, bool exclusive);

/* Waits until one of two threads holds the lock; returns which. */
unsigned int rw_who_is_in(struct rw_run *run, unsigned int one, unsigned int other);

/* Waits until a thread holds the lock. */
void rw_await(struct rw_run *run, unsigned int thread);

/* Whether a thread holds it within some milliseconds: false proves nothing by itself. */
bool rw_is_soon_in(struct rw_run *run, unsigned int thread);

/* Has a thread release it that holds it, or waits; returns when it has. */
void rw_leave(struct rw_run *run, unsigned int thread);

/* The same; before that, a reader of the shipped lock asks for conversion. */
bool rw_convert_and_leave(struct rw_run *run, unsigned int thread);

/* In which turn a thread was granted the lock; 1 for the first. */
unsigned int rw_turn(struct rw_run *run, unsigned int thread);

/* Every thread ends. Returns whether the run proves something, and whether the lock is 0 then. */
bool rw_run_end(struct rw_run *run, bool *free);

#endif
