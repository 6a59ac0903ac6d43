// SPDX-License-Identifier: GPL-2.0
/*
 * wait_test.c - waits for one object and for several: what they take, what they return, and when.
 */
#include <linux/ktime.h>

#include "context.h"
#include "suites.h"
#include "waiter.h"

static KEVENT events[MAXIMUM_WAIT_OBJECTS];
static KWAIT_BLOCK blocks[MAXIMUM_WAIT_OBJECTS];
static PVOID objects[MAXIMUM_WAIT_OBJECTS];
static struct waiter waiter, thief;

static NTSTATUS wait_single(PVOID object, LARGE_INTEGER timeout)
{
	return KeWaitForSingleObject(object, Executive, KernelMode, FALSE, &timeout);
}

static NTSTATUS wait_multiple(ULONG count, WAIT_TYPE type, PKWAIT_BLOCK array)
{
	LARGE_INTEGER zero = in_units(0);

	return KeWaitForMultipleObjects(count, objects, type, Executive, KernelMode, FALSE, &zero,
					array);
}

static void set(KEVENT *event)
{
	KeSetEvent(event, EVENT_INCREMENT, FALSE);
}

static void init_events(EVENT_TYPE type)
{
	unsigned int i;

	for (i = 0; i < MAXIMUM_WAIT_OBJECTS; i++) {
		KeInitializeEvent(&events[i], type, FALSE);
		objects[i] = &events[i];
	}
}

/* How long nobody signals. */
static const struct timeout {
	const char *name;
	bool absolute;
	LONGLONG units;		/* from now on */
} timeouts[] = {
	{ "relative, 20 ms", false, 20 * MS },
	{ "relative, 0.1 ms", false, MS / 10 },
	{ "relative, the least", false, 1 },
	{ "absolute, 20 ms", true, 20 * MS },
	{ "absolute, past", true, -20 * MS },
};

KUNIT_ARRAY_PARAM_DESC(timeouts, timeouts, name);

static LARGE_INTEGER units_of(const struct timeout *timeout)
{
	return in_units(timeout->absolute ? system_time() + timeout->units : -timeout->units);
}

/* Since before the time was worked out. The two clocks may differ a little in pace. */
static bool lasted(const struct timeout *timeout, ktime_t since)
{
	return ktime_to_ns(ktime_sub(ktime_get(), since)) >=
	       timeout->units * 100 - (timeout->absolute ? NSEC_PER_MSEC : 0);
}

static void a_wait_times_out_and_not_early(struct kunit *test)
{
	const struct timeout *timeout = test->param_value;
	ktime_t since = ktime_get();
	LARGE_INTEGER units = units_of(timeout);

	init_events(SynchronizationEvent);
	KUNIT_EXPECT_EQ(test, wait_single(&events[0], units), STATUS_TIMEOUT);
	KUNIT_EXPECT_TRUE(test, lasted(timeout, since));
	KUNIT_EXPECT_TRUE(test, IsListEmpty(&events[0].Header.WaitListHead));
	/* What comes later finds nobody, and stays. */
	set(&events[0]);
	KUNIT_EXPECT_EQ(test, wait_single(&events[0], units), STATUS_SUCCESS);
}

static void a_delay_lasts(struct kunit *test)
{
	const struct timeout *timeout = test->param_value;
	ktime_t since = ktime_get();
	LARGE_INTEGER units = units_of(timeout);

	KUNIT_EXPECT_EQ(test, KeDelayExecutionThread(KernelMode, FALSE, &units), STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, lasted(timeout, since));
}

static void a_wait_ends_before_its_time(struct kunit *test)
{
	init_events(SynchronizationEvent);
	init_waiter(&waiter, &events[0]);
	waiter.timeout = in_units(-1000 * 3600 * MS);
	KUNIT_ASSERT_TRUE(test, start_waiter(&waiter));
	KUNIT_EXPECT_TRUE(test, still_waits(&waiter));
	set(&events[0]);
	KUNIT_ASSERT_TRUE(test, await_waiter(&waiter));
	KUNIT_EXPECT_EQ(test, waiter.status, STATUS_SUCCESS);
}

