// SPDX-License-Identifier: GPL-2.0
/*
 * mdl_test.c - MDLs: which page frames they tell of, against Linux' own account, and what their
 * flags and addresses say at each step.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "context.h"
#include "ntspin/verifier.h"
#include "suites.h"

#include "wdm/address.h"
#include "wdm/irp.h"

#define FRAME 0x1000UL
#define FRAMES_OF_PAGE (PAGE_SIZE / FRAME)
#define BUFFER (5 * FRAME)
#define TAG 0x6c644d54		/* "TMdl" */

/* Where a buffer lies in its first page, and how many pages it touches. */
static const struct buffer_row {
	const char *name;
	ULONG offset;
	ULONG length;
	ULONG pages;
} mdl_ranges[] = {
	{ "a byte", 0, 1, 1 },
	{ "a page", 0, 0x1000, 1 },
	{ "a page and a byte", 0, 0x1001, 2 },
	{ "a page from its second byte on", 1, 0x1000, 2 },
	{ "the last byte of a page", 0xfff, 1, 1 },
	{ "the last byte and one more", 0xfff, 2, 2 },
	{ "three pages in part", 0x678, 0x2000, 3 },
	{ "nothing", 0x10, 0, 1 },
	{ "nothing, on a page", 0, 0, 0 },
};

KUNIT_ARRAY_PARAM_DESC(ranges, mdl_ranges, name);

static void a_new_one_tells_its_buffer(struct kunit *test)
{
	const struct buffer_row *range = test->param_value;
	char *start = (char *)0xffff800012345000UL + range->offset;
	PMDL mdl = IoAllocateMdl(start, range->length, FALSE, FALSE, NULL);

	KUNIT_ASSERT_NOT_NULL(test, mdl);
	KUNIT_EXPECT_EQ(test, MmSizeOfMdl(start, range->length), 0x30 + 8UL * range->pages);
	KUNIT_EXPECT_EQ(test, mdl->Size, 0x30 + 8 * range->pages);
	KUNIT_EXPECT_EQ(test, mdl->MdlFlags, 0);
	KUNIT_EXPECT_FALSE(test, mdl->Next);
	KUNIT_EXPECT_EQ(test, MmGetMdlByteCount(mdl), range->length);
	KUNIT_EXPECT_EQ(test, MmGetMdlByteOffset(mdl), range->offset);
	KUNIT_EXPECT_TRUE(test, MmGetMdlBaseVa(mdl) == (void *)0xffff800012345000UL);
	KUNIT_EXPECT_TRUE(test, MmGetMdlVirtualAddress(mdl) == start);
	IoFreeMdl(mdl);
}

static void what_is_too_large_is_refused(struct kunit *test)
{
	unsigned int blames = log_reports();
	PMDL large = IoAllocateMdl(NULL, 64 << 20, FALSE, FALSE, NULL);

	KUNIT_EXPECT_EQ(test, MmSizeOfMdl((void *)0xfff, ~0UL), 0x30 + 8 * (1UL << 52) + 8);
	KUNIT_EXPECT_FALSE(test, IoAllocateMdl(NULL, 0xfffff001, FALSE, FALSE, NULL));
	KUNIT_EXPECT_EQ(test, log_reports(), blames);
	KUNIT_ASSERT_NOT_NULL(test, large);
	KUNIT_EXPECT_EQ(test, large->Size, 0x7ff8);
	IoFreeMdl(large);
}

static void a_request_has_them_in_a_row(struct kunit *test)
{
	static char buffer[3];
	IRP irp = {};
	PMDL mdls[3], fourth;
	unsigned int i;

	for (i = 0; i < 3; i++) {
		mdls[i] = IoAllocateMdl(&buffer[i], 1, i != 1, FALSE, &irp);
		KUNIT_ASSERT_NOT_NULL(test, mdls[i]);
		/* One that is no secondary one takes the place of all. */
		KUNIT_EXPECT_TRUE(test, irp.MdlAddress == mdls[i ? 1 : 0]);
	}
	fourth = IoAllocateMdl(&buffer[0], 1, TRUE, FALSE, &irp);
	KUNIT_ASSERT_NOT_NULL(test, fourth);
	KUNIT_EXPECT_FALSE(test, mdls[0]->Next);
	KUNIT_EXPECT_TRUE(test, mdls[1]->Next == mdls[2]);
	KUNIT_EXPECT_TRUE(test, mdls[2]->Next == fourth);
	for (i = 0; i < 3; i++)
		IoFreeMdl(mdls[i]);
	IoFreeMdl(fourth);
}

