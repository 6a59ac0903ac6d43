// SPDX-License-Identifier: GPL-2.0
/*
 * report.c - a misuse, said in the log: routine, fact, rule, lock, call site, Windows' code.
 *
 * Once for each call site and fault, which said.c remembers: a driver that errs on every packet
 * must not drown the log. What says only how long something took is said again, now and then; so
 * is what has no call site. What is a panic is never kept back.
 */
#define pr_fmt(fmt) "ntspin: " fmt

#include <linux/panic.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/ptrace.h>
#include <linux/sched/task_stack.h>
#include <linux/time64.h>

#include "report.h"
#include "trace.h"

/* In seconds. */
#define WAIT_AGAIN 2
#define AGAIN 60

static atomic_t misuses = ATOMIC_INIT(0);

static const struct ntspin_fault_text faults[] = {
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
			       .waits = true,
			       .again = WAIT_AGAIN,
			       .fact = "",
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
	[NTSPIN_LONG_LINK] = { .routine = "a spin lock's queue",
			       .waits = true,
			       .again = WAIT_AGAIN,
			       .fact = " for the next one in it to link itself",
			       .rule = "that CPU is stuck, or a handle was altered; still waiting",
			       .code = "0x133" },
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
	[NTSPIN_ORDER] = { .fact = "locks are acquired in one order here, in another one elsewhere",
			   .rule = "it must be one, or both wait for each other for ever",
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
			   .sleeper = true,
			   .fact = "slept at DISPATCH_LEVEL",
			   .rule = "nothing may sleep there",
			   .code = "0xB8" },
	[NTSPIN_HELD_LONG] = { .again = AGAIN,
			       .fact = "the lock was held for longer than hold_limit_us",
			       .rule = "25 us are Windows' advice",
			       .code = "0x133" },
	[NTSPIN_SPUN_LONG] = { .again = AGAIN,
			       .fact = "the lock was spun on for longer than hold_limit_us",
			       .rule = "25 us are Windows' advice",
			       .code = "0x133" },
	[NTSPIN_RAN_LONG] = { .again = AGAIN,
			      .fact = "it ran for longer than four times hold_limit_us",
			      .rule = "100 us are Windows' advice",
			      .code = "0x133" },
	[NTSPIN_TIMER_FREED] = { .routine = "a free of memory",
				 .object = "timer",
				 .fact = "a timer in it is set",
				 .rule = "it must be cancelled before; it was unset",
				 .code = "0xC7/0x0" },
	[NTSPIN_DPC_FREED] = { .routine = "a free of memory",
			       .object = "DPC",
			       .fact = "a DPC in it is queued",
			       .rule = "it must be removed before; it was taken out",
			       .code = "0xC7/0x1" },
};

static_assert(ARRAY_SIZE(faults) == NTSPIN_FAULTS);

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
	const struct ntspin_fault_text *f = &faults[misuse->fault];
	const char *routine = misuse->routine ?: f->routine;
	unsigned int again = f->again ?: (misuse->caller ? 0 : AGAIN);
	bool fatal = ntspin_misuse_is_fatal();
	char details[NTSPIN_DETAILS_SIZE];
	char fact[NTSPIN_FACT_SIZE];

	atomic_inc(&misuses);
	trace_ntspin_misuse(misuse, routine, f->code ?: "none");
	if (!fatal && !ntspin_is_to_be_said(misuse->fault, misuse->caller, again * NSEC_PER_SEC))
		return;
	ntspin_print_fact(fact, f, misuse);
	ntspin_print_details(details, f, misuse);
	pr_warn("%s: %s, %s (%s)\n", routine, fact, f->rule, details);
	if (misuse->circle)
		ntspin_report_circle(misuse->circle);
	if (fatal)
		bug_check(f->code ?: "none", routine, fact);
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

	ntspin_report_misuse(&misuse);
}

void ntspin_report_wait(enum ntspin_fault fault, unsigned int seconds, const void *lock,
			const void *caller)
{
	struct ntspin_misuse misuse = {
		.fault = fault,
		.irql = ntspin_current_irql(),
		.lock = lock,
		.caller = caller,
		.seconds = seconds,
	};

	if (fault == NTSPIN_LONG_WAIT)
		ntspin_find_holder(lock, &misuse.holder);
	ntspin_report_misuse(&misuse);
}

void ntspin_report_freed(enum ntspin_fault fault, const void *object, const void *runs,
			 const void *caller)
{
	struct ntspin_misuse misuse = {
		.fault = fault,
		.irql = ntspin_current_irql(),
		.lock = object,
		.caller = caller,
		.runs = runs,
	};

	ntspin_report_misuse(&misuse);
}
