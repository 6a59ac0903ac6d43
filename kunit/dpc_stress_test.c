// SPDX-License-Identifier: GPL-2.0
/*
 * dpc_stress_test.c - threads, DPCs aimed at each other's CPUs, and timers contend for one lock.
 *
 * Of each DPC that was inserted it is known in the end that it ran, once, on its
 * CPU, or was removed. The same run with threads that only claim to be at
 * DISPATCH_LEVEL, and with DPCs that take no lock, shows that the checks can fail.
 */
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/sched/clock.h>
#include <linux/time64.h>

#include "deferred.h"
#include "suites.h"
#include "threads.h"

#define DPCS 16
#define MAX_CPUS 16

static const struct stress {
	const char *name;
	bool does_not_raise;	/* busted */
	bool does_not_lock;	/* busted */
} shipped = { "as shipped" }, no_raise = { "threads do not raise", .does_not_raise = true },
	no_lock = { "DPCs do not lock", .does_not_lock = true };

static struct {
	const struct stress *how;
	unsigned int cpus;
	u64 end;
	KSPIN_LOCK lock;
	const void *owner;
	u64 sections;
	KDPC dpcs[DPCS];
	KDPC by_timer[MAX_CPUS];
	KTIMER timers[MAX_CPUS];
	bool held[NR_CPUS];	/* by a thread, at DISPATCH_LEVEL */
	bool in_dpc[NR_CPUS];
	atomic_t inserted, removed, ran, ran_by_timer;
	atomic_t not_excluded, ran_while_held, on_top, astray, wrong_level;
} s;

static unsigned int chosen(unsigned int n)
{
	return ((unsigned int)(local_clock() >> 5) * 2654435761U >> 16) % n;
}

static void section(const void *me)
{
	u64 sections = s.sections;
	unsigned int i;

	if (s.owner)
		atomic_inc(&s.not_excluded);
	s.owner = me;
	barrier();	/* or the two halves would be merged into one */
	for (i = chosen(100); i; i--)
		cpu_relax();
	barrier();
	if (s.owner != me)
		atomic_inc(&s.not_excluded);
	s.owner = NULL;
	s.sections = sections + 1;
}

static void locked_section(const void *me, bool lock)
{
	KLOCK_QUEUE_HANDLE handle;

	if (lock)
		KeAcquireInStackQueuedSpinLockAtDpcLevel(&s.lock, &handle);
	section(me);
	if (lock)
		KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
}

static void insert(KDPC *dpc)
{
	if (KeInsertQueueDpc(dpc, NULL, NULL))
		atomic_inc(&s.inserted);
}

static void look_around(KDPC *dpc, unsigned int target)
{
	unsigned int cpu = raw_smp_processor_id();

	if (s.held[cpu])
		atomic_inc(&s.ran_while_held);
	if (s.in_dpc[cpu])
		atomic_inc(&s.on_top);
	s.in_dpc[cpu] = true;
	barrier();	/* the section stands between the two */
	if (cpu != target)
		atomic_inc(&s.astray);
	if (KeGetCurrentIrql() != DISPATCH_LEVEL)
		atomic_inc(&s.wrong_level);
	locked_section(dpc, !s.how->does_not_lock);
	barrier();
	s.in_dpc[cpu] = false;
}

static VOID run(PKDPC dpc, PVOID target, PVOID unused1, PVOID unused2)
{
	atomic_inc(&s.ran);
	look_around(dpc, (unsigned long)target);
	/* Itself again, or another, for some time. */
	if (chosen(4) == 0 && local_clock() < s.end)
		insert(chosen(2) ? dpc : &s.dpcs[chosen(DPCS)]);
}

static VOID run_by_timer(PKDPC dpc, PVOID target, PVOID unused1, PVOID unused2)
{
	atomic_inc(&s.ran_by_timer);
	look_around(dpc, (unsigned long)target);
}

static void at_dispatch(unsigned int cpu)
{
	KIRQL old = PASSIVE_LEVEL;

	if (!s.how->does_not_raise)
		old = KeRaiseIrqlToDpcLevel();
	s.held[cpu] = true;
	barrier();	/* held is true from after the raise to before the lowering */
	locked_section(&old, !s.how->does_not_raise);
	insert(&s.dpcs[chosen(DPCS)]);
	barrier();
	s.held[cpu] = false;
	if (!s.how->does_not_raise)
		KeLowerIrql(old);
}

static int contend(void *data)
{
	unsigned int cpu = (unsigned long)data;

	while (local_clock() < s.end) {
		at_dispatch(cpu);
		insert(&s.dpcs[chosen(DPCS)]);
		if (chosen(8) == 0 && KeRemoveQueueDpc(&s.dpcs[chosen(DPCS)]))
			atomic_inc(&s.removed);
		cond_resched();
	}
	return stay_until_stopped();
}