/* Memory of each kind, and which of Linux' pages an address of it lies in. */
static char *from_slab(void)
{
	return kmalloc(BUFFER, GFP_KERNEL);
}

static char *from_vmalloc(void)
{
	return vmalloc(BUFFER);
}

static char *from_pool(void)
{
	return ExAllocatePool2(POOL_FLAG_NON_PAGED, BUFFER, TAG);
}

static char statics[BUFFER];

static char *from_module(void)
{
	return statics;
}

static void leave_it(const void *memory)
{
}

static void give_back_pool(const void *memory)
{
	ExFreePoolWithTag((void *)memory, TAG);
}

static const struct kind_row {
	const char *name;
	char *(*get)(void);
	void (*put)(const void *memory);
} kinds_of_memory[] = {
	{ "kmalloc", from_slab, kfree },
	{ "vmalloc", from_vmalloc, vfree },
	{ "pool", from_pool, give_back_pool },
	{ "a module's data", from_module, leave_it },
};

KUNIT_ARRAY_PARAM_DESC(kinds, kinds_of_memory, name);

/* By the page tables, or by the linear map: whichever has the address. */
static unsigned long frame_of(const char *address)
{
	struct page *page = virt_addr_valid(address) ? virt_to_page(address) :
						       vmalloc_to_page(address);

	return page_to_pfn(page) * FRAMES_OF_PAGE + offset_in_page(address) / FRAME;
}

static bool has_frames(PMDL mdl, const char *start)
{
	const char *at = (const char *)((unsigned long)start & ~(FRAME - 1));
	PPFN_NUMBER frames = MmGetMdlPfnArray(mdl);

	for (; at < start + mdl->ByteCount; at += FRAME)
		if (*frames++ != frame_of(at))
			return false;
	return true;
}

static void pages_are_those_of_linux(struct kunit *test)
{
	const struct kind_row *kind = test->param_value;
	char *memory = kind->get();
	PMDL built, locked;

	KUNIT_ASSERT_NOT_NULL(test, memory);
	built = IoAllocateMdl(memory + 0x10, 3 * FRAME, FALSE, FALSE, NULL);
	locked = IoAllocateMdl(memory + 0xff0, FRAME, FALSE, FALSE, NULL);
	KUNIT_ASSERT_TRUE(test, built && locked);

	MmBuildMdlForNonPagedPool(built);
	KUNIT_EXPECT_TRUE(test, has_frames(built, memory + 0x10));
	KUNIT_EXPECT_EQ(test, built->MdlFlags, MDL_SOURCE_IS_NONPAGED_POOL);
	KUNIT_EXPECT_TRUE(test, built->MappedSystemVa == memory + 0x10);

	MmProbeAndLockPages(locked, KernelMode, IoReadAccess);
	KUNIT_EXPECT_TRUE(test, has_frames(locked, memory + 0xff0));
	KUNIT_EXPECT_EQ(test, locked->MdlFlags, MDL_PAGES_LOCKED);
	MmUnlockPages(locked);
	IoFreeMdl(locked);
	IoFreeMdl(built);
	kind->put(memory);
}

/* The mapping is asked, and what is there is not touched. */
static void an_address_is_of_its_frame(struct kunit *test)
{
	const struct kind_row *kind = test->param_value;
	char *memory = kind->get();

	KUNIT_ASSERT_NOT_NULL(test, memory);
	KUNIT_EXPECT_TRUE(test, MmIsAddressValid(memory + FRAME + 3));
	KUNIT_EXPECT_EQ(test, MmGetPhysicalAddress(memory + FRAME + 3).QuadPart,
			frame_of(memory + FRAME + 3) * FRAME +
				((unsigned long)(memory + FRAME + 3) & (FRAME - 1)));
	kind->put(memory);
}

