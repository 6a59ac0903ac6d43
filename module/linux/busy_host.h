/* SPDX-License-Identifier: GPL-2.0 */
/*
 * busy_host.h - whether the host takes real CPUs away from our spinning ones.
 *
 * A CPU that spins, and finds that much more time has gone by than its rounds take, was off its
 * real CPU: a gap. Where gaps are an eighth of the time that CPUs have spun lately, the host is
 * busy: it is taken for that for two seconds. While waiters are parked nothing is seen of it, so
 * then they spin again, and a first gap is enough, soon after, for twice as long. To look again
 * costs a time slice of the host's.
 *
 * On a host that is not busy a waiter that spins takes nothing from anybody, and a wake makes each
 * hand-over longer: with 4 to 12 virtual CPUs on 16 real ones, 1.5 to 4 times.
 */
#ifndef NTSPIN_LINUX_BUSY_HOST_H
#define NTSPIN_LINUX_BUSY_HOST_H

#include <linux/compiler.h>
#include <linux/minmax.h>
#include <linux/time64.h>
#include <linux/types.h>

#define NTSPIN_LATELY_NS (64ULL * NSEC_PER_MSEC)
#define NTSPIN_HOST_GAPS 3
#define NTSPIN_HOST_SHARE 8
#define NTSPIN_HOST_LEAST_NS (2ULL * NSEC_PER_SEC)
#define NTSPIN_HOST_MOST_NS (32ULL * NSEC_PER_SEC)

/* What spinning was like lately: of a CPU, which alone writes it, or of all. */
struct ntspin_spin_time {
	u64 since;
	u64 spun_ns;	/* the gaps included */
	u64 gap_ns;
	unsigned int gaps;
};

struct ntspin_busy_host {
	u64 until;	/* taken for busy up to here */
	u64 lasts;	/* how long it was, the last time */
};

static inline bool ntspin_is_lately(const struct ntspin_spin_time *time, u64 now)
{
	return (s64)(now - READ_ONCE(time->since)) <= (s64)NTSPIN_LATELY_NS;
}

/* gap: how much of it a gap was; 0: there was none. */
static inline void ntspin_spin_add(struct ntspin_spin_time *time, u64 now, u64 spun, u64 gap)
{
	if (!ntspin_is_lately(time, now)) {
		WRITE_ONCE(time->since, now - spun);
		WRITE_ONCE(time->spun_ns, 0);
		WRITE_ONCE(time->gap_ns, 0);
		WRITE_ONCE(time->gaps, 0);
	}
	WRITE_ONCE(time->spun_ns, time->spun_ns + spun);
	WRITE_ONCE(time->gap_ns, time->gap_ns + gap);
	WRITE_ONCE(time->gaps, time->gaps + !!gap);
}

static inline bool ntspin_host_is_busy(const struct ntspin_busy_host *host, u64 now)
{
	return (s64)(READ_ONCE(host->until) - now) > 0;
}

/*
 * There was a gap; all: of all CPUs, lately. Under a lock of the caller's. Returns whether the host
 * is taken for busy from now on.
 */
static inline bool ntspin_host_gap(struct ntspin_busy_host *host,
				   const struct ntspin_spin_time *all, u64 now)
{
	bool was_lately = host->lasts && (s64)(now - host->until) < (s64)host->lasts;

	if (ntspin_host_is_busy(host, now) || (all->gaps < NTSPIN_HOST_GAPS && !was_lately) ||
	    all->gap_ns * NTSPIN_HOST_SHARE < all->spun_ns)
		return false;
	host->lasts = was_lately ? min(2 * host->lasts, NTSPIN_HOST_MOST_NS) :
				   NTSPIN_HOST_LEAST_NS;
	WRITE_ONCE(host->until, now + host->lasts);
	return true;
}

#endif
