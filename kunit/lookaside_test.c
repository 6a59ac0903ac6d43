// SPDX-License-Identifier: GPL-2.0
/*
 * lookaside_test.c - lookaside lists: what they keep and what they ask for, at each level; raced.
 */
#include <linux/atomic.h>
#include <linux/string.h>

#include "context.h"
#include "misuses.h"
#include "ntspin/verifier.h"
#include "suites.h"

#define TAG 0x6b6f6f4c		/* "Look" */

static NPAGED_LOOKASIDE_LIST nonpaged;
static PAGED_LOOKASIDE_LIST paged;
static LOOKASIDE_LIST_EX ex;

static void init_ex(SIZE_T size)
{
	ExInitializeLookasideListEx(&ex, NULL, NULL, NonPagedPoolNx, 0, size, TAG, 0);
}

static PVOID from_nonpaged(void)
{
	return ExAllocateFromNPagedLookasideList(&nonpaged);
}

static void to_nonpaged(PVOID block)
{
	ExFreeToNPagedLookasideList(&nonpaged, block);
}

static void init_nonpaged(SIZE_T size)
{
	ExInitializeNPagedLookasideList(&nonpaged, NULL, NULL, POOL_NX_ALLOCATION, size, TAG, 0);
}

static void delete_nonpaged(void)
{
	ExDeleteNPagedLookasideList(&nonpaged);
}

static PVOID from_paged(void)
{
	return ExAllocateFromPagedLookasideList(&paged);
}

static void to_paged(PVOID block)
{
	ExFreeToPagedLookasideList(&paged, block);
}

static void init_paged(SIZE_T size)
{
	ExInitializePagedLookasideList(&paged, NULL, NULL, 0, size, TAG, 0);
}

static void delete_paged(void)
{
	ExDeletePagedLookasideList(&paged);
}

static PVOID from_ex(void)
{
	return ExAllocateFromLookasideListEx(&ex);
}

static void to_ex(PVOID block)
{
	ExFreeToLookasideListEx(&ex, block);
}

static void delete_ex(void)
{
	ExDeleteLookasideListEx(&ex);
}

static const struct family {
	const char *name;
	void (*init)(SIZE_T size);
	PVOID (*from)(void);
	void (*to)(PVOID block);
	void (*delete)(void);
	KIRQL highest;
} families[] = {
	{ "nonpaged", init_nonpaged, from_nonpaged, to_nonpaged, delete_nonpaged, DISPATCH_LEVEL },
	{ "paged", init_paged, from_paged, to_paged, delete_paged, APC_LEVEL },
	{ "ex", init_ex, from_ex, to_ex, delete_ex, DISPATCH_LEVEL },
};

KUNIT_ARRAY_PARAM_DESC(families, families, name);

/* How many blocks of one size are kept, out of so many that are freed. */
static const struct bound {
	SIZE_T size;
	unsigned int kept;
} bounds[] = {
	{ 0, 256 }, { 1, 256 }, { 100, 256 }, { 256, 256 }, { 512, 128 }, { 4096, 16 },
	{ 16384, 4 }, { 60000, 4 },
};

#define MORE 10

CASE_RUN_HERE(a_list_keeps_what_it_has_room_for)
{
	static void *blocks[256 + MORE], *gets[256];
	const struct family *family = obs->arg;
	unsigned int i, again;

	for (obs->row = 0; obs->row < ARRAY_SIZE(bounds); obs->row++) {
		const struct bound *bound = &bounds[obs->row];

		family->init(bound->size);
		for (i = 0; i < bound->kept + MORE; i++) {
			blocks[i] = family->from();
			CLAIM(obs, blocks[i] && IS_ALIGNED((unsigned long)blocks[i], 16));
			if (blocks[i])
				memset(blocks[i], 0x5a, bound->size);
		}
		for (i = 0; i < bound->kept + MORE; i++)
			if (blocks[i])
				family->to(blocks[i]);
		/* Last in, first out. */
		for (i = 0, again = 0; i < bound->kept; i++) {
			gets[i] = family->from();
			again += gets[i] == blocks[bound->kept - 1 - i];
		}
		CLAIM_EQ(obs, again, bound->kept);
		for (i = 0; i < bound->kept; i++)
			family->to(gets[i]);
		family->delete();
	}
}

CASE_RUN_HERE(it_works_at_its_highest_level)
{
	const struct family *family = obs->arg;
	void *blocks[20];
	unsigned int i;
	KIRQL old;

	family->init(100);
	KeRaiseIrql(family->highest, &old);
	for (obs->row = 0; obs->row < 3; obs->row++) {
		for (i = 0; i < ARRAY_SIZE(blocks); i++) {
			blocks[i] = family->from();
			CLAIM(obs, blocks[i]);
		}
		for (i = 0; i < ARRAY_SIZE(blocks); i++)
			if (blocks[i])
				family->to(blocks[i]);
	}
	family->delete();
	KeLowerIrql(old);
}