static void what_is_not_mapped_has_none(struct kunit *test)
{
	static char *const none[] = {NULL, (char *)0x800, (char *)0x7000000000, (char *)-0x1000};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(none); i++) {
		KUNIT_EXPECT_FALSE(test, MmIsAddressValid(none[i]));
		KUNIT_EXPECT_EQ(test, MmGetPhysicalAddress(none[i]).QuadPart, 0);
	}
}

static void a_stack_has_pages_too(struct kunit *test)
{
	char here[16];
	PMDL mdl = IoAllocateMdl(here, sizeof(here), FALSE, FALSE, NULL);

	KUNIT_ASSERT_NOT_NULL(test, mdl);
	MmProbeAndLockPages(mdl, KernelMode, IoModifyAccess);
	KUNIT_EXPECT_TRUE(test, has_frames(mdl, here));
	KUNIT_EXPECT_EQ(test, mdl->MdlFlags, MDL_PAGES_LOCKED | MDL_WRITE_OPERATION);
	MmUnlockPages(mdl);
	IoFreeMdl(mdl);
}

static void it_is_locked_mapped_and_unlocked(struct observer *obs)
{
	PMDL mdl = IoAllocateMdl(statics + 3, 0x1800, FALSE, FALSE, NULL);

	CLAIM(obs, mdl);
	if (!mdl)
		return;
	for (obs->row = 0; obs->row < 3; obs->row++) {
		bool reads = obs->row == 1;

		MmProbeAndLockPages(mdl, KernelMode, reads ? IoReadAccess : IoWriteAccess);
		CLAIM_EQ(obs, mdl->MdlFlags, MDL_PAGES_LOCKED | (reads ? 0 : MDL_WRITE_OPERATION));
		CLAIM(obs, MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority) == statics + 3);
		CLAIM(obs, mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA);
		CLAIM(obs, MmGetSystemAddressForMdl(mdl) == statics + 3);
		MmUnlockPages(mdl);
		CLAIM_EQ(obs, mdl->MdlFlags & ~MDL_WRITE_OPERATION, 0);
	}
	MmBuildMdlForNonPagedPool(mdl);
	CLAIM(obs, MmGetSystemAddressForMdlSafe(mdl, LowPagePriority | MdlMappingNoExecute) ==
			 statics + 3);
	CLAIM_EQ(obs, mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA, 0);
	IoFreeMdl(mdl);
}

static const struct state_row {
	const char *name;
	enum context_id where;
	bool verified;
} mdl_states[] = {
	{ "task", IN_TASK },
	{ "task, verified", IN_TASK, true },
	{ "tasklet", IN_TASKLET },
	{ "softirqs off", SOFTIRQS_OFF },
	{ "timer, verified", IN_TIMER, true },
};

KUNIT_ARRAY_PARAM_DESC(states, mdl_states, name);

static void each_state_follows_from_the_calls(struct kunit *test)
{
	const struct state_row *state = test->param_value;
	unsigned int blames = log_reports();

	ntspin_verifier_set(state->verified);
	run_in(test, &contexts[state->where], it_is_locked_mapped_and_unlocked, NULL);
	ntspin_verifier_set(0);
	KUNIT_EXPECT_EQ(test, log_reports(), blames);
}

static PHYSICAL_ADDRESS at_address(LONGLONG address)
{
	PHYSICAL_ADDRESS at = { .QuadPart = address };

	return at;
}

/* From anywhere. */
static PMDL new_pages(SIZE_T bytes, ULONG flags)
{
	return MmAllocatePagesForMdlEx(at_address(0), at_address(-1), at_address(0), bytes,
				       MmCached, flags);
}

static void free_with_pages(PMDL mdl)
{
	if (!mdl)
		return;
	MmFreePagesFromMdl(mdl);
	ExFreePool(mdl);
}

