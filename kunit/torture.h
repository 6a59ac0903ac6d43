/* SPDX-License-Identifier: GPL-2.0 */
/*
 * torture.h - runs locks under contention, and says what it saw.
 *
 * One engine for the shipped lock, for its traced twin, for Linux' own lock
 * beside them, and for locks that are broken on purpose, which it must catch.
 */
#ifndef NTSPIN_TORTURE_H
#define NTSPIN_TORTURE_H

#include <linux/atomic.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "traced_lock.h"

/*
 * An acquisition as one contender makes it. Lives in its frame, as a handle
 * should; where waits may be given up, in memory that outlives the run.
 */
struct torture_acquisition {
	KLOCK_QUEUE_HANDLE handle;
	KLOCK_QUEUE_HANDLE inner;
	KIRQL old;
	unsigned long turn;	/* differs from one acquisition to the next */
};

struct torture_lock {
	KSPIN_LOCK word;
	KSPIN_LOCK inner;
	spinlock_t linux_lock;		/* the peer: the same section under Linux' lock */
	struct traced_lock traced;
	/* For the unfair lock: the last to arrive, and the last owner. */
	unsigned long last_arrived;
	unsigned long last_owned;
	u64 unfair_errors;

	/* Written under the lock, plainly: that is what is being tested. */
	void *owner;
	u64 sections;

	atomic64_t exclusion_errors;
};

/* A lock under test. May be called in task and in softirq context. */
struct torture_flavour {
	const char *name;
	void (*init)(struct torture_lock *lock);
	void (*enter)(struct torture_lock *lock, struct torture_acquisition *acq);
	void (*leave)(struct torture_lock *lock, struct torture_acquisition *acq);
	bool proves_order;	/* every acquisition is checked against its predecessor */
	bool gives_up;		/* a contender may leave while others know its handle */
};

extern const struct torture_flavour torture_queued;
extern const struct torture_flavour torture_queued_at_dpc;
extern const struct torture_flavour torture_nested;
extern const struct torture_flavour torture_ordinary;
extern const struct torture_flavour torture_mixed;
extern const struct torture_flavour torture_spin_lock_bh;
extern const struct torture_flavour torture_traced;
extern const struct torture_flavour torture_traced_mixed;
/* Broken: each must fail, by the error that is named. */
extern const struct torture_flavour torture_no_lock;		/* exclusion */
extern const struct torture_flavour torture_unfair;		/* order */
extern const struct torture_flavour torture_loses_follower;	/* lost */

struct torture_params {
	const struct torture_flavour *flavour;
	unsigned int duration_ms;
	unsigned int hold;	/* rounds of cpu_relax() inside, at most */
	unsigned int away;	/* and outside */
	unsigned int cpus;	/* how many CPUs, at most; 0 for all */
	bool softirqs;		/* a softirq of each CPU contends too */
	/*
	 * Instead of a flavour: the section as a whole, locks included. It is
	 * told whether it runs in a softirq.
	 */
	void (*section)(unsigned int cpu, bool softirq);
};

struct torture_result {
	const char *name;
	unsigned int cpus;
	unsigned int ms;
	u64 acquisitions;	/* all, those of softirqs among them */
	u64 by_softirq;
	u64 least;		/* of one CPU's thread */
	u64 most;
	u64 longest_wait_ns;
	u64 exclusion_errors;
	/* Where the flavour proves order: */
	u64 order_errors;
	u64 lost;
	u64 slow;		/* acquisitions that had to wait */
	u64 queue_hand_overs;
	u64 link_waits;
	unsigned int deepest;
};

/**
 * torture_run - let threads, one to a CPU, and softirqs contend for one lock
 * @params: how
 * @result: what came of it
 * @per_cpu: acquisitions by thread of each CPU, nr_cpu_ids of them; or NULL
 *
 * Prints one line at the end.
 *
 * Return: 0, or why it could not be run. Errors of the lock are in @result.
 */
int torture_run(const struct torture_params *params, struct torture_result *result, u64 *per_cpu);

struct torture_order_params {
	const struct torture_flavour *flavour;	/* one whose word shows arrivals */
	unsigned int waiters;			/* each on a CPU of its own */
	unsigned int rounds;
	bool storm;				/* timers interrupt every CPU meanwhile */
};

struct torture_order_result {
	unsigned int rounds;		/* completed */
	unsigned int repeated;		/* given up, since a CPU was kept away for too long */
	unsigned int out_of_order;	/* rounds with a grant out of arrival order */
};

/**
 * torture_order - let waiters arrive one by one, and see in which order they are granted
 * @params: how
 * @result: what came of it
 *
 * The next waiter is let go when the last one has arrived: every arrival
 * changes the lock word. Nothing but the word is looked at, so that the shipped
 * lock can be tested as it is.
 *
 * Return: 0, or why it could not be run: -ENODEV with too few CPUs, -ETIME if
 * no round could be completed.
 */
int torture_order(const struct torture_order_params *params, struct torture_order_result *result);

#endif
