// SPDX-License-Identifier: GPL-2.0
/*
 * observer.c - claims that are made where KUnit cannot be called, and reported afterwards.
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

void claim_eq(struct observer *obs, const char *claim, int line, long long seen, long long due)
{
	if (seen == due)
		return;
	if (obs->wrong < ARRAY_SIZE(obs->failures)) {
		obs->failures[obs->wrong].claim = claim;
		obs->failures[obs->wrong].line = line;
		obs->failures[obs->wrong].row = obs->row;
		obs->failures[obs->wrong].seen = seen;
		obs->failures[obs->wrong].due = due;
	}
	obs->wrong++;
}

/* Tests run one at a time, and what a timer points to must outlive a test that fails. */
static struct {
	struct job job;
	struct observer observer;
	void (*body)(struct observer *obs);
} scene;

static void run_body(struct job *job)
{
	struct observer *obs = &scene.observer;
	struct standing found, left;

	found = stand();
	scene.body(obs);
	left = stand();
	CLAIM_EQ(obs, left.irql, found.irql);
	CLAIM_EQ(obs, left.preempt, found.preempt);
	CLAIM_EQ(obs, left.softirq, found.softirq);
	CLAIM_EQ(obs, left.interrupts_off, found.interrupts_off);
}

void run_in(struct kunit *test, const struct context *where, void (*body)(struct observer *obs),
	    const void *arg)
{
	struct observer *obs = &scene.observer;
	struct standing found = stand(), left;
	unsigned int i;
	bool ran;

	*obs = (struct observer){ .arg = arg };
	scene.body = body;
	init_job(&scene.job, run_body);
	if (!where->start(&scene.job))
		kunit_skip(test, "no such context here: %s", where->name);
	ran = wait_for_job(&scene.job);
	if (where->stop)
		where->stop(&scene.job);
	KUNIT_ASSERT_TRUE_MSG(test, ran, "never came into the context: %s", where->name);
	for (i = 0; i < min_t(unsigned int, obs->wrong, ARRAY_SIZE(obs->failures)); i++)
		KUNIT_FAIL(test, "%s, line %d, row %d: %s, but saw %lld, due %lld", where->name,
			   obs->failures[i].line, obs->failures[i].row, obs->failures[i].claim,
			   obs->failures[i].seen, obs->failures[i].due);
	KUNIT_EXPECT_EQ(test, obs->wrong, 0);
	KUNIT_EXPECT_FALSE_MSG(test, scene.job.disturbed, "the interrupted task's level changed");
	left = stand();
	KUNIT_EXPECT_EQ(test, left.irql, found.irql);
	KUNIT_EXPECT_EQ(test, left.preempt, found.preempt);
	KUNIT_EXPECT_EQ(test, left.softirq, found.softirq);
	KUNIT_EXPECT_EQ(test, left.interrupts_off, found.interrupts_off);
}

void use_at_each_level(struct observer *obs, bool raises,
		       void (*use)(struct observer *obs, const void *arg), const void *arg)
{
	static const KIRQL below[] = { PASSIVE_LEVEL, APC_LEVEL, DISPATCH_LEVEL };
	static const KIRQL above[] = { DISPATCH_LEVEL, DEVICE_LEVEL, HIGH_LEVEL };
	const KIRQL *levels = raises ? below : above;
	KIRQL old;
	int i;

	for (i = 0; i < ARRAY_SIZE(below); i++) {
		obs->row = levels[i];
		KeRaiseIrql(levels[i], &old);
		use(obs, arg);
		KeLowerIrql(old);
	}
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
