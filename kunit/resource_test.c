// SPDX-License-Identifier: GPL-2.0
/*
 * resource_test.c - which requests for a resource are granted at once, which wait, and which is
 * next.
 */
#include "context.h"
#include "locker.h"
#include "misuses.h"
#include "suites.h"

static ERESOURCE resource;
static struct locker lockers[8];

static void own_alone(void *lock)
{
	ExAcquireResourceExclusiveLite(lock, TRUE);
}

static void share(void *lock)
{
	ExAcquireResourceSharedLite(lock, TRUE);
}

static void share_at_once(void *lock)
{
	ExAcquireSharedStarveExclusive(lock, TRUE);
}

static void share_behind(void *lock)
{
	ExAcquireSharedWaitForExclusive(lock, TRUE);
}

static void give_back(void *lock)
{
	ExReleaseResourceLite(lock);
}

static bool start(unsigned int i, void (*acquire)(void *lock))
{
	return start_locker(&lockers[i], &resource, acquire, give_back);
}

static void init_resource(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, ExInitializeResourceLite(&resource), STATUS_SUCCESS);
}

static void delete_resource(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ExDeleteResourceLite(&resource), STATUS_SUCCESS);
	expect_cpus_at_rest(test);
}

enum mode { EXCLUSIVE, TRY, SHARED, STARVE, BEHIND, MODES };

static BOOLEAN acquire_at_once(enum mode mode)
{
	switch (mode) {
	case EXCLUSIVE:
		return ExAcquireResourceExclusiveLite(&resource, FALSE);
	case TRY:
		return ExTryToAcquireResourceExclusiveLite(&resource);
	case SHARED:
		return ExAcquireResourceSharedLite(&resource, FALSE);
	case STARVE:
		return ExAcquireSharedStarveExclusive(&resource, FALSE);
	default:
		return ExAcquireSharedWaitForExclusive(&resource, FALSE);
	}
}

/* What is granted at once, by what others and this thread hold, and by the waiters. */
static const struct state {
	const char *name;
	void (*others)(void *lock);	/* how another thread has it; or NULL */
	void (*mine)(void *lock);	/* how this one has it; or NULL */
	bool somebody_waits;		/* for exclusive access */
	bool to_be_had[MODES];
} states[] = {
	{ "nobody's", NULL, NULL, false, { true, true, true, true, true } },
	{ "another's alone", own_alone, NULL, false, { } },
	{ "shared by another", share, NULL, false, { false, false, true, true, true } },
	{ "shared by another, waited for", share, NULL, true,
	  { false, false, false, true, false } },
	{ "mine alone", NULL, own_alone, false, { true, true, true, true, true } },
	{ "mine alone, waited for", NULL, own_alone, true, { true, true, true, true, true } },
	{ "shared by me", NULL, share, false, { false, false, true, true, true } },
	{ "shared by me, waited for", NULL, share, true, { false, false, true, true, false } },
	{ "shared by both, waited for", share, share, true,
	  { false, false, true, true, false } },
};

KUNIT_ARRAY_PARAM_DESC(states, states, name);

static void what_is_to_be_had_at_once(struct kunit *test)
{
	const struct state *state = test->param_value;
	ULONG mine = state->mine ? 1 : 0;
	enum mode mode;

	init_resource(test);
	if (state->others)
		KUNIT_ASSERT_TRUE(test, start(0, state->others));
	if (state->mine)
		state->mine(&resource);
	if (state->somebody_waits) {
		KUNIT_ASSERT_TRUE(test, start(1, own_alone));
		KUNIT_ASSERT_TRUE(test, waits_for_lock(&lockers[1]));
	}
	KUNIT_EXPECT_EQ(test, ExGetExclusiveWaiterCount(&resource), state->somebody_waits);
	for (mode = EXCLUSIVE; mode < MODES; mode++) {
		BOOLEAN had = acquire_at_once(mode);

		KUNIT_EXPECT_EQ(test, had, state->to_be_had[mode]);
		KUNIT_EXPECT_EQ(test, ExIsResourceAcquiredSharedLite(&resource), mine + had);
		if (had)
			ExReleaseResourceLite(&resource);
		KUNIT_EXPECT_EQ(test, ExIsResourceAcquiredLite(&resource), mine);
	}
	KUNIT_EXPECT_EQ(test, ExIsResourceAcquiredExclusiveLite(&resource),
			state->mine == own_alone);
	if (state->mine)
		ExReleaseResourceLite(&resource);
	if (state->others)
		KUNIT_EXPECT_TRUE(test, end_locker(&lockers[0]));
	if (state->somebody_waits)
		KUNIT_EXPECT_TRUE(test, end_locker(&lockers[1]));
}

