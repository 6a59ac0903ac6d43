// SPDX-License-Identifier: GPL-2.0
/*
 * io_space_test.c - I/O space that is mapped, contiguous memory, and routines by their names;
 * misuse.
 */
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "context.h"
#include "misuses.h"
#include "suites.h"

#define ANYWHERE ((PHYSICAL_ADDRESS){ .QuadPart = -1 })
#define NOWHERE ((PHYSICAL_ADDRESS){ .QuadPart = 0 })

static PHYSICAL_ADDRESS at(ULONGLONG address)
{
	return (PHYSICAL_ADDRESS){ .QuadPart = address };
}

static bool is_in_one_piece(char *memory, SIZE_T size)
{
	ULONGLONG first = MmGetPhysicalAddress(memory).QuadPart;
	SIZE_T i;

	for (i = 0; i < size; i += 4096)
		if ((ULONGLONG)MmGetPhysicalAddress(memory + i).QuadPart != first + i)
			return false;
	return first % 4096 == 0;
}

static const SIZE_T sizes[] = { 1, 4096, 5000, 100000, 1 << 20 };

static void contiguous_memory_lies_in_one_piece(struct kunit *test)
{
	unsigned int i, blames = log_reports();
	char *memory;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		memory = MmAllocateContiguousMemory(sizes[i], ANYWHERE);
		KUNIT_ASSERT_NOT_NULL(test, memory);
		KUNIT_EXPECT_TRUE(test, is_in_one_piece(memory, sizes[i]));
		memset(memory, 0x5a, sizes[i]);
		MmFreeContiguousMemory(memory);
		memory = MmAllocateContiguousMemorySpecifyCache(sizes[i], NOWHERE, ANYWHERE,
								at(1 << 21), MmNonCached);
		KUNIT_ASSERT_NOT_NULL(test, memory);
		KUNIT_EXPECT_TRUE(test, is_in_one_piece(memory, sizes[i]));
		KUNIT_EXPECT_EQ(test, MmGetPhysicalAddress(memory).QuadPart >> 21,
				MmGetPhysicalAddress(memory + sizes[i] - 1).QuadPart >> 21);
		MmFreeContiguousMemorySpecifyCache(memory, sizes[i], MmNonCached);
	}
	KUNIT_EXPECT_EQ(test, log_reports(), blames);
}

static PVOID allocate_within(SIZE_T size, ULONGLONG lowest, ULONGLONG boundary)
{
	return MmAllocateContiguousMemorySpecifyCache(size, at(lowest), ANYWHERE, at(boundary),
						      MmCached);
}

static void where_it_cannot_lie_it_is_not(struct kunit *test)
{
	static const ULONGLONG highest[] = { 0xffffff, 0xffffffff };
	unsigned int i;
	char *memory;

	for (i = 0; i < ARRAY_SIZE(highest); i++) {
		memory = MmAllocateContiguousMemory(8192, at(highest[i]));
		if (!memory)
			continue;
		KUNIT_EXPECT_LE(test, MmGetPhysicalAddress(memory).QuadPart + 8191,
				(LONGLONG)highest[i]);
		MmFreeContiguousMemory(memory);
	}
	KUNIT_EXPECT_FALSE(test, MmAllocateContiguousMemory(4096, at(4094)));
	KUNIT_EXPECT_FALSE(test, MmAllocateContiguousMemory(0, ANYWHERE));
	KUNIT_EXPECT_FALSE(test, MmAllocateContiguousMemory(~0UL, ANYWHERE));
	KUNIT_EXPECT_FALSE(test, allocate_within(8192, 0, 4096));
	KUNIT_EXPECT_FALSE(test, allocate_within(4096, 0, 12288));
	KUNIT_EXPECT_FALSE(test, allocate_within(4096, 1ULL << 51, 0));
}

static void allocate_at_dispatch(struct observer *obs)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();
	PVOID memory = MmAllocateContiguousMemory(5000, ANYWHERE);

	if (!IS_ENABLED(CONFIG_PREEMPT_RT))
		CLAIM(obs, memory);
	if (memory)
		MmFreeContiguousMemory(memory);
	KeLowerIrql(old);
}

