// SPDX-License-Identifier: GPL-2.0
/*
 * ex_timer_test.c - timers that are allocated: when their callback is called, and how they end;
 * misuse.
 */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/ktime.h>

#include "context.h"
#include "due_time.h"
#include "misuses.h"
#include "suites.h"

#define FAR (-3600 * 1000 * MS)
#define LONGEST (-120 * 1000 * MS)

/* What the routines have seen. */
static struct {
	atomic_t called, deleted;
	PEX_TIMER timer;
	PVOID context;
	KIRQL irql;
	bool was_set;		/* in the callback, after it was deleted there */
	ktime_t at;
} seen;

static int begin(struct kunit *test)
{
	memset(&seen, 0, sizeof(seen));
	return 0;
}

static void end(struct kunit *test)
{
	expect_cpus_at_rest(test);
}

static VOID NTAPI count_call(PEX_TIMER timer, PVOID context)
{
	seen.timer = timer;
	seen.context = context;
	seen.irql = KeGetCurrentIrql();
	seen.at = ktime_get();
	atomic_inc(&seen.called);
}

static VOID NTAPI count_end(PVOID context)
{
	seen.context = context;
	seen.irql = KeGetCurrentIrql();
	atomic_inc(&seen.deleted);
}

static EXT_DELETE_PARAMETERS *counted(void)
{
	static EXT_DELETE_PARAMETERS parameters;

	ExInitializeDeleteTimerParameters(&parameters);
	parameters.DeleteCallback = count_end;
	parameters.DeleteContext = &parameters;
	return &parameters;
}

static bool reaches(atomic_t *count, int times)
{
	unsigned int i;

	for (i = 0; i < 10000 && atomic_read(count) < times; i++)
		usleep_range(1000, 2000);
	return atomic_read(count) >= times;
}

/* It is freed, and its callback is called no more. */
static void delete_now(struct kunit *test, PEX_TIMER timer)
{
	int before = atomic_read(&seen.deleted), called;

	ExDeleteTimer(timer, TRUE, TRUE, counted());
	called = atomic_read(&seen.called);
	KUNIT_EXPECT_EQ(test, atomic_read(&seen.deleted), before + 1);
	KUNIT_EXPECT_EQ(test, seen.irql, DISPATCH_LEVEL);
	msleep(20);
	KUNIT_EXPECT_EQ(test, atomic_read(&seen.called), called);
}

static void its_callback_is_called_when_it_is_due(struct kunit *test)
{
	PEX_TIMER timer = ExAllocateTimer(count_call, &seen, EX_TIMER_HIGH_RESOLUTION);
	ktime_t set_at = ktime_get();

	KUNIT_ASSERT_NOT_NULL(test, timer);
	KUNIT_EXPECT_FALSE(test, ExSetTimer(timer, -5 * MS, 0, NULL));
	KUNIT_EXPECT_TRUE(test, reaches(&seen.called, 1));
	KUNIT_EXPECT_GE(test, ktime_us_delta(seen.at, set_at), 5000);
	KUNIT_EXPECT_TRUE(test, seen.timer == timer);
	KUNIT_EXPECT_TRUE(test, seen.context == &seen);
	KUNIT_EXPECT_EQ(test, seen.irql, DISPATCH_LEVEL);
	msleep(20);
	KUNIT_EXPECT_EQ(test, atomic_read(&seen.called), 1);
	KUNIT_EXPECT_FALSE(test, ExSetTimer(timer, -1, 0, NULL));
	KUNIT_EXPECT_TRUE(test, reaches(&seen.called, 2));
	delete_now(test, timer);
}

static void one_by_the_systems_clock_that_is_past_is_called(struct kunit *test)
{
	PEX_TIMER timer = ExAllocateTimer(count_call, &seen, EX_TIMER_NO_WAKE);
	EXT_SET_PARAMETERS parameters;

	KUNIT_ASSERT_NOT_NULL(test, timer);
	ExInitializeSetTimerParameters(&parameters);
	parameters.NoWakeTolerance = EX_TIMER_UNLIMITED_TOLERANCE;
	KUNIT_EXPECT_FALSE(test, ExSetTimer(timer, EPOCH, 0, &parameters));
	KUNIT_EXPECT_TRUE(test, reaches(&seen.called, 1));
	KUNIT_EXPECT_FALSE(test, ExSetTimer(timer, system_time() + 5 * MS, 0, &parameters));
	KUNIT_EXPECT_TRUE(test, reaches(&seen.called, 2));
	delete_now(test, timer);
}