static void it_is_released_as_often_as_it_was_acquired(struct kunit *test)
{
	unsigned int i;

	init_resource(test);
	own_alone(&resource);
	share(&resource);
	share_behind(&resource);
	KUNIT_ASSERT_TRUE(test, start(0, share));
	for (i = 0; i < 2; i++) {
		ExReleaseResourceLite(&resource);
		KUNIT_EXPECT_TRUE(test, waits_for_lock(&lockers[0]));
		KUNIT_EXPECT_TRUE(test, ExIsResourceAcquiredExclusiveLite(&resource));
	}
	ExReleaseResourceLite(&resource);
	KUNIT_EXPECT_TRUE(test, end_locker(&lockers[0]));
	KUNIT_EXPECT_EQ(test, ExIsResourceAcquiredSharedLite(&resource), 0);
}

/* Each as it comes, while this thread has it alone; who then has it in which turn. */
static const struct queue {
	const char *name;
	const char *come;	/* a: alone, s: shared, o: at once, b: behind */
	const char *turns;
} queues[] = {
	{ "exclusive ones in the order of arrival", "aaa", "123" },
	{ "those that share together", "sob", "111" },
	{ "those that share first", "asao", "2131" },
	{ "behind the exclusive ones before it", "ababs", "23451" },
};

KUNIT_ARRAY_PARAM_DESC(queues, queues, name);

static void (*acquire_of(char letter))(void *lock)
{
	switch (letter) {
	case 'a':
		return own_alone;
	case 'o':
		return share_at_once;
	case 'b':
		return share_behind;
	default:
		return share;
	}
}

static void who_has_it_next(struct kunit *test)
{
	const struct queue *queue = test->param_value;
	unsigned int i;

	init_resource(test);
	own_alone(&resource);
	for (i = 0; queue->come[i]; i++) {
		KUNIT_ASSERT_TRUE(test, start(i, acquire_of(queue->come[i])));
		KUNIT_EXPECT_TRUE(test, waits_for_lock(&lockers[i]));
	}
	ExReleaseResourceLite(&resource);
	expect_turns(test, lockers, queue->turns);
}

static void converted_it_is_shared_with_those_who_wait(struct kunit *test)
{
	init_resource(test);
	own_alone(&resource);
	own_alone(&resource);
	KUNIT_ASSERT_TRUE(test, start(0, own_alone));
	KUNIT_ASSERT_TRUE(test, start(1, share));
	KUNIT_ASSERT_TRUE(test, start(2, share));
	KUNIT_EXPECT_EQ(test, ExGetSharedWaiterCount(&resource), 2);
	ExConvertExclusiveToSharedLite(&resource);
	KUNIT_EXPECT_TRUE(test, await_lock(&lockers[1]));
	KUNIT_EXPECT_TRUE(test, await_lock(&lockers[2]));
	KUNIT_EXPECT_TRUE(test, waits_for_lock(&lockers[0]));
	KUNIT_EXPECT_EQ(test, ExGetSharedWaiterCount(&resource), 0);
	KUNIT_EXPECT_EQ(test, ExIsResourceAcquiredSharedLite(&resource), 2);
	KUNIT_EXPECT_FALSE(test, ExIsResourceAcquiredExclusiveLite(&resource));
	KUNIT_EXPECT_TRUE(test, end_locker(&lockers[1]));
	KUNIT_EXPECT_TRUE(test, end_locker(&lockers[2]));
	ExReleaseResourceLite(&resource);
	KUNIT_EXPECT_TRUE(test, waits_for_lock(&lockers[0]));
	ExReleaseResourceLite(&resource);
	KUNIT_EXPECT_TRUE(test, end_locker(&lockers[0]));
}

