// SPDX-License-Identifier: GPL-2.0
/*
 * mdl_misuse_test.c - misuse of MDLs, which is named, and leaves the MDL as it was.
 */
#include <linux/string.h>

#include "context.h"
#include "misuses.h"
#include "suites.h"

#include "wdm/address.h"
#include "wdm/mdl.h"

#define TAG 0x6c644d54		/* "TMdl" */

static char statics[0x5000] __aligned(0x1000);

static PMDL new_mdl(void *buffer, ULONG length)
{
	return IoAllocateMdl(buffer, length, FALSE, FALSE, NULL);
}

static PMDL locked_mdl(void)
{
	PMDL mdl = new_mdl(statics, 0x2000);

	MmProbeAndLockPages(mdl, KernelMode, IoReadAccess);
	return mdl;
}

static void unlock_twice(struct observer *obs)
{
	PMDL mdl = locked_mdl();

	MmUnlockPages(mdl);
	CALLED(MmUnlockPages(mdl));
	IoFreeMdl(mdl);
}

static void lock_twice(struct observer *obs)
{
	PMDL mdl = locked_mdl();

	CALLED(MmProbeAndLockPages(mdl, KernelMode, IoWriteAccess));
	CLAIM_EQ(obs, mdl->MdlFlags, MDL_PAGES_LOCKED);
	MmUnlockPages(mdl);
	IoFreeMdl(mdl);
}

static void lock_what_was_built(struct observer *obs)
{
	PMDL mdl = new_mdl(statics, 1);

	MmBuildMdlForNonPagedPool(mdl);
	CALLED(MmProbeAndLockPages(mdl, KernelMode, IoReadAccess));
	CLAIM_EQ(obs, mdl->MdlFlags, MDL_SOURCE_IS_NONPAGED_POOL);
	CALLED(MmUnlockPages(mdl));
	CLAIM_EQ(obs, mdl->MdlFlags, MDL_SOURCE_IS_NONPAGED_POOL);
	IoFreeMdl(mdl);
}

static void unlock_a_part(struct observer *obs)
{
	PMDL mdl = locked_mdl(), part = new_mdl(statics, 0x10);

	IoBuildPartialMdl(mdl, part, statics, 0x10);
	CALLED(MmUnlockPages(part));
	CLAIM_EQ(obs, part->MdlFlags, MDL_PARTIAL);
	MmUnlockPages(mdl);
	IoFreeMdl(part);
	IoFreeMdl(mdl);
}

static void map_too_early(struct observer *obs)
{
	PMDL mdl = new_mdl(statics, 1);

	CLAIM(obs, !MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority));
	CLAIM_EQ(obs, mdl->MdlFlags, 0);
	IoFreeMdl(mdl);
}

static void part_of_nothing(struct observer *obs)
{
	PMDL mdl = new_mdl(statics, 0x10), part = new_mdl(statics, 0x10);

	CALLED(IoBuildPartialMdl(mdl, part, statics, 0));
	CLAIM_EQ(obs, part->MdlFlags, 0);
	IoFreeMdl(part);
	IoFreeMdl(mdl);
}

/* By one byte each: before, behind, too long, at the end; and a target of one page for two. */
static void part_out_of_range(struct observer *obs)
{
	PMDL mdl = new_mdl(statics + 1, 0x2000), part = new_mdl(statics, 0x3000);
	PMDL small = new_mdl(statics, 0x1000);
	static const struct {
		ULONG offset;
		ULONG length;
	} wrong[] = { { 0, 1 }, { 0, 0 }, { 1, 0x2001 }, { 2, 0x2000 }, { 0x2001, 0 },
		      { 0x2000, 2 } };

	MmBuildMdlForNonPagedPool(mdl);
	for (obs->row = 0; obs->row < (int)ARRAY_SIZE(wrong); obs->row++) {
		CALLED(IoBuildPartialMdl(mdl, part, statics + wrong[obs->row].offset,
					 wrong[obs->row].length));
		CLAIM_EQ(obs, part->MdlFlags, 0);
	}
	CALLED(IoBuildPartialMdl(mdl, small, statics + 0xfff, 2));
	CLAIM_EQ(obs, small->MdlFlags, 0);
	IoFreeMdl(small);
	IoFreeMdl(part);
	IoFreeMdl(mdl);
}

static void part_into_locked(struct observer *obs)
{
	PMDL mdl = locked_mdl(), part = locked_mdl();

	CALLED(IoBuildPartialMdl(mdl, part, statics, 1));
	CLAIM_EQ(obs, part->ByteCount, 0x2000);
	MmUnlockPages(part);
	MmUnlockPages(mdl);
	IoFreeMdl(part);
	IoFreeMdl(mdl);
}

