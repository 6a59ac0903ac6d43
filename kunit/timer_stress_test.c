// SPDX-License-Identifier: GPL-2.0
/*
 * timer_stress_test.c - timers are cancelled just as they come due, and many are due at once.
 *
 * A cancel that finds the timer set means that its DPC is not inserted; one that
 * does not means that it is. Either way the storage is the driver's again, which
 * is put to the test by filling it with garbage.
 */
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/sched/clock.h>
#include <linux/time64.h>
#include <linux/vmalloc.h>

#include "ktap.h"
#include "suites.h"
#include "threads.h"
#include "wdm.h"

#define MAX_CPUS 16

static struct {
	u64 end;
	atomic_t cancelled, removed, ran, lost, unasked;
} s;

struct racer {
	KTIMER timer;
	KDPC dpc;
	unsigned int ran;
	u32 random;
	struct task_struct *thread;
};

static struct racer racers[MAX_CPUS];

static VOID record(PKDPC dpc, PVOID context, PVOID unused1, PVOID unused2)
{
	struct racer *racer = context;

	WRITE_ONCE(racer->ran, racer->ran + 1);
}

/* Not by the clock, which moves by ticks on some machines. */
static unsigned int chosen(struct racer *racer, unsigned int n)
{
	racer->random = racer->random * 1664525 + 1013904223;
	return (racer->random >> 8) % n;
}

static bool runs(struct racer *racer)
{
	unsigned int i;

	for (i = 0; i < 10000 && !READ_ONCE(racer->ran); i++)
		usleep_range(100, 200);
	return READ_ONCE(racer->ran);
}

static void race(struct racer *racer)
{
	LARGE_INTEGER soon = { .QuadPart = -(LONGLONG)(1 + chosen(racer, 2000)) };
	u64 until;

	racer->ran = 0;
	KeInitializeTimer(&racer->timer);
	KeInitializeDpc(&racer->dpc, record, racer);
	KeSetTimer(&racer->timer, soon, &racer->dpc);
	for (until = ktime_get_ns() + chosen(racer, 400) * NSEC_PER_USEC; ktime_get_ns() < until;)
		cpu_relax();
	if (KeCancelTimer(&racer->timer)) {
		atomic_inc(&s.cancelled);
		memset(&racer->timer, 0xA5, sizeof(racer->timer));
		if (KeRemoveQueueDpc(&racer->dpc) || READ_ONCE(racer->ran))
			atomic_inc(&s.unasked);
		return;
	}
	memset(&racer->timer, 0xA5, sizeof(racer->timer));
	if (KeRemoveQueueDpc(&racer->dpc)) {
		atomic_inc(&s.removed);
		if (READ_ONCE(racer->ran))
			atomic_inc(&s.unasked);
	} else if (runs(racer)) {
		atomic_inc(&s.ran);
	} else {
		atomic_inc(&s.lost);
	}
}

static int keep_racing(void *data)
{
	while (local_clock() < s.end) {
		race(data);
		cond_resched();
	}
	return stay_until_stopped();
}

static void race_on_all_cpus(void)
{
	unsigned int cpu, i = 0;

	s.end = local_clock() + ntspin_stress_ms * NSEC_PER_MSEC;
	for_each_online_cpu(cpu) {
		if (i == MAX_CPUS)
			break;
		racers[i].random = i;
		racers[i].thread = kthread_run_on_cpu(keep_racing, &racers[i], cpu,
						      "ntspin_racer/%u");
		if (IS_ERR(racers[i].thread))
			break;
		i++;
	}
	msleep(ntspin_stress_ms);
	while (i)
		kthread_stop(racers[--i].thread);
	KeFlushQueuedDpcs();
}

static void a_cancel_tells_whether_the_dpc_runs(struct kunit *test)
{
	u64 since = ktime_get_ns();

	memset(&s, 0, sizeof(s));
	do {
		race_on_all_cpus();
	} while (!(atomic_read(&s.cancelled) && atomic_read(&s.ran) + atomic_read(&s.removed)) &&
		 stress_may_continue(since));
	kunit_info(test, "%d cancelled, %d removed, %d ran\n", atomic_read(&s.cancelled),
		   atomic_read(&s.removed), atomic_read(&s.ran));
	KUNIT_EXPECT_EQ(test, atomic_read(&s.lost), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&s.unasked), 0);
	KUNIT_EXPECT_GT(test, atomic_read(&s.cancelled), 0);
	KUNIT_EXPECT_GT(test, atomic_read(&s.ran) + atomic_read(&s.removed), 0);
}

#define CROWD 4096

static bool all_come(KTIMER *crowd)
{
	unsigned int i, tries = 0;

	for (i = 0; i < CROWD; i++)
		while (!KeReadStateTimer(&crowd[i]) && tries++ < 10000)
			usleep_range(1000, 2000);
	return tries < 10000;
}

/* They come due while interrupts are off: the one interrupt that then comes serves a part. */
static void many_that_are_due_at_once_let_others_in_between(struct kunit *test)
{
	LARGE_INTEGER soon = { .QuadPart = -100000 };
	KTIMER *crowd = vmalloc(CROWD * sizeof(*crowd));
	bool last_came;
	ktime_t end;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, crowd);
	local_irq_disable();
	for (i = 0; i < CROWD; i++) {
		KeInitializeTimer(&crowd[i]);
		KeSetTimer(&crowd[i], soon, NULL);
	}
	end = ktime_add_ms(ktime_get(), 20);
	while (ktime_before(ktime_get(), end))
		cpu_relax();
	local_irq_enable();
	last_came = KeReadStateTimer(&crowd[CROWD - 1]);
	KUNIT_EXPECT_FALSE(test, last_came);
	KUNIT_EXPECT_TRUE(test, all_come(crowd));
	for (i = 0; i < CROWD; i++)
		KeCancelTimer(&crowd[i]);
	vfree(crowd);
}

SUITE(ntspin_timer_stress, NULL, NULL) = {
	KUNIT_CASE(a_cancel_tells_whether_the_dpc_runs),
	KUNIT_CASE(many_that_are_due_at_once_let_others_in_between),
	{}
};
