// SPDX-License-Identifier: GPL-2.0
/*
 * interlocked_race_test.c - atomic operations on one variable from all CPUs and their softirqs.
 *
 * Of each width and kind at least one, in different orders, which must not
 * make a difference to the sum.
 */
#include <linux/string.h>

#include "context.h"
#include "suites.h"

static struct {
	LONG up, down, added, compared, flipped;
	LONG64 up64, added64;
	SHORT up16;
	CHAR added8;
	LONG bits;
	LONG bits_kept;		/* how often a bit of one's own was not as one left it */
} shared;

/* CPUs share a word of bits: each sets and clears its own, and finds it so. */
static void toggle_own_bit(unsigned int cpu, bool softirq)
{
	LONG bit = (cpu * 2 + softirq) % 32;

	if (InterlockedBitTestAndSet(&shared.bits, bit))
		InterlockedIncrement(&shared.bits_kept);
	if (!InterlockedBitTestAndReset(&shared.bits, bit))
		InterlockedIncrement(&shared.bits_kept);
}

static void change_all(unsigned int cpu, bool softirq)
{
	LONG seen = ReadNoFence(&shared.compared), found;

	InterlockedIncrement(&shared.up);
	InterlockedDecrementRelease(&shared.down);
	InterlockedExchangeAddNoFence(&shared.added, 3);
	InterlockedIncrement64(&shared.up64);
	InterlockedAddAcquire64(&shared.added64, -5);
	InterlockedIncrement16(&shared.up16);
	InterlockedExchangeAdd8(&shared.added8, 1);
	InterlockedXor(&shared.flipped, 1);
	while ((found = InterlockedCompareExchange(&shared.compared, seen + 1, seen)) != seen)
		seen = found;
	if (nr_cpu_ids <= 16)
		toggle_own_bit(cpu, softirq);
}

static void nothing_is_lost_between_cpus(struct kunit *test)
{
	u64 n;

	memset(&shared, 0, sizeof(shared));
	n = stress_section(test, 500, change_all, NULL);
	KUNIT_EXPECT_GT(test, n, 0);
	KUNIT_EXPECT_EQ(test, shared.up, (LONG)n);
	KUNIT_EXPECT_EQ(test, shared.down, (LONG)-n);
	KUNIT_EXPECT_EQ(test, shared.added, (LONG)(3 * n));
	KUNIT_EXPECT_EQ(test, shared.up64, (LONG64)n);
	KUNIT_EXPECT_EQ(test, shared.added64, (LONG64)(-5 * n));
	KUNIT_EXPECT_EQ(test, shared.up16, (SHORT)n);
	KUNIT_EXPECT_EQ(test, shared.added8, (CHAR)n);
	KUNIT_EXPECT_EQ(test, shared.flipped, (LONG)(n & 1));
	KUNIT_EXPECT_EQ(test, shared.compared, (LONG)n);
	KUNIT_EXPECT_EQ(test, shared.bits_kept, 0);
}

SUITE(ntspin_interlocked_race, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE(nothing_is_lost_between_cpus),
	{}
};