static void any_takes_the_first_in_the_array_alone(struct kunit *test)
{
	init_events(SynchronizationEvent);
	KUNIT_EXPECT_EQ(test, wait_multiple(3, WaitAny, NULL), STATUS_TIMEOUT);
	set(&events[2]);
	set(&events[1]);
	KUNIT_EXPECT_EQ(test, wait_multiple(3, WaitAny, NULL), STATUS_WAIT_0 + 1);
	KUNIT_EXPECT_EQ(test, wait_multiple(3, WaitAny, NULL), STATUS_WAIT_0 + 2);
	KUNIT_EXPECT_EQ(test, wait_multiple(3, WaitAny, NULL), STATUS_TIMEOUT);
	set(&events[63]);
	KUNIT_EXPECT_EQ(test, wait_multiple(64, WaitAny, blocks), STATUS_WAIT_0 + 63);
}

static void any_is_woken_by_each(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < WAITER_OBJECTS; i++) {
		init_events(SynchronizationEvent);
		init_waiter(&waiter, NULL);
		memcpy(waiter.objects, objects, sizeof(waiter.objects));
		waiter.count = WAITER_OBJECTS;
		KUNIT_ASSERT_TRUE(test, start_waiter(&waiter));
		set(&events[i]);
		KUNIT_ASSERT_TRUE(test, await_waiter(&waiter));
		KUNIT_EXPECT_EQ(test, waiter.status, (NTSTATUS)(STATUS_WAIT_0 + i));
		KUNIT_EXPECT_EQ(test, KeReadStateEvent(&events[i]), 0);
	}
}

static void all_takes_nothing_before_it_takes_all(struct kunit *test)
{
	init_events(SynchronizationEvent);
	set(&events[0]);
	set(&events[2]);
	KUNIT_EXPECT_EQ(test, wait_multiple(3, WaitAll, NULL), STATUS_TIMEOUT);
	KUNIT_EXPECT_EQ(test, KeReadStateEvent(&events[0]), 1);
	set(&events[1]);
	KUNIT_EXPECT_EQ(test, wait_multiple(3, WaitAll, NULL), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, wait_multiple(3, WaitAny, NULL), STATUS_TIMEOUT);
}

static void others_take_what_all_waits_for(struct kunit *test)
{
	unsigned int i;

	init_events(SynchronizationEvent);
	init_waiter(&waiter, NULL);
	memcpy(waiter.objects, objects, sizeof(waiter.objects));
	waiter.count = WAITER_OBJECTS;
	waiter.type = WaitAll;
	KUNIT_ASSERT_TRUE(test, start_waiter(&waiter));
	/* One that came later, for one of them. */
	init_waiter(&thief, &events[1]);
	KUNIT_ASSERT_TRUE(test, start_waiter(&thief));
	for (i = 0; i + 1 < WAITER_OBJECTS; i++)
		set(&events[i]);
	KUNIT_ASSERT_TRUE(test, await_waiter(&thief));
	KUNIT_EXPECT_TRUE(test, take_now(&events[0]));
	set(&events[WAITER_OBJECTS - 1]);
	set(&events[1]);
	KUNIT_EXPECT_TRUE(test, still_waits(&waiter));
	KUNIT_EXPECT_EQ(test, KeReadStateEvent(&events[1]), 1);
	set(&events[0]);
	KUNIT_ASSERT_TRUE(test, await_waiter(&waiter));
	KUNIT_EXPECT_EQ(test, waiter.status, STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, wait_multiple(WAITER_OBJECTS, WaitAny, blocks), STATUS_TIMEOUT);
}

static void who_needs_more_is_passed_over(struct kunit *test)
{
	init_events(NotificationEvent);
	init_waiter(&waiter, NULL);
	memcpy(waiter.objects, objects, sizeof(waiter.objects));
	waiter.count = 2;
	waiter.type = WaitAll;
	KUNIT_ASSERT_TRUE(test, start_waiter(&waiter));
	init_waiter(&thief, &events[0]);
	KUNIT_ASSERT_TRUE(test, start_waiter(&thief));
	/* The one that came first needs more: it is passed over. */
	set(&events[0]);
	KUNIT_ASSERT_TRUE(test, await_waiter(&thief));
	KUNIT_EXPECT_TRUE(test, still_waits(&waiter));
	set(&events[1]);
	KUNIT_ASSERT_TRUE(test, await_waiter(&waiter));
}

