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
#include <linux/panic.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/ptrace.h>
#include <linux/ratelimit.h>
#include <linux/sched/task_stack.h>

#include "trace.h"

#define SITE_BITS 8
#define SITES (1U << SITE_BITS)

static unsigned long reported_sites[SITES];
static atomic_t misuses = ATOMIC_INIT(0);
static DEFINE_RATELIMIT_STATE(overflow, DEFAULT_RATELIMIT_INTERVAL, DEFAULT_RATELIMIT_BURST);

static const struct {
	const char *routine;	/* where the caller cannot name it */
	const char *object;	/* what is not a lock */
	const char *level;	/* what the level asked for is called, if it is about one */
	bool irql;		/* the fact is the level at the call */
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
	[NTSPIN_INTERRUPT_LEFT] = { .routine = "the unload of a driver",
				    .fact = "its interrupt is still connected",
				    .rule = "it must not be; it was disconnected",
				    .code = "0xCE" },
	[NTSPIN_BAD_POINTER] = { .fact = "the lock or the handle is NULL or misaligned",
				 .rule = "it must be aligned storage; nothing was done",
				 .code = "0xA or 0x50" },
	[NTSPIN_ACQUIRED_LOW] = { .irql = true,
				  .rule = "must be DISPATCH_LEVEL or above; the lock was taken",
				  .code = "0xC4/0x40" },
	[NTSPIN_ACQUIRED_HIGH] = { .irql = true,
				   .rule = "must be DISPATCH_LEVEL or below; the lock was taken",
				   .code = "0xC4/0x42" },
	[NTSPIN_RELEASED_LOW] = { .irql = true,
				  .rule = "must be DISPATCH_LEVEL or above",
				  .code = "0xC4/0x41" },
	[NTSPIN_RELEASED_ELSEWHERE] = { .irql = true,
					.rule = "must be DISPATCH_LEVEL",
					.code = "0xC4/0x32" },
	[NTSPIN_RELEASED_QUEUED_ELSEWHERE] = { .irql = true,
					       .rule = "must be DISPATCH_LEVEL",
					       .code = "0xC4/0x36" },
	[NTSPIN_SELF_DEADLOCK] = { .fact = "the caller holds the lock already",
				   .rule = "it would wait for itself; nothing was done",
				   .code = "0xC4/0x1000" },
	[NTSPIN_NOT_HELD] = { .fact = "nobody holds the lock",
			      .rule = "it must be held by the caller; nothing was done",
			      .code = "0xC4/0x1007" },
	[NTSPIN_HELD_BY_OTHER] = { .fact = "another thread holds the lock",
				   .rule = "it must be held by the caller; nothing was done",
				   .code = "0xC4/0x1004" },
	[NTSPIN_OUT_OF_ORDER] = { .fact = "a lock is held that was acquired later",
				  .rule = "the IRQL is lowered too early",
				  .code = "0xC4/0x1003" },
	[NTSPIN_STALE_LEVEL] = { .level = "OldIrql",
				 .rule = "nobody saved that for this release",
				 .code = "none, Windows goes on at a wrong level" },
	[NTSPIN_LOWERED_UNSAVED] = { .level = "NewIrql",
				     .rule = "it must be what the raise saved",
				     .code = "0xC4/0x31" },
	[NTSPIN_GARBAGE_WORD] = { .fact = "the lock word is none that an initialisation leaves",
				  .rule = "it must be initialised; it was made a free lock",
				  .code = "0xC4/0x1002" },
	[NTSPIN_INITIALIZED_HELD] = { .fact = "the lock is held",
				      .rule = "it must be free; nothing was done",
				      .code = "0xC4/0x1005" },
	[NTSPIN_QUEUED_ON_ORDINARY] = { .fact = "the lock is used as an ordinary one",
					.rule = "the families must not be mixed; it was taken",
					.code = "0xC4/0x1008" },
	[NTSPIN_ORDINARY_ON_QUEUED] = { .fact = "the lock is used as a queued one",
					.rule = "the families must not be mixed; it was taken",
					.code = "0xC4/0x1008" },
	[NTSPIN_QUEUED_RELEASE] = { .fact = "the lock was acquired as an ordinary one",
				    .rule = "the families must not be mixed; it was released",
				    .code = "0xC4/0x1009" },
	[NTSPIN_ORDINARY_RELEASE] = { .fact = "the lock was acquired as a queued one",
				      .rule = "the families must not be mixed; it was released",
				      .code = "0xC4/0x1009" },
	[NTSPIN_HANDLE_IN_USE] = { .fact = "the handle is in use",
				   .rule = "each acquisition needs its own; nothing was done",
				   .code = "none, Windows hangs" },
	[NTSPIN_HANDLE_MOVED] = { .fact = "the lock was acquired with another handle",
				  .rule = "a handle must not be moved or copied; it was released",
				  .code = "none, Windows hangs" },
	[NTSPIN_HANDLE_ALTERED] = { .fact = "the handle was altered since the acquire",
				    .rule = "it is not the driver's while held; it was released",
				    .code = "none, Windows hangs" },
	[NTSPIN_ORDER] = { .fact = "it was held before, while that was asked for which is held now",
			   .rule = "locks must be acquired in one order",
			   .code = "0xC4/0x1001" },
	[NTSPIN_HELD_AT_RETURN] = { .fact = "it returned with a lock held",
				    .rule = "what it acquires it must release",
				    .code = "0xC4/0x40006" },
	[NTSPIN_LEVEL_AT_RETURN] = { .level = "the level at its call",
				     .rule = "it must return at that",
				     .code = "0xC8" },
	[NTSPIN_TASK_ENDED] = { .routine = "the end of a thread",
				.fact = "it holds a lock",
				.rule = "that must be released; it stays held",
				.code = "0xC4/0x100A" },
	[NTSPIN_MEMORY_FREED] = { .routine = "a free of memory",
				  .fact = "a lock in it is held",
				  .rule = "it must be free",
				  .code = "0xC4/0x100B" },
	[NTSPIN_UNLOADED_HELD] = { .routine = "the unload of a driver",
				   .fact = "a lock of it is held",
				   .rule = "it must be free",
				   .code = "0xC4/0x100B" },
	[NTSPIN_SLEPT] = { .routine = "a wait",
			   .fact = "the task slept at DISPATCH_LEVEL",
			   .rule = "nothing may sleep there",
			   .code = "0xB8" },
	[NTSPIN_HELD_LONG] = { .fact = "the lock was held for longer than hold_limit_us",
			       .rule = "25 us are Windows' advice",
			       .code = "0x133" },
	[NTSPIN_SPUN_LONG] = { .fact = "the lock was spun on for longer than hold_limit_us",
			       .rule = "25 us are Windows' advice",
			       .code = "0x133" },
	[NTSPIN_RAN_LONG] = { .fact = "it ran for longer than four times hold_limit_us",
			      .rule = "100 us are Windows' advice",
			      .code = "0x133" },
};