static PVOID map_once(PMDL mdl)
{
	return MmMapLockedPagesSpecifyCache(mdl, KernelMode, MmNonCached, NULL, FALSE,
					    NormalPagePriority | MdlMappingNoExecute);
}

static void pages_are_allocated_mapped_and_freed(struct observer *obs)
{
	PMDL mdl = new_pages(0x3001, 0), part = NULL;
	char *start;

	CLAIM(obs, mdl);
	if (!mdl)
		return;
	CLAIM_EQ(obs, mdl->ByteCount, 0x4000);
	CLAIM_EQ(obs, mdl->ByteOffset, 0);
	CLAIM_EQ(obs, mdl->MdlFlags, MDL_PAGES_LOCKED);
	start = MmGetMdlVirtualAddress(mdl);
	CLAIM(obs, has_frames(mdl, start));
	for (obs->row = 0; obs->row < 3; obs->row++) {
		PVOID at = obs->row == 1 ? MmGetSystemAddressForMdlSafe(mdl, LowPagePriority) :
			   obs->row == 2 ? MmMapLockedPages(mdl, KernelMode) : map_once(mdl);

		CLAIM(obs, at == start);
		CLAIM_EQ(obs, mdl->MdlFlags, MDL_PAGES_LOCKED | MDL_MAPPED_TO_SYSTEM_VA);
		CLAIM(obs, !memchr_inv(at, obs->row ? 0xa5 : 0, 0x4000));
		memset(at, 0xa5, 0x4000);
		MmUnmapLockedPages(at, mdl);
		CLAIM_EQ(obs, mdl->MdlFlags, MDL_PAGES_LOCKED);
	}
	part = IoAllocateMdl(start, 0x4000, FALSE, FALSE, NULL);
	if (part) {
		IoBuildPartialMdl(mdl, part, start + 0x1800, 0x1000);
		CLAIM(obs, has_frames(part, start + 0x1800));
		CLAIM(obs, map_once(part) == start + 0x1800);
		CLAIM(obs, part->MdlFlags & MDL_PARTIAL_HAS_BEEN_MAPPED);
		MmUnmapLockedPages(start + 0x1800, part);
		CLAIM_EQ(obs, part->MdlFlags, MDL_PARTIAL);
		IoFreeMdl(part);
	}
	MmFreePagesFromMdl(mdl);
	CLAIM_EQ(obs, mdl->MdlFlags, 0);
	ExFreePool(mdl);
}

static void pages_are_ours_until_freed(struct kunit *test)
{
	const struct state_row *state = test->param_value;
	unsigned int blames = log_reports();

	ntspin_verifier_set(state->verified);
	run_in(test, &contexts[state->where], pages_are_allocated_mapped_and_freed, NULL);
	ntspin_verifier_set(0);
	KUNIT_EXPECT_EQ(test, log_reports(), blames);
}

#define MUCH (64UL << 20)

/* As large as the page allocator gives at once; nothing is mapped together there. */
static void much_is_asked_for_at_once(struct observer *obs)
{
	bool is_dispatch = obs->arg;
	ULONG no_wait = is_dispatch ? 0 : MM_ALLOCATE_NO_WAIT;
	PMDL mdl;
	KIRQL old;

	if (is_dispatch)
		KeRaiseIrql(DISPATCH_LEVEL, &old);
	mdl = new_pages(MUCH, no_wait | MM_DONT_ZERO_ALLOCATION);
	CLAIM(obs, mdl && mdl->ByteCount && mdl->ByteCount < MUCH);
	CLAIM(obs, !mdl || mdl->ByteCount % FRAME == 0);
	CLAIM(obs, !mdl || has_frames(mdl, MmGetMdlVirtualAddress(mdl)));
	free_with_pages(mdl);
	mdl = new_pages(MUCH, no_wait | MM_ALLOCATE_FULLY_REQUIRED);
	CLAIM(obs, !mdl);
	free_with_pages(mdl);
	if (is_dispatch)
		KeLowerIrql(old);
}

static void fewer_pages_are_an_answer(struct kunit *test)
{
	run_here(test, much_is_asked_for_at_once, NULL);
	run_here(test, much_is_asked_for_at_once, test);
}