static void too_many(struct observer *obs)
{
	CLAIM_EQ(obs, wait_multiple(THREAD_WAIT_OBJECTS + 1, WaitAny, NULL),
		 STATUS_INVALID_PARAMETER);
	CLAIM_EQ(obs, wait_multiple(MAXIMUM_WAIT_OBJECTS + 1, WaitAny, blocks),
		 STATUS_INVALID_PARAMETER);
	CLAIM_EQ(obs, wait_multiple(0, WaitAll, blocks), STATUS_INVALID_PARAMETER);
}

static void too_many_objects_are_reported(struct kunit *test)
{
	init_events(NotificationEvent);
	run_here(test, too_many, NULL);
	KUNIT_EXPECT_TRUE(test, log_says("KeWaitForMultipleObjects: there is no object, or",
					 "0xC)"));
}

static void wait_at_dispatch(struct observer *obs)
{
	LARGE_INTEGER second = in_units(-1000 * MS);
	KIRQL old = KeRaiseIrqlToDpcLevel();

	CLAIM_EQ(obs, wait_single(&events[0], second), STATUS_TIMEOUT);
	CLAIM_EQ(obs, KeWaitForSingleObject(&events[0], Executive, KernelMode, FALSE, NULL),
		 STATUS_TIMEOUT);
	CLAIM_EQ(obs, KeDelayExecutionThread(KernelMode, FALSE, &second), STATUS_SUCCESS);
	set(&events[0]);
	CLAIM_EQ(obs, wait_single(&events[0], second), STATUS_SUCCESS);
	KeLowerIrql(old);
}

static void at_dispatch_nobody_sleeps(struct kunit *test)
{
	init_events(NotificationEvent);
	run_here(test, wait_at_dispatch, NULL);
	KUNIT_EXPECT_TRUE(test, log_says("KeWaitForSingleObject: IRQL is DISPATCH_LEVEL",
					 "or the timeout 0"));
	KUNIT_EXPECT_TRUE(test, log_says("KeDelayExecutionThread: IRQL is DISPATCH_LEVEL",
					 "or the timeout 0"));
}

static KSEMAPHORE semaphore;

static void a_semaphore_lets_through_as_many_as_it_counts(struct kunit *test)
{
	static struct waiter others[3];
	unsigned int i;

	KeInitializeSemaphore(&semaphore, 2, 4);
	KUNIT_EXPECT_EQ(test, KeReadStateSemaphore(&semaphore), 2);
	KUNIT_EXPECT_TRUE(test, take_now(&semaphore));
	KUNIT_EXPECT_TRUE(test, take_now(&semaphore));
	KUNIT_EXPECT_FALSE(test, take_now(&semaphore));
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		init_waiter(&others[i], &semaphore);
		KUNIT_ASSERT_TRUE(test, start_waiter(&others[i]));
	}
	KUNIT_EXPECT_EQ(test, KeReleaseSemaphore(&semaphore, SEMAPHORE_INCREMENT, 2, FALSE), 0);
	KUNIT_ASSERT_TRUE(test, await_waiter(&others[0]));
	KUNIT_ASSERT_TRUE(test, await_waiter(&others[1]));
	KUNIT_EXPECT_TRUE(test, still_waits(&others[2]));
	KUNIT_EXPECT_EQ(test, KeReleaseSemaphore(&semaphore, SEMAPHORE_INCREMENT, 3, FALSE), 0);
	KUNIT_ASSERT_TRUE(test, await_waiter(&others[2]));
	KUNIT_EXPECT_EQ(test, KeReadStateSemaphore(&semaphore), 2);
	KUNIT_EXPECT_EQ(test, KeReleaseSemaphore(&semaphore, SEMAPHORE_INCREMENT, 1, FALSE), 2);
}

/* Nothing is added, whatever the sum would be. */
static void beyond_its_limit_a_semaphore_is_reported(struct kunit *test)
{
	static const LONG adjustments[] = { 3, 4, 0x7fffffff, 0, -1 };
	unsigned int i;

	KeInitializeSemaphore(&semaphore, 2, 4);
	for (i = 0; i < ARRAY_SIZE(adjustments); i++) {
		KUNIT_EXPECT_EQ(test, KeReleaseSemaphore(&semaphore, SEMAPHORE_INCREMENT,
							 adjustments[i], FALSE), 2);
		KUNIT_EXPECT_EQ(test, KeReadStateSemaphore(&semaphore), 2);
	}
	KUNIT_EXPECT_TRUE(test, log_says("KeReleaseSemaphore: its count would exceed", "C0000047"));
}