static_assert(ARRAY_SIZE(faults) == NTSPIN_FAULTS);

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

/* What the report is about: one of its parts alone. */
static void print_fact(char *text, size_t size, const struct ntspin_misuse *misuse)
{
	const typeof(faults[0]) *f = &faults[misuse->fault];

	if (f->level)
		snprintf(text, size, "%s is %u (%s), IRQL is %s", f->level, misuse->level,
			 level_name(misuse->level), level_name(misuse->irql));
	else if (f->irql)
		snprintf(text, size, "IRQL is %s", level_name(misuse->irql));
	else
		strscpy(text, f->fact, size);
}

static void print_holder(char *text, size_t size, const struct ntspin_holder *holder)
{
	text[0] = '\0';
	if (holder->site)
		snprintf(text, size, ", held by %s/%d on CPU %u since %pS", holder->task,
			 holder->pid, holder->processor, holder->site);
}

/*
 * Where another CPU panics already, panic() would wait here for that to stop this one, which in an
 * NMI it cannot. The registers are for a dump.
 */
static void bug_check(const char *code, const char *routine, const char *fact)
{
	char text[224];

	snprintf(text, sizeof(text), "ntspin: bug check %s: %s: %s", code, routine, fact);
	if (!in_nmi())
		panic("%s", text);
	nmi_panic(task_pt_regs(current), text);
}

unsigned int ntspin_misuses(void)
{
	return atomic_read(&misuses);
}

void ntspin_report_misuse(const struct ntspin_misuse *misuse)
{
	const typeof(faults[0]) *f = &faults[misuse->fault];
	unsigned long site = (unsigned long)misuse->caller;
	char held[160];
	char fact[96];
	char where[32] = "";

	atomic_inc(&misuses);
	trace_ntspin_misuse(misuse, misuse->routine ?: f->routine, f->code ?: "none");
	/* Faults of one site are told apart in the top byte, which is all ones in an address. */
	if (!first_from(site ^ (unsigned long)misuse->fault << 56))
		return;
	print_fact(fact, sizeof(fact), misuse);
	print_holder(held, sizeof(held), &misuse->holder);
	if (misuse->lock)
		snprintf(where, sizeof(where), "%s %p, ", f->object ?: "lock", misuse->lock);
	pr_warn("%s: %s, %s (%s%pS%s%s%s)\n", misuse->routine ?: f->routine, fact, f->rule, where,
		misuse->caller, held, f->code ? ", bug check " : "", f->code ?: "");
	if (ntspin_misuse_is_fatal())
		bug_check(f->code ?: "none", misuse->routine ?: f->routine, fact);
}

void ntspin_report(enum ntspin_fault fault, const char *routine, KIRQL level, const void *lock,
		   const void *caller)
{
	struct ntspin_misuse misuse = {
		.fault = fault,
		.routine = routine,
		.level = level,
		.irql = ntspin_current_irql(),
		.lock = lock,
		.caller = caller,
	};

	if (fault == NTSPIN_LONG_WAIT)
		ntspin_find_holder(lock, &misuse.holder);
	ntspin_report_misuse(&misuse);
}