static NTSTATUS wait_for(PEX_TIMER timer, LONGLONG units)
{
	LARGE_INTEGER timeout = in_units(units);

	return KeWaitForSingleObject(timer, Executive, KernelMode, FALSE, &timeout);
}

static void it_is_waited_for(struct kunit *test)
{
	PEX_TIMER timer = ExAllocateTimer(NULL, NULL, 0);

	KUNIT_ASSERT_NOT_NULL(test, timer);
	KUNIT_EXPECT_EQ(test, wait_for(timer, 0), STATUS_TIMEOUT);
	ExSetTimer(timer, -5 * MS, 0, NULL);
	KUNIT_EXPECT_EQ(test, wait_for(timer, LONGEST), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, wait_for(timer, 0), STATUS_TIMEOUT);
	delete_now(test, timer);
	timer = ExAllocateTimer(NULL, NULL, EX_TIMER_NOTIFICATION);
	KUNIT_ASSERT_NOT_NULL(test, timer);
	ExSetTimer(timer, -5 * MS, 0, NULL);
	KUNIT_EXPECT_EQ(test, wait_for(timer, LONGEST), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, wait_for(timer, 0), STATUS_SUCCESS);
	ExSetTimer(timer, FAR, 0, NULL);
	KUNIT_EXPECT_EQ(test, wait_for(timer, 0), STATUS_TIMEOUT);
	delete_now(test, timer);
}

#define TIMES 6

/* The period of the second is below the least, and a storm if it were taken by the word. */
static const LONGLONG periods[] = { 25000, 1 };

static void a_periodic_one_comes_again_until_it_is_cancelled(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(periods); i++) {
		PEX_TIMER timer = ExAllocateTimer(count_call, NULL, 0);
		s64 least_us = (TIMES - 1) * max(periods[i] / 10, 500LL);
		ktime_t set_at = ktime_get();
		int called;

		KUNIT_ASSERT_NOT_NULL(test, timer);
		atomic_set(&seen.called, 0);
		ExSetTimer(timer, -MS, periods[i], NULL);
		KUNIT_EXPECT_TRUE(test, reaches(&seen.called, TIMES));
		KUNIT_EXPECT_GE(test, ktime_us_delta(seen.at, set_at), least_us);
		KUNIT_EXPECT_TRUE(test, ExCancelTimer(timer, NULL));
		KUNIT_EXPECT_FALSE(test, ExCancelTimer(timer, NULL));
		KeFlushQueuedDpcs();
		called = atomic_read(&seen.called);
		msleep(20);
		KUNIT_EXPECT_EQ(test, atomic_read(&seen.called), called);
		delete_now(test, timer);
	}
}

static void setting_and_cancelling_tell_whether_it_was_set(struct kunit *test)
{
	PEX_TIMER timer = ExAllocateTimer(count_call, NULL, 0);

	KUNIT_ASSERT_NOT_NULL(test, timer);
	KUNIT_EXPECT_FALSE(test, ExCancelTimer(timer, NULL));
	KUNIT_EXPECT_FALSE(test, ExSetTimer(timer, FAR, 0, NULL));
	KUNIT_EXPECT_TRUE(test, ExSetTimer(timer, FAR, 10 * MS, NULL));
	KUNIT_EXPECT_TRUE(test, ExCancelTimer(timer, NULL));
	KUNIT_EXPECT_FALSE(test, ExCancelTimer(timer, NULL));
	KUNIT_EXPECT_FALSE(test, ExSetTimer(timer, FAR, 0, NULL));
	KUNIT_EXPECT_TRUE(test, ExDeleteTimer(timer, TRUE, FALSE, counted()));
	KUNIT_EXPECT_TRUE(test, reaches(&seen.deleted, 1));
	KUNIT_EXPECT_EQ(test, atomic_read(&seen.called), 0);
}

