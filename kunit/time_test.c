// SPDX-License-Identifier: GPL-2.0
/*
 * time_test.c - the clocks are Linux' own, in any context; and what a driver prints is in the log.
 */
#include <linux/ktime.h>
#include <linux/time64.h>
#include <linux/timekeeping.h>

#include "context.h"
#include "due_time.h"
#include "suites.h"

KUNIT_ARRAY_PARAM_DESC(contexts, contexts, name);

/* In an NMI the clock may lag a little. */
static void clocks(struct observer *obs)
{
	s64 slack = in_nmi() ? NSEC_PER_SEC : 0;
	LARGE_INTEGER ticks, frequency, count;
	s64 before, seen, after;
	ULONG64 stamp;

	before = in_nmi() ? ktime_get_boot_fast_ns() : ktime_get_boottime_ns();
	seen = KeQueryInterruptTime() * 100;
	count = KeQueryPerformanceCounter(&frequency);
	KeQueryTickCount(&ticks);
	after = in_nmi() ? ktime_get_boot_fast_ns() : ktime_get_boottime_ns();
	CLAIM(obs, seen + 100 + slack > before && seen <= after + slack);
	CLAIM(obs, count.QuadPart * 100 + 100 + slack > before);
	CLAIM(obs, count.QuadPart * 100 <= after + slack);
	CLAIM_EQ(obs, frequency.QuadPart, 10000000);
	CLAIM_EQ(obs, KeQueryTimeIncrement(), TICK_NSEC / 100);
	CLAIM(obs, (ticks.QuadPart + 1) * KeQueryTimeIncrement() * 100 + slack > before);
	CLAIM(obs, ticks.QuadPart * KeQueryTimeIncrement() * 100 <= after + slack);
	seen = KeQueryInterruptTimePrecise(&stamp);
	CLAIM_EQ(obs, stamp, seen);
	before = in_nmi() ? ktime_get_mono_fast_ns() : ktime_get_ns();
	seen = KeQueryUnbiasedInterruptTime() * 100;
	after = in_nmi() ? ktime_get_mono_fast_ns() : ktime_get_ns();
	CLAIM(obs, seen + 100 + slack > before && seen <= after + slack);
	before = in_nmi() ? ktime_get_mono_fast_ns() : ktime_get_ns();
	seen = KeQueryUnbiasedInterruptTimePrecise(&stamp) * 100;
	after = in_nmi() ? ktime_get_mono_fast_ns() : ktime_get_ns();
	CLAIM(obs, seen + 100 + slack > before && seen <= after + slack);
	CLAIM(obs, stamp <= KeQueryInterruptTime());
}

static void clocks_are_those_of_linux(struct kunit *test)
{
	run_in(test, test->param_value, clocks, NULL);
}

CASE_RUN_IN_CONTEXT(the_system_time_counts_from_1601)
{
	LARGE_INTEGER coarse, fine;
	s64 before, after;

	/* Somebody may set the clock: a day is what no correction comes to. */
	before = windows_time(ktime_get_real_fast_ns());
	KeQuerySystemTime(&coarse);
	KeQuerySystemTimePrecise(&fine);
	after = before + 864000000000LL;
	CLAIM(obs, coarse.QuadPart > before - 864000000000LL && coarse.QuadPart < after);
	CLAIM(obs, fine.QuadPart > before - 864000000000LL && fine.QuadPart < after);
}

CASE_RUN_HERE(a_stall_is_not_shorter_than_asked_for)
{
	u64 before = ktime_get_ns();

	KeStallExecutionProcessor(2500);
	CLAIM(obs, ktime_get_ns() - before >= 2 * NSEC_PER_MSEC);
}

static int time_lines;

static void print(struct observer *obs)
{
	UNICODE_STRING name = RTL_CONSTANT_STRING(L"disk");

	DbgPrint("ntspin_time: %wZ %ws %I64x %p %s\n", &name, L"wide", 1ULL << 40, (void *)0x1f,
		 "end");
}

static void what_is_printed_is_in_the_log(struct kunit *test)
{
	static const char line[] = "ntspin_time: disk wide 10000000000 000000000000001F end";
	unsigned int lines = log_lines(line);

	run_in(test, test->param_value, print, NULL);
	KUNIT_EXPECT_EQ(test, log_lines(line), lines + 1);
}

/* Another print in between ends the line. */
static void a_line_that_is_not_ended_goes_on(struct kunit *test)
{
	unsigned int lines = log_lines("ntspin_time: one line"), tries;

	for (tries = 0; tries < 20 && log_lines("ntspin_time: one line") == lines; tries++) {
		DbgPrintEx(77, DPFLTR_INFO_LEVEL, "ntspin_time: one");
		DbgPrintEx(77, DPFLTR_INFO_LEVEL, " line\n");
	}
	KUNIT_EXPECT_GT(test, log_lines("ntspin_time: one line"), lines);
}

static void an_address_of_the_kernel_is_not_given_away(struct kunit *test)
{
	char address[48];
	unsigned int hidden = log_lines("ntspin_time: hidden");

	snprintf(address, sizeof(address), "ntspin_time: hidden %016lX",
		 (unsigned long)&time_lines);
	DbgPrint("ntspin_time: hidden %p\n", &time_lines);
	KUNIT_EXPECT_EQ(test, log_lines("ntspin_time: hidden"), hidden + 1);
	/* UML's own addresses are those of a process. */
	if ((long)&time_lines < 0)
		KUNIT_EXPECT_EQ(test, log_lines(address), 0);
}

/* One call site, whatever a compiler makes of who calls it twice. */
static noinline void fail(void)
{
	NtspinAssertFailed("first < second", "driver.c", 42, "in order");
	barrier();
}

static void an_assertion_is_said_once(struct kunit *test)
{
	static const char line[] = "Assertion failed: in order: first < second (driver.c:42)";
	unsigned int lines = log_lines(line);

	fail();
	fail();
	KUNIT_EXPECT_EQ(test, log_lines(line), lines + 1);
}

SUITE(ntspin_time, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(clocks_are_those_of_linux, contexts_gen_params),
	KUNIT_CASE_PARAM(the_system_time_counts_from_1601, contexts_gen_params),
	KUNIT_CASE(a_stall_is_not_shorter_than_asked_for),
	KUNIT_CASE_PARAM(what_is_printed_is_in_the_log, contexts_gen_params),
	KUNIT_CASE(a_line_that_is_not_ended_goes_on),
	KUNIT_CASE(an_address_of_the_kernel_is_not_given_away),
	KUNIT_CASE(an_assertion_is_said_once),
	{}
};
