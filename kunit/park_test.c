// SPDX-License-Identifier: GPL-2.0
/*
 * park_test.c - who waits for long halts, and goes on when its wait is over.
 *
 * The holder stands at DISPATCH_LEVEL while it looks for threads on other CPUs, which
 * stop_machine() may be keeping for itself: so it looks for so long, lets go, and begins again.
 */
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/kthread.h>
#include <linux/sched/clock.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "context.h"
#include "ntspin/park.h"
#include "suites.h"

#define MOST_WAITERS 3
#define TRIES 10
#define PATIENCE_NS (500ULL * NSEC_PER_MSEC)
#define AWAKE_NS (20ULL * NSEC_PER_MSEC)

struct park_case;

struct waiter {
	struct park_case *in;
	struct task_struct *thread;
	struct completion done;
};

struct park_case {
	const struct park_way *way;
	KSPIN_LOCK lock;
	EX_SPIN_LOCK rw_lock;
	ULONG sum;
	struct waiter waiters[MOST_WAITERS];
};

static void wait_queued(struct park_case *in)
{
	KLOCK_QUEUE_HANDLE handle;

	KeAcquireInStackQueuedSpinLock(&in->lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
}

static void wait_ordinary(struct park_case *in)
{
	KeReleaseSpinLock(&in->lock, KeAcquireSpinLockRaiseToDpc(&in->lock));
}

static void wait_shared(struct park_case *in)
{
	ExReleaseSpinLockShared(&in->rw_lock, ExAcquireSpinLockShared(&in->rw_lock));
}

static void wait_exclusive(struct park_case *in)
{
	ExReleaseSpinLockExclusive(&in->rw_lock, ExAcquireSpinLockExclusive(&in->rw_lock));
}

/* With interrupts off, on every way through it. */
static void wait_interlocked(struct park_case *in)
{
	ExInterlockedAddUlong(&in->sum, 1, &in->lock);
}

static KIRQL hold_queued(struct park_case *in, KLOCK_QUEUE_HANDLE *handle)
{
	KeAcquireInStackQueuedSpinLock(&in->lock, handle);
	return handle->OldIrql;
}

static void free_queued(struct park_case *in, KLOCK_QUEUE_HANDLE *handle, KIRQL old)
{
	KeReleaseInStackQueuedSpinLock(handle);
}

static KIRQL hold_ordinary(struct park_case *in, KLOCK_QUEUE_HANDLE *handle)
{
	return KeAcquireSpinLockRaiseToDpc(&in->lock);
}

static void free_ordinary(struct park_case *in, KLOCK_QUEUE_HANDLE *handle, KIRQL old)
{
	KeReleaseSpinLock(&in->lock, old);
}

static KIRQL hold_exclusive(struct park_case *in, KLOCK_QUEUE_HANDLE *handle)
{
	return ExAcquireSpinLockExclusive(&in->rw_lock);
}

static void free_exclusive(struct park_case *in, KLOCK_QUEUE_HANDLE *handle, KIRQL old)
{
	ExReleaseSpinLockExclusive(&in->rw_lock, old);
}

static KIRQL hold_shared(struct park_case *in, KLOCK_QUEUE_HANDLE *handle)
{
	return ExAcquireSpinLockShared(&in->rw_lock);
}

static void free_shared(struct park_case *in, KLOCK_QUEUE_HANDLE *handle, KIRQL old)
{
	ExReleaseSpinLockShared(&in->rw_lock, old);
}

/* As free_ordinary(), but nobody is told: what a wake that is lost leaves. */
static void free_silently(struct park_case *in, KLOCK_QUEUE_HANDLE *handle, KIRQL old)
{
	UCHAR *serving = (UCHAR *)&in->lock;

	/* Pairs with the acquire by which a waiter finds it. */
	smp_store_release(serving, *serving + 1);
	KeLowerIrql(old);
}

static const struct park_way {
	const char *name;
	unsigned int waiters;
	void (*wait)(struct park_case *in);
	KIRQL (*hold)(struct park_case *in, KLOCK_QUEUE_HANDLE *handle);
	void (*free)(struct park_case *in, KLOCK_QUEUE_HANDLE *handle, KIRQL old);
} ways[] = {
	{ "queued, for its ticket", 1, wait_queued, hold_queued, free_queued },
	{ "queued, in the queue", 3, wait_queued, hold_queued, free_queued },
	{ "ordinary, for its ticket", 1, wait_ordinary, hold_ordinary, free_ordinary },
	{ "ordinary, in the queue", 3, wait_ordinary, hold_ordinary, free_ordinary },
	{ "queued, behind an ordinary owner", 2, wait_queued, hold_ordinary, free_ordinary },
	{ "to read", 3, wait_shared, hold_exclusive, free_exclusive },
	{ "to write", 2, wait_exclusive, hold_exclusive, free_exclusive },
	{ "to write, for a reader", 1, wait_exclusive, hold_shared, free_shared },
};

static const struct park_way silent = {
	"told nothing", 1, wait_ordinary, hold_ordinary, free_silently
};

static const struct park_way interrupts_off = {
	"interrupts off", 1, wait_interlocked, hold_ordinary, free_ordinary
};

static void describe_way(const struct park_way *way, char *desc)
{
	strscpy(desc, way->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(way, ways, describe_way);

static int wait_once(void *data)
{
	struct waiter *me = data;

	me->in->way->wait(me->in);
	complete(&me->done);
	return 0;
}

/* On the CPUs behind ours. */
static bool start_waiters(struct park_case *in)
{
	unsigned int cpu = raw_smp_processor_id();
	unsigned int i;

	for (i = 0; i < in->way->waiters; i++) {
		struct waiter *waiter = &in->waiters[i];

		cpu = cpumask_next(cpu, cpu_online_mask);
		if (cpu >= nr_cpu_ids)
			cpu = cpumask_first(cpu_online_mask);
		waiter->in = in;
		init_completion(&waiter->done);
		waiter->thread = kthread_create_on_cpu(wait_once, waiter, cpu, "ntspin_park/%u");
		if (IS_ERR(waiter->thread)) {
			waiter->thread = NULL;
			return false;
		}
		get_task_struct(waiter->thread);
	}
	return true;
}

static bool end_waiters(struct park_case *in)
{
	bool all_done = true;
	unsigned int i;

	for (i = 0; i < in->way->waiters; i++) {
		struct waiter *waiter = &in->waiters[i];

		if (!waiter->thread)
			continue;
		/* One that never ran yet runs now; kthread_stop() would keep it from that. */
		wake_up_process(waiter->thread);
		if (!wait_for_completion_timeout(&waiter->done, 20 * HZ)) {
			all_done = false;
			continue;
		}
		kthread_stop(waiter->thread);
		put_task_struct(waiter->thread);
	}
	return all_done;
}

/* Whether each waiter is parked, and as many halts were made: of one there may be several. */
static bool have_halted(const struct park_case *in, const struct ntspin_park_counts *before)
{
	struct ntspin_park_counts now;

	ntspin_park_count(&now);
	return now.parks - before->parks >= in->way->waiters &&
	       now.halts - before->halts >= in->way->waiters;
}

/* At DISPATCH_LEVEL. */
static bool see_them_halt(const struct park_case *in, const struct ntspin_park_counts *before)
{
	u64 since = local_clock();

	while (local_clock() - since < PATIENCE_NS) {
		if (have_halted(in, before))
			return true;
		cpu_relax();
	}
	return false;
}

/* At DISPATCH_LEVEL. Whether the waiter came, and for how long it then did not halt. */
static bool see_it_spin(const struct park_case *in, KSPIN_LOCK held)
{
	u64 since = local_clock();

	while (READ_ONCE(in->lock) == held) {
		if (local_clock() - since > PATIENCE_NS)
			return false;
		cpu_relax();
	}
	since = local_clock();
	while (local_clock() - since < AWAKE_NS)
		cpu_relax();
	return true;
}

/*
 * Hold the lock while the waiters come, free it, see them go. What was counted meanwhile; whether
 * they were seen to do as they should.
 */
static bool play(struct kunit *test, const struct park_way *way, bool parks,
		 struct ntspin_park_counts *counted)
{
	struct park_case *in = kzalloc(sizeof(*in), GFP_KERNEL);
	struct ntspin_park_counts before;
	KLOCK_QUEUE_HANDLE handle;
	bool started, seen;
	unsigned int i;
	KIRQL old;

	KUNIT_ASSERT_NOT_NULL(test, in);
	in->way = way;
	migrate_disable();
	started = start_waiters(in);
	ntspin_park_count(&before);
	old = way->hold(in, &handle);
	for (i = 0; i < way->waiters && started; i++)
		wake_up_process(in->waiters[i].thread);
	seen = parks ? see_them_halt(in, &before) : see_it_spin(in, in->lock);
	way->free(in, &handle, old);
	migrate_enable();
	/* What somebody may still wait for is not freed. */
	KUNIT_ASSERT_TRUE(test, end_waiters(in));
	ntspin_park_count(counted);
	counted->parks -= before.parks;
	counted->halts -= before.halts;
	counted->kicks -= before.kicks;
	counted->unkicked -= before.unkicked;
	KUNIT_EXPECT_TRUE(test, started);
	kfree(in);
	return seen;
}

static int mode_before = -1;

static void park_is(struct kunit *test, enum ntspin_park_mode mode, unsigned int waiters)
{
	if (num_online_cpus() <= waiters)
		kunit_skip(test, "needs %u CPUs", waiters + 1);
	mode_before = ntspin_park_set(mode);
	if (mode_before < 0)
		kunit_skip(test, "no CPU is ever parked here");
}

static void who_waits_for_long_halts_and_is_kicked(struct kunit *test)
{
	const struct park_way *way = test->param_value;
	struct ntspin_park_counts counted;
	unsigned int tries = 0;

	park_is(test, NTSPIN_PARK_ON, way->waiters);
	while (!play(test, way, true, &counted) && ++tries < TRIES)
		continue;
	KUNIT_ASSERT_TRUE(test, tries < TRIES);
	KUNIT_EXPECT_GE(test, counted.parks, way->waiters);
	/* A tick that comes just as a wait ends may be first. */
	KUNIT_EXPECT_GE(test, counted.kicks + counted.unkicked, way->waiters);
	KUNIT_EXPECT_GT(test, counted.kicks, 0);
}

static void a_wake_that_is_lost_is_ended_by_the_tick_alone(struct kunit *test)
{
	struct ntspin_park_counts counted;
	unsigned int tries = 0;

	if (IS_ENABLED(CONFIG_LOCKDEP))
		kunit_skip(test, "lockdep would take the lock for held");
	park_is(test, NTSPIN_PARK_ON, silent.waiters);
	while (!play(test, &silent, true, &counted) && ++tries < TRIES)
		continue;
	KUNIT_ASSERT_TRUE(test, tries < TRIES);
	KUNIT_EXPECT_EQ(test, counted.kicks, 0);
	KUNIT_EXPECT_EQ(test, counted.unkicked, 1);
}

static void with_interrupts_off_nobody_halts(struct kunit *test)
{
	struct ntspin_park_counts counted;
	unsigned int tries = 0;

	park_is(test, NTSPIN_PARK_ON, interrupts_off.waiters);
	while (!play(test, &interrupts_off, false, &counted) && ++tries < TRIES)
		continue;
	KUNIT_ASSERT_TRUE(test, tries < TRIES);
	KUNIT_EXPECT_EQ(test, counted.parks, 0);
}

static void switched_off_nobody_halts(struct kunit *test)
{
	struct ntspin_park_counts counted;
	unsigned int tries = 0;

	park_is(test, NTSPIN_PARK_OFF, ways[0].waiters);
	while (!play(test, &ways[0], false, &counted) && ++tries < TRIES)
		continue;
	KUNIT_ASSERT_TRUE(test, tries < TRIES);
	KUNIT_EXPECT_EQ(test, counted.parks, 0);
}

static void what_is_no_mode_is_refused(struct kunit *test)
{
	park_is(test, NTSPIN_PARK_ON, 0);
	KUNIT_EXPECT_EQ(test, ntspin_park_set(NTSPIN_PARK_OFF + 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, ntspin_park_set(NTSPIN_PARK_ON), NTSPIN_PARK_ON);
}

static void restore_mode(struct kunit *test)
{
	if (mode_before >= 0)
		ntspin_park_set(mode_before);
	mode_before = -1;
	expect_cpus_at_rest(test);
}

static struct kunit_case park_cases[] = {
	KUNIT_CASE_PARAM(who_waits_for_long_halts_and_is_kicked, way_gen_params),
	KUNIT_CASE(a_wake_that_is_lost_is_ended_by_the_tick_alone),
	KUNIT_CASE(with_interrupts_off_nobody_halts),
	KUNIT_CASE(switched_off_nobody_halts),
	KUNIT_CASE(what_is_no_mode_is_refused),
	{}
};

struct kunit_suite ntspin_park_suite = {
	.name = "ntspin_park",
	.exit = restore_mode,
	.test_cases = park_cases,
};
