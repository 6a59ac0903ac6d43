// SPDX-License-Identifier: GPL-2.0
/*
 * pool_stress_test.c - blocks are allocated on one CPU and freed on another, in tasks and softirqs,
 * at every level; none is anybody else's meanwhile.
 *
 * Each block is filled with a word of its own, and the thread that takes it out of its slot finds
 * it whole.
 */
#include <linux/atomic.h>
#include <linux/hash.h>

#include "context.h"
#include "suites.h"

#define TAG 0x53525453		/* "STRS" */
#define SLOTS 256

struct filled {
	u32 words;
	u32 pattern;
	u32 rest[];
};

static struct {
	struct filled *slots[SLOTS];
	atomic_t turns, wrong, allocated, freed, at_dispatch, refused;
} s;

static struct filled *fill(void *block, u32 words, u32 pattern)
{
	struct filled *filled = block;
	u32 i;

	filled->words = words;
	filled->pattern = pattern;
	for (i = 0; i < words; i++)
		filled->rest[i] = pattern + i;
	return filled;
}

static void look_and_free(struct filled *filled)
{
	u32 i, pattern = filled->pattern;

	for (i = 0; i < filled->words; i++)
		if (filled->rest[i] != pattern + i)
			break;
	if (i < filled->words)
		atomic_inc(&s.wrong);
	atomic_inc(&s.freed);
	ExFreePoolWithTag(filled, TAG);
}

static struct filled *allocate(u32 random, u32 pattern)
{
	u32 words = random % 64 ? random % 400 : 1024 + random % 1024;
	void *block = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(struct filled) + words * 4, TAG);

	if (!block) {
		atomic_inc(&s.refused);
		return NULL;
	}
	/* The header, too, is nobody else's: it is asked for the tag when the block is freed. */
	if (memchr_inv(block, 0, sizeof(struct filled) + words * 4))
		atomic_inc(&s.wrong);
	atomic_inc(&s.allocated);
	return fill(block, words, pattern);
}

/* One block goes in, and what was in its place goes out. */
static void exchange(unsigned int cpu, bool softirq)
{
	u32 turn = atomic_inc_return(&s.turns);
	u32 random = hash_32(turn, 32);
	bool raises = !softirq && turn % 2;
	struct filled *filled;
	KIRQL old = 0;

	if (raises)
		old = KeRaiseIrqlToDpcLevel();
	if (raises || softirq)
		atomic_inc(&s.at_dispatch);
	filled = xchg(&s.slots[random % SLOTS], allocate(random >> 8, turn));
	if (filled)
		look_and_free(filled);
	if (raises)
		KeLowerIrql(old);
}

static bool enough_were_exchanged(void)
{
	return atomic_read(&s.at_dispatch) >= 100 && atomic_read(&s.freed) >= 100;
}

static void no_block_is_anybody_elses(struct kunit *test)
{
	unsigned int reports = log_reports();
	unsigned int i;

	memset(&s, 0, sizeof(s));
	stress_section(test, 1000, exchange, enough_were_exchanged);
	for (i = 0; i < SLOTS; i++)
		if (s.slots[i])
			look_and_free(s.slots[i]);
	kunit_info(test, "%d allocated, %d at DISPATCH_LEVEL, %d could not be served",
		   atomic_read(&s.allocated), atomic_read(&s.at_dispatch),
		   atomic_read(&s.refused));
	KUNIT_EXPECT_EQ(test, atomic_read(&s.wrong), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&s.freed), atomic_read(&s.allocated));
	KUNIT_EXPECT_GE(test, atomic_read(&s.at_dispatch), 100);
	KUNIT_EXPECT_GE(test, atomic_read(&s.freed), 100);
	KUNIT_EXPECT_EQ(test, log_reports(), reports);
}

SUITE(ntspin_pool_stress, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE(no_block_is_anybody_elses),
	{}
};
