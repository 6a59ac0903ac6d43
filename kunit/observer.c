// SPDX-License-Identifier: GPL-2.0
/*
 * observer.c - claims that are made where KUnit cannot be called, and told afterwards.
 */
#include <linux/irqflags.h>
#include <linux/ktime.h>
#include <linux/preempt.h>
#include <linux/smp.h>

#include "context.h"

/* All that a body must leave as it was. */
struct standing {
	KIRQL irql;
	unsigned int preempt;
	unsigned int softirq;	/* of the task on PREEMPT_RT, part of preempt elsewhere */
	bool interrupts_off;
};

static struct standing stand(void)
{
	struct standing now = {
		.irql = KeGetCurrentIrql(),
		.preempt = preempt_count(),
		.softirq = softirq_count(),
		.interrupts_off = irqs_disabled(),
	};

	return now;
}

void claim_eq(struct witness *w, const char *claim, int line, long long seen, long long due)
{
	if (seen == due)
		return;
	if (w->wrong < ARRAY_SIZE(w->notes)) {
		w->notes[w->wrong].claim = claim;
		w->notes[w->wrong].line = line;
		w->notes[w->wrong].row = w->row;
		w->notes[w->wrong].seen = seen;
		w->notes[w->wrong].due = due;
	}
	w->wrong++;
}

/* Tests run one at a time, and what a timer points to must outlive a test that fails. */
static struct {
	struct job job;
	struct witness witness;
	void (*body)(struct witness *w);
} scene;

static void run_body(struct job *job)
{
	struct witness *w = &scene.witness;
	struct standing found, left;

	found = stand();
	scene.body(w);
	left = stand();
	CLAIM_EQ(w, left.irql, found.irql);
	CLAIM_EQ(w, left.preempt, found.preempt);
	CLAIM_EQ(w, left.softirq, found.softirq);
	CLAIM_EQ(w, left.interrupts_off, found.interrupts_off);
}

void run_in(struct kunit *test, const struct context *where, void (*body)(struct witness *w),
	    const void *arg)
{
	struct witness *w = &scene.witness;
	struct standing found = stand(), left;
	unsigned int i;
	bool ran;

	*w = (struct witness){ .arg = arg };
	scene.body = body;
	init_job(&scene.job, run_body);
	if (!where->start(&scene.job))
		kunit_skip(test, "no such context here: %s", where->name);
	ran = wait_for_job(&scene.job);
	if (where->stop)
		where->stop(&scene.job);
	KUNIT_ASSERT_TRUE_MSG(test, ran, "never came into the context: %s", where->name);
	for (i = 0; i < min_t(unsigned int, w->wrong, ARRAY_SIZE(w->notes)); i++)
		KUNIT_FAIL(test, "%s, line %d, row %d: %s, but saw %lld, due %lld", where->name,
			   w->notes[i].line, w->notes[i].row, w->notes[i].claim,
			   w->notes[i].seen, w->notes[i].due);
	KUNIT_EXPECT_EQ(test, w->wrong, 0);
	KUNIT_EXPECT_FALSE_MSG(test, scene.job.disturbed, "the interrupted task's level changed");
	left = stand();
	KUNIT_EXPECT_EQ(test, left.irql, found.irql);
	KUNIT_EXPECT_EQ(test, left.preempt, found.preempt);
	KUNIT_EXPECT_EQ(test, left.softirq, found.softirq);
	KUNIT_EXPECT_EQ(test, left.interrupts_off, found.interrupts_off);
}

void spin_for_ticks(unsigned int ticks)
{
	ktime_t end = ktime_add_ns(ktime_get(), ticks * (u64)TICK_NSEC);

	while (ktime_before(ktime_get(), end))
		cpu_relax();
}

void outlast_ticks(unsigned int ticks)
{
	ktime_t end = ktime_add_ns(ktime_get(), ticks * (u64)TICK_NSEC);

	while (ktime_before(ktime_get(), end))
		cond_resched();
}

/* In a worker of each CPU: is anything left of a level that some case raised to? */
static int look_for_leftovers(void *unused)
{
	unsigned long flags;
	KIRQL level, masked;

	level = KeGetCurrentIrql();
	local_irq_save(flags);
	masked = KeGetCurrentIrql();
	local_irq_restore(flags);
	return level != PASSIVE_LEVEL || masked != LOWEST_DIRQL;
}

void expect_cpus_at_rest(struct kunit *test)
{
	unsigned int cpu;

	for_each_online_cpu(cpu)
		KUNIT_EXPECT_EQ_MSG(test, smp_call_on_cpu(cpu, look_for_leftovers, NULL, false), 0,
				    "CPU %u is left at some level", cpu);
}