/* What is asked for, and whether it is had: of pages whose frames follow each other. */
static const struct asked_row {
	const char *name;
	LONGLONG low;
	LONGLONG high;
	LONGLONG skip;
	SIZE_T bytes;
	ULONG flags;
	bool is_had;
} asked_pages[] = {
	{ "a page", 0, -1, 0, 1, 0, true },
	{ "nothing", 0, -1, 0, 0, 0, false },
	{ "beyond all memory", 1LL << 62, -1, 0, 0x1000, 0, false },
	{ "a range without memory", 0, 0xffe, 0, 0x1000, 0, false },
	{ "ranges of a page each", 0, 0xfff, 0x1000, 0x3000, 0, true },
	{ "ranges of less", 0, 0xffe, 0x1000, 0x3000, 0, false },
	{ "each second page", 0, 0xfff, 0x2000, 0x3000, 0, false },
	{ "ranges that overlap", 0, 0x2fff, 0x1000, 0x3000, 0, true },
	{ "half a page skipped", 0, -1, 0x800, 0x1000, 0, false },
	{ "at once, of this node", 0, -1, 0, 0x3000,
	  MM_ALLOCATE_NO_WAIT | MM_ALLOCATE_FROM_LOCAL_NODE_ONLY | MM_ALLOCATE_PREFER_CONTIGUOUS,
	  true },
	{ "contiguous", 0, -1, 0, 0x5000, MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS, true },
	{ "chunks of a page", 0, -1, 0x1000, 0x5000, MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS, true },
	{ "chunks of three pages", 0, -1, 0x3000, 0x6000, MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS,
	  false },
	{ "half a chunk", 0, -1, 0x1000, 0x1800, MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS, false },
	{ "large pages", 0, -1, 0, 0x1000, MM_ALLOCATE_FAST_LARGE_PAGES, false },
	{ "more than can be, all of it", 0, -1, 0, 1ULL << 32, MM_ALLOCATE_FULLY_REQUIRED, false },
};

KUNIT_ARRAY_PARAM_DESC(asked, asked_pages, name);

static void pages_are_as_asked(struct kunit *test)
{
	const struct asked_row *row = test->param_value;
	unsigned int blames = log_reports();
	PMDL mdl = MmAllocatePagesForMdlEx(at_address(row->low), at_address(row->high),
					   at_address(row->skip), row->bytes, MmCached,
					   row->flags);

	KUNIT_EXPECT_EQ(test, !!mdl, row->is_had);
	if (mdl)
		KUNIT_EXPECT_EQ(test, mdl->ByteCount, round_up(row->bytes, FRAME));
	free_with_pages(mdl);
	KUNIT_EXPECT_EQ(test, log_reports(), blames);
}

/* Of a buffer of 0x3000 bytes that begins at 0x800: where a part begins and ends. */
static const struct part_row {
	const char *name;
	ULONG offset;
	ULONG asked;
	ULONG length;
	ULONG first;
} mdl_parts[] = {
	{ "all of it", 0, 0, 0x3000, 0 },
	{ "all of it, counted", 0, 0x3000, 0x3000, 0 },
	{ "in the first page", 4, 8, 8, 0 },
	{ "from the second page on", 0x800, 0, 0x2800, 1 },
	{ "over a page's end", 0x17ff, 2, 2, 1 },
	{ "the last byte", 0x2fff, 0, 1, 3 },
};

KUNIT_ARRAY_PARAM_DESC(parts, mdl_parts, name);

static bool is_slice(PMDL part, PMDL source, const struct part_row *slice)
{
	ULONG pages = (part->ByteOffset + part->ByteCount + FRAME - 1) / FRAME;

	return !memcmp(MmGetMdlPfnArray(part), MmGetMdlPfnArray(source) + slice->first,
		       pages * sizeof(PFN_NUMBER));
}

