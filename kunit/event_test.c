// SPDX-License-Identifier: GPL-2.0
/*
 * event_test.c - what the routines for events return and leave, and which waiters they let through.
 */
#include "context.h"
#include "suites.h"
#include "waiter.h"

KUNIT_ARRAY_PARAM_DESC(contexts, contexts, name);

#define WAITERS 5

static KEVENT event;
static struct waiter waiters[WAITERS];

static LONG set(void)
{
	return KeSetEvent(&event, IO_NO_INCREMENT, FALSE);
}

static LONG pulse(void)
{
	return KePulseEvent(&event, IO_NO_INCREMENT, FALSE);
}

static LONG reset(void)
{
	return KeResetEvent(&event);
}

static LONG clear(void)
{
	LONG before = KeReadStateEvent(&event);

	KeClearEvent(&event);
	return before;
}

static LONG take(void)
{
	return take_now(&event);
}

/* What one call does to an event that nobody waits for. */
static const struct call {
	const char *name;
	LONG (*call)(void);
	EVENT_TYPE type;
	BOOLEAN before;
	LONG returns;
	LONG after;
} calls[] = {
	{ "notification, set", set, NotificationEvent, FALSE, 0, 1 },
	{ "notification, set again", set, NotificationEvent, TRUE, 1, 1 },
	{ "notification, reset", reset, NotificationEvent, TRUE, 1, 0 },
	{ "notification, reset again", reset, NotificationEvent, FALSE, 0, 0 },
	{ "notification, cleared", clear, NotificationEvent, TRUE, 1, 0 },
	{ "notification, pulsed", pulse, NotificationEvent, FALSE, 0, 0 },
	{ "notification, pulsed while set", pulse, NotificationEvent, TRUE, 1, 0 },
	{ "notification, waited for", take, NotificationEvent, FALSE, 0, 0 },
	{ "notification, waited for while set", take, NotificationEvent, TRUE, 1, 1 },
	{ "synchronization, set", set, SynchronizationEvent, FALSE, 0, 1 },
	{ "synchronization, set again", set, SynchronizationEvent, TRUE, 1, 1 },
	{ "synchronization, reset", reset, SynchronizationEvent, TRUE, 1, 0 },
	{ "synchronization, cleared", clear, SynchronizationEvent, TRUE, 1, 0 },
	{ "synchronization, pulsed", pulse, SynchronizationEvent, FALSE, 0, 0 },
	{ "synchronization, pulsed while set", pulse, SynchronizationEvent, TRUE, 1, 0 },
	{ "synchronization, waited for", take, SynchronizationEvent, FALSE, 0, 0 },
	{ "synchronization, waited for while set", take, SynchronizationEvent, TRUE, 1, 0 },
};

KUNIT_ARRAY_PARAM_DESC(calls, calls, name);

static void a_call_returns_the_state_before(struct kunit *test)
{
	const struct call *call = test->param_value;

	KeInitializeEvent(&event, call->type, call->before);
	KUNIT_EXPECT_EQ(test, !!KeReadStateEvent(&event), call->before);
	KUNIT_EXPECT_EQ(test, call->call(), call->returns);
	KUNIT_EXPECT_EQ(test, KeReadStateEvent(&event), call->after);
}

static void initialising_writes_the_event_and_nothing_beside_it(struct kunit *test)
{
	struct {
		ULONG_PTR before;
		KEVENT event;
		ULONG_PTR after;
	} storage;

	memset(&storage, 0xA5, sizeof(storage));
	KeInitializeEvent(&storage.event, SynchronizationEvent, TRUE);
	KUNIT_EXPECT_EQ(test, storage.before, 0xA5A5A5A5A5A5A5A5);
	KUNIT_EXPECT_EQ(test, storage.after, 0xA5A5A5A5A5A5A5A5);
	KUNIT_EXPECT_EQ(test, storage.event.Header.Type, 1);
	KUNIT_EXPECT_EQ(test, storage.event.Header.Size, 6);
	KUNIT_EXPECT_TRUE(test, IsListEmpty(&storage.event.Header.WaitListHead));
}

static void start_waiters(struct kunit *test, EVENT_TYPE type)
{
	unsigned int i;

	KeInitializeEvent(&event, type, FALSE);
	for (i = 0; i < WAITERS; i++) {
		init_waiter(&waiters[i], &event);
		KUNIT_ASSERT_TRUE(test, start_waiter(&waiters[i]));
		KUNIT_EXPECT_TRUE(test, still_waits(&waiters[i]));
	}
}

static unsigned int waiting(void)
{
	unsigned int i, count = 0;

	for (i = 0; i < WAITERS; i++)
		count += still_waits(&waiters[i]);
	return count;
}

static void await_waiters(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < WAITERS; i++) {
		KUNIT_ASSERT_TRUE(test, await_waiter(&waiters[i]));
		KUNIT_EXPECT_EQ(test, waiters[i].status, STATUS_SUCCESS);
	}
	KUNIT_EXPECT_TRUE(test, IsListEmpty(&event.Header.WaitListHead));
}