static void it_is_allocated_at_dispatch_level(struct kunit *test)
{
	run_here(test, allocate_at_dispatch, NULL);
}

/* The kernel's own memory is where it was, however it is asked for. */
static void memory_is_mapped_where_it_lies(struct kunit *test)
{
	static const MEMORY_CACHING_TYPE types[] = { MmCached, MmNonCached, MmWriteCombined };
	char *memory = MmAllocateContiguousMemory(4096, ANYWHERE), *mapped;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, memory);
	memset(memory, 0x5a, 4096);
	for (i = 0; i < ARRAY_SIZE(types); i++) {
		mapped = MmMapIoSpace(MmGetPhysicalAddress(memory), 4096, types[i]);
		KUNIT_EXPECT_EQ(test, !!mapped, IS_ENABLED(CONFIG_HAS_IOMEM));
		if (!mapped)
			continue;
		KUNIT_EXPECT_EQ(test, mapped[17], 0x5a);
		mapped[17] = 0x11;
		KUNIT_EXPECT_EQ(test, memory[17], 0x11);
		memory[17] = 0x5a;
		MmUnmapIoSpace(mapped, 4096);
	}
	MmFreeContiguousMemory(memory);
}

#define IO_APIC 0xfec00000
#define READWRITE 0x4
#define NOCACHE 0x200
#define WRITECOMBINE 0x400

/* Of a PC; its index register has no more than 8 bits. */
static void registers_are_mapped(struct kunit *test)
{
	PVOID registers;

	if (!IS_ENABLED(CONFIG_X86) || !IS_ENABLED(CONFIG_HAS_IOMEM))
		kunit_skip(test, "no register that is known");
	registers = MmMapIoSpace(at(IO_APIC), 4096, MmNonCached);
	KUNIT_ASSERT_NOT_NULL(test, registers);
	KUNIT_EXPECT_LE(test, READ_ONCE(*(ULONG *)registers), 0xff);
	MmUnmapIoSpace(registers, 4096);
	registers = MmMapIoSpaceEx(at(IO_APIC), 20, READWRITE | NOCACHE);
	KUNIT_ASSERT_NOT_NULL(test, registers);
	KUNIT_EXPECT_LE(test, READ_ONCE(*(ULONG *)registers), 0xff);
	MmUnmapIoSpace(registers, 20);
}

static void what_cannot_be_mapped_is_not(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, MmMapIoSpace(at(IO_APIC), 0, MmNonCached));
	KUNIT_EXPECT_FALSE(test, MmMapIoSpace(at(~0ULL), 2, MmNonCached));
	KUNIT_EXPECT_FALSE(test, MmMapIoSpaceEx(at(IO_APIC), 4096, NOCACHE));
	KUNIT_EXPECT_FALSE(test, MmMapIoSpaceEx(at(IO_APIC), 4096, READWRITE | 2));
	KUNIT_EXPECT_FALSE(test, MmMapIoSpaceEx(at(IO_APIC), 4096,
						READWRITE | NOCACHE | WRITECOMBINE));
}

static const struct {
	UNICODE_STRING name;
	void *routine;
} routines[] = {
	{ RTL_CONSTANT_STRING(L"KeSetEvent"), KeSetEvent },
	{ RTL_CONSTANT_STRING(L"MmGetSystemRoutineAddress"), MmGetSystemRoutineAddress },
	{ RTL_CONSTANT_STRING(L"KeSetEven"), NULL },
	{ RTL_CONSTANT_STRING(L"kesetevent"), NULL },
	{ RTL_CONSTANT_STRING(L"KeSetEvent "), NULL },
	{ RTL_CONSTANT_STRING(L"vDbgPrintEx"), vDbgPrintEx },
	{ RTL_CONSTANT_STRING(L"kfree"), NULL },
	{ RTL_CONSTANT_STRING(L"_printk"), NULL },
	{ RTL_CONSTANT_STRING(L"PsGetProcessImageFileName"), NULL },
	{ RTL_CONSTANT_STRING(L"AVeryLongNameOfARoutineThatNobodyHasHeardOfInAllHisWholeLife"),
	  NULL },
	{ {}, NULL },
};