static KMUTEX mutex;

static void a_mutex_is_its_owners_until_it_is_released_as_often(struct kunit *test)
{
	KeInitializeMutex(&mutex, 0);
	KUNIT_EXPECT_EQ(test, KeReadStateMutex(&mutex), 1);
	KUNIT_EXPECT_TRUE(test, take_now(&mutex));
	KUNIT_EXPECT_TRUE(test, take_now(&mutex));
	KUNIT_EXPECT_EQ(test, KeReadStateMutex(&mutex), -1);
	init_waiter(&waiter, &mutex);
	waiter.timeout = in_units(-MS);
	KUNIT_ASSERT_TRUE(test, start_waiter(&waiter));
	KUNIT_ASSERT_TRUE(test, await_waiter(&waiter));
	KUNIT_EXPECT_EQ(test, waiter.status, STATUS_TIMEOUT);
	KUNIT_EXPECT_EQ(test, KeReleaseMutex(&mutex, FALSE), -1);
	KUNIT_EXPECT_EQ(test, KeReadStateMutex(&mutex), 0);
	init_waiter(&waiter, &mutex);
	waiter.gives_back = &mutex;
	KUNIT_ASSERT_TRUE(test, start_waiter(&waiter));
	KUNIT_EXPECT_TRUE(test, still_waits(&waiter));
	KUNIT_EXPECT_EQ(test, KeReleaseMutex(&mutex, FALSE), 0);
	KUNIT_ASSERT_TRUE(test, await_return(&waiter.sleeper));
	KUNIT_EXPECT_EQ(test, waiter.status, STATUS_SUCCESS);
	/* It is the other one's now. */
	KUNIT_EXPECT_FALSE(test, take_now(&mutex));
	KUNIT_EXPECT_EQ(test, KeReleaseMutex(&mutex, FALSE), 0);
	KUNIT_EXPECT_EQ(test, KeReadStateMutex(&mutex), 0);
	KUNIT_EXPECT_TRUE(test, log_says("KeReleaseMutex: this thread does not own", "C0000046"));
	KUNIT_ASSERT_TRUE(test, await_waiter(&waiter));
	KUNIT_EXPECT_EQ(test, KeReadStateMutex(&mutex), 1);
}

static void a_mutex_is_acquired_2_to_the_31_times_at_most(struct kunit *test)
{
	KeInitializeMutex(&mutex, 0);
	KUNIT_EXPECT_TRUE(test, take_now(&mutex));
	mutex.Header.SignalState = (LONG)0x80000001;
	KUNIT_EXPECT_TRUE(test, take_now(&mutex));
	KUNIT_EXPECT_EQ(test, wait_single(&mutex, in_units(0)), STATUS_MUTANT_LIMIT_EXCEEDED);
	KUNIT_EXPECT_EQ(test, KeReadStateMutex(&mutex), (LONG)0x80000000);
	KUNIT_EXPECT_TRUE(test, log_says("KeWaitForSingleObject: the mutex was acquired 2^31",
					 "C0000191"));
	mutex.Header.SignalState = 0;
	KUNIT_EXPECT_EQ(test, KeReleaseMutex(&mutex, FALSE), 0);
}

SUITE(ntspin_wait, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(a_wait_times_out_and_not_early, timeouts_gen_params),
	KUNIT_CASE_PARAM(a_delay_lasts, timeouts_gen_params),
	KUNIT_CASE(a_wait_ends_before_its_time),
	KUNIT_CASE(any_takes_the_first_in_the_array_alone),
	KUNIT_CASE(any_is_woken_by_each),
	KUNIT_CASE(all_takes_nothing_before_it_takes_all),
	KUNIT_CASE(others_take_what_all_waits_for),
	KUNIT_CASE(who_needs_more_is_passed_over),
	KUNIT_CASE(too_many_objects_are_reported),
	KUNIT_CASE(at_dispatch_nobody_sleeps),
	KUNIT_CASE(a_semaphore_lets_through_as_many_as_it_counts),
	KUNIT_CASE(beyond_its_limit_a_semaphore_is_reported),
	KUNIT_CASE(a_mutex_is_its_owners_until_it_is_released_as_often),
	KUNIT_CASE(a_mutex_is_acquired_2_to_the_31_times_at_most),
	{}
};
