// SPDX-License-Identifier: GPL-2.0
/*
 * pool_test.c - pool: what a block is like, at each level; what is refused, and what is misuse.
 */
#include <linux/delay.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "context.h"
#include "misuses.h"
#include "suites.h"

#define TAG 0x54534554		/* "TEST" */
#define WINDOWS_PAGE 4096UL

/* Around each that something begins at: 16, the slab's sizes, a page with a header and without. */
static const unsigned int sizes[] = {
	1, 8, 15, 16, 17, 32, 48, 64, 80, 81, 96, 112, 128, 176, 177, 192, 240, 241, 496, 1008,
	1009, 2032, 2033, 3000, 4032, 4033, 4079, 4080, 4081, 4095, 4096, 4097, 8176, 8192, 10000,
};

static bool is_aligned_as_it_should_be(const void *block, size_t size, size_t align)
{
	unsigned long start = (unsigned long)block;

	if (start % align)
		return false;
	if (size >= WINDOWS_PAGE)
		return start % WINDOWS_PAGE == 0;
	return start / WINDOWS_PAGE == (start + size - 1) / WINDOWS_PAGE;
}

/* A level, and the pool that is for it. */
struct row {
	const char *name;
	enum context_id context;
	KIRQL level;
	POOL_FLAGS flags;
	size_t align;
};

static const struct row rows[] = {
	{ "nonpaged", IN_TASK, PASSIVE_LEVEL, POOL_FLAG_NON_PAGED, 16 },
	{ "nonpaged, APC_LEVEL", IN_TASK, APC_LEVEL, POOL_FLAG_NON_PAGED, 16 },
	{ "nonpaged, DISPATCH_LEVEL", IN_TASK, DISPATCH_LEVEL, POOL_FLAG_NON_PAGED, 16 },
	{ "nonpaged, softirqs off", SOFTIRQS_OFF, 0, POOL_FLAG_NON_PAGED, 16 },
	{ "nonpaged, preemption off", PREEMPTION_OFF, 0, POOL_FLAG_NON_PAGED, 16 },
	{ "nonpaged, interrupts off", INTERRUPTS_OFF, 0, POOL_FLAG_NON_PAGED, 16 },
	{ "nonpaged, in a tasklet", IN_TASKLET, 0, POOL_FLAG_NON_PAGED, 16 },
	{ "nonpaged, in a hard timer", IN_HARD_HRTIMER, 0, POOL_FLAG_NON_PAGED, 16 },
	{ "nonpaged, to a cache line", IN_TASK, PASSIVE_LEVEL,
	  POOL_FLAG_NON_PAGED | POOL_FLAG_CACHE_ALIGNED, 64 },
	{ "the same, DISPATCH_LEVEL", IN_TASK, DISPATCH_LEVEL,
	  POOL_FLAG_NON_PAGED | POOL_FLAG_CACHE_ALIGNED, 64 },
	{ "executable", IN_TASK, PASSIVE_LEVEL, POOL_FLAG_NON_PAGED_EXECUTE, 16 },
	{ "paged", IN_TASK, PASSIVE_LEVEL, POOL_FLAG_PAGED, 16 },
	{ "paged, APC_LEVEL", IN_TASK, APC_LEVEL, POOL_FLAG_PAGED, 16 },
	{ "paged, of a quota", IN_TASK, PASSIVE_LEVEL, POOL_FLAG_PAGED | POOL_FLAG_USE_QUOTA, 16 },
};

KUNIT_ARRAY_PARAM_DESC(rows, rows, name);

static void fill_and_free(void *block, size_t size)
{
	memset(block, 0x5a, size);
	ExFreePoolWithTag(block, TAG);
}

