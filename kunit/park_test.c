// SPDX-License-Identifier: GPL-2.0
/*
 * park_test.c - a CPU that waits long halts, and is kicked when the wait is over; who never halts.
 */
#include <linux/kthread.h>
#include <linux/sched/clock.h>

#include "park_run.h"
#include "suites.h"

#define TIMEOUT_NS (500ULL * NSEC_PER_MSEC)
#define AWAKE_NS (20ULL * NSEC_PER_MSEC)

static void wait_queued(struct park_case *in)
{
	KLOCK_QUEUE_HANDLE handle;

	KeAcquireInStackQueuedSpinLock(&in->lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
}

static void wait_shared(struct park_case *in)
{
	ExReleaseSpinLockShared(&in->rw_lock, ExAcquireSpinLockShared(&in->rw_lock));
}

static void wait_exclusive(struct park_case *in)
{
	ExReleaseSpinLockExclusive(&in->rw_lock, ExAcquireSpinLockExclusive(&in->rw_lock));
}

/* With interrupts off, on every path through it. */
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

static const struct park_variant variants[] = {
	{ "queued, for its ticket", 1, wait_queued, hold_queued, free_queued },
	{ "queued, in the queue", 3, wait_queued, hold_queued, free_queued },
	{ "ordinary, for its ticket", 1, park_wait_ordinary, park_hold_ordinary,
	  park_free_ordinary },
	{ "ordinary, in the queue", 3, park_wait_ordinary, park_hold_ordinary,
	  park_free_ordinary },
	{ "queued, behind an ordinary owner", 2, wait_queued, park_hold_ordinary,
	  park_free_ordinary },
	{ "to read", 3, wait_shared, hold_exclusive, free_exclusive },
	{ "to write", 2, wait_exclusive, hold_exclusive, free_exclusive },
	{ "to write, for a reader", 1, wait_exclusive, hold_shared, free_shared },
};

static const struct park_variant interrupts_off = {
	"interrupts off", 1, wait_interlocked, park_hold_ordinary, park_free_ordinary
};

KUNIT_ARRAY_PARAM_DESC(variant, variants, name);

/* Whether the waiter came, and for how long it then did not halt. */
static bool see_it_spin(struct park_case *in)
{
	u64 since = local_clock();

	while (READ_ONCE(in->lock) == in->held) {
		if (local_clock() - since > TIMEOUT_NS)
			return false;
		cpu_relax();
	}
	since = local_clock();
	while (local_clock() - since < AWAKE_NS)
		cpu_relax();
	return true;
}

static void run_until_seen(struct kunit *test, const struct park_variant *variant,
			   bool (*see)(struct park_case *in), unsigned long kicks,
			   struct ntspin_park_counts *counted)
{
	u64 since = ktime_get_ns();
	bool seen;

	/*
	 * A run that the host has disturbed is made again: one that it keeps from a kick in time
	 * finds everybody woken by a tick.
	 */
	do {
		seen = park_run(test, variant, park_next_cpu(), see, counted);
	} while ((!seen || counted->kicks < kicks) && stress_may_continue(since));
	KUNIT_ASSERT_TRUE(test, seen);
}

static void who_waits_for_long_halts_and_is_kicked(struct kunit *test)
{
	const struct park_variant *variant = test->param_value;
	struct ntspin_park_counts counted;

	park_is(test, NTSPIN_PARK_ON, variant->waiters);
	run_until_seen(test, variant, park_see_them_halt, 1, &counted);
	KUNIT_EXPECT_GE(test, counted.parks, variant->waiters);
	/* A tick that comes just as a wait ends may be first. */
	KUNIT_EXPECT_GE(test, counted.kicks + counted.unkicked, variant->waiters);
	KUNIT_EXPECT_GT(test, counted.kicks, 0);
}

static void with_interrupts_off_nobody_halts(struct kunit *test)
{
	struct ntspin_park_counts counted;

	park_is(test, NTSPIN_PARK_ON, interrupts_off.waiters);
	run_until_seen(test, &interrupts_off, see_it_spin, 0, &counted);
	KUNIT_EXPECT_EQ(test, counted.parks, 0);
}

static void switched_off_nobody_halts(struct kunit *test)
{
	struct ntspin_park_counts counted;

	park_is(test, NTSPIN_PARK_OFF, variants[0].waiters);
	run_until_seen(test, &variants[0], see_it_spin, 0, &counted);
	KUNIT_EXPECT_EQ(test, counted.parks, 0);
}

static void left_alone_somebody_halts_only_on_a_busy_host(struct kunit *test)
{
	struct ntspin_park_counts counted;

	park_is(test, NTSPIN_PARK_AUTO, variants[0].waiters);
	run_until_seen(test, &variants[0], see_it_spin, 0, &counted);
	KUNIT_EXPECT_TRUE(test, !counted.parks || counted.times_busy);
}

static void what_is_no_mode_is_refused(struct kunit *test)
{
	park_is(test, NTSPIN_PARK_ON, 0);
	KUNIT_EXPECT_EQ(test, ntspin_park_set(NTSPIN_PARK_OFF + 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, ntspin_park_set(NTSPIN_PARK_ON), NTSPIN_PARK_ON);
}

SUITE(ntspin_park, NULL, park_restore_mode) = {
	KUNIT_CASE_PARAM(who_waits_for_long_halts_and_is_kicked, variant_gen_params),
	KUNIT_CASE(with_interrupts_off_nobody_halts),
	KUNIT_CASE(switched_off_nobody_halts),
	KUNIT_CASE(left_alone_somebody_halts_only_on_a_busy_host),
	KUNIT_CASE(what_is_no_mode_is_refused),
	{}
};
