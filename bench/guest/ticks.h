/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ticks.h - how the benchmarks on one CPU time a batch, in ticks of the time-stamp counter.
 *
 * Where QEMU counts instructions (-icount shift=0) a tick is one instruction: a loop whose
 * instructions are known says how exactly. A timer interrupt is longer than the batch that it falls
 * into, so of a few batches the shortest counts.
 */
#ifndef NTSPIN_BENCH_TICKS_H
#define NTSPIN_BENCH_TICKS_H

#include <linux/minmax.h>
#include <linux/timex.h>

/* Ten instructions in each round. */
static __always_inline u64 ticks_of_known_loop(unsigned long rounds)
{
	u64 start = get_cycles();

	asm volatile("1:\n\t"
		     ".rept 8\n\tnop\n\t.endr\n\t"
		     "dec %0\n\t"
		     "jnz 1b"
		     : "+r"(rounds) : : "cc");
	return get_cycles() - start;
}

static inline u64 shortest_of(unsigned int batches, u64 (*time)(void))
{
	u64 best = U64_MAX;

	while (batches--)
		best = min(best, time());
	return best;
}

#endif