/* Twice: what was freed dirty is clean again. */
static void allocate_each_size(struct observer *obs)
{
	const struct row *row = obs->arg;
	KIRQL old = KeGetCurrentIrql();
	bool raises = row->level > old;

	if (raises)
		KeRaiseIrql(row->level, &old);
	for (obs->row = 0; obs->row < 2 * ARRAY_SIZE(sizes); obs->row++) {
		size_t size = sizes[obs->row / 2];
		void *block = ExAllocatePool2(row->flags, size, TAG);

		CLAIM(obs, block);
		if (!block)
			continue;
		CLAIM(obs, is_aligned_as_it_should_be(block, size, row->align));
		CLAIM(obs, !memchr_inv(block, 0, size));
		fill_and_free(block, size);
		block = ExAllocatePool2(row->flags | POOL_FLAG_UNINITIALIZED, size, TAG);
		CLAIM(obs, block);
		if (block)
			fill_and_free(block, size);
	}
	if (raises)
		KeLowerIrql(old);
}

static void a_block_is_zero_and_aligned(struct kunit *test)
{
	const struct row *row = test->param_value;

	run_in(test, &contexts[row->context], allocate_each_size, row);
}

/* What only a caller that can sleep may have, and what nobody can. */
static void large_blocks_are_to_be_had(struct kunit *test)
{
	static const size_t large[] = { 65536, 200000, 1 << 20, 5 << 20 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(large); i++) {
		void *block = ExAllocatePool2(POOL_FLAG_PAGED, large[i], TAG);

		KUNIT_ASSERT_NOT_NULL(test, block);
		KUNIT_EXPECT_TRUE(test, is_aligned_as_it_should_be(block, large[i], 16));
		KUNIT_EXPECT_FALSE(test, memchr_inv(block, 0, large[i]));
		/* One that is mapped together cannot be freed there at once. */
		memset(block, 0x5a, large[i]);
		KeRaiseIrqlToDpcLevel();
		ExFreePool(block);
		KeLowerIrql(PASSIVE_LEVEL);
	}
	KUNIT_EXPECT_TRUE(test, !ExAllocatePool2(POOL_FLAG_NON_PAGED, SIZE_MAX, TAG));
	KUNIT_EXPECT_TRUE(test, !ExAllocatePool2(POOL_FLAG_PAGED, SIZE_MAX - 4096, TAG));
	KUNIT_EXPECT_TRUE(test, !ExAllocatePoolWithTag(NonPagedPool, 1UL << 32, TAG));
}

static unsigned long free_mib(void)
{
	struct sysinfo info;

	si_meminfo(&info);
	return info.freeram >> (20 - PAGE_SHIFT);
}

/* By as much as they are: others need memory, too, but not the most of what goes by here. */
static void pages_are_freed_whole(struct kunit *test)
{
	enum { ROUNDS = 128, MIB = 1 };
	long before = free_mib();
	unsigned int i;

	for (i = 0; i < ROUNDS; i++)
		ExFreePool(ExAllocatePoolWithTag(PagedPool, MIB << 20, TAG));
	KUNIT_EXPECT_GT(test, (long)free_mib(), before - ROUNDS * MIB / 4);
}

static const struct request {
	const char *name;
	POOL_FLAGS flags;
	ULONG tag;
	bool granted;
} requests[] = {
	{ "nonpaged", POOL_FLAG_NON_PAGED, TAG, true },
	{ "an optional flag that nobody knows", POOL_FLAG_NON_PAGED | 1ULL << 40, TAG, true },
	{ "special pool", POOL_FLAG_PAGED | POOL_FLAG_SPECIAL_POOL, TAG, true },
	{ "session pool", POOL_FLAG_PAGED | POOL_FLAG_SESSION, TAG, true },
	{ "no pool", 0, TAG, false },
	{ "no pool, uninitialised", POOL_FLAG_UNINITIALIZED, TAG, false },
	{ "two pools", POOL_FLAG_NON_PAGED | POOL_FLAG_PAGED, TAG, false },
	{ "a reserved flag", POOL_FLAG_NON_PAGED | POOL_FLAG_RESERVED1, TAG, false },
	{ "a required flag that nobody knows", POOL_FLAG_PAGED | 1ULL << 20, TAG, false },
	{ "no tag", POOL_FLAG_NON_PAGED, 0, false },
};

