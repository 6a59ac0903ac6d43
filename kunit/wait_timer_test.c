// SPDX-License-Identifier: GPL-2.0
/*
 * wait_timer_test.c - timers as objects that are waited for.
 */
#include <linux/atomic.h>

#include "ktap.h"
#include "suites.h"
#include "waiter.h"

#define FAR (-3600 * 1000 * MS)
#define LONGEST (-120 * 1000 * MS)
#define SLOTS 64		/* of those who wait for timers, by the timer's address */

static KTIMER timers[SLOTS + 1];
static struct waiter waiter, other;
static KEVENT event;
static KDPC dpc;
static atomic_t runs;

static VOID count_run(PKDPC unused, PVOID context, PVOID argument1, PVOID argument2)
{
	atomic_inc(&runs);
}

static BOOLEAN set(KTIMER *timer, LONGLONG units)
{
	return KeSetTimer(timer, in_units(units), NULL);
}

static NTSTATUS wait_for(KTIMER *timer, LONGLONG units)
{
	LARGE_INTEGER timeout = in_units(units);

	return KeWaitForSingleObject(timer, Executive, KernelMode, FALSE, &timeout);
}

static void start_two(struct kunit *test, KTIMER *timer)
{
	init_waiter(&waiter, timer);
	init_waiter(&other, timer);
	KUNIT_ASSERT_TRUE(test, start_waiter(&waiter));
	KUNIT_ASSERT_TRUE(test, start_waiter(&other));
}

static void a_notification_timer_lets_all_through_until_it_is_set(struct kunit *test)
{
	KeInitializeTimer(&timers[0]);
	KUNIT_EXPECT_FALSE(test, take_now(&timers[0]));
	start_two(test, &timers[0]);
	set(&timers[0], -MS);
	KUNIT_ASSERT_TRUE(test, await_waiter(&waiter));
	KUNIT_ASSERT_TRUE(test, await_waiter(&other));
	KUNIT_EXPECT_EQ(test, waiter.status, STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, other.status, STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, take_now(&timers[0]));
	KUNIT_EXPECT_TRUE(test, take_now(&timers[0]));
	KUNIT_EXPECT_FALSE(test, set(&timers[0], FAR));
	KUNIT_EXPECT_FALSE(test, take_now(&timers[0]));
	KUNIT_EXPECT_TRUE(test, KeCancelTimer(&timers[0]));
}

static void a_synchronization_timer_lets_one_through(struct kunit *test)
{
	KeInitializeTimerEx(&timers[0], SynchronizationTimer);
	start_two(test, &timers[0]);
	set(&timers[0], -MS);
	KUNIT_ASSERT_TRUE(test, await_waiter(&waiter));
	KUNIT_EXPECT_TRUE(test, still_waits(&other));
	KUNIT_EXPECT_FALSE(test, KeReadStateTimer(&timers[0]));
	set(&timers[0], -MS);
	KUNIT_ASSERT_TRUE(test, await_waiter(&other));
	KUNIT_EXPECT_FALSE(test, KeReadStateTimer(&timers[0]));
}

static void any_of_a_timer_and_an_event(struct kunit *test)
{
	KeInitializeTimerEx(&timers[0], SynchronizationTimer);
	KeInitializeEvent(&event, SynchronizationEvent, FALSE);
	init_waiter(&waiter, &event);
	waiter.objects[1] = &timers[0];
	waiter.count = 2;
	KUNIT_ASSERT_TRUE(test, start_waiter(&waiter));
	set(&timers[0], -MS);
	KUNIT_ASSERT_TRUE(test, await_waiter(&waiter));
	KUNIT_EXPECT_EQ(test, waiter.status, (NTSTATUS)STATUS_WAIT_0 + 1);
	KUNIT_EXPECT_FALSE(test, take_now(&event));
}