static VOID NTAPI delete_own(PEX_TIMER timer, PVOID cancel)
{
	count_call(timer, NULL);
	ExDeleteTimer(timer, !!cancel, FALSE, counted());
	/* It is there still, and refuses. */
	seen.was_set = ExSetTimer(timer, -MS, 0, NULL) || ExCancelTimer(timer, NULL) ||
		       ExDeleteTimer(timer, TRUE, FALSE, NULL);
	if (atomic_read(&seen.deleted))
		seen.was_set = true;
}

static void it_may_be_deleted_in_its_own_callback(struct kunit *test)
{
	static const LONGLONG own[] = { 0, 3 * MS };
	unsigned int i;

	for (i = 0; i < 2 * ARRAY_SIZE(own); i++) {
		PEX_TIMER timer = ExAllocateTimer(delete_own, i % 2 ? &seen : NULL, 0);

		KUNIT_ASSERT_NOT_NULL(test, timer);
		begin(test);
		ExSetTimer(timer, -MS, own[i / 2], NULL);
		KUNIT_EXPECT_TRUE(test, reaches(&seen.deleted, 1));
		KUNIT_EXPECT_EQ(test, seen.irql, DISPATCH_LEVEL);
		KUNIT_EXPECT_FALSE(test, seen.was_set);
		msleep(20);
		KUNIT_EXPECT_LE(test, atomic_read(&seen.called), 2);
		KUNIT_EXPECT_EQ(test, atomic_read(&seen.deleted), 1);
	}
}

/* Not cancelled, it is due once more, and goes then. */
static void deleted_without_cancel_it_comes_due_once(struct kunit *test)
{
	static const LONGLONG own[] = { 0, 3 * MS };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(own); i++) {
		PEX_TIMER timer = ExAllocateTimer(count_call, NULL, 0);

		KUNIT_ASSERT_NOT_NULL(test, timer);
		begin(test);
		ExSetTimer(timer, -200 * MS, own[i], NULL);
		KUNIT_EXPECT_FALSE(test, ExDeleteTimer(timer, FALSE, FALSE, counted()));
		KUNIT_EXPECT_TRUE(test, reaches(&seen.deleted, 1));
		KUNIT_EXPECT_EQ(test, atomic_read(&seen.called), 1);
		msleep(20);
		KUNIT_EXPECT_EQ(test, atomic_read(&seen.called), 1);
	}
}

static VOID NTAPI call_long(PEX_TIMER timer, PVOID context)
{
	atomic_inc(&seen.called);
	mdelay(5);
	seen.was_set = true;
}

static void the_deletion_waits_for_the_callback(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < 5; i++) {
		PEX_TIMER timer = ExAllocateTimer(call_long, NULL, 0);

		KUNIT_ASSERT_NOT_NULL(test, timer);
		begin(test);
		ExSetTimer(timer, -1, 0, NULL);
		while (!atomic_read(&seen.called))
			cpu_relax();
		KUNIT_EXPECT_FALSE(test, ExDeleteTimer(timer, TRUE, TRUE, counted()));
		KUNIT_EXPECT_TRUE(test, seen.was_set);
		KUNIT_EXPECT_EQ(test, atomic_read(&seen.deleted), 1);
	}
}

static void allocate_both(struct observer *obs)
{
	CLAIM(obs, !ExAllocateTimer(count_call, NULL,
				    EX_TIMER_HIGH_RESOLUTION | EX_TIMER_NO_WAKE));
}

static void set_high_resolution_by_system_time(struct observer *obs)
{
	PEX_TIMER timer = ExAllocateTimer(count_call, NULL, EX_TIMER_HIGH_RESOLUTION);

	CLAIM(obs, !ExSetTimer(timer, EPOCH, 0, NULL));
	CLAIM(obs, !ExCancelTimer(timer, NULL));
	ExDeleteTimer(timer, TRUE, FALSE, NULL);
}