static struct {
	unsigned int allocated, freed;
	POOL_TYPE type;
	SIZE_T size;
	ULONG tag;
	PLOOKASIDE_LIST_EX list;
	bool fails;
} own;

static PVOID NTAPI allocate_own(POOL_TYPE type, SIZE_T size, ULONG tag)
{
	own.type = type;
	own.size = size;
	own.tag = tag;
	if (own.fails)
		return NULL;
	own.allocated++;
	return ExAllocatePool2(POOL_FLAG_NON_PAGED, size, tag);
}

static PVOID NTAPI allocate_own_ex(POOL_TYPE type, SIZE_T size, ULONG tag, PLOOKASIDE_LIST_EX list)
{
	own.list = list;
	return allocate_own(type, size, tag);
}

static VOID NTAPI free_own(PVOID block)
{
	own.freed++;
	ExFreePool(block);
}

static VOID NTAPI free_own_ex(PVOID block, PLOOKASIDE_LIST_EX list)
{
	own.list = list;
	free_own(block);
}

/* Of the five that are had four stay, since they are of 16 KB, until the list is deleted. */
static void use_own(struct kunit *test, const struct family *family, POOL_TYPE type)
{
	void *blocks[5], *again;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(blocks); i++) {
		blocks[i] = family->from();
		KUNIT_ASSERT_NOT_NULL(test, blocks[i]);
	}
	own.fails = true;
	KUNIT_EXPECT_TRUE(test, !family->from());
	KUNIT_EXPECT_EQ(test, own.allocated, 5);
	KUNIT_EXPECT_EQ(test, own.type, type);
	KUNIT_EXPECT_EQ(test, own.size, 16384);
	KUNIT_EXPECT_EQ(test, own.tag, TAG);
	for (i = 0; i < ARRAY_SIZE(blocks); i++)
		family->to(blocks[i]);
	KUNIT_EXPECT_EQ(test, own.freed, 1);
	again = family->from();
	KUNIT_EXPECT_TRUE(test, again == blocks[3]);
	family->to(again);
	family->delete();
	KUNIT_EXPECT_EQ(test, own.freed, 5);
}

static void the_drivers_own_routines_are_called(struct kunit *test)
{
	memset(&own, 0, sizeof(own));
	ExInitializeNPagedLookasideList(&nonpaged, allocate_own, free_own, 0, 16384, TAG, 0);
	use_own(test, &families[0], NonPagedPool);
	memset(&own, 0, sizeof(own));
	ExInitializePagedLookasideList(&paged, allocate_own, free_own, 0, 16384, TAG, 0);
	use_own(test, &families[1], PagedPool);
	memset(&own, 0, sizeof(own));
	ExInitializeLookasideListEx(&ex, allocate_own_ex, free_own_ex, PagedPool, 0, 16384, TAG, 0);
	use_own(test, &families[2], PagedPool);
	KUNIT_EXPECT_TRUE(test, own.list == &ex);
}

static const struct initialization {
	const char *name;
	ULONG type;
	ULONG flags;
	NTSTATUS status;
	ULONG gets;	/* the routine that allocates */
} initializations[] = {
	{ "nonpaged", NonPagedPool, 0, STATUS_SUCCESS, NonPagedPool },
	{ "nx", NonPagedPoolNx, 0, STATUS_SUCCESS, NonPagedPoolNx },
	{ "raises", PagedPool, EX_LOOKASIDE_LIST_EX_FLAGS_RAISE_ON_FAIL, STATUS_SUCCESS,
	  PagedPool | POOL_RAISE_IF_ALLOCATION_FAILURE },
	{ "fails", PagedPool, EX_LOOKASIDE_LIST_EX_FLAGS_FAIL_NO_RAISE, STATUS_SUCCESS,
	  PagedPool | POOL_QUOTA_FAIL_INSTEAD_OF_RAISE },
	{ "both", PagedPool, 3, STATUS_INVALID_PARAMETER_5 },
	{ "an unknown flag", PagedPool, 4, STATUS_INVALID_PARAMETER_5 },
	{ "no type", DontUseThisType, 0, STATUS_INVALID_PARAMETER_4 },
};

KUNIT_ARRAY_PARAM_DESC(initializations, initializations, name);

