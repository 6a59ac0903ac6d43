// SPDX-License-Identifier: GPL-2.0
/*
 * report.c - a misuse, said in the log: routine, fact, rule, lock, call site, Windows' code.
 *
 * Once for each call site and fault: a driver that errs on every packet must
 * not drown the log. When the table of sites is full, what follows is only
 * rate-limited.
 */
#define pr_fmt(fmt) "ntspin: " fmt

#include <linux/hash.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>

#include "host.h"

#define SITE_BITS 6
#define SITES (1U << SITE_BITS)

static unsigned long reported_sites[SITES];
static DEFINE_RATELIMIT_STATE(overflow, DEFAULT_RATELIMIT_INTERVAL, DEFAULT_RATELIMIT_BURST);

static const struct {
	const char *routine;	/* where the caller cannot name it */
	const char *object;	/* what is not a lock */
	const char *level;	/* what the level asked for is called, if it is about one */
	const char *fact;
	const char *rule;
	const char *code;
} faults[] = {
	[NTSPIN_RELEASED_TWICE] = { .fact = "the handle holds no lock",
				    .rule = "it must be released once; nothing was done",
				    .code = "0xC4/0x1007" },
	[NTSPIN_RESTORED_ABOVE] = { .routine = "a spin lock's release",
				    .level = "OldIrql",
				    .rule = "it must not be above; the level was left alone",
				    .code = "0xC4/0x31" },
	[NTSPIN_RAISED_BELOW] = { .level = "NewIrql",
				  .rule = "it must not be below; nothing was done",
				  .code = "0xC4/0x30" },
	[NTSPIN_LOWERED_ABOVE] = { .level = "NewIrql",
				   .rule = "it must not be above; nothing was done",
				   .code = "0xC4/0x31" },
	[NTSPIN_NO_SUCH_LEVEL] = { .level = "NewIrql",
				   .rule = "levels are 0 to 15; nothing was done",
				   .code = "0xC4/0x30" },
	[NTSPIN_APC_TABLE_FULL] = { .fact = "too many tasks are at APC_LEVEL",
				    .rule = "this one stays at PASSIVE_LEVEL" },
	[NTSPIN_NOT_HELD_SO] = { .fact = "nobody holds the lock that way",
				 .rule = "it must be released as it was acquired; nothing was done",
				 .code = "0x10" },
	[NTSPIN_ABOVE_DIRQL] = { .level = "the DIRQL",
				 .rule = "IRQL must not be above; the lock was taken",
				 .code = "0xA" },
	[NTSPIN_CORRUPT_LIST] = { .object = "list",
				  .fact = "a neighbour does not point back",
				  .rule = "the list is corrupt; nothing was done",
				  .code = "0x139/3" },
	[NTSPIN_LONG_WAIT] = { .routine = "a spin lock's acquire",
			       .fact = "has waited for more than a second",
			       .rule = "its holder is stuck, or never released it; still waiting",
			       .code = "0x133" },
	[NTSPIN_FLUSHED_HIGH] = { .fact = "IRQL is DISPATCH_LEVEL or above",
				  .rule = "it must be PASSIVE_LEVEL; nothing was waited for",
				  .code = "0xA" },
	[NTSPIN_NO_SUCH_PROCESSOR] = { .fact = "there is no such processor",
				       .rule = "the target stays as it was" },
	[NTSPIN_DPC_LEFT] = { .routine = "the unload of a driver",
			      .fact = "its DPC is still queued",
			      .rule = "it must not be; it was taken out, and does not run",
			      .code = "0xCE" },
	[NTSPIN_TIMER_LEFT] = { .routine = "the unload of a driver",
				.fact = "its timer is still set",
				.rule = "it must not be; it was unset",
				.code = "0xCE" },
};

static const char *level_name(KIRQL level)
{
	static const char * const names[] = {
		"PASSIVE_LEVEL", "APC_LEVEL", "DISPATCH_LEVEL", "DIRQL 3", "DIRQL 4", "DIRQL 5",
		"DIRQL 6", "DIRQL 7", "DIRQL 8", "DIRQL 9", "DIRQL 10", "DIRQL 11", "DIRQL 12",
		"DIRQL 13", "DIRQL 14", "HIGH_LEVEL",
	};

	return level < ARRAY_SIZE(names) ? names[level] : "no level";
}

/* Whether this site has not been reported for this fault yet; notes that it now is. */
static bool first_from(unsigned long site)
{
	unsigned int start = hash_long(site, SITE_BITS);
	unsigned int i;

	for (i = 0; i < SITES; i++) {
		unsigned long *slot = &reported_sites[(start + i) % SITES];
		unsigned long seen = cmpxchg_relaxed(slot, 0, site);

		if (!seen)
			return true;
		if (seen == site)
			return false;
	}
	return __ratelimit(&overflow);
}

void ntspin_report(enum ntspin_fault fault, const char *routine, KIRQL level, const void *lock,
		   const void *caller)
{
	const typeof(faults[0]) *f = &faults[fault];
	char fact[64] = "";
	char where[32] = "";

	/* Faults of one site are told apart in the top byte, which is all ones in an address. */
	if (!first_from((unsigned long)caller ^ (unsigned long)fault << 56))
		return;
	if (f->level)
		snprintf(fact, sizeof(fact), "%s is %u (%s), IRQL is %s", f->level, level,
			 level_name(level), level_name(ntspin_current_irql()));
	if (lock)
		snprintf(where, sizeof(where), "%s %p, ", f->object ?: "lock", lock);
	pr_warn("%s: %s, %s (%s%pS%s%s)\n", routine ?: f->routine, f->level ? fact : f->fact,
		f->rule, where, caller, f->code ? ", bug check " : "", f->code ?: "");
}
