// SPDX-License-Identifier: GPL-2.0
/*
 * push_lock_test.c - which requests for a push lock are granted at once, which wait, and which is
 * next.
 */
#include "context.h"
#include "locker.h"
#include "suites.h"

static EX_PUSH_LOCK lock;
static struct locker lockers[6];

static void own_alone(void *push_lock)
{
	ExAcquirePushLockExclusive(push_lock);
}

static void give_back_alone(void *push_lock)
{
	ExReleasePushLockExclusive(push_lock);
}

static void share(void *push_lock)
{
	ExAcquirePushLockShared(push_lock);
}

static void give_back_share(void *push_lock)
{
	ExReleasePushLockShared(push_lock);
}

static void give_back(void *push_lock)
{
	ExReleasePushLock(push_lock);
}

static bool start(unsigned int i, bool alone)
{
	return start_locker(&lockers[i], &lock, alone ? own_alone : share,
			    i % 2 ? give_back : alone ? give_back_alone : give_back_share);
}

static void try_both(struct kunit *test, bool alone, bool shared)
{
	BOOLEAN had = ExTryAcquirePushLockExclusive(&lock);

	KUNIT_EXPECT_EQ(test, had, alone);
	if (had)
		ExReleasePushLockExclusive(&lock);
	had = ExTryAcquirePushLockShared(&lock);
	KUNIT_EXPECT_EQ(test, had, shared);
	if (had)
		ExReleasePushLockShared(&lock);
}

static void what_is_to_be_had_at_once(struct kunit *test)
{
	ExInitializePushLock(&lock);
	try_both(test, true, true);
	ExAcquirePushLockShared(&lock);
	try_both(test, false, true);
	KUNIT_ASSERT_TRUE(test, start(0, true));
	KUNIT_EXPECT_TRUE(test, waits_for_lock(&lockers[0]));
	/* No request overtakes a waiter. */
	try_both(test, false, false);
	ExReleasePushLockShared(&lock);
	KUNIT_EXPECT_TRUE(test, await_lock(&lockers[0]));
	try_both(test, false, false);
	KUNIT_EXPECT_TRUE(test, end_locker(&lockers[0]));
	try_both(test, true, true);
	KUNIT_EXPECT_EQ(test, lock, 0);
}

/* Each as it comes, alone or not, while the lock is held; who then has it in which turn. */
static const struct queue {
	const char *name;
	bool held_alone;
	const char *come;	/* a: alone, s: shared */
	const char *turns;
} queues[] = {
	{ "alone, in the order of arrival", true, "aaa", "123" },
	{ "shared, together", true, "sss", "111" },
	{ "shared ones next to each other", true, "assas", "12234" },
	{ "behind a shared hold", false, "asa", "123" },
	{ "shared first", true, "ssa", "112" },
};

KUNIT_ARRAY_PARAM_DESC(queues, queues, name);

static void who_has_it_next(struct kunit *test)
{
	const struct queue *queue = test->param_value;
	unsigned int i;

	ExInitializePushLock(&lock);
	(queue->held_alone ? own_alone : share)(&lock);
	for (i = 0; queue->come[i]; i++) {
		KUNIT_ASSERT_TRUE(test, start(i, queue->come[i] == 'a'));
		KUNIT_EXPECT_TRUE(test, waits_for_lock(&lockers[i]));
	}
	give_back(&lock);
	expect_turns(test, lockers, queue->turns);
	KUNIT_EXPECT_EQ(test, lock, 0);
}

/* They stand beside each other, and their waiters in few lists. */
static void locks_are_waited_for_one_by_one(struct kunit *test)
{
	static EX_PUSH_LOCK many[512];
	static struct locker waiters[3];
	static const unsigned int at[] = { 0, 8, 511 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(many); i++) {
		ExInitializePushLock(&many[i]);
		ExAcquirePushLockExclusive(&many[i]);
	}
	for (i = 0; i < ARRAY_SIZE(at); i++)
		KUNIT_ASSERT_TRUE(test, start_locker(&waiters[i], &many[at[i]], own_alone,
						     give_back));
	for (i = ARRAY_SIZE(at); i-- > 0;) {
		KUNIT_EXPECT_TRUE(test, waits_for_lock(&waiters[i]));
		ExReleasePushLockExclusive(&many[at[i]]);
		KUNIT_EXPECT_TRUE(test, end_locker(&waiters[i]));
		KUNIT_EXPECT_EQ(test, many[at[i]], 0);
	}
}

static void release_wrongly(struct observer *obs)
{
	ExReleasePushLockExclusive(&lock);
	ExReleasePushLockShared(&lock);
	ExReleasePushLock(&lock);
	CLAIM_EQ(obs, lock, 0);
	ExAcquirePushLockExclusive(&lock);
	ExReleasePushLockShared(&lock);
	CLAIM(obs, !ExTryAcquirePushLockShared(&lock));
	ExReleasePushLockExclusive(&lock);
	ExAcquirePushLockShared(&lock);
	ExReleasePushLockExclusive(&lock);
	CLAIM(obs, !ExTryAcquirePushLockExclusive(&lock));
	ExReleasePushLockShared(&lock);
}

static void a_release_of_what_is_not_held_is_reported(struct kunit *test)
{
	ExInitializePushLock(&lock);
	run_here(test, release_wrongly, NULL);
	KUNIT_EXPECT_TRUE(test, log_says("ExReleasePushLockExclusiveEx: nobody holds it", "as it"));
	KUNIT_EXPECT_TRUE(test, log_says("ExReleasePushLockSharedEx: nobody holds it", "as it"));
	KUNIT_EXPECT_TRUE(test, log_says("ExReleasePushLockEx: nobody holds it", "as it"));
}

SUITE(ntspin_push_lock, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE(what_is_to_be_had_at_once),
	KUNIT_CASE_PARAM(who_has_it_next, queues_gen_params),
	KUNIT_CASE(locks_are_waited_for_one_by_one),
	KUNIT_CASE(a_release_of_what_is_not_held_is_reported),
	{}
};