static void flags_are_handed_on_or_refused(struct kunit *test)
{
	const struct initialization *row = test->param_value;

	memset(&own, 0, sizeof(own));
	own.fails = true;
	KUNIT_EXPECT_EQ(test, ExInitializeLookasideListEx(&ex, allocate_own_ex, free_own_ex,
							  (POOL_TYPE)row->type, row->flags, 100,
							  TAG, 0), row->status);
	if (row->status)
		return;
	KUNIT_EXPECT_TRUE(test, !from_ex());
	KUNIT_EXPECT_EQ(test, (ULONG)own.type, row->gets);
	delete_ex();
}

static void a_flush_frees_what_is_kept(struct kunit *test)
{
	memset(&own, 0, sizeof(own));
	ExInitializeLookasideListEx(&ex, allocate_own_ex, free_own_ex, NonPagedPool, 0, 64, TAG, 0);
	to_ex(from_ex());
	KUNIT_EXPECT_EQ(test, own.freed, 0);
	ExFlushLookasideListEx(&ex);
	KUNIT_EXPECT_EQ(test, own.freed, 1);
	to_ex(from_ex());
	KUNIT_EXPECT_EQ(test, own.allocated, 2);
	delete_ex();
	KUNIT_EXPECT_EQ(test, own.freed, 2);
}

struct owned {
	SLIST_ENTRY entry;
	atomic_t owners;	/* 1 while it is in somebody's hands */
};

static atomic_t wrong, uses;

static void own_one(unsigned int cpu, bool softirq)
{
	struct owned *one = from_nonpaged();

	if (!one)
		return;
	if (atomic_inc_return(&one->owners) != 1)
		atomic_inc(&wrong);
	atomic_inc(&uses);
	atomic_dec(&one->owners);
	to_nonpaged(one);
}

static PVOID NTAPI allocate_zero(POOL_TYPE type, SIZE_T size, ULONG tag)
{
	return ExAllocatePoolZero(type, size, tag);
}

static void no_block_is_had_twice(struct kunit *test)
{
	atomic_set(&wrong, 0);
	atomic_set(&uses, 0);
	ExInitializeNPagedLookasideList(&nonpaged, allocate_zero, NULL, 0, sizeof(struct owned),
					TAG, 0);
	stress_section(test, 1000, own_one, NULL);
	KUNIT_EXPECT_GT(test, atomic_read(&uses), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&wrong), 0);
	delete_nonpaged();
}

static void free_twice(struct observer *obs)
{
	void *block;

	init_nonpaged(100);
	block = from_nonpaged();
	to_nonpaged(block);
	CALLED(ExFreeToNPagedLookasideList(&nonpaged, block));
	delete_nonpaged();
}

static void delete_with_one_out(struct observer *obs)
{
	void *block;

	init_nonpaged(100);
	to_nonpaged(from_nonpaged());
	block = from_nonpaged();
	CALLED(ExDeleteNPagedLookasideList(&nonpaged));
	ExFreePoolWithTag(block, TAG);
}

static void allocate_paged_high(struct observer *obs)
{
	void *block;

	init_paged(100);
	AT_DISPATCH()
		block = ExAllocateFromPagedLookasideList(&paged);
	if (block)
		to_paged(block);
	delete_paged();
}

static void free_paged_high(struct observer *obs)
{
	void *block;

	init_paged(100);
	block = from_paged();
	AT_DISPATCH()
		CALLED(ExFreeToPagedLookasideList(&paged, block));
	delete_paged();
}

static const struct misuse lookaside_misuses[] = {
	{ "a free block", "ExFreeToNPagedLookasideList: the block is free already", "0xC2/0x7)",
	  free_twice },
	{ "a block that is out", "ExDeleteNPagedLookasideList: blocks that were allocated",
	  "delete_with_one_out", delete_with_one_out },
	{ "paged at DISPATCH_LEVEL", "ExAllocateFromPagedLookasideList: IRQL is DISPATCH_LEVEL",
	  "0xC4/0x1)", allocate_paged_high },
	{ "paged freed at DISPATCH_LEVEL", "ExFreeToPagedLookasideList: IRQL is DISPATCH_LEVEL",
	  "0xC4/0x11)", free_paged_high },
};

KUNIT_ARRAY_PARAM_DESC(misuses, lookaside_misuses, name);

SUITE(ntspin_lookaside, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(a_list_keeps_what_it_has_room_for, families_gen_params),
	KUNIT_CASE_PARAM(it_works_at_its_highest_level, families_gen_params),
	KUNIT_CASE(the_drivers_own_routines_are_called),
	KUNIT_CASE_PARAM(flags_are_handed_on_or_refused, initializations_gen_params),
	KUNIT_CASE(a_flush_frees_what_is_kept),
	KUNIT_CASE(no_block_is_had_twice),
	KUNIT_CASE_PARAM(a_misuse_is_named, misuses_gen_params),
	{}
};