/* A program's, or nobody's. */
static void lock_what_is_not_ours(struct observer *obs)
{
	PMDL mdl = new_mdl((void *)0x1000, 1);

	CALLED(MmProbeAndLockPages(mdl, KernelMode, IoReadAccess));
	CLAIM_EQ(obs, mdl->MdlFlags, 0);
	IoFreeMdl(mdl);
}

static void build_what_is_not_ours(struct observer *obs)
{
	PMDL mdl = new_mdl(NULL, 1);

	CALLED(MmBuildMdlForNonPagedPool(mdl));
	CLAIM_EQ(obs, mdl->MdlFlags, 0);
	IoFreeMdl(mdl);
}

static void lock_for_a_program(struct observer *obs)
{
	PMDL mdl = new_mdl(statics, 1);

	CALLED(MmProbeAndLockPages(mdl, UserMode, IoReadAccess));
	CLAIM_EQ(obs, mdl->MdlFlags, 0);
	IoFreeMdl(mdl);
}

static void free_locked(struct observer *obs)
{
	CALLED(IoFreeMdl(locked_mdl()));
}

static void free_pool_as_mdl(struct observer *obs)
{
	PMDL memory = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(MDL), TAG);

	if (memory) {
		CALLED(IoFreeMdl(memory));
		ExFreePoolWithTag(memory, TAG);
	}
}

static void build_nothing(struct observer *obs)
{
	CALLED(MmBuildMdlForNonPagedPool(NULL));
}

static void free_misaligned(struct observer *obs)
{
	CALLED(IoFreeMdl((PMDL)(statics + 1)));
}

static PVOID mapped_again(PMDL mdl)
{
	return MmMapLockedPagesSpecifyCache(mdl, KernelMode, MmCached, NULL, FALSE,
					    NormalPagePriority);
}

static PMDL mdl_with_pages(void)
{
	PHYSICAL_ADDRESS none = {}, all = { .QuadPart = -1 };

	return MmAllocatePagesForMdl(none, all, none, 0x2000);
}

static void map_for_a_program(struct observer *obs)
{
	PMDL mdl = locked_mdl();

	CLAIM(obs, !MmMapLockedPagesSpecifyCache(mdl, UserMode, MmCached, NULL, FALSE,
						 NormalPagePriority));
	CLAIM_EQ(obs, mdl->MdlFlags, MDL_PAGES_LOCKED);
	MmUnlockPages(mdl);
	IoFreeMdl(mdl);
}

static void map_without_pages(struct observer *obs)
{
	PMDL mdl = new_mdl(statics, 1);

	CLAIM(obs, !MmMapLockedPages(mdl, KernelMode));
	CLAIM_EQ(obs, mdl->MdlFlags, 0);
	IoFreeMdl(mdl);
}

static void map_twice(struct observer *obs)
{
	PMDL mdl = locked_mdl();

	CLAIM(obs, mapped_again(mdl) == statics);
	CLAIM(obs, MmMapLockedPages(mdl, KernelMode) == statics);
	MmUnlockPages(mdl);
	IoFreeMdl(mdl);
}

static void map_what_was_built(struct observer *obs)
{
	PMDL mdl = new_mdl(statics + 1, 1);

	MmBuildMdlForNonPagedPool(mdl);
	CLAIM(obs, MmMapLockedPages(mdl, KernelMode) == statics + 1);
	CLAIM_EQ(obs, mdl->MdlFlags, MDL_SOURCE_IS_NONPAGED_POOL);
	IoFreeMdl(mdl);
}

/* Not at all, elsewhere, twice, by the source's address, and what was built. */
static void unmap_what_is_not_there(struct observer *obs)
{
	PMDL mdl = locked_mdl(), part = new_mdl(statics, 0x10);

	CALLED(MmUnmapLockedPages(statics, mdl));
	CLAIM(obs, mapped_again(mdl) == statics);
	CALLED(MmUnmapLockedPages(statics + 0x1000, mdl));
	CLAIM(obs, mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA);
	IoBuildPartialMdl(mdl, part, statics, 0x10);
	CALLED(MmUnmapLockedPages(statics, part));
	CLAIM(obs, part->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA);
	MmUnmapLockedPages(statics, mdl);
	CALLED(MmUnmapLockedPages(statics, mdl));
	MmUnlockPages(mdl);
	MmBuildMdlForNonPagedPool(mdl);
	CALLED(MmUnmapLockedPages(statics, mdl));
	CLAIM(obs, mdl->MappedSystemVa == statics);
	IoFreeMdl(part);
	IoFreeMdl(mdl);
}

