// SPDX-License-Identifier: GPL-2.0
/*
 * allocate_test.cpp - strings in buffers of their own and in new ones; pool is malloc() here, so
 * that AddressSanitizer knows what a block is.
 */
#include "check.hpp"
#include "ex/pool_calls.hpp"

#include <cstdlib>
#include <cstring>

namespace
{

bool is_out_of_memory = false;
int blocks = 0;

bool is(const UNICODE_STRING &string, const WCHAR *text, USHORT length)
{
	return string.Length == 2 * length && !std::memcmp(string.Buffer, text, 2 * length);
}

bool is(const STRING &string, const char *text)
{
	return string.Length == std::strlen(text) &&
	       !std::memcmp(string.Buffer, text, string.Length);
}

} /* namespace */

PVOID ntspin::allocate_pool(ULONG type, SIZE_T size, ULONG tag, const call &call) noexcept
{
	if (is_out_of_memory || type != PagedPool || !size || tag != 0x67727453 || !call.caller)
		return nullptr;
	blocks++;
	return std::malloc(size);
}

void ntspin::free_pool(void *block, ULONG tag, const call &) noexcept
{
	blocks -= tag == 0;
	std::free(block);
}

CASE(a_new_wide_string_is_of_its_size)
{
	STRING source;
	UNICODE_STRING string{1, 1, nullptr};

	RtlInitAnsiString(&source, "d\xc3\xa4\xff");
	CLAIM(RtlAnsiStringToUnicodeSize(&source) == 8);
	CLAIM(RtlAnsiStringToUnicodeString(&string, &source, TRUE) == STATUS_SUCCESS);
	CLAIM(is(string, L"d\x00e4\xfffd", 3) && string.MaximumLength == 8 && !string.Buffer[3]);
	RtlFreeUnicodeString(&string);
	CLAIM(!string.Buffer && !string.Length && !string.MaximumLength && blocks == 0);
	/* Of nothing, too, there is a buffer. */
	source = {};
	CLAIM(RtlUTF8StringToUnicodeString(&string, &source, TRUE) == STATUS_SUCCESS);
	CLAIM(!string.Length && string.MaximumLength == 2 && !string.Buffer[0]);
	RtlFreeUnicodeString(&string);
	RtlFreeUnicodeString(&string);
	CLAIM(blocks == 0);
}

CASE(a_new_narrow_string_is_of_its_size)
{
	UNICODE_STRING source;
	STRING string{1, 1, nullptr};

	RtlInitUnicodeString(&source, L"a\x00e4\x20ac");
	CLAIM(RtlUnicodeStringToAnsiSize(&source) == 7);
	CLAIM(RtlUnicodeStringToAnsiString(&string, &source, TRUE) == STATUS_SUCCESS);
	CLAIM(is(string, "a\xc3\xa4\xe2\x82\xac") && string.MaximumLength == 7);
	CLAIM(!string.Buffer[6]);
	RtlFreeAnsiString(&string);
	CLAIM(!string.Buffer && blocks == 0);
	CLAIM(RtlUnicodeStringToUTF8String(&string, &source, TRUE) == STATUS_SUCCESS);
	CLAIM(is(string, "a\xc3\xa4\xe2\x82\xac"));
	RtlFreeUTF8String(&string);
	CLAIM(blocks == 0);
}

CASE(a_buffer_of_ones_own_needs_room_for_the_null)
{
	STRING narrow;
	UNICODE_STRING wide;
	WCHAR wides[4] = {'#', '#', '#', '#'};
	CHAR narrows[4] = {'#', '#', '#', '#'};

	RtlInitAnsiString(&narrow, "abc");
	wide = {2, 7, wides};
	CLAIM(RtlAnsiStringToUnicodeString(&wide, &narrow, FALSE) == STATUS_BUFFER_OVERFLOW);
	CLAIM(wide.Length == 2 && wides[0] == '#');
	wide.MaximumLength = 8;
	CLAIM(RtlAnsiStringToUnicodeString(&wide, &narrow, FALSE) == STATUS_SUCCESS);
	CLAIM(is(wide, L"abc", 3) && wides[3] == 0 && wide.MaximumLength == 8);
	narrow = {1, 3, narrows};
	CLAIM(RtlUnicodeStringToAnsiString(&narrow, &wide, FALSE) == STATUS_BUFFER_OVERFLOW);
	CLAIM(narrow.Length == 1 && narrows[0] == '#');
	narrow.MaximumLength = 4;
	CLAIM(RtlUnicodeStringToAnsiString(&narrow, &wide, FALSE) == STATUS_SUCCESS);
	CLAIM(is(narrow, "abc") && narrows[3] == 0 && blocks == 0);
}