static void a_part_shares_what_its_source_has(struct kunit *test)
{
	const struct part_row *row = test->param_value;
	char *memory = vmalloc(BUFFER), *start = memory + 0x800, *last;
	PMDL source = IoAllocateMdl(start, 0x3000, FALSE, FALSE, NULL);
	PMDL part = IoAllocateMdl(start, 0x3000, FALSE, FALSE, NULL);

	KUNIT_ASSERT_TRUE(test, memory && source && part);

	/* Locked, not mapped: the part gets an address of its own, and gives it up. */
	MmProbeAndLockPages(source, KernelMode, IoWriteAccess);
	IoBuildPartialMdl(source, part, start + row->offset, row->asked);
	KUNIT_EXPECT_EQ(test, part->ByteCount, row->length);
	KUNIT_EXPECT_TRUE(test, MmGetMdlVirtualAddress(part) == start + row->offset);
	KUNIT_EXPECT_TRUE(test, is_slice(part, source, row));
	KUNIT_EXPECT_EQ(test, part->MdlFlags, MDL_PARTIAL | MDL_WRITE_OPERATION);
	KUNIT_EXPECT_TRUE(test, MmGetSystemAddressForMdlSafe(part, HighPagePriority) ==
					start + row->offset);
	KUNIT_EXPECT_TRUE(test, part->MdlFlags & MDL_PARTIAL_HAS_BEEN_MAPPED);
	MmPrepareMdlForReuse(part);
	KUNIT_EXPECT_FALSE(test, part->MdlFlags &
					 (MDL_PARTIAL_HAS_BEEN_MAPPED | MDL_MAPPED_TO_SYSTEM_VA));

	/* Mapped: the address is the source's, and stays. */
	MmGetSystemAddressForMdlSafe(source, HighPagePriority);
	IoBuildPartialMdl(source, part, start + row->offset, row->asked);
	KUNIT_EXPECT_EQ(test, part->MdlFlags, MDL_PARTIAL | MDL_WRITE_OPERATION |
						      MDL_PARENT_MAPPED_SYSTEM_VA |
						      MDL_MAPPED_TO_SYSTEM_VA);
	KUNIT_EXPECT_TRUE(test, part->MappedSystemVa == start + row->offset);
	MmPrepareMdlForReuse(part);
	KUNIT_EXPECT_TRUE(test, part->MappedSystemVa == start + row->offset);
	MmUnlockPages(source);

	/* Built: the same. And a part of a part. */
	MmBuildMdlForNonPagedPool(source);
	IoBuildPartialMdl(source, part, start + row->offset, row->asked);
	KUNIT_EXPECT_TRUE(test, MmGetSystemAddressForMdlSafe(part, HighPagePriority) ==
					start + row->offset);
	last = start + row->offset + row->length - 1;
	IoBuildPartialMdl(part, part, last, 0);
	KUNIT_EXPECT_EQ(test, part->ByteCount, 1);
	KUNIT_EXPECT_EQ(test, *MmGetMdlPfnArray(part), frame_of(last));
	KUNIT_EXPECT_TRUE(test, part->MappedSystemVa == last);
	IoFreeMdl(part);
	IoFreeMdl(source);
	vfree(memory);
}

SUITE(ntspin_mdl, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(a_new_one_tells_its_buffer, ranges_gen_params),
	KUNIT_CASE(what_is_too_large_is_refused),
	KUNIT_CASE(a_request_has_them_in_a_row),
	KUNIT_CASE_PARAM(pages_are_those_of_linux, kinds_gen_params),
	KUNIT_CASE_PARAM(an_address_is_of_its_frame, kinds_gen_params),
	KUNIT_CASE(what_is_not_mapped_has_none),
	KUNIT_CASE(a_stack_has_pages_too),
	KUNIT_CASE_PARAM(each_state_follows_from_the_calls, states_gen_params),
	KUNIT_CASE_PARAM(a_part_shares_what_its_source_has, parts_gen_params),
	KUNIT_CASE_PARAM(pages_are_ours_until_freed, states_gen_params),
	KUNIT_CASE(fewer_pages_are_an_answer),
	KUNIT_CASE_PARAM(pages_are_as_asked, asked_gen_params),
	{}
};