/* More than the table of owners begins with. */
static void many_share_it(struct kunit *test)
{
	unsigned int i;

	init_resource(test);
	for (i = 0; i < ARRAY_SIZE(lockers); i++) {
		KUNIT_ASSERT_TRUE(test, start(i, share));
		KUNIT_EXPECT_TRUE(test, await_lock(&lockers[i]));
	}
	KUNIT_EXPECT_FALSE(test, ExTryToAcquireResourceExclusiveLite(&resource));
	for (i = 0; i < ARRAY_SIZE(lockers); i++)
		KUNIT_EXPECT_TRUE(test, end_locker(&lockers[i]));
	KUNIT_EXPECT_TRUE(test, ExTryToAcquireResourceExclusiveLite(&resource));
	ExReleaseResourceLite(&resource);
	KUNIT_EXPECT_EQ(test, ExReinitializeResourceLite(&resource), STATUS_SUCCESS);
}

static void another_thread_releases_it(struct kunit *test)
{
	static ULONG_PTR place;
	PVOID owner = (PVOID)((ULONG_PTR)&place | 3);

	init_resource(test);
	share(&resource);
	ExReleaseResourceForThreadLite(&resource, ExGetCurrentResourceThread());
	KUNIT_EXPECT_EQ(test, ExIsResourceAcquiredSharedLite(&resource), 0);
	own_alone(&resource);
	ExSetResourceOwnerPointer(&resource, owner);
	KUNIT_EXPECT_EQ(test, ExIsResourceAcquiredSharedLite(&resource), 0);
	KUNIT_EXPECT_FALSE(test, ExAcquireResourceSharedLite(&resource, FALSE));
	ExReleaseResourceForThreadLite(&resource, (ERESOURCE_THREAD)owner);
	KUNIT_EXPECT_TRUE(test, ExAcquireResourceSharedLite(&resource, FALSE));
	ExReleaseResourceLite(&resource);
}

static void a_critical_region_goes_with_it(struct kunit *test)
{
	init_resource(test);
	ExEnterCriticalRegionAndAcquireResourceExclusive(&resource);
	KUNIT_EXPECT_TRUE(test, ExIsResourceAcquiredExclusiveLite(&resource));
	ExReleaseResourceAndLeaveCriticalRegion(&resource);
	ExEnterCriticalRegionAndAcquireResourceShared(&resource);
	ExEnterCriticalRegionAndAcquireSharedWaitForExclusive(&resource);
	KUNIT_EXPECT_EQ(test, ExIsResourceAcquiredSharedLite(&resource), 2);
	ExReleaseResourceAndLeaveCriticalRegion(&resource);
	ExReleaseResourceAndLeaveCriticalRegion(&resource);
	KUNIT_EXPECT_EQ(test, ExIsResourceAcquiredSharedLite(&resource), 0);
}

static ERESOURCE_THREAD itself;

static void share_and_own_alone(void *lock)
{
	itself = ExGetCurrentResourceThread();
	share(lock);
	ExAcquireResourceExclusiveLite(lock, TRUE);
}

/* It continues once the hold that it waits for is released by another thread. */
static void who_waits_for_itself_is_reported(struct kunit *test)
{
	init_resource(test);
	KUNIT_ASSERT_TRUE(test, start(0, share_and_own_alone));
	KUNIT_EXPECT_TRUE(test, waits_for_lock(&lockers[0]));
	KUNIT_EXPECT_TRUE(test, log_says("ExAcquireResourceExclusiveLite: this thread has shared",
					 "it waits for itself"));
	ExReleaseResourceForThreadLite(&resource, itself);
	KUNIT_EXPECT_TRUE(test, end_locker(&lockers[0]));
}

static void release_unowned(struct observer *obs)
{
	ExReleaseResourceLite(&resource);
	ExReleaseResourceForThreadLite(&resource, 0);
	CLAIM_EQ(obs, ExIsResourceAcquiredSharedLite(&resource), 0);
}