KUNIT_ARRAY_PARAM_DESC(requests, requests, name);

static void flags_are_heeded_or_refused(struct kunit *test)
{
	const struct request *request = test->param_value;
	unsigned int before = log_reports();
	void *block = ExAllocatePool2(request->flags, 100, request->tag);

	KUNIT_EXPECT_EQ(test, !!block, request->granted);
	if (block)
		ExFreePool(block);
	KUNIT_EXPECT_EQ(test, log_reports(), before);
}

/* Of the older routines: how each is called, and whether what comes is zero for certain. */
static PVOID by_type(SIZE_T size)
{
	return ExAllocatePool(NonPagedPoolNx, size);
}

static PVOID with_tag(SIZE_T size)
{
	return ExAllocatePoolWithTag(PagedPool, size, TAG);
}

static PVOID with_tag_zero(SIZE_T size)
{
	return ExAllocatePoolZero(NonPagedPool, size, TAG);
}

static PVOID uninitialized(SIZE_T size)
{
	return ExAllocatePoolUninitialized(NonPagedPool, size, TAG);
}

static PVOID by_priority_zero(SIZE_T size)
{
	return ExAllocatePoolPriorityZero(PagedPool, size, TAG, LowPoolPriority);
}

static PVOID with_quota_zero(SIZE_T size)
{
	return ExAllocatePoolQuotaZero((POOL_TYPE)(PagedPool | POOL_QUOTA_FAIL_INSTEAD_OF_RAISE),
				       size, TAG);
}

static const struct older {
	const char *name;
	PVOID (*allocate)(SIZE_T size);
	bool is_zero;
} older[] = {
	{ "ExAllocatePool", by_type },
	{ "ExAllocatePoolWithTag", with_tag },
	{ "ExAllocatePoolZero", with_tag_zero, true },
	{ "ExAllocatePoolUninitialized", uninitialized },
	{ "ExAllocatePoolPriorityZero", by_priority_zero, true },
	{ "ExAllocatePoolQuotaZero", with_quota_zero, true },
};

KUNIT_ARRAY_PARAM_DESC(older, older, name);

static void the_older_routines_do_as_well(struct kunit *test)
{
	const struct older *row = test->param_value;
	unsigned int i;

	for (i = 0; i < 2 * ARRAY_SIZE(sizes); i++) {
		size_t size = sizes[i / 2];
		void *block = row->allocate(size);

		KUNIT_ASSERT_NOT_NULL(test, block);
		KUNIT_EXPECT_TRUE(test, is_aligned_as_it_should_be(block, size, 16));
		KUNIT_EXPECT_TRUE(test, !row->is_zero || !memchr_inv(block, 0, size));
		memset(block, 0x5a, size);
		ExFreePool2(block, 0, NULL, 0);
	}
}

#define MANY 30000

static void *many[MANY];

/* On PREEMPT_RT the reserve comes to its end in there: that is NULL, and nothing else. */
static unsigned int allocate_many(struct observer *obs, unsigned int have, unsigned int want)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();

	for (; have < want; have++) {
		many[have] = ExAllocatePool2(POOL_FLAG_NON_PAGED, 100, TAG);
		if (!many[have])
			break;
		CLAIM(obs, !memchr_inv(many[have], 0, 100));
		*(u32 *)many[have] = have;
		((u8 *)many[have])[99] = have;
	}
	KeLowerIrql(old);
	return have;
}

static void free_many(struct observer *obs, unsigned int have)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();

	while (have--) {
		CLAIM_EQ(obs, *(u32 *)many[have], have);
		CLAIM_EQ(obs, ((u8 *)many[have])[99], have & 0xff);
		ExFreePoolWithTag(many[have], TAG);
	}
	KeLowerIrql(old);
}