/* What lets a waiter through, and how. */
static const struct signal {
	const char *name;
	LONG (*call)(void);
	EVENT_TYPE type;
	bool all;
	LONG after;
} signals[] = {
	{ "notification, set", set, NotificationEvent, true, 1 },
	{ "notification, pulsed", pulse, NotificationEvent, true, 0 },
	{ "synchronization, set", set, SynchronizationEvent, false, 0 },
	{ "synchronization, pulsed", pulse, SynchronizationEvent, false, 0 },
};

KUNIT_ARRAY_PARAM_DESC(signals, signals, name);

/* First come, first served: the next one is signalled once the one before has returned. */
static void it_lets_all_through_or_the_first(struct kunit *test)
{
	const struct signal *signal = test->param_value;
	unsigned int i;

	start_waiters(test, signal->type);
	KUNIT_EXPECT_EQ(test, signal->call(), 0);
	KUNIT_EXPECT_EQ(test, KeReadStateEvent(&event), signal->after);
	for (i = 1; !signal->all && i < WAITERS; i++) {
		KUNIT_ASSERT_TRUE(test, await_waiter(&waiters[i - 1]));
		KUNIT_EXPECT_EQ(test, waiting(), WAITERS - i);
		KUNIT_EXPECT_EQ(test, signal->call(), 0);
	}
	if (signal->all) {
		await_waiters(test);
	} else {
		KUNIT_ASSERT_TRUE(test, await_waiter(&waiters[WAITERS - 1]));
		KUNIT_EXPECT_EQ(test, KeReadStateEvent(&event), 0);
	}
	for (i = 1; !signal->all && i < WAITERS; i++)
		KUNIT_EXPECT_GT(test, waiters[i].sleeper.turn, waiters[i - 1].sleeper.turn);
}

/* Waiters that are let through at once are listed in order of arrival. */
static void what_was_given_to_a_waiter_nobody_takes(struct kunit *test)
{
	start_waiters(test, SynchronizationEvent);
	KUNIT_EXPECT_EQ(test, set(), 0);
	/* The waiter may not have run yet: it has the event all the same. */
	KUNIT_EXPECT_FALSE(test, take_now(&event));
	while (waiting())
		set();
	await_waiters(test);
}

static void set_and_wait(struct observer *obs)
{
	CLAIM_EQ(obs, KeSetEvent(&event, IO_NO_INCREMENT, FALSE), 0);
	CLAIM_EQ(obs, KeSetEvent(&event, IO_NO_INCREMENT, FALSE), 1);
	CLAIM(obs, take_now(&event));
	CLAIM(obs, !take_now(&event));
	CLAIM_EQ(obs, KePulseEvent(&event, IO_NO_INCREMENT, FALSE), 0);
	CLAIM_EQ(obs, KeResetEvent(&event), 0);
	KeClearEvent(&event);
	CLAIM_EQ(obs, KeReadStateEvent(&event), 0);
}

static void it_works_in_any_context(struct kunit *test)
{
	const struct context *where = test->param_value;

	if (where->irql == HIGH_LEVEL)
		kunit_skip(test, "no event may be set in an NMI");
	KeInitializeEvent(&event, SynchronizationEvent, FALSE);
	run_in(test, where, set_and_wait, NULL);
}

static void set_event(struct observer *obs)
{
	CLAIM_EQ(obs, set(), 0);
}

static void a_waiter_is_woken_from_any_context(struct kunit *test)
{
	const struct context *where = test->param_value;

	if (where->irql == HIGH_LEVEL)
		kunit_skip(test, "no event may be set in an NMI");
	KeInitializeEvent(&event, NotificationEvent, FALSE);
	init_waiter(&waiters[0], &event);
	KUNIT_ASSERT_TRUE(test, start_waiter(&waiters[0]));
	run_in(test, where, set_event, NULL);
	/* Where there is no such context. */
	set();
	KUNIT_ASSERT_TRUE(test, await_waiter(&waiters[0]));
}

static void set_under_lock(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	CLAIM_EQ(obs, set(), 0);
	KeReleaseInStackQueuedSpinLock(&handle);
}

static void a_waiter_is_woken_under_a_queued_lock(struct kunit *test)
{
	KeInitializeEvent(&event, SynchronizationEvent, FALSE);
	init_waiter(&waiters[0], &event);
	KUNIT_ASSERT_TRUE(test, start_waiter(&waiters[0]));
	run_here(test, set_under_lock, NULL);
	KUNIT_ASSERT_TRUE(test, await_waiter(&waiters[0]));
	KUNIT_EXPECT_EQ(test, KeReadStateEvent(&event), 0);
}

SUITE(ntspin_event, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(a_call_returns_the_state_before, calls_gen_params),
	KUNIT_CASE(initialising_writes_the_event_and_nothing_beside_it),
	KUNIT_CASE_PARAM(it_lets_all_through_or_the_first, signals_gen_params),
	KUNIT_CASE(what_was_given_to_a_waiter_nobody_takes),
	KUNIT_CASE_PARAM(it_works_in_any_context, contexts_gen_params),
	KUNIT_CASE_PARAM(a_waiter_is_woken_from_any_context, contexts_gen_params),
	KUNIT_CASE(a_waiter_is_woken_under_a_queued_lock),
	{}
};