static void a_routine_is_found_by_its_name(struct kunit *test)
{
	/* A kernel without modules has none to look in. */
	const bool has_symbols = IS_ENABLED(CONFIG_MODULES);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(routines); i++) {
		UNICODE_STRING name = routines[i].name;

		KUNIT_EXPECT_TRUE_MSG(test,
				      MmGetSystemRoutineAddress(&name) ==
					      (has_symbols ? routines[i].routine : NULL),
				      "row %u", i);
	}
}

static void map_high(struct observer *obs)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();

	CLAIM(obs, !MmMapIoSpace(at(IO_APIC), 4096, MmNonCached));
	KeLowerIrql(old);
}

static void unmap_none(struct observer *obs)
{
	CALLED(MmUnmapIoSpace(obs, 4096));
}

static void unmap_empty(struct observer *obs)
{
	CALLED(MmUnmapIoSpace(obs, 0));
}

static void free_twice(struct observer *obs)
{
	PVOID memory = MmAllocateContiguousMemory(4096, ANYWHERE);

	MmFreeContiguousMemory(memory);
	CALLED(MmFreeContiguousMemory(memory));
}

static void free_by_another_size(struct observer *obs)
{
	PVOID memory = MmAllocateContiguousMemory(4096, ANYWHERE);

	CALLED(MmFreeContiguousMemorySpecifyCache(memory, 4000, MmCached));
	MmFreeContiguousMemory(memory);
}

static void unmap_contiguous(struct observer *obs)
{
	PVOID memory = MmAllocateContiguousMemory(4096, ANYWHERE);

	CALLED(MmUnmapIoSpace(memory, 4096));
	MmFreeContiguousMemory(memory);
}

static void allocate_high(struct observer *obs)
{
	PVOID memory;
	KIRQL old;

	KeRaiseIrql(5, &old);
	memory = MmAllocateContiguousMemory(4096, ANYWHERE);
	KeLowerIrql(old);
	if (memory)
		MmFreeContiguousMemory(memory);
}

static const struct misuse io_space_misuses[] = {
	{ "mapped too high", "MmMapIoSpace: IRQL is DISPATCH_LEVEL", "nothing was done", map_high },
	{ "what is not mapped", "MmUnmapIoSpace: nothing is there", "nothing was done",
	  unmap_none },
	{ "unmapped of no size", "MmUnmapIoSpace: nothing is there", "nothing was done",
	  unmap_empty },
	{ "freed twice", "MmFreeContiguousMemory: nothing is there", "nothing was done",
	  free_twice },
	{ "freed by another size", "MmFreeContiguousMemorySpecifyCache: nothing is there",
	  "nothing was done", free_by_another_size },
	{ "unmapped instead", "MmUnmapIoSpace: nothing is there", "nothing was done",
	  unmap_contiguous },
	{ "allocated too high", "MmAllocateContiguousMemory: IRQL is DIRQL 5", "0xA)",
	  allocate_high },
};

KUNIT_ARRAY_PARAM_DESC(misuses, io_space_misuses, name);

SUITE(ntspin_io_space, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE(contiguous_memory_lies_in_one_piece),
	KUNIT_CASE(where_it_cannot_lie_it_is_not),
	KUNIT_CASE(it_is_allocated_at_dispatch_level),
	KUNIT_CASE(memory_is_mapped_where_it_lies),
	KUNIT_CASE(registers_are_mapped),
	KUNIT_CASE(what_cannot_be_mapped_is_not),
	KUNIT_CASE(a_routine_is_found_by_its_name),
	KUNIT_CASE_PARAM(a_misuse_is_named, misuses_gen_params),
	{}
};
