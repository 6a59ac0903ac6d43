// SPDX-License-Identifier: GPL-2.0
/*
 * pairs.c - what an acquisition and a release take when nobody else is there, in ticks of the
 * time-stamp counter.
 *
 * Where QEMU counts instructions (-icount shift=0) a tick is one instruction:
 * a loop whose instructions are known says how exactly. A timer interrupt is
 * longer than the batch that it falls into, so of a few batches the shortest
 * counts.
 */
#include <linux/bottom_half.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/timex.h>

#include "ways.h"

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

/* Ten instructions in each round. */
static noinline u64 time_known(void)
{
	unsigned long left = PAIRS;
	u64 start = get_cycles();

	asm volatile("1:\n\t"
		     ".rept 8\n\tnop\n\t.endr\n\t"
		     "dec %0\n\t"
		     "jnz 1b"
		     : "+r"(left) : : "cc");
	return get_cycles() - start;
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
	u64 best = U64_MAX;
	unsigned int i;

	/* A wish to reschedule would send each lowering another way. */
	cond_resched();
	if (at_dispatch)
		local_bh_disable();
	for (i = 0; i < BATCHES; i++)
		best = min(best, time());
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
