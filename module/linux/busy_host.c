// SPDX-License-Identifier: GPL-2.0
/*
 * busy_host.c - whether the host is busy, asked by waiters before they park: see busy_host.h.
 */
#include <linux/cpumask.h>
#include <linux/percpu.h>
#include <linux/spinlock.h>

#include "busy_host.h"
#include "park.h"

#ifdef NTSPIN_PARKS

bool ntspin_park_asks_host;

static DEFINE_PER_CPU(struct ntspin_spin_time, spin_times);
static DEFINE_RAW_SPINLOCK(host_lock);
static struct ntspin_busy_host host;
static unsigned long gaps, times_busy;

static struct ntspin_spin_time spin_time_of_all(u64 now)
{
	struct ntspin_spin_time all = {};
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		const struct ntspin_spin_time *one = per_cpu_ptr(&spin_times, cpu);

		if (!ntspin_is_lately(one, now))
			continue;
		all.spun_ns += READ_ONCE(one->spun_ns);
		all.gap_ns += READ_ONCE(one->gap_ns);
		all.gaps += READ_ONCE(one->gaps);
	}
	return all;
}

/* An interrupt in which somebody spins, too, may lose us some of it. */
void ntspin_park_spun(u64 now, u64 spun, u64 gap)
{
	struct ntspin_spin_time all;
	unsigned long flags;

	ntspin_spin_add(raw_cpu_ptr(&spin_times), now, spun, gap);
	/* Where another CPU has just seen a gap, it looks for both. */
	if (!gap || !raw_spin_trylock_irqsave(&host_lock, flags))
		return;
	all = spin_time_of_all(now);
	gaps++;
	times_busy += ntspin_host_gap(&host, &all, now);
	raw_spin_unlock_irqrestore(&host_lock, flags);
}

bool ntspin_park_is_worth_it(u64 now)
{
	return !READ_ONCE(ntspin_park_asks_host) || ntspin_host_is_busy(&host, now);
}

void ntspin_busy_host_count(struct ntspin_park_counts *counts)
{
	counts->gaps = READ_ONCE(gaps);
	counts->times_busy = READ_ONCE(times_busy);
}

#endif
