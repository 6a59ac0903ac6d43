// SPDX-License-Identifier: GPL-2.0
/*
 * park_lost_test.c - what ends a halt that no kick ends: the tick, and where none comes a timer.
 *
 * A wake is lost where a release looks for parked CPUs before the waiter is one, and stores after
 * its last look. A breakpoint on the lock's word holds the shipped release between the two: the
 * word is read behind the look, and stored to after that.
 */
#include <linux/cpumask.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/tick.h>

#include "deferred.h"
#include "park_run.h"
#include "suites.h"

/* So many halts in a row end within so long by the timer; by a tick of 4 ms they do not. */
#define HALTS 12
#define HALTS_NS (24ULL * NSEC_PER_MSEC)

#if IS_ENABLED(CONFIG_HAVE_HW_BREAKPOINT) && IS_ENABLED(CONFIG_PERF_EVENTS)

/* What is released while the breakpoint is armed. */
static struct park_case *released;
static KSPIN_LOCK late_lock;
static bool told;	/* the waiter, to come */
static bool have_halted;

static void hold_release(struct perf_event *event, struct perf_sample_data *data,
			 struct pt_regs *regs)
{
	struct park_case *in = released;

	if (!in)
		return;
	released = NULL;
	WRITE_ONCE(told, true);
	have_halted = park_see_them_halt(in);
}

static void wait_when_told(struct park_case *in)
{
	while (!READ_ONCE(told))
		cond_resched();
	KeReleaseSpinLock(&late_lock, KeAcquireSpinLockRaiseToDpc(&late_lock));
}

static KIRQL hold_late(struct park_case *in, KLOCK_QUEUE_HANDLE *handle)
{
	return KeAcquireSpinLockRaiseToDpc(&late_lock);
}

static void free_late(struct park_case *in, KLOCK_QUEUE_HANDLE *handle, KIRQL old)
{
	released = in;
	KeReleaseSpinLock(&late_lock, old);
	released = NULL;
	/* In case that the breakpoint was not hit. */
	WRITE_ONCE(told, true);
}

static bool see_nothing(struct park_case *in)
{
	return true;
}

static const struct park_variant late = {
	"the store is late", 1, wait_when_told, hold_late, free_late
};

/* On the CPU of the caller, which stays there. */
static struct perf_event *break_at_late_lock(void)
{
	struct perf_event_attr attr;

	hw_breakpoint_init(&attr);
	attr.bp_addr = (unsigned long)&late_lock;
	attr.bp_len = HW_BREAKPOINT_LEN_8;
	attr.bp_type = HW_BREAKPOINT_RW;
	return perf_event_create_kernel_counter(&attr, raw_smp_processor_id(), NULL, hold_release,
						NULL);
}

static void a_wake_that_is_lost_is_ended_by_the_tick_alone(struct kunit *test)
{
	struct ntspin_park_counts counted;
	struct perf_event *breakpoint;
	u64 since = ktime_get_ns();

	if (IS_ENABLED(CONFIG_LOCKDEP))
		kunit_skip(test, "the waiter looks after the store");
	park_is(test, NTSPIN_PARK_ON, late.waiters);
	migrate_disable();
	breakpoint = break_at_late_lock();
	if (!IS_ERR(breakpoint)) {
		do {
			told = false;
			have_halted = false;
			park_run(test, &late, park_next_cpu(), see_nothing, &counted);
		} while (!have_halted && stress_may_continue(since));
		perf_event_release_kernel(breakpoint);
	}
	migrate_enable();
	if (IS_ERR(breakpoint))
		kunit_skip(test, "no breakpoint: %ld", PTR_ERR(breakpoint));
	KUNIT_ASSERT_TRUE(test, have_halted);
	KUNIT_EXPECT_EQ(test, counted.parks, 1);
	KUNIT_EXPECT_EQ(test, counted.kicks, 0);
	KUNIT_EXPECT_EQ(test, counted.unkicked, 1);
}

#else

static void a_wake_that_is_lost_is_ended_by_the_tick_alone(struct kunit *test)
{
	kunit_skip(test, "no breakpoints");
}

#endif