static void prepare(const struct stress *how)
{
	unsigned int cpu, i = 0;

	memset(&s, 0, sizeof(s));
	s.how = how;
	s.end = local_clock() + ntspin_stress_ms * NSEC_PER_MSEC;
	KeInitializeSpinLock(&s.lock);
	while (i < DPCS)
		for_each_online_cpu(cpu) {
			if (i == DPCS)
				break;
			KeInitializeDpc(&s.dpcs[i], run, (PVOID)(unsigned long)cpu);
			KeSetTargetProcessorDpc(&s.dpcs[i], processor_of(cpu));
			KeSetImportanceDpc(&s.dpcs[i], i % 4);
			i++;
		}
}

static void start_timers(void)
{
	LARGE_INTEGER soon = { .QuadPart = -10000 };
	unsigned int cpu, i = 0;

	for_each_online_cpu(cpu) {
		if (i == MAX_CPUS)
			break;
		KeInitializeDpc(&s.by_timer[i], run_by_timer, (PVOID)(unsigned long)cpu);
		KeSetTargetProcessorDpc(&s.by_timer[i], processor_of(cpu));
		KeInitializeTimer(&s.timers[i]);
		KeSetTimerEx(&s.timers[i], soon, 1, &s.by_timer[i]);
		i++;
	}
	s.cpus = i;
}

static void stress_once(struct kunit *test, const struct stress *how)
{
	struct task_struct *threads[MAX_CPUS] = {};
	unsigned int cpu, i = 0;

	prepare(how);
	start_timers();
	for_each_online_cpu(cpu) {
		if (i == MAX_CPUS)
			break;
		threads[i] = kthread_run_on_cpu(contend, (void *)(unsigned long)cpu, cpu,
						"ntspin_dpcs/%u");
		if (IS_ERR(threads[i]))
			break;
		i++;
	}
	msleep(ntspin_stress_ms);
	while (i)
		kthread_stop(threads[--i]);
	for (i = 0; i < s.cpus; i++)
		KeCancelTimer(&s.timers[i]);
	/* One that runs in the first flush may have inserted another. */
	for (i = 0; i < 3; i++)
		KeFlushQueuedDpcs();
	kunit_info(test, "%s: %d inserted, %d ran, %d removed, %d by timers\n", how->name,
		   atomic_read(&s.inserted), atomic_read(&s.ran), atomic_read(&s.removed),
		   atomic_read(&s.ran_by_timer));
	KUNIT_EXPECT_EQ(test, atomic_read(&s.inserted),
			atomic_read(&s.ran) + atomic_read(&s.removed));
	KUNIT_EXPECT_EQ(test, atomic_read(&s.astray), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&s.on_top), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&s.wrong_level), 0);
}

static void stress(struct kunit *test, const struct stress *how, bool (*seen)(void))
{
	u64 since = ktime_get_ns();

	do {
		stress_once(test, how);
	} while (!seen() && stress_may_continue(since));
}

/* Or that something is wrong: what is counted begins again with each run. */
static bool both_ran(void)
{
	return (atomic_read(&s.ran) && atomic_read(&s.ran_by_timer)) ||
	       atomic_read(&s.not_excluded) || atomic_read(&s.ran_while_held);
}

static void dpcs_and_threads_exclude_each_other(struct kunit *test)
{
	stress(test, &shipped, both_ran);
	KUNIT_EXPECT_GT(test, atomic_read(&s.ran), 0);
	KUNIT_EXPECT_GT(test, atomic_read(&s.ran_by_timer), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&s.not_excluded), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&s.ran_while_held), 0);
}

static bool ran_while_held(void)
{
	return atomic_read(&s.ran_while_held);
}

static void a_thread_that_does_not_raise_is_caught(struct kunit *test)
{
	if (IS_ENABLED(CONFIG_KCSAN))
		kunit_skip(test, "its races are on purpose, and KCSAN reports them");
	stress(test, &no_raise, ran_while_held);
	KUNIT_EXPECT_GT(test, atomic_read(&s.ran_while_held), 0);
}

static bool not_excluded(void)
{
	return atomic_read(&s.not_excluded);
}

static void a_dpc_that_does_not_lock_is_caught(struct kunit *test)
{
	if (IS_ENABLED(CONFIG_KCSAN))
		kunit_skip(test, "its races are on purpose, and KCSAN reports them");
	need_cpus(test, 2);
	stress(test, &no_lock, not_excluded);
	KUNIT_EXPECT_GT(test, atomic_read(&s.not_excluded), 0);
}

SUITE(ntspin_dpc_stress, record_processors, NULL) = {
	KUNIT_CASE(dpcs_and_threads_exclude_each_other),
	KUNIT_CASE(a_thread_that_does_not_raise_is_caught),
	KUNIT_CASE(a_dpc_that_does_not_lock_is_caught),
	{}
};
