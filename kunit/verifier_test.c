// SPDX-License-Identifier: GPL-2.0
/*
 * verifier_test.c - the verifier names each misuse, and says nothing of what is none.
 */
#include <linux/lockdep.h>

#include "misuses.h"
#include "ntspin/verifier.h"
#include "suites.h"

static int switch_on(struct kunit *test)
{
	return ntspin_verifier_set(1);
}

static void switch_off(struct kunit *test)
{
	ntspin_verifier_set(0);
	expect_cpus_at_rest(test);
}

KUNIT_ARRAY_PARAM_DESC(misuses, misuses, name);

KUNIT_ARRAY_PARAM_DESC(lookalikes, lookalikes, name);

static void a_lookalike_is_not(struct kunit *test)
{
	const struct lookalike *lookalike = test->param_value;
	unsigned int before = log_reports();

	run_here(test, lookalike->perform, NULL);
	KUNIT_EXPECT_EQ(test, log_reports(), before);
}

static KLOCK_QUEUE_HANDLE across_handle;
static KSPIN_LOCK across_lock;

/* At PASSIVE_LEVEL, so that the switch can wait for the others: what lockdep does not allow. */
static void what_was_acquired_before_is_unknown(struct kunit *test)
{
	unsigned int before;

	lockdep_off();
	ntspin_verifier_set(0);
	before = log_reports();
	KeAcquireInStackQueuedSpinLockAtDpcLevel(&across_lock, &across_handle);
	ntspin_verifier_set(1);
	ntspin_verifier_set(0);
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&across_handle);
	lockdep_on();
	KUNIT_EXPECT_TRUE(test, KeTestSpinLock(&across_lock));
	KUNIT_EXPECT_EQ(test, log_reports(), before);
}

/*
 * Acquired with the verifier on, released with it off, or on again. Where lockdep is on all the
 * time the record survives too, and the release at PASSIVE_LEVEL is what it is.
 */
static void what_is_held_survives_the_switch(struct kunit *test)
{
	int again;

	lockdep_off();
	for (again = 0; again < 2; again++) {
		unsigned int before;

		KeAcquireInStackQueuedSpinLockAtDpcLevel(&across_lock, &across_handle);
		ntspin_verifier_set(0);
		before = log_reports();
		if (again)
			ntspin_verifier_set(1);
		KeReleaseInStackQueuedSpinLockFromDpcLevel(&across_handle);
		KUNIT_EXPECT_TRUE(test, KeTestSpinLock(&across_lock));
		KUNIT_EXPECT_EQ(test, log_reports(),
				before + (again && IS_ENABLED(CONFIG_LOCKDEP)));
		ntspin_verifier_set(1);
	}
	lockdep_on();
}

static KSPIN_LOCK flows, sessions;

static noinline void initialize_flows(void)
{
	CALLED(KeInitializeSpinLock(&flows));
}

static noinline void initialize_sessions(void)
{
	CALLED(KeInitializeSpinLock(&sessions));
}

static noinline void lock_flows(void)
{
	CALLED(KeAcquireSpinLockAtDpcLevel(&flows));
}

static noinline KIRQL lock_flows_again(void)
{
	KIRQL old;

	CALLED(KeAcquireSpinLock(&flows, &old));
	return old;
}

static noinline void lock_sessions(void)
{
	CALLED(KeAcquireSpinLockAtDpcLevel(&sessions));
}

static noinline KIRQL lock_sessions_again(void)
{
	KIRQL old;

	CALLED(KeAcquireSpinLock(&sessions, &old));
	return old;
}

static void lock_both_ways(struct observer *obs)
{
	KIRQL old = KeRaiseIrqlToDpcLevel(), level;

	initialize_flows();
	initialize_sessions();
	lock_flows();
	lock_sessions();
	KeReleaseSpinLockFromDpcLevel(&sessions);
	KeReleaseSpinLockFromDpcLevel(&flows);
	lock_sessions_again();
	level = lock_flows_again();
	KeReleaseSpinLock(&flows, level);
	KeReleaseSpinLockFromDpcLevel(&sessions);
	KeLowerIrql(old);
}

/* Both locks by where they were initialised, and each order by both its calls. */
static void an_order_is_said_in_full(struct kunit *test)
{
	static const char * const now[] = {
		"ntspin: now: lock ",
		" (initialised at initialize_flows+", " is asked for at lock_flows_again",
		" (initialised at initialize_sessions+", " is held since lock_sessions_again",
		NULL
	};
	static const char * const before[] = {
		"ntspin: before: lock ",
		" (initialised at initialize_sessions+", " was asked for at lock_sessions+",
		" (initialised at initialize_flows+", " was held since lock_flows+",
		NULL
	};

	lockdep_off();
	run_here(test, lock_both_ways, NULL);
	lockdep_on();
	KUNIT_EXPECT_TRUE(test, log_says_in_order(now));
	KUNIT_EXPECT_TRUE(test, log_says_in_order(before));
}

