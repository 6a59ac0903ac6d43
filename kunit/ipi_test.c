// SPDX-License-Identifier: GPL-2.0
/*
 * ipi_test.c - KeIpiGenericCall: every processor once, all at the same time, at IPI_LEVEL.
 */
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/sched.h>

#include "context.h"
#include "deferred.h"
#include "suites.h"
#include "threads.h"

#define ARGUMENT 0x1234567887654321UL
#define TIMEOUT_MS 5000
#define CALLS 25

KUNIT_ARRAY_PARAM_DESC(contexts, contexts, name);

static struct scene {
	atomic_t calls, together;
	unsigned int ran[NR_CPUS];
	unsigned int at_another_level, with_interrupts, with_another, alone;
	unsigned int expected;	/* who waits for so many */
} s;

static bool wait_until(const atomic_t *count, unsigned int least)
{
	ktime_t end = ktime_add_ms(ktime_get(), TIMEOUT_MS);

	while (atomic_read(count) < least && ktime_before(ktime_get(), end))
		cpu_relax();
	return atomic_read(count) >= least;
}

static ULONG_PTR NTAPI meet(ULONG_PTR argument)
{
	unsigned int cpu = raw_smp_processor_id();

	s.ran[cpu]++;
	if (KeGetCurrentIrql() != IPI_LEVEL)
		s.at_another_level++;
	if (!irqs_disabled())
		s.with_interrupts++;
	if (argument != ARGUMENT)
		s.with_another++;
	atomic_inc(&s.together);
	if (!wait_until(&s.together, s.expected))
		s.alone++;
	return 1000 + cpu;
}

/* Each waits for all the others: at the same time it must be. */
static void call_all(struct observer *obs)
{
	unsigned int cpu, here;
	bool refused = KeGetCurrentIrql() > DISPATCH_LEVEL;
	ULONG_PTR result;

	memset(&s, 0, sizeof(s));
	s.expected = num_online_cpus();
	preempt_disable();
	here = smp_processor_id();
	result = KeIpiGenericCall(meet, ARGUMENT);
	preempt_enable();
	CLAIM_EQ(obs, result, refused ? 0 : 1000 + here);
	for_each_online_cpu(cpu) {
		obs->row = cpu;
		CLAIM_EQ(obs, s.ran[cpu], !refused);
	}
	CLAIM_EQ(obs, s.at_another_level, 0);
	CLAIM_EQ(obs, s.with_interrupts, 0);
	CLAIM_EQ(obs, s.with_another, 0);
	CLAIM_EQ(obs, s.alone, 0);
}

static void all_call_it_at_the_same_time(struct kunit *test)
{
	const struct context *where = test->param_value;

	run_in(test, where, call_all, NULL);
	if (where->irql > DISPATCH_LEVEL)
		KUNIT_EXPECT_TRUE(test, log_says("or below; nothing was called",
						 "call_all"));
}

static struct turns {
	atomic_t inside[2];
	atomic_t sum[2];
	unsigned int both;
	atomic_t begun;
} t;

static ULONG_PTR NTAPI take_turn(ULONG_PTR who)
{
	atomic_inc(&t.inside[who]);
	atomic_inc(&t.sum[who]);
	if (atomic_read(&t.inside[!who]))
		t.both++;
	atomic_dec(&t.inside[who]);
	return who;
}

static int call_often(void *who)
{
	unsigned int i, wrong = 0;

	atomic_inc(&t.begun);
	wait_until(&t.begun, 2);
	for (i = 0; i < CALLS; i++) {
		wrong += KeIpiGenericCall(take_turn, (ULONG_PTR)who) != (ULONG_PTR)who;
		cond_resched();
	}
	stay_until_stopped();
	return wrong;
}

static struct task_struct *start(int (*fn)(void *arg), void *arg, unsigned int cpu)
{
	struct task_struct *thread = kthread_run_on_cpu(fn, arg, cpu, "ntspin_ipi");

