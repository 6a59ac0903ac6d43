// SPDX-License-Identifier: GPL-2.0
/*
 * reported.c - which faults were reported already, by call site, and when.
 *
 * Promised: a driver that errs on every packet does not flood the log, and no call site is silent
 * forever. A call site is forgotten when its code is unloaded, since other code is loaded there
 * next. In a full set the one reported longest ago is replaced, at a limited rate: no call site is
 * kept out.
 *
 * No lock: a report may be made in an NMI. Relaxed throughout: a key stands for itself, and in a
 * race at worst both report.
 */
#include <linux/hash.h>
#include <linux/module.h>
#include <linux/ratelimit.h>
#include <linux/sched/clock.h>

#include "../host.h"

#define SET_BITS 6
#define SETS (1U << SET_BITS)
#define WAYS 8

static struct reported {
	unsigned long key;	/* a call site and a fault; 0 where free */
	u64 at;
} reported[SETS][WAYS];

static DEFINE_RATELIMIT_STATE(exchanges, DEFAULT_RATELIMIT_INTERVAL, DEFAULT_RATELIMIT_BURST);

/* The fault is in the top byte, which in an address only repeats the bit below. */
static unsigned long key_of(enum ntspin_fault fault, const void *site)
{
	return (unsigned long)site ^ (fault + 1UL) << 56;
}

static unsigned long site_of(unsigned long key)
{
	return (long)(key << 8) >> 8;
}

static_assert(NTSPIN_FAULTS < 255);

/* Of several at once one reports. A CPU whose clock is behind finds that it is not due yet. */
static bool is_due_again(struct reported *one, u64 now, u64 again)
{
	u64 at = READ_ONCE(one->at);

	return again && (s64)(now - at) >= (s64)again && cmpxchg_relaxed(&one->at, at, now) == at;
}

static bool take(struct reported *one, unsigned long before, unsigned long key, u64 now)
{
	if (cmpxchg_relaxed(&one->key, before, key) != before)
		return false;
	WRITE_ONCE(one->at, now);
	return true;
}

bool ntspin_report_is_due(enum ntspin_fault fault, const void *site, u64 again)
{
	unsigned long key = key_of(fault, site);
	struct reported *set = reported[hash_long(key, SET_BITS)];
	struct reported *oldest = set;
	u64 now = local_clock();
	unsigned int i;

	for (i = 0; i < WAYS; i++)
		if (READ_ONCE(set[i].key) == key)
			return is_due_again(&set[i], now, again);
	for (i = 0; i < WAYS; i++) {
		unsigned long seen = READ_ONCE(set[i].key);

		if (!seen && take(&set[i], 0, key, now))
			return true;
		if ((s64)(READ_ONCE(set[i].at) - READ_ONCE(oldest->at)) < 0)
			oldest = &set[i];
	}
	/* In a race the loser reports, too, and is not remembered. */
	if (!___ratelimit(&exchanges, "ntspin: reports"))
		return false;
	take(oldest, READ_ONCE(oldest->key), key, now);
	return true;
}

static void forget(bool (*goes)(unsigned long site, const struct module *module),
		   const struct module *module)
{
	unsigned int i;

	for (i = 0; i < SETS * WAYS; i++) {
		struct reported *one = &reported[i / WAYS][i % WAYS];
		unsigned long key = READ_ONCE(one->key);

		if (key && goes(site_of(key), module))
			cmpxchg_relaxed(&one->key, key, 0);
	}
}

static bool is_any(unsigned long site, const struct module *module)
{
	return true;
}

void ntspin_reported_forget_all(void)
{
	forget(is_any, NULL);
}

void ntspin_reported_forget(const struct module *module)
{
	forget(within_module, module);
}

void ntspin_reported_forget_init(const struct module *module)
{
	forget(within_module_init, module);
}
