/* SPDX-License-Identifier: GPL-2.0 */
/*
 * acquisition.h - what lockdep and the tracepoints are told of each acquisition.
 */
#ifndef NTSPIN_SEAM_ACQUISITION_H
#define NTSPIN_SEAM_ACQUISITION_H

#include "wdm.h"

EXTERN_C_START

/* The family of a lock, and how it is acquired. */
enum ntspin_lock_kind {
	NTSPIN_QUEUED,
	NTSPIN_ORDINARY,
	NTSPIN_SHARED,
	NTSPIN_EXCLUSIVE,
};

/**
 * struct ntspin_use - one acquisition, as lockdep and the tracepoints are told of it
 * @lock: the lock
 * @site: where it was initialised; one that never was: where it was first acquired
 * @caller: the call site
 * @record: the number of the lock's entry, as passed to ntspin_lock_begins()
 * @nested: how many other locks of the same site the task holds on this processor
 * @kind: how it is asked for
 * @tries: it does not wait
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
 * ntspin_lock_begins - from now on an entry of the table is for this lock
 * @record: its number, below ntspin_lock_entries()
 * @lock: the lock
 * @site: where it was initialised, or first acquired
 * @was_initialized: which of the two
 *
 * Called with a lock held, and interrupts off.
 *
 * Return: what is told to ntspin_lock_entries_gone() of the site; NULL where there is no room for
 * it.
 */
const void *ntspin_lock_begins(ULONG record, const void *lock, const void *site,
			       BOOLEAN was_initialized);

/* ntspin_ends_unseen - whether a lock's memory may be reused with no probe that sees it freed */
BOOLEAN ntspin_ends_unseen(const void *lock);

EXTERN_C_END

#endif