CASE(case_is_changed_in_place_or_in_a_new_string)
{
	WCHAR text[3] = {'a', 0xe4, 'Z'};
	UNICODE_STRING string{6, 6, text}, made{};
	UNICODE_STRING small{0, 4, text};

	CLAIM(RtlUpcaseUnicodeString(&made, &string, TRUE) == STATUS_SUCCESS);
	CLAIM(is(made, L"A\x00c4Z", 3) && made.MaximumLength == 6 && text[0] == 'a');
	CLAIM(RtlDowncaseUnicodeString(&made, &made, FALSE) == STATUS_SUCCESS);
	CLAIM(is(made, L"a\x00e4z", 3));
	CLAIM(RtlUpcaseUnicodeString(&small, &made, FALSE) == STATUS_BUFFER_OVERFLOW);
	CLAIM(!small.Length && text[0] == 'a');
	RtlFreeUnicodeString(&made);
	CLAIM(RtlDowncaseUnicodeString(&made, &string, TRUE) == STATUS_SUCCESS);
	CLAIM(is(made, L"a\x00e4z", 3));
	RtlFreeUnicodeString(&made);
	CLAIM(RtlUpcaseUnicodeString(&string, &string, FALSE) == STATUS_SUCCESS);
	CLAIM(is(string, L"A\x00c4Z", 3) && blocks == 0);
	string.Length = 0;
	CLAIM(RtlUpcaseUnicodeString(&made, &string, TRUE) == STATUS_SUCCESS);
	CLAIM(made.Buffer && !made.Length && !made.MaximumLength);
	RtlFreeUnicodeString(&made);
	CLAIM(blocks == 0);
}

CASE(a_string_that_is_too_long_is_not_made)
{
	const std::vector<CHAR> narrow(65535, 'x');
	const std::vector<WCHAR> wide(32768, 'x');
	STRING source{32767, 32767, const_cast<CHAR *>(narrow.data())};
	UNICODE_STRING string{2, 4, nullptr};

	CLAIM(RtlAnsiStringToUnicodeString(&string, &source, TRUE) == STATUS_INVALID_PARAMETER_2);
	CLAIM(string.Length == 2 && !string.Buffer);
	source.Length = 32766;
	CLAIM(RtlAnsiStringToUnicodeString(&string, &source, TRUE) == STATUS_SUCCESS);
	CLAIM(string.Length == 65532 && string.MaximumLength == 65534);
	RtlFreeUnicodeString(&string);

	std::vector<WCHAR> text(wide.begin(), wide.end());

	text[32767] = 0;
	CLAIM(!RtlCreateUnicodeString(&string, text.data()));
	text[32766] = 0;
	CLAIM(RtlCreateUnicodeString(&string, text.data()) && string.Length == 65532);
	RtlFreeUnicodeString(&string);
	CLAIM(blocks == 0);
}

CASE(without_memory_nothing_changes)
{
	STRING source;
	UNICODE_STRING string{2, 4, nullptr};
	STRING narrow{1, 2, nullptr};
	UNICODE_STRING wide;
	const GUID guid = {};

	RtlInitAnsiString(&source, "abc");
	RtlInitUnicodeString(&wide, L"abc");
	is_out_of_memory = true;
	CLAIM(RtlAnsiStringToUnicodeString(&string, &source, TRUE) == STATUS_NO_MEMORY);
	CLAIM(RtlUnicodeStringToAnsiString(&narrow, &wide, TRUE) == STATUS_NO_MEMORY);
	CLAIM(RtlUpcaseUnicodeString(&string, &wide, TRUE) == STATUS_NO_MEMORY);
	CLAIM(RtlStringFromGUID(guid, &string) == STATUS_NO_MEMORY);
	CLAIM(!RtlCreateUnicodeString(&string, L"abc"));
	is_out_of_memory = false;
	CLAIM(string.Length == 2 && string.MaximumLength == 4 && !string.Buffer);
	CLAIM(narrow.Length == 1 && narrow.MaximumLength == 2 && !narrow.Buffer);
}

CASE(a_guid_is_written_as_it_is_read)
{
	const GUID guid = {0x0123abcd, 0x45ef, 0x6789, {0x0a, 0xbc, 1, 2, 3, 4, 5, 0xff}};
	UNICODE_STRING string{};
	GUID back = {};

	CLAIM(RtlStringFromGUID(guid, &string) == STATUS_SUCCESS);
	CLAIM(is(string, L"{0123ABCD-45EF-6789-0ABC-0102030405FF}", 38) && !string.Buffer[38]);
	CLAIM(RtlGUIDFromString(&string, &back) == STATUS_SUCCESS && guid == back);
	RtlFreeUnicodeString(&string);
	CLAIM(blocks == 0);
}
