/* SPDX-License-Identifier: GPL-2.0 */
/*
 * core.h - what the files of ntspin_core_bench.ko share: how a row is timed, and said.
 *
 *	ntspin_core: pair ROUND TICKS PAIRS NAME on one CPU
 *	ntspin_core: turn ROUND TICKS TURNS NAME to another thread and back; or queued and run
 *
 * What a tick is: ticks.h.
 */
#ifndef NTSPIN_BENCH_CORE_H
#define NTSPIN_BENCH_CORE_H

#include <linux/printk.h>
#include <linux/sched.h>

#include "ticks.h"
#include "wdm.h"

#define core_say(format, ...) pr_info("ntspin_core: " format "\n", ##__VA_ARGS__)

/* A loop over what a driver would call, and nothing else. */
#define CORE_TIME(name, count, body)				\
	static noinline u64 time_##name(void)			\
	{							\
		unsigned int left = (count);			\
		u64 start = get_cycles();			\
								\
		do {						\
			body;					\
		} while (--left);				\
		return get_cycles() - start;			\
	}

/* An interrupt is in some batches, and in others not. */
static inline u64 core_shortest(u64 (*time)(void), unsigned int batches)
{
	cond_resched();
	return shortest_of(batches, time);
}

int core_pairs(unsigned int rounds);
int core_turns(unsigned int rounds);
int core_works(unsigned int rounds);

#endif
