/* SPDX-License-Identifier: GPL-2.0 */
/*
 * park_run.h - a lock is held while others come for it, and is freed once they were seen to wait as
 * they should; for the suites about halting CPUs.
 */
#ifndef NTSPIN_PARK_RUN_H
#define NTSPIN_PARK_RUN_H

#include <linux/completion.h>
#include <linux/sched.h>

#include "ktap.h"
#include "ntspin/park.h"
#include "wdm.h"

#define PARK_MOST_WAITERS 3

struct park_case;

struct park_waiter {
	struct park_case *in;
	struct task_struct *thread;
	struct completion done;
};

/* The waiters, and what they wait for. */
struct park_variant {
	const char *name;
	unsigned int waiters;
	void (*wait)(struct park_case *in);
	KIRQL (*hold)(struct park_case *in, KLOCK_QUEUE_HANDLE *handle);
	void (*free)(struct park_case *in, KLOCK_QUEUE_HANDLE *handle, KIRQL old);
};

struct park_case {
	const struct park_variant *variant;
	KSPIN_LOCK lock;
	KSPIN_LOCK held;	/* the lock, before anybody came */
	EX_SPIN_LOCK rw_lock;
	ULONG sum;
	struct ntspin_park_counts before;
	struct park_waiter waiters[PARK_MOST_WAITERS];
};

/* For a variant's wait, hold and free: an ordinary lock. */
void park_wait_ordinary(struct park_case *in);
KIRQL park_hold_ordinary(struct park_case *in, KLOCK_QUEUE_HANDLE *handle);
void park_free_ordinary(struct park_case *in, KLOCK_QUEUE_HANDLE *handle, KIRQL old);

/*
 * What the holder looks for, at DISPATCH_LEVEL, and whether it saw it. Threads have to run for that
 * on other CPUs, which stop_machine() may be keeping for itself: so it looks for a while only.
 */
bool park_see_halts(const struct park_case *in, unsigned long halts);
bool park_see_them_halt(struct park_case *in);

/*
 * Hold the lock while the waiters come, the first one on this CPU, the others behind it; free it,
 * see them go. What was counted meanwhile; whether they were seen to do as they should.
 */
bool park_run(struct kunit *test, const struct park_variant *variant, unsigned int cpu,
	      bool (*see)(struct park_case *in), struct ntspin_park_counts *counted);

/* The CPU behind the one that we are on. */
unsigned int park_next_cpu(void);

/* For a case that needs so many CPUs beside its own; and the suites' exit hook, which undoes it. */
void park_is(struct kunit *test, enum ntspin_park_mode mode, unsigned int waiters);
void park_restore_mode(struct kunit *test);

#endif