static void free_pages_of_others(struct observer *obs)
{
	PMDL mdl = locked_mdl();

	CALLED(MmFreePagesFromMdl(mdl));
	CLAIM_EQ(obs, mdl->MdlFlags, MDL_PAGES_LOCKED);
	MmUnlockPages(mdl);
	MmBuildMdlForNonPagedPool(mdl);
	CALLED(MmFreePagesFromMdl(mdl));
	IoFreeMdl(mdl);
}

static void free_pages_twice(struct observer *obs)
{
	PMDL mdl = mdl_with_pages();

	CLAIM(obs, mdl);
	if (!mdl)
		return;
	MmFreePagesFromMdl(mdl);
	CALLED(MmFreePagesFromMdl(mdl));
	ExFreePool(mdl);
}

static void free_pages_while_mapped(struct observer *obs)
{
	PMDL mdl = mdl_with_pages();

	CLAIM(obs, mdl && MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority));
	if (!mdl)
		return;
	CALLED(MmFreePagesFromMdl(mdl));
	CLAIM_EQ(obs, mdl->MdlFlags, 0);
	ExFreePool(mdl);
}

static void unlock_allocated_pages(struct observer *obs)
{
	PMDL mdl = mdl_with_pages();

	CLAIM(obs, mdl);
	if (!mdl)
		return;
	CALLED(MmUnlockPages(mdl));
	CALLED(MmBuildMdlForNonPagedPool(mdl));
	CLAIM_EQ(obs, mdl->MdlFlags, MDL_PAGES_LOCKED);
	MmFreePagesFromMdl(mdl);
	ExFreePool(mdl);
}

static void map_high(struct observer *obs)
{
	PMDL mdl = locked_mdl(), pages = mdl_with_pages();
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL + 3, &old);
	CLAIM(obs, mapped_again(mdl) == statics);
	CALLED(MmUnmapLockedPages(statics, mdl));
	CLAIM_EQ(obs, mdl->MdlFlags, MDL_PAGES_LOCKED);
	CLAIM(obs, MmMapLockedPages(mdl, KernelMode) == statics);
	CLAIM(obs, !mdl_with_pages());
	if (pages)
		CALLED(MmFreePagesFromMdl(pages));
	KeLowerIrql(old);
	CLAIM(obs, pages && pages->MdlFlags == MDL_PAGES_LOCKED);
	if (pages) {
		MmFreePagesFromMdl(pages);
		ExFreePool(pages);
	}
	MmUnlockPages(mdl);
	IoFreeMdl(mdl);
}

static void use_high(struct observer *obs)
{
	PMDL mdl = new_mdl(statics, 1), part = new_mdl(statics, 1);
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL + 3, &old);
	CALLED(MmProbeAndLockPages(mdl, KernelMode, IoReadAccess));
	CLAIM(obs, MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority) == statics);
	CALLED(IoBuildPartialMdl(mdl, part, statics, 1));
	CLAIM(obs, part->MdlFlags & MDL_PARTIAL);
	CALLED(MmPrepareMdlForReuse(part));
	CALLED(MmUnlockPages(mdl));
	CLAIM_EQ(obs, mdl->MdlFlags, 0);
	CALLED(MmBuildMdlForNonPagedPool(mdl));
	CLAIM_EQ(obs, mdl->MdlFlags, MDL_SOURCE_IS_NONPAGED_POOL);
	KeLowerIrql(old);
	IoFreeMdl(part);
	IoFreeMdl(mdl);
}

static void allocate_high(struct observer *obs)
{
	PMDL mdl;

	AT_LEVEL(DISPATCH_LEVEL + 3)
		mdl = new_mdl(statics, 1);
	if (mdl)
		IoFreeMdl(mdl);
}

static void ask_high(struct observer *obs)
{
	AT_LEVEL(5)
		CLAIM_EQ(obs, MmIsAddressValid(statics), TRUE);
}

