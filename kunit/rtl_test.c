// SPDX-License-Identifier: GPL-2.0
/*
 * rtl_test.c - strings, formats and numbers as a driver calls them, by the module's exports.
 *
 * What each does to the last character is looked at in user space (selftests/host/rtl): here the
 * kernel's own facts are, that a wide character has 16 bits on both sides, and any context will do.
 */
#include "context.h"
#include "suites.h"

#include "ntstrsafe.h"
#include "wdm/avl_table.h"
#include "wdm/pool.h"

KUNIT_ARRAY_PARAM_DESC(contexts, contexts, name);

static void strings(struct observer *obs)
{
	static const WCHAR text[] = L"\\Device\\\x00e4";
	WCHAR buffer[16];
	UNICODE_STRING source, string = { 0, sizeof(buffer), buffer };
	ULONG hash = 0, number = 0;

	RtlInitUnicodeString(&source, text);
	CLAIM_EQ(obs, source.Length, 9 * 2);
	RtlCopyUnicodeString(&string, &source);
	CLAIM(obs, RtlEqualUnicodeString(&string, &source, FALSE));
	CLAIM_EQ(obs, RtlAppendUnicodeToString(&string, L"42"), STATUS_SUCCESS);
	CLAIM_EQ(obs, string.Length, 11 * 2);
	CLAIM_EQ(obs, RtlAppendUnicodeStringToString(&string, &source), STATUS_BUFFER_TOO_SMALL);
	CLAIM(obs, RtlPrefixUnicodeString(&source, &string, TRUE));
	CLAIM(obs, RtlCompareUnicodeString(&string, &source, TRUE) > 0);
	CLAIM_EQ(obs, RtlUpcaseUnicodeChar(text[8]), 0xc4);
	CLAIM_EQ(obs, RtlHashUnicodeString(&string, TRUE, HASH_STRING_ALGORITHM_X65599, &hash), 0);
	CLAIM(obs, hash != 0);
	string.Buffer += 9;
	string.Length = 4;
	CLAIM_EQ(obs, RtlUnicodeStringToInteger(&string, 16, &number), STATUS_SUCCESS);
	CLAIM_EQ(obs, number, 0x42);
	string.MaximumLength = 10;
	CLAIM_EQ(obs, RtlIntegerToUnicodeString(0xbeef, 16, &string), STATUS_SUCCESS);
	CLAIM_EQ(obs, memcmp(string.Buffer, L"BEEF", 8), 0);
}

static void strings_are_made_copied_and_compared(struct kunit *test)
{
	run_in(test, test->param_value, strings, NULL);
}

static void formats(struct observer *obs)
{
	UNICODE_STRING name = RTL_CONSTANT_STRING(L"disk");
	CHAR narrow[64];
	WCHAR wide[40];

	CLAIM_EQ(obs, RtlStringCchPrintfA(narrow, sizeof(narrow), "%wZ %ws %S %d %I64x %p",
					  &name, L"a", L"b", -5, 1ULL << 40, (void *)0x1f), 0);
	CLAIM_EQ(obs, strcmp(narrow, "disk a b -5 10000000000 000000000000001F"), 0);
	CLAIM_EQ(obs, RtlStringCbPrintfW(wide, sizeof(wide), L"%s|%hs|%04x", L"ab", "cd", 255),
		 STATUS_SUCCESS);
	CLAIM_EQ(obs, memcmp(wide, L"ab|cd|00ff", 11 * 2), 0);
	CLAIM_EQ(obs, RtlStringCchCopyW(wide, 3, L"abcdef"), STATUS_BUFFER_OVERFLOW);
	CLAIM_EQ(obs, memcmp(wide, L"ab", 3 * 2), 0);
	CLAIM_EQ(obs, RtlStringCchCatA(narrow, 43, "!?!"), STATUS_BUFFER_OVERFLOW);
	CLAIM_EQ(obs, strcmp(narrow + 39, "F!?"), 0);
}

static void texts_are_printed_and_joined(struct kunit *test)
{
	run_in(test, test->param_value, formats, NULL);
}

static void numbers(struct observer *obs)
{
	LARGE_INTEGER time = { .QuadPart = 116444736000000000LL + 951782400LL * 10000000 }, back;
	TIME_FIELDS fields;
	ULONG seed = 5;

	CLAIM_EQ(obs, RtlFindMostSignificantBit(1ULL << 40), 40);
	/* Linux' own char has no sign on this side. */
	CLAIM_EQ(obs, (s8)RtlFindLeastSignificantBit(0), -1);
	CLAIM_EQ(obs, RtlNumberOfSetBitsUlongPtr(~0UL), 64);
	CLAIM(obs, RtlRandomEx(&seed) != RtlRandomEx(&seed));
	RtlTimeToTimeFields(&time, &fields);
	CLAIM_EQ(obs, fields.Year * 10000 + fields.Month * 100 + fields.Day, 20000229);
	CLAIM(obs, RtlTimeFieldsToTime(&fields, &back) && back.QuadPart == time.QuadPart);
}

static void bits_are_found_and_times_have_fields(struct kunit *test)
{
	run_in(test, test->param_value, numbers, NULL);
}