/* More locks than there is room for: the oldest that are free are forgotten, and none is held. */
static void locks_are_abandoned_by_the_thousand(struct kunit *test)
{
	static KSPIN_LOCK locks[10000];
	unsigned int before = log_reports();
	KLOCK_QUEUE_HANDLE handle;
	int i;

	for (i = 0; i < ARRAY_SIZE(locks); i++) {
		KeInitializeSpinLock(&locks[i]);
		KeAcquireInStackQueuedSpinLock(&locks[i], &handle);
		KeReleaseInStackQueuedSpinLock(&handle);
	}
	KUNIT_EXPECT_EQ(test, log_reports(), before);
}

static KSPIN_LOCK named_lock;

static noinline void initialize_named_lock(void)
{
	CALLED(KeInitializeSpinLock(&named_lock));
}

static noinline void acquire_named_lock(void)
{
	KIRQL old;

	CALLED(KeAcquireSpinLock(&named_lock, &old));
	/* Misuse, which the report of names the lock. */
	CALLED(KeInitializeSpinLock(&named_lock));
	CALLED(KeReleaseSpinLock(&named_lock, old));
}

/* Where it was initialised; storage that was only ever zeroed: where it was first acquired. */
static void a_report_says_where_the_lock_came_to_be(struct kunit *test)
{
	static const char words[] = "ntspin: KeInitializeSpinLock: the lock is held";

	lockdep_off();
	acquire_named_lock();
	KUNIT_EXPECT_TRUE(test, log_says(words, " first acquired at acquire_named_lock+"));
	initialize_named_lock();
	ntspin_verifier_set(1);
	acquire_named_lock();
	KUNIT_EXPECT_TRUE(test, log_says(words, " initialised at initialize_named_lock+"));
	lockdep_on();
}

static noinline void acquire_at_passive(void)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLockAtDpcLevel(&lock, &handle);
	CALLED(KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle));
}

/* Once for each call site; when the parameter is written, once more. */
static void what_is_said_once_is_new_behind_a_switch(struct kunit *test)
{
	static const char words[] =
		"ntspin: KeAcquireInStackQueuedSpinLockAtDpcLevel: IRQL is PASSIVE_LEVEL";
	unsigned int before = log_lines(words);
	int switches, i;

	lockdep_off();
	for (switches = 1; switches <= 3; switches++) {
		for (i = 0; i < 3; i++)
			acquire_at_passive();
		KUNIT_EXPECT_EQ(test, log_lines(words), before + switches);
		ntspin_verifier_set(1);
	}
	lockdep_on();
}

/* Though both are known by then. */
static void orders_that_were_said_are_new_behind_a_switch(struct kunit *test)
{
	static const char words[] =
		"ntspin: KeAcquireSpinLockAtDpcLevel: locks are acquired in one order here";
	static KSPIN_LOCK one, other;
	unsigned int before = log_lines(words);
	int switches, i;

	lockdep_off();
	KeInitializeSpinLock(&one);
	KeInitializeSpinLock(&other);
	for (switches = 1; switches <= 3; switches++) {
		for (i = 0; i < 3; i++) {
			nest_locks(&one, &other);
			nest_locks(&other, &one);
		}
		/* Of the first time the second order alone is reported, then each. */
		KUNIT_EXPECT_EQ(test, log_lines(words), before + 2 * switches - 1);
		ntspin_verifier_set(1);
	}
	lockdep_on();
}

static void no_mode_but_three(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ntspin_verifier_set(3), -EINVAL);
}

SUITE(ntspin_verifier, switch_on, switch_off) = {
	KUNIT_CASE_PARAM(a_lookalike_is_not, lookalikes_gen_params),
	KUNIT_CASE_PARAM(a_misuse_is_named, misuses_gen_params),
	KUNIT_CASE(what_was_acquired_before_is_unknown),
	KUNIT_CASE(what_is_held_survives_the_switch),
	KUNIT_CASE(an_order_is_said_in_full),
	KUNIT_CASE(locks_are_abandoned_by_the_thousand),
	KUNIT_CASE(a_report_says_where_the_lock_came_to_be),
	KUNIT_CASE(what_is_said_once_is_new_behind_a_switch),
	KUNIT_CASE(orders_that_were_said_are_new_behind_a_switch),
	KUNIT_CASE(no_mode_but_three),
	{}
};