static const struct misuse mdl_misuses[] = {
	{ "an address asked of too high", "MmIsAddressValid: IRQL is DIRQL 5", "0xA)", ask_high },
	{ "unlocked twice", "MmUnlockPages: it is not locked", "0xC4/0x7C)", unlock_twice },
	{ "locked twice", "MmProbeAndLockPages: it is locked, partial or built already",
	  "0xC4/0xB0)", lock_twice },
	{ "built, and unlocked", "MmUnlockPages: it was built, not locked", "0xC4/0x7D)",
	  lock_what_was_built },
	{ "a part, unlocked", "MmUnlockPages: it is a part of another one", "0xC4/0xB4)",
	  unlock_a_part },
	{ "mapped too early", "MmGetSystemAddressForMdlSafe: it describes no pages",
	  "0xC4/0xB3)", map_too_early },
	{ "a part of nothing", "IoBuildPartialMdl: it describes no pages", "0xC4/0xB3)",
	  part_of_nothing },
	{ "a part out of range", "IoBuildPartialMdl: the part is not in the source", "0x12E)",
	  part_out_of_range },
	{ "a part into a locked one", "IoBuildPartialMdl: it is locked, partial or built",
	  "part_into_locked", part_into_locked },
	{ "not the kernel's, locked", "MmProbeAndLockPages: its buffer is none of the kernel's",
	  "lock_what_is_not_ours", lock_what_is_not_ours },
	{ "not the kernel's, built", "MmBuildMdlForNonPagedPool: its buffer is none",
	  "build_what_is_not_ours", build_what_is_not_ours },
	{ "for a program", "MmProbeAndLockPages: its buffer is none of the kernel's",
	  "lock_for_a_program", lock_for_a_program },
	{ "freed while locked", "IoFreeMdl: it is locked", "it was freed", free_locked },
	{ "pool, freed", "IoFreeMdl: ", "free_pool_as_mdl", free_pool_as_mdl },
	{ "NULL", "MmBuildMdlForNonPagedPool: it is NULL or misaligned", "0xA or 0x50)",
	  build_nothing },
	{ "misaligned", "IoFreeMdl: it is NULL or misaligned", "free_misaligned",
	  free_misaligned },
	{ "locked too high", "MmProbeAndLockPages: IRQL is DIRQL 5", "0xC4/0x70)", use_high },
	{ "mapped too high", "MmGetSystemAddressForMdlSafe: IRQL is DIRQL 5", "0xA)", use_high },
	{ "a part, too high", "IoBuildPartialMdl: IRQL is DIRQL 5", "0xA)", use_high },
	{ "prepared too high", "MmPrepareMdlForReuse: IRQL is DIRQL 5", "0xA)", use_high },
	{ "unlocked too high", "MmUnlockPages: IRQL is DIRQL 5", "0xC4/0x78)", use_high },
	{ "built too high", "MmBuildMdlForNonPagedPool: IRQL is DIRQL 5", "0xA)", use_high },
	{ "allocated too high", "IoAllocateMdl: IRQL is DIRQL 5", "0xC4/0x2)", allocate_high },
	{ "mapped for a program", "MmMapLockedPagesSpecifyCache: it is to be mapped for a program",
	  "map_for_a_program", map_for_a_program },
	{ "mapped without pages", "MmMapLockedPages: it describes no pages", "0xC4/0xB3)",
	  map_without_pages },
	{ "mapped twice", "MmMapLockedPages: it is mapped already", "0xC4/0xB2)", map_twice },
	{ "built, and mapped", "MmMapLockedPages: it is mapped already", "map_what_was_built",
	  map_what_was_built },
	{ "unmapped wrongly", "MmUnmapLockedPages: it is not mapped at that address", "0xDA)",
	  unmap_what_is_not_there },
	{ "another's pages, freed", "MmFreePagesFromMdl: its pages were not allocated with it",
	  "free_pages_of_others", free_pages_of_others },
	{ "pages freed twice", "MmFreePagesFromMdl: its pages were not allocated with it", "0x4E)",
	  free_pages_twice },
	{ "pages freed while mapped", "MmFreePagesFromMdl: it is mapped", "0xC4/0xB8)",
	  free_pages_while_mapped },
	{ "pages unlocked", "MmUnlockPages: its pages were allocated with it", "0xC4/0x7C)",
	  unlock_allocated_pages },
	{ "pages built", "MmBuildMdlForNonPagedPool: it is locked, partial or built", "0xC4/0xB0)",
	  unlock_allocated_pages },
	{ "mapped high", "MmMapLockedPagesSpecifyCache: IRQL is DIRQL 5", "0xC4/0x74 or /0x76)",
	  map_high },
	{ "unmapped high", "MmUnmapLockedPages: IRQL is DIRQL 5", "0xC4/0x79)", map_high },
	{ "pages allocated high", "MmAllocatePagesForMdl: IRQL is DIRQL 5", "0xC4/0x7E)",
	  map_high },
	{ "pages freed high", "MmFreePagesFromMdl: IRQL is DIRQL 5", "0xC4/0x7E)", map_high },
};

KUNIT_ARRAY_PARAM_DESC(misuses, mdl_misuses, name);

SUITE(ntspin_mdl_misuse, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(a_misuse_is_named, misuses_gen_params),
	{}
};