/* Whether halts end in as little time as the timer takes. */
static bool see_halts_end_soon(struct park_case *in)
{
	struct ntspin_park_counts now;
	u64 since;

	if (!park_see_them_halt(in))
		return false;
	/* In this order: where the host stops us in between, it looks slower than it was. */
	since = local_clock();
	ntspin_park_count(&now);
	return park_see_halts(in, now.halts - in->before.halts + HALTS) &&
	       local_clock() - since < HALTS_NS;
}

static void skip_if_ticks_are_as_fast(struct kunit *test)
{
	if (HALTS * (u64)TICK_NSEC <= HALTS_NS)
		kunit_skip(test, "a tick is as fast as the timer");
}

static void expect_halts_to_end_soon(struct kunit *test, const struct park_variant *variant,
				     unsigned int cpu)
{
	struct ntspin_park_counts counted;
	u64 since = ktime_get_ns();
	bool seen;

	do {
		seen = park_run(test, variant, cpu, see_halts_end_soon, &counted);
	} while (!seen && stress_may_continue(since));
	KUNIT_EXPECT_TRUE(test, seen);
}

static const struct park_variant alone = {
	"alone on its CPU", 1, park_wait_ordinary, park_hold_ordinary, park_free_ordinary
};

static void on_a_nohz_full_cpu_a_timer_ends_the_halt(struct kunit *test)
{
	unsigned int cpu;

	skip_if_ticks_are_as_fast(test);
	if (!tick_nohz_full_enabled())
		kunit_skip(test, "no CPU is nohz_full");
	park_is(test, NTSPIN_PARK_ON, alone.waiters);
	for_each_online_cpu(cpu)
		if (tick_nohz_full_cpu(cpu))
			break;
	if (cpu >= nr_cpu_ids)
		kunit_skip(test, "no CPU that is online is nohz_full");
	expect_halts_to_end_soon(test, &alone, cpu);
}

/* A DPC waits on a CPU that was idle: the softirq that it is in has interrupted the idle task. */
static struct deferred dpc;
static struct park_case *waited_in;
static bool was_idle;

static void wait_in_dpc(struct deferred *deferred)
{
	struct park_case *in = waited_in;

	was_idle = is_idle_task(current);
	KeAcquireSpinLockAtDpcLevel(&in->lock);
	KeReleaseSpinLockFromDpcLevel(&in->lock);
}

/* The waiter of the run comes when all is over; until then its thread is not needed. */
static void wait_for_dpc(struct park_case *in)
{
	wait_for_deferred(&dpc, 1);
	/* What it waits for is freed behind this. */
	KeFlushQueuedDpcs();
}

static bool see_halts_of_dpc_end_soon(struct park_case *in)
{
	waited_in = in;
	KeInsertQueueDpc(&dpc.dpc, NULL, NULL);
	return see_halts_end_soon(in) && READ_ONCE(was_idle);
}

static const struct park_variant in_dpc = {
	"in a DPC", 1, wait_for_dpc, park_hold_ordinary, park_free_ordinary
};

static void in_the_idle_task_a_timer_ends_the_halt(struct kunit *test)
{
	struct ntspin_park_counts counted;
	u64 since = ktime_get_ns();
	bool seen;

	skip_if_ticks_are_as_fast(test);
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		kunit_skip(test, "no softirq interrupts the idle task");
	park_is(test, NTSPIN_PARK_ON, in_dpc.waiters);
	do {
		/* The run's thread is kept away from the CPU that is to be idle. */
		migrate_disable();
		init_deferred_on(&dpc, park_next_cpu());
		dpc.then = wait_in_dpc;
		seen = park_run(test, &in_dpc, raw_smp_processor_id(), see_halts_of_dpc_end_soon,
				&counted);
		migrate_enable();
	} while (!seen && stress_may_continue(since));
	KUNIT_EXPECT_TRUE(test, seen);
}

SUITE(ntspin_park_lost, record_processors, park_restore_mode) = {
	KUNIT_CASE(a_wake_that_is_lost_is_ended_by_the_tick_alone),
	KUNIT_CASE(in_the_idle_task_a_timer_ends_the_halt),
	KUNIT_CASE(on_a_nohz_full_cpu_a_timer_ends_the_halt),
	{}
};