	return IS_ERR(thread) ? NULL : thread;
}

static void callers_take_turns(struct kunit *test)
{
	unsigned int cpus = num_online_cpus(), cpu = cpumask_first(cpu_online_mask);
	unsigned int other = cpumask_next(cpu, cpu_online_mask);
	struct task_struct *first, *second;

	if (cpus < 2)
		kunit_skip(test, "one CPU");
	memset(&t, 0, sizeof(t));
	first = start(call_often, (void *)0, cpu);
	second = start(call_often, (void *)1, other);
	KUNIT_ASSERT_TRUE(test, first && second);
	/* One that is stopped before it has begun does not begin. */
	while (atomic_read(&t.begun) < 2)
		schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_EQ(test, kthread_stop(first), 0);
	KUNIT_EXPECT_EQ(test, kthread_stop(second), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&t.sum[0]), CALLS * cpus);
	KUNIT_EXPECT_EQ(test, atomic_read(&t.sum[1]), CALLS * cpus);
	KUNIT_EXPECT_EQ(test, t.both, 0);
}

/*
 * One CPU spins with interrupts off for what another one does once it has been interrupted, and has
 * gone on: as for a lock that is held with interrupts on.
 */
static atomic_t spins, interrupted, let_go;
static bool came_too_late;

static int spin_with_interrupts_off(void *unused)
{
	unsigned long flags;

	local_irq_save(flags);
	atomic_set(&spins, 1);
	came_too_late = !wait_until(&let_go, 1);
	local_irq_restore(flags);
	return stay_until_stopped();
}

/* Its own time stands still while it waits in the interrupt. */
static int let_go_after_the_interrupt(void *unused)
{
	ktime_t end, before, now;

	preempt_disable();
	wait_until(&spins, 1);
	atomic_set(&interrupted, 1);
	end = ktime_add_ms(ktime_get(), TIMEOUT_MS / 2);
	for (now = ktime_get(); ktime_before(now, end); now = ktime_get()) {
		before = now;
		cpu_relax();
		if (ktime_us_delta(ktime_get(), before) > 500)
			break;
	}
	atomic_set(&let_go, 1);
	preempt_enable();
	return stay_until_stopped();
}

static void call_when_both_are_there(struct observer *obs)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();

	CLAIM(obs, wait_until(&interrupted, 1));
	memset(&s, 0, sizeof(s));
	s.expected = num_online_cpus();
	KeIpiGenericCall(meet, ARGUMENT);
	CLAIM_EQ(obs, s.alone, 0);
	KeLowerIrql(old);
}

static void who_spins_with_interrupts_off_gets_what_it_waits_for(struct kunit *test)
{
	struct task_struct *first, *second;
	unsigned int cpu = cpumask_next(cpumask_first(cpu_online_mask), cpu_online_mask);
	struct cpumask before = current->cpus_mask;

	need_cpus(test, 3);
	atomic_set(&spins, 0);
	atomic_set(&interrupted, 0);
	atomic_set(&let_go, 0);
	set_cpus_allowed_ptr(current, cpumask_of(cpumask_first(cpu_online_mask)));
	first = start(spin_with_interrupts_off, NULL, cpu);
	second = start(let_go_after_the_interrupt, NULL, cpumask_next(cpu, cpu_online_mask));
	KUNIT_ASSERT_TRUE(test, first && second);
	run_here(test, call_when_both_are_there, NULL);
	kthread_stop(first);
	kthread_stop(second);
	set_cpus_allowed_ptr(current, &before);
	KUNIT_EXPECT_FALSE(test, came_too_late);
}

SUITE(ntspin_ipi, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(all_call_it_at_the_same_time, contexts_gen_params),
	KUNIT_CASE(callers_take_turns),
	KUNIT_CASE(who_spins_with_interrupts_off_gets_what_it_waits_for),
	{}
};