static void set_too_long(struct observer *obs)
{
	PEX_TIMER timer = ExAllocateTimer(count_call, NULL, 0);

	CLAIM(obs, !ExSetTimer(timer, -1, 0x80000000LL, NULL));
	ExDeleteTimer(timer, TRUE, FALSE, NULL);
}

static void set_intolerant(struct observer *obs)
{
	PEX_TIMER timer = ExAllocateTimer(count_call, NULL, EX_TIMER_NO_WAKE);
	EXT_SET_PARAMETERS parameters = { .NoWakeTolerance = -2 };

	CLAIM(obs, !ExSetTimer(timer, -1, 0, &parameters));
	ExDeleteTimer(timer, TRUE, FALSE, NULL);
}

static void wait_uncancelled(struct observer *obs)
{
	PEX_TIMER timer = ExAllocateTimer(count_call, NULL, 0);

	ExSetTimer(timer, FAR, 0, NULL);
	CLAIM(obs, ExDeleteTimer(timer, FALSE, TRUE, NULL));
}

static void wait_high(struct observer *obs)
{
	PEX_TIMER timer = ExAllocateTimer(count_call, NULL, 0);
	KIRQL old = KeRaiseIrqlToDpcLevel();

	ExSetTimer(timer, FAR, 0, NULL);
	CLAIM(obs, ExDeleteTimer(timer, TRUE, TRUE, NULL));
	KeLowerIrql(old);
}

static void set_none(struct observer *obs)
{
	CLAIM(obs, !ExSetTimer((PEX_TIMER)&seen, -1, 0, NULL));
}

static void cancel_deleted(struct observer *obs)
{
	PEX_TIMER timer = ExAllocateTimer(count_call, NULL, 0);

	ExDeleteTimer(timer, TRUE, TRUE, NULL);
	CLAIM(obs, !ExCancelTimer(timer, NULL));
}

static void delete_twice(struct observer *obs)
{
	PEX_TIMER timer = ExAllocateTimer(count_call, NULL, 0);

	ExDeleteTimer(timer, TRUE, TRUE, NULL);
	CLAIM(obs, !ExDeleteTimer(timer, TRUE, TRUE, NULL));
}

static const struct misuse ex_timer_misuses[] = {
	{ "both attributes", "ExAllocateTimer: no timer has these", "NULL was returned",
	  allocate_both },
	{ "by the wrong clock", "ExSetTimer: its due time, period", "nothing was done",
	  set_high_resolution_by_system_time },
	{ "a period too long", "ExSetTimer: its due time, period", "nothing was done",
	  set_too_long },
	{ "a tolerance too small", "ExSetTimer: its due time, period", "nothing was done",
	  set_intolerant },
	{ "a wait, not cancelled", "ExDeleteTimer: it is to wait", "it was cancelled",
	  wait_uncancelled },
	{ "a wait too high", "ExDeleteTimer: IRQL is DISPATCH_LEVEL", "0xA)", wait_high },
	{ "no timer", "ExSetTimer: it is NULL, misaligned", "0xA or 0x50)", set_none },
	{ "one that is gone", "ExCancelTimer: it is NULL, misaligned", "0xA or 0x50)",
	  cancel_deleted },
	{ "deleted twice", "ExDeleteTimer: it is NULL, misaligned", "0xA or 0x50)",
	  delete_twice },
};

KUNIT_ARRAY_PARAM_DESC(misuses, ex_timer_misuses, name);

SUITE(ntspin_ex_timer, begin, end) = {
	KUNIT_CASE(its_callback_is_called_when_it_is_due),
	KUNIT_CASE(one_by_the_systems_clock_that_is_past_is_called),
	KUNIT_CASE(it_is_waited_for),
	KUNIT_CASE(a_periodic_one_comes_again_until_it_is_cancelled),
	KUNIT_CASE(setting_and_cancelling_tell_whether_it_was_set),
	KUNIT_CASE(it_may_be_deleted_in_its_own_callback),
	KUNIT_CASE(deleted_without_cancel_it_comes_due_once),
	KUNIT_CASE(the_deletion_waits_for_the_callback),
	KUNIT_CASE_PARAM(a_misuse_is_named, misuses_gen_params),
	{}
};