static void a_release_by_a_stranger_is_reported(struct kunit *test)
{
	init_resource(test);
	run_here(test, release_unowned, NULL);
	KUNIT_ASSERT_TRUE(test, start(0, own_alone));
	run_here(test, release_unowned, NULL);
	KUNIT_EXPECT_FALSE(test, ExAcquireResourceSharedLite(&resource, FALSE));
	KUNIT_EXPECT_TRUE(test, end_locker(&lockers[0]));
	share(&resource);
	ExConvertExclusiveToSharedLite(&resource);
	KUNIT_EXPECT_EQ(test, ExIsResourceAcquiredSharedLite(&resource), 1);
	ExReleaseResourceLite(&resource);
	KUNIT_EXPECT_TRUE(test, log_says("ExReleaseResourceLite: it is not owned", "0xE3)"));
	KUNIT_EXPECT_TRUE(test, log_says("ExReleaseResourceForThreadLite: it is not owned",
					 "0xE3)"));
	KUNIT_EXPECT_TRUE(test, log_says("ExConvertExclusiveToSharedLite: it is not owned",
					 "0xE3)"));
}

static void delete_owned(struct observer *obs)
{
	CLAIM_EQ(obs, ExDeleteResourceLite(&resource), STATUS_UNSUCCESSFUL);
	CLAIM_EQ(obs, ExReinitializeResourceLite(&resource), STATUS_UNSUCCESSFUL);
}

static void one_in_use_is_not_deleted(struct kunit *test)
{
	init_resource(test);
	share(&resource);
	run_here(test, delete_owned, NULL);
	KUNIT_EXPECT_EQ(test, ExIsResourceAcquiredSharedLite(&resource), 1);
	ExReleaseResourceLite(&resource);
	KUNIT_EXPECT_TRUE(test, log_says("ExDeleteResourceLite: somebody owns it", "nobody may"));
}

static void acquire_at_dispatch(struct observer *obs)
{
	AT_DISPATCH()
		CLAIM_EQ(obs, ExAcquireResourceExclusiveLite(&resource, TRUE), FALSE);
}

static void at_dispatch_nobody_waits(struct kunit *test)
{
	init_resource(test);
	KUNIT_ASSERT_TRUE(test, start(0, share));
	run_here(test, acquire_at_dispatch, NULL);
	KUNIT_EXPECT_EQ(test, ExGetExclusiveWaiterCount(&resource), 0);
	KUNIT_EXPECT_TRUE(test, end_locker(&lockers[0]));
	KUNIT_EXPECT_TRUE(test, log_says("ExAcquireResourceExclusiveLite: IRQL is DISPATCH_LEVEL",
					 "0xA)"));
}

static void renew_at_dispatch(struct observer *obs)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();

	CLAIM_EQ(obs, ExReinitializeResourceLite(&resource), STATUS_SUCCESS);
	KeLowerIrql(old);
}

static void it_is_renewed_at_dispatch_too(struct kunit *test)
{
	init_resource(test);
	perform_verified(test, renew_at_dispatch);
}

static void renew_high(struct observer *obs)
{
	KIRQL old;

	KeRaiseIrql(5, &old);
	CLAIM_EQ(obs, ExReinitializeResourceLite(&resource), STATUS_SUCCESS);
	KeLowerIrql(old);
}

static void it_is_not_renewed_higher(struct kunit *test)
{
	static const struct misuse high = {
		"renewed", "ExReinitializeResourceLite: IRQL is DIRQL 5",
		"must be DISPATCH_LEVEL or below", renew_high
	};

	init_resource(test);
	commit_verified(test, &high);
}

SUITE(ntspin_resource, NULL, delete_resource) = {
	KUNIT_CASE_PARAM(what_is_to_be_had_at_once, states_gen_params),
	KUNIT_CASE(it_is_released_as_often_as_it_was_acquired),
	KUNIT_CASE_PARAM(who_has_it_next, queues_gen_params),
	KUNIT_CASE(converted_it_is_shared_with_those_who_wait),
	KUNIT_CASE(many_share_it),
	KUNIT_CASE(another_thread_releases_it),
	KUNIT_CASE(a_critical_region_goes_with_it),
	KUNIT_CASE(who_waits_for_itself_is_reported),
	KUNIT_CASE(a_release_by_a_stranger_is_reported),
	KUNIT_CASE(one_in_use_is_not_deleted),
	KUNIT_CASE(at_dispatch_nobody_waits),
	KUNIT_CASE(it_is_renewed_at_dispatch_too),
	KUNIT_CASE(it_is_not_renewed_higher),
	{}
};
