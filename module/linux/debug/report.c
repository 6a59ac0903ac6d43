// SPDX-License-Identifier: GPL-2.0
/*
 * report.c - a misuse, reported in the log: routine, fact, rule, lock, call site, Windows' code.
 *
 * Once for each call site and fault, which reported.c remembers: a driver that errs on every packet
 * must not flood the log. A report of a duration is repeated now and then, as is one without a call
 * site. With verify=2 each one panics.
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
static bool misuses_are_fatal;

static const struct ntspin_fault_text faults[] = {
#define NTSPIN_FAULT(name, ...) \
	[NTSPIN_##name] = { __VA_ARGS__ },
#include "../../seam/faults.def"
#undef NTSPIN_FAULT
};

static_assert(ARRAY_SIZE(faults) == NTSPIN_FAULTS);

/*
 * In an NMI panic() would wait for another CPU that is panicking to stop this one, which it cannot.
 * The registers are for a dump.
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

void ntspin_misuses_are_fatal(bool fatal)
{
	WRITE_ONCE(misuses_are_fatal, fatal);
}

void ntspin_report_misuse(const struct ntspin_misuse *misuse)
{
	const struct ntspin_fault_text *f = &faults[misuse->fault];
	const char *routine = misuse->routine ?: f->routine;
	unsigned int again = f->again ?: (misuse->caller ? 0 : AGAIN);
	bool fatal = READ_ONCE(misuses_are_fatal);
	char details[NTSPIN_DETAILS_SIZE];
	char fact[NTSPIN_FACT_SIZE];

	atomic_inc(&misuses);
	trace_ntspin_misuse(misuse, routine, f->code ?: "none");
	if (!fatal && !f->each &&
	    !ntspin_report_is_due(misuse->fault, misuse->caller, again * NSEC_PER_SEC))
		return;
	ntspin_print_fact(fact, f, misuse);
	ntspin_print_details(details, f, misuse);
	pr_warn("%s: %s, %s (%s)\n", routine, fact, f->rule, details);
	if (misuse->circle)
		ntspin_report_circle(misuse->circle);
	if (fatal)
		bug_check(f->code ?: "none", routine, fact);
}
