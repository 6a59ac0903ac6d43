/* SPDX-License-Identifier: GPL-2.0 */
/*
 * lock_ops.h - the ways to lock that are compared, one row each.
 *
 * Each is a pair of inline functions, so that a loop over it calls what a
 * driver would call, and nothing else.
 */
#ifndef NTSPIN_BENCH_WAYS_H
#define NTSPIN_BENCH_WAYS_H

#include <linux/cache.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "wdm.h"

struct bench_lock {
	KSPIN_LOCK word;
	/* On a line of its own, and with it what follows. */
	spinlock_t linux_lock ____cacheline_aligned;
	raw_spinlock_t raw ____cacheline_aligned;
};

/* What one CPU brings. */
struct bench_place {
	KLOCK_QUEUE_HANDLE handle;
	KIRQL old;
} ____cacheline_aligned;

#define BENCH_WAY(name, acquire, release)						\
	static __always_inline void acquire_##name(struct bench_lock *lock,		\
						   struct bench_place *place)		\
	{										\
		acquire;								\
	}										\
	static __always_inline void release_##name(struct bench_lock *lock,		\
						   struct bench_place *place)		\
	{										\
		release;								\
	}

BENCH_WAY(queued,
	  KeAcquireInStackQueuedSpinLock(&lock->word, &place->handle),
	  KeReleaseInStackQueuedSpinLock(&place->handle))
BENCH_WAY(queued_at_dpc,
	  KeAcquireInStackQueuedSpinLockAtDpcLevel(&lock->word, &place->handle),
	  KeReleaseInStackQueuedSpinLockFromDpcLevel(&place->handle))
BENCH_WAY(ordinary,
	  place->old = KeAcquireSpinLockRaiseToDpc(&lock->word),
	  KeReleaseSpinLock(&lock->word, place->old))
BENCH_WAY(ordinary_at_dpc,
	  KeAcquireSpinLockAtDpcLevel(&lock->word),
	  KeReleaseSpinLockFromDpcLevel(&lock->word))
BENCH_WAY(spin_lock_bh, spin_lock_bh(&lock->linux_lock), spin_unlock_bh(&lock->linux_lock))
BENCH_WAY(spin_lock, spin_lock(&lock->linux_lock), spin_unlock(&lock->linux_lock))
BENCH_WAY(raw_spin_lock, raw_spin_lock(&lock->raw), raw_spin_unlock(&lock->raw))
BENCH_WAY(nothing, barrier(), barrier())

static inline void bench_init_lock(struct bench_lock *lock)
{
	KeInitializeSpinLock(&lock->word);
	spin_lock_init(&lock->linux_lock);
	raw_spin_lock_init(&lock->raw);
}

/* The samples go to the log, a line each: see report.cpp. */
#define bench_say(format, ...) pr_info("ntspin_bench: " format "\n", ##__VA_ARGS__)

void bench_pairs(unsigned int rounds);
int bench_contests(unsigned int rounds, unsigned int cpus, unsigned int ms, bool stamps);
int bench_order(unsigned int cpus, unsigned int ms);

#endif
