/* SPDX-License-Identifier: GPL-2.0 */
/*
 * context.h - run a piece of a test in another context, and bring back what it saw.
 *
 * KUnit's expectations allocate, and its assertions end the thread: neither may
 * stand in an interrupt or above PASSIVE_LEVEL. A body states its claims with
 * CLAIM_EQ(), which only records what is wrong; run_in() fails the test with the
 * first of these once it is back in the test's own thread.
 *
 * Of every body run_in() also claims that it leaves its CPU as it found it:
 * level, preemption and softirq counts, interrupts.
 */
#ifndef NTSPIN_CONTEXT_H
#define NTSPIN_CONTEXT_H

#include "job.h"
#include "ktap.h"
#include "wdm.h"

/* The lowest device level: what an interrupt reads as; and one above it. */
#define LOWEST_DIRQL 3
#define DEVICE_LEVEL 5

/*
 * @irql: how the context reads, by CONTRACT's table
 * @start: call the job there, now or soon on this CPU; false if this machine
 *	   cannot. For softirqs and hard hrtimers it may stand at any level.
 * @stop: after this the job is neither pending nor running
 */
struct context {
	const char *name;
	KIRQL irql;
	bool (*start)(struct job *job);
	void (*stop)(struct job *job);
};

enum context_id {
	IN_TASK,
	PREEMPTION_OFF,
	SOFTIRQS_OFF,
	INTERRUPTS_OFF,
	ALL_OFF,
	IN_TASKLET,
	IN_TIMER,
	IN_SOFT_HRTIMER,
	IN_HARD_HRTIMER,
	IN_IRQ_WORK,
	IN_IPI,
	IN_OWN_IPI,
	IN_NMI,
	IN_HARD_HRTIMER_AT_DISPATCH,
	IN_NMI_AT_DEVICE_LEVEL,
	CONTEXT_COUNT
};

extern const struct context contexts[CONTEXT_COUNT];

/* The failures of one body. */
struct observer {
	const void *arg;	/* from run_in() */
	int row;		/* where in a loop of its own the body is */
	unsigned int wrong;
	struct {
		const char *claim;
		int line;
		int row;
		long long seen;
		long long due;
	} failures[8];
};

void claim_eq(struct observer *obs, const char *claim, int line, long long seen, long long due);

#define CLAIM_EQ(obs, seen, due) \
	claim_eq(obs, #seen " == " #due, __LINE__, (long long)(seen), (long long)(due))
#define CLAIM(obs, condition) claim_eq(obs, #condition, __LINE__, !!(condition), true)

/* Skips the test where the machine has no such context. */
void run_in(struct kunit *test, const struct context *where, void (*body)(struct observer *obs),
	    const void *arg);

static inline void run_here(struct kunit *test, void (*body)(struct observer *obs), const void *arg)
{
	run_in(test, &contexts[IN_TASK], body, arg);
}

/* The body of a case that is all observed; its parameter is @obs->arg. */
#define CASE_RUN_IN(name, where)						\
	static void name##_observed(struct observer *obs);			\
	static void name(struct kunit *test)					\
	{									\
		run_in(test, where, name##_observed, test->param_value);	\
	}									\
	static void name##_observed(struct observer *obs)
#define CASE_RUN_HERE(name) CASE_RUN_IN(name, &contexts[IN_TASK])
/* The same where the parameter is the context. */
#define CASE_RUN_IN_CONTEXT(name) CASE_RUN_IN(name, test->param_value)

static __always_inline KIRQL raised_to(KIRQL level)
{
	KIRQL old;

	KeRaiseIrql(level, &old);
	return old;
}

/* The statement behind it is made at that level, and ends there: without a return or a break. */
#define AT_LEVEL_BY(raise)	\
	for (KIRQL old_ = (raise), once_ = true; once_; KeLowerIrql(old_), once_ = false)
#define AT_LEVEL(level) AT_LEVEL_BY(raised_to(level))
#define AT_DISPATCH() AT_LEVEL_BY(KeRaiseIrqlToDpcLevel())

/*
 * At each level at which a routine may be called that raises to DISPATCH_LEVEL, or that does not;
 * for a body: obs->row is the level.
 */
void use_at_each_level(struct observer *obs, bool raises,
		       void (*use)(struct observer *obs, const void *arg), const void *arg);

/* Spin, at any level, for some timer ticks: whatever is due on this CPU has then come. */
void spin_for_ticks(unsigned int ticks);

/*
 * The same at PASSIVE_LEVEL, while another CPU is kept raised: the timer of a sleep may be left to
 * that one, which runs none meanwhile.
 */
void outlast_ticks(unsigned int ticks);

/*
 * Whether the kernel's log has a line with these words that names this caller.
 * It is read from the beginning, for a call site says it once: perhaps in an
 * earlier run. Where the kernel cannot name callers, they are not looked at.
 */
bool log_says(const char *words, const char *caller);

/* The same with all of these in one line, each behind the one before; NULL ends them. */
bool log_says_in_order(const char * const *parts);

/* How many lines of it have these words; these and others. */
unsigned int log_lines(const char *words);
unsigned int log_lines_with(const char *words, const char *others);

/* How many reports of misuse. That a wait is long is none: a busy host makes long ones. */
unsigned int log_reports(void);

/* The exit hook of each suite: no case leaves a level behind on any CPU. */
void expect_cpus_at_rest(struct kunit *test);

#endif