CASE_RUN_HERE(strings_are_made_in_new_buffers)
{
	ANSI_STRING narrow;
	UNICODE_STRING wide = {}, upper = {};

	RtlInitAnsiString(&narrow, "disk\xc3\xa4");
	CLAIM_EQ(obs, RtlAnsiStringToUnicodeString(&wide, &narrow, TRUE), STATUS_SUCCESS);
	CLAIM_EQ(obs, wide.Length, 5 * 2);
	CLAIM_EQ(obs, RtlUpcaseUnicodeString(&upper, &wide, TRUE), STATUS_SUCCESS);
	CLAIM_EQ(obs, memcmp(upper.Buffer, L"DISK\x00c4", 5 * 2), 0);
	CLAIM_EQ(obs, RtlUnicodeStringToAnsiString(&narrow, &upper, TRUE), STATUS_SUCCESS);
	CLAIM_EQ(obs, strcmp(narrow.Buffer, "DISK\xc3\x84"), 0);
	RtlFreeUnicodeString(&wide);
	RtlFreeUnicodeString(&upper);
	RtlFreeAnsiString(&narrow);
	CLAIM(obs, !wide.Buffer && !upper.Buffer && !narrow.Buffer);
}

static RTL_GENERIC_COMPARE_RESULTS NTAPI compare(PRTL_AVL_TABLE table, PVOID first, PVOID second)
{
	const int a = *(int *)first, b = *(int *)second;

	return a < b ? GenericLessThan : a > b ? GenericGreaterThan : GenericEqual;
}

static PVOID NTAPI allocate(PRTL_AVL_TABLE table, ULONG size)
{
	return ExAllocatePoolWithTag(NonPagedPoolNx, size, 0x6c764154);
}

static VOID NTAPI let_go(PRTL_AVL_TABLE table, PVOID block)
{
	ExFreePoolWithTag(block, 0x6c764154);
}

/* Most of it is selftests/host/rtl's: here the tree is in the driver's pool. */
static void a_table_is_in_order(struct kunit *test)
{
	RTL_AVL_TABLE table;
	int i, number, *at;
	BOOLEAN is_new;

	RtlInitializeGenericTableAvl(&table, compare, allocate, let_go, NULL);
	for (i = 0; i < 64; i++) {
		number = i * 37 % 64;
		at = RtlInsertElementGenericTableAvl(&table, &number, sizeof(number), &is_new);
		KUNIT_ASSERT_NOT_NULL(test, at);
		KUNIT_EXPECT_TRUE(test, is_new && *at == number);
	}
	KUNIT_EXPECT_EQ(test, RtlNumberGenericTableElementsAvl(&table), 64);
	for (i = 0; i < 64; i++) {
		at = RtlEnumerateGenericTableAvl(&table, !i);
		KUNIT_ASSERT_NOT_NULL(test, at);
		KUNIT_EXPECT_EQ(test, *at, i);
		number = i;
		KUNIT_EXPECT_TRUE(test, RtlDeleteElementGenericTableAvl(&table, &number));
	}
	KUNIT_EXPECT_TRUE(test, RtlIsGenericTableEmptyAvl(&table));
}

/* The same: here they are called from a module. */
static void bits_of_a_bitmap_are_found(struct kunit *test)
{
	ULONG words[2], at;
	RTL_BITMAP_RUN runs[2];
	RTL_BITMAP map;

	RtlInitializeBitMap(&map, words, 50);
	RtlSetAllBits(&map);
	KUNIT_EXPECT_EQ(test, RtlNumberOfSetBits(&map), 50);
	RtlClearBits(&map, 30, 4);
	RtlClearBit(&map, 40);
	KUNIT_EXPECT_EQ(test, RtlFindClearRuns(&map, runs, 2, TRUE), 2);
	KUNIT_EXPECT_EQ(test, runs[0].StartingIndex, 30);
	KUNIT_EXPECT_EQ(test, runs[0].NumberOfBits, 4);
	KUNIT_EXPECT_EQ(test, RtlFindNextForwardRunClear(&map, 34, &at), 1);
	KUNIT_EXPECT_EQ(test, at, 40);
	KUNIT_EXPECT_EQ(test, RtlFindClearBitsAndSet(&map, 3, 35), 30);
	KUNIT_EXPECT_EQ(test, RtlFindClearBitsAndSet(&map, 2, 0), 0xFFFFFFFF);
	KUNIT_EXPECT_TRUE(test, RtlAreBitsSet(&map, 0, 33));
	KUNIT_EXPECT_FALSE(test, RtlTestBit(&map, 33));
}

SUITE(ntspin_rtl, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE(strings_are_made_in_new_buffers),
	KUNIT_CASE(a_table_is_in_order),
	KUNIT_CASE(bits_of_a_bitmap_are_found),
	KUNIT_CASE_PARAM(strings_are_made_copied_and_compared, contexts_gen_params),
	KUNIT_CASE_PARAM(texts_are_printed_and_joined, contexts_gen_params),
	KUNIT_CASE_PARAM(bits_are_found_and_times_have_fields, contexts_gen_params),
	{}
};