static void all_of_a_timer_and_an_event(struct kunit *test)
{
	KeInitializeTimerEx(&timers[0], SynchronizationTimer);
	KeInitializeEvent(&event, SynchronizationEvent, FALSE);
	init_waiter(&waiter, &event);
	waiter.objects[1] = &timers[0];
	waiter.count = 2;
	waiter.type = WaitAll;
	KUNIT_ASSERT_TRUE(test, start_waiter(&waiter));
	KeSetEvent(&event, 0, FALSE);
	KUNIT_EXPECT_TRUE(test, still_waits(&waiter));
	KUNIT_EXPECT_EQ(test, KeReadStateEvent(&event), 1);
	set(&timers[0], -MS);
	KUNIT_ASSERT_TRUE(test, await_waiter(&waiter));
	KUNIT_EXPECT_EQ(test, waiter.status, STATUS_SUCCESS);
	KUNIT_EXPECT_FALSE(test, take_now(&event));
	KUNIT_EXPECT_FALSE(test, take_now(&timers[0]));
}

static void a_periodic_timer_lets_one_through_each_time(struct kunit *test)
{
	unsigned int i;

	KeInitializeTimerEx(&timers[0], SynchronizationTimer);
	KeSetTimerEx(&timers[0], in_units(-MS), 1, NULL);
	for (i = 0; i < 10; i++)
		KUNIT_EXPECT_EQ(test, wait_for(&timers[0], LONGEST), STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, KeCancelTimer(&timers[0]));
}

static void a_timer_that_is_cancelled_lets_nobody_through(struct kunit *test)
{
	KeInitializeTimer(&timers[0]);
	set(&timers[0], FAR);
	init_waiter(&waiter, &timers[0]);
	waiter.timeout = in_units(-20 * MS);
	KUNIT_ASSERT_TRUE(test, start_waiter(&waiter));
	KUNIT_EXPECT_TRUE(test, KeCancelTimer(&timers[0]));
	KUNIT_ASSERT_TRUE(test, await_waiter(&waiter));
	KUNIT_EXPECT_EQ(test, waiter.status, STATUS_TIMEOUT);
}

/* After a wait for the timer and a flush its DPC has run. */
static void the_dpc_is_queued_by_then(struct kunit *test)
{
	unsigned int i;

	KeInitializeDpc(&dpc, count_run, NULL);
	atomic_set(&runs, 0);
	for (i = 1; i <= 100; i++) {
		KeInitializeTimer(&timers[0]);
		KeSetTimer(&timers[0], in_units(-MS / 10), &dpc);
		KUNIT_ASSERT_EQ(test, wait_for(&timers[0], LONGEST), STATUS_SUCCESS);
		KeFlushQueuedDpcs();
		KUNIT_ASSERT_EQ(test, atomic_read(&runs), i);
	}
}

/* The lists of waiters are shared by timers whose addresses are that far from each other. */
static void another_timer_of_the_same_list_lets_nobody_through(struct kunit *test)
{
	KTIMER *first = &timers[0], *second = &timers[SLOTS];

	KeInitializeTimer(first);
	KeInitializeTimer(second);
	init_waiter(&waiter, second);
	KUNIT_ASSERT_TRUE(test, start_waiter(&waiter));
	set(first, -MS);
	KUNIT_EXPECT_EQ(test, wait_for(first, LONGEST), STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, still_waits(&waiter));
	set(second, -MS);
	KUNIT_ASSERT_TRUE(test, await_waiter(&waiter));
}

SUITE(ntspin_wait_timer, NULL, NULL) = {
	KUNIT_CASE(a_notification_timer_lets_all_through_until_it_is_set),
	KUNIT_CASE(a_synchronization_timer_lets_one_through),
	KUNIT_CASE(any_of_a_timer_and_an_event),
	KUNIT_CASE(all_of_a_timer_and_an_event),
	KUNIT_CASE(a_periodic_timer_lets_one_through_each_time),
	KUNIT_CASE(a_timer_that_is_cancelled_lets_nobody_through),
	KUNIT_CASE(the_dpc_is_queued_by_then),
	KUNIT_CASE(another_timer_of_the_same_list_lets_nobody_through),
	{}
};