/* What a reserve could not serve it can a while later: a busy machine may be slow. */
CASE_RUN_HERE(many_blocks_at_dispatch_level)
{
	unsigned int rounds = 0;
	unsigned int have = allocate_many(obs, 0, MANY / 3);

	while (have < MANY / 3 && rounds++ < 3000) {
		msleep(20);
		have = allocate_many(obs, have, MANY / 3);
	}
	CLAIM_EQ(obs, have, MANY / 3);
	have = allocate_many(obs, have, MANY);
	free_many(obs, have);
}

static void free_by_another_tag(struct observer *obs)
{
	void *block = ExAllocatePool2(POOL_FLAG_NON_PAGED, 100, TAG);

	CALLED(ExFreePoolWithTag(block, TAG + 1));
	/* It is still a block. */
	ExFreePoolWithTag(block, TAG);
}

static void free_twice(struct observer *obs)
{
	void *block = ExAllocatePool2(POOL_FLAG_NON_PAGED, 100, TAG);

	ExFreePool(block);
	CALLED(ExFreePool(block));
}

static void free_twice_with_others_between(struct observer *obs)
{
	void *block = ExAllocatePool2(POOL_FLAG_PAGED, 100, TAG);
	unsigned int i;

	ExFreePool(block);
	for (i = 0; i < 20; i++)
		ExFreePool(ExAllocatePool2(POOL_FLAG_PAGED, 100, TAG));
	CALLED(ExFreePoolWithTag(block, TAG));
}

static void free_nothing(struct observer *obs)
{
	CALLED(ExFreePool(NULL));
}

static void free_what_is_inside(struct observer *obs)
{
	u8 *block = ExAllocatePool2(POOL_FLAG_NON_PAGED, 100, TAG);

	CALLED(ExFreePool(block + 32));
	ExFreePool(block);
}

static void free_what_is_misaligned(struct observer *obs)
{
	u8 *block = ExAllocatePool2(POOL_FLAG_NON_PAGED, 100, TAG);

	CALLED(ExFreePool(block + 4));
	ExFreePool(block);
}

/* A header that has been copied with its block is no header. */
static void free_a_copy(struct observer *obs)
{
	u8 *block = ExAllocatePool2(POOL_FLAG_NON_PAGED, 100, TAG);
	u8 *other = ExAllocatePool2(POOL_FLAG_NON_PAGED, 100, TAG);

	memcpy(other + 32, block - 16, 32);
	CALLED(ExFreePool(other + 48));
	ExFreePool(other);
	ExFreePool(block);
}

static void ask_to_raise(struct observer *obs)
{
	CLAIM(obs, !ExAllocatePool2(POOL_FLAG_NON_PAGED | POOL_FLAG_RAISE_ON_FAILURE, 100, TAG));
}

static void ask_to_raise_by_type(struct observer *obs)
{
	CLAIM(obs, !ExAllocatePoolWithTag((POOL_TYPE)(PagedPool | POOL_RAISE_IF_ALLOCATION_FAILURE),
					  100, TAG));
}

static void ask_to_raise_by_quota(struct observer *obs)
{
	CLAIM(obs, !ExAllocatePoolWithQuotaTag(PagedPool, 100, TAG));
}

static void ask_for_nothing(struct observer *obs)
{
	void *block = ExAllocatePool2(POOL_FLAG_NON_PAGED, 0, TAG);

	CLAIM(obs, block);
	if (block)
		fill_and_free(block, 1);
}

static void ask_for_paged_high(struct observer *obs)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();
	void *block = ExAllocatePool2(POOL_FLAG_PAGED, 100, TAG);

	KeLowerIrql(old);
	CLAIM(obs, block);
	if (block)
		ExFreePool(block);
}

static void ask_high(struct observer *obs)
{
	void *block;

	AT_LEVEL(LOWEST_DIRQL + 2)
		block = ExAllocatePool2(POOL_FLAG_NON_PAGED, 100, TAG);
	if (block)
		ExFreePool(block);
}

