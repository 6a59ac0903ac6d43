// SPDX-License-Identifier: GPL-2.0
/*
 * pairs.c - what an acquisition and a release take when nobody else is there, in ticks of the
 * time-stamp counter.
 */
#include <linux/bottom_half.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sched.h>

#include "ticks.h"
#include "lock_ops.h"

#define PAIRS 1000
#define BATCHES 7

static struct bench_lock lock;
/* Not on the stack: as a driver's would be that keeps it in its own object. */
static struct bench_place place;

#define TIME_PAIRS(way)								\
	static noinline u64 time_##way(void)					\
	{									\
		unsigned int left = PAIRS;					\
		u64 start = get_cycles();					\
										\
		do {								\
			acquire_##way(&lock, &place);				\
			barrier();						\
			release_##way(&lock, &place);				\
		} while (--left);						\
		return get_cycles() - start;					\
	}

TIME_PAIRS(nothing)
TIME_PAIRS(queued)
TIME_PAIRS(ordinary)
TIME_PAIRS(spin_lock_bh)
TIME_PAIRS(queued_at_dpc)
TIME_PAIRS(ordinary_at_dpc)
TIME_PAIRS(spin_lock)
TIME_PAIRS(raw_spin_lock)

static noinline u64 time_known(void)
{
	return ticks_of_known_loop(PAIRS);
}

/* The names are what report.cpp knows. */
static const struct {
	const char *name;
	u64 (*time)(void);
	bool at_dispatch;	/* softirqs are held off around it */
} rows[] = {
	{ "known loop", time_known },
	{ "empty loop", time_nothing },
	{ "ntspin queued", time_queued },
	{ "ntspin ordinary", time_ordinary },
	{ "spin_lock_bh", time_spin_lock_bh },
	{ "ntspin queued, AtDpcLevel", time_queued_at_dpc, true },
	{ "ntspin ordinary, AtDpcLevel", time_ordinary_at_dpc, true },
	{ "spin_lock", time_spin_lock, true },
	{ "raw_spin_lock", time_raw_spin_lock, true },
};

static u64 shortest(u64 (*time)(void), bool at_dispatch)
{
	u64 best;

	/* A wish to reschedule would send each lowering another way. */
	cond_resched();
	if (at_dispatch)
		local_bh_disable();
	best = shortest_of(BATCHES, time);
	if (at_dispatch)
		local_bh_enable();
	return best;
}

void bench_pairs(unsigned int rounds)
{
	unsigned int round, i;

	bench_init_lock(&lock);
	for (round = 0; round < rounds; round++)
		for (i = 0; i < ARRAY_SIZE(rows); i++)
			bench_say("pair %u %llu %u %s", round,
				  shortest(rows[i].time, rows[i].at_dispatch), PAIRS, rows[i].name);
}