static void free_paged_high(struct observer *obs)
{
	void *block = ExAllocatePool2(POOL_FLAG_PAGED, 100, TAG);
	KIRQL old = KeRaiseIrqlToDpcLevel();

	CALLED(ExFreePool(block));
	KeLowerIrql(old);
}

static void free_high(struct observer *obs)
{
	void *block = ExAllocatePool2(POOL_FLAG_NON_PAGED, 100, TAG);

	AT_LEVEL(LOWEST_DIRQL)
		CALLED(ExFreePool(block));
}

static VOID do_nothing(PKDPC dpc, PVOID context, PVOID unused1, PVOID unused2)
{
}

static void free_with_timer(struct observer *obs)
{
	LARGE_INTEGER hour = { .QuadPart = -36000000000LL };
	struct {
		KTIMER timer;
		KDPC dpc;
	} *object = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*object), TAG);

	KeInitializeTimer(&object->timer);
	KeInitializeDpc(&object->dpc, do_nothing, NULL);
	KeSetTimer(&object->timer, hour, &object->dpc);
	CALLED(ExFreePool(object));
}

static const struct misuse pool_misuses[] = {
	{ "another tag", "ExFreePoolWithTag: the block has another tag",
	  "tag 'TEST', freed as 'UEST'", free_by_another_tag },
	{ "a free block", "ExFreePool: the block is free already", "tag 'TEST'", free_twice },
	{ "a block freed a while ago", "ExFreePoolWithTag: the block is free already", "0xC2/0x7)",
	  free_twice_with_others_between },
	{ "no address", "ExFreePool: that is no block", "0xC4/0x10)", free_nothing },
	{ "an address in a block", "ExFreePool: that is no block", "0xC4/0x10)",
	  free_what_is_inside },
	{ "a misaligned address", "ExFreePool: that is no block", "0xC4/0x10)",
	  free_what_is_misaligned },
	{ "a copied block", "ExFreePool: that is no block", "0xC4/0x10)", free_a_copy },
	{ "to raise on failure", "ExAllocatePool2: where it fails", "look for NULL", ask_to_raise },
	{ "to raise, by type", "ExAllocatePoolWithTag: where it fails", "look for NULL",
	  ask_to_raise_by_type },
	{ "to raise, by quota", "ExAllocatePoolWithQuotaTag: where it fails", "look for NULL",
	  ask_to_raise_by_quota },
	{ "0 bytes", "ExAllocatePool2: 0 bytes", "0xC4/0x0)", ask_for_nothing },
	{ "paged at DISPATCH_LEVEL", "ExAllocatePool2: IRQL is DISPATCH_LEVEL", "0xC4/0x1)",
	  ask_for_paged_high },
	{ "nonpaged at a device level", "ExAllocatePool2: IRQL is DIRQL 5", "0xC4/0x2)", ask_high },
	{ "paged freed at DISPATCH_LEVEL", "ExFreePool: IRQL is DISPATCH_LEVEL", "0xC4/0x11)",
	  free_paged_high },
	{ "nonpaged freed at a device level", "ExFreePool: IRQL is DIRQL 3", "0xC4/0x12)",
	  free_high },
	{ "a set timer in it", "a free of memory: a timer in it is set", "free_with_timer",
	  free_with_timer },
};

/* Without a verifier a free block may be somebody else's by the second free. */
KUNIT_ARRAY_PARAM_DESC(pool_misuses, pool_misuses, name);

SUITE(ntspin_pool, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(a_block_is_zero_and_aligned, rows_gen_params),
	KUNIT_CASE(large_blocks_are_to_be_had),
	KUNIT_CASE(pages_are_freed_whole),
	KUNIT_CASE_PARAM(flags_are_heeded_or_refused, requests_gen_params),
	KUNIT_CASE_PARAM(the_older_routines_do_as_well, older_gen_params),
	KUNIT_CASE(many_blocks_at_dispatch_level),
	KUNIT_CASE_PARAM(a_misuse_is_named, pool_misuses_gen_params),
	{}
};
