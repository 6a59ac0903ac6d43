// SPDX-License-Identifier: GPL-2.0
/*
 * number_test.cpp - numbers out of text and into it, GUIDs, bits, memory, times.
 */
#include "check.hpp"

#include <cstring>

CASE(the_number_that_a_text_begins_with)
{
	struct sample {
		UNICODE_STRING text;
		ULONG base;
		NTSTATUS status;
		LONG value;
	};
	static const sample samples[] = {
		{counted(L"123"), 10, STATUS_SUCCESS, 123},
		{counted(L"-345"), 10, STATUS_SUCCESS, -345},
		{counted(L"xyz"), 10, STATUS_SUCCESS, 0},
		{counted(L"+678abc"), 10, STATUS_SUCCESS, 678},
		{counted(L"+678abc"), 16, STATUS_SUCCESS, 0x678abc},
		{counted(L" \t\n12 3"), 0, STATUS_SUCCESS, 12},
		{counted(L"\x1\x8\x1b\x1f -12"), 0, STATUS_SUCCESS, -12},
		{counted(L"\x7f"
			 L"12"),
		 0, STATUS_SUCCESS, 0},
		{counted(L"\x2003"
			 L"12"),
		 0, STATUS_SUCCESS, 0},
		{counted(L"0x1F"), 0, STATUS_SUCCESS, 31},
		{counted(L"-0x1f"), 0, STATUS_SUCCESS, -31},
		{counted(L"0o17"), 0, STATUS_SUCCESS, 15},
		{counted(L"0b101"), 0, STATUS_SUCCESS, 5},
		{counted(L"0b102"), 0, STATUS_SUCCESS, 2},
		{counted(L"017"), 0, STATUS_SUCCESS, 17},
		{counted(L"0x1f"), 16, STATUS_SUCCESS, 0},
		{counted(L"178"), 8, STATUS_SUCCESS, 15},
		{counted(L"1012"), 2, STATUS_SUCCESS, 5},
		{counted(L"--1"), 10, STATUS_SUCCESS, 0},
		{counted(L"a-1"), 10, STATUS_SUCCESS, 0},
		{counted(L"4294967295"), 10, STATUS_SUCCESS, -1},
		{counted(L"4294967297"), 10, STATUS_SUCCESS, 1},
		{counted(L" "), 10, STATUS_SUCCESS, 0},
		{counted(L"0"), 0, STATUS_SUCCESS, 0},
		{counted(L""), 10, STATUS_INVALID_PARAMETER, 77},
		{counted(L"12"), 7, STATUS_INVALID_PARAMETER, 77},
	};

	for
		ROWS(sample, samples)
		{
			ULONG value = 77;

			CLAIM(RtlUnicodeStringToInteger(&sample.text, sample.base, &value) ==
			      sample.status);
			CLAIM(static_cast<LONG>(value) == sample.value);
			row++;
		}

	/* It ends where its length says. */
	const UNICODE_STRING cut{4, 8, const_cast<WCHAR *>(L"1234")};
	ULONG value;

	CLAIM(!RtlUnicodeStringToInteger(&cut, 10, &value) && value == 12);
	CLAIM(!RtlCharToInteger(" -0b11", 0, &value) && static_cast<LONG>(value) == -3);
	CLAIM(!RtlCharToInteger("", 0, &value) && value == 0);
	CLAIM(!RtlCharToInteger("\x1\x1f 12", 0, &value) && value == 12);
	CLAIM(!RtlCharToInteger("\xa0"
				"12",
				0, &value) &&
	      value == 0);
	CLAIM(RtlCharToInteger("1", 3, &value) == STATUS_INVALID_PARAMETER);
}

CASE(digits_of_a_number)
{
	struct sample {
		ULONGLONG value;
		ULONG base;
		USHORT room;
		NTSTATUS status;
		const WCHAR *text;
	};
	static const sample samples[] = {
		{0, 10, 40, STATUS_SUCCESS, L"0"},
		{255, 16, 40, STATUS_SUCCESS, L"FF"},
		{255, 8, 40, STATUS_SUCCESS, L"377"},
		{5, 2, 40, STATUS_SUCCESS, L"101"},
		{4294967295, 0, 40, STATUS_SUCCESS, L"4294967295"},
		{1234, 10, 10, STATUS_SUCCESS, L"1234"},
		{1234, 10, 8, STATUS_BUFFER_OVERFLOW, L"##########"},
		{0, 10, 2, STATUS_BUFFER_OVERFLOW, L"##########"},
		{0, 10, 0, STATUS_BUFFER_OVERFLOW, L"##########"},
		{1234, 10, 7, STATUS_BUFFER_OVERFLOW, L"##########"},
		{1234, 11, 40, STATUS_INVALID_PARAMETER, L"##########"},
	};

	for
		ROWS(sample, samples)
		{
			WCHAR text[21] = L"##########";
			UNICODE_STRING string{0, sample.room, text};

			CLAIM(RtlIntegerToUnicodeString(static_cast<ULONG>(sample.value),
							sample.base, &string) == sample.status);
			CLAIM(same<WCHAR>(text, sample.text));
			row++;
		}

	WCHAR text[65];
	UNICODE_STRING string{0, sizeof(text), text};

	CLAIM(!RtlInt64ToUnicodeString(~0ULL, 2, &string) && string.Length == 128 && !text[64]);
	CLAIM(!RtlInt64ToUnicodeString(~0ULL, 10, &string));
	CLAIM(same<WCHAR>(text, L"18446744073709551615") && string.Length == 40);
}

CASE(a_guid_of_its_text)
{
	static const UNICODE_STRING wrong[] = {
		counted(L"01234567-89ab-CDEF-0123-456789abcdef"),
		counted(L"{01234567-89ab-CDEF-0123-456789abcdef"),
		counted(L"{01234567-89ab-CDEF-0123-456789abcdeg}"),
		counted(L"{0123456789ab-CDEF-0123-456789abcdef00}"),
		counted(L"{01234567-89ab-CDEF-0123-45678-abcdef}"),
		counted(L""),
	};
	const UNICODE_STRING right = counted(L"{01234567-89ab-CDEF-0123-456789abcdef}");
	const GUID wanted = {
		0x01234567, 0x89ab, 0xcdef, {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef}};
	GUID guid = {};

	CLAIM(RtlGUIDFromString(&right, &guid) == STATUS_SUCCESS && guid == wanted);
	for
		ROWS(text, wrong)
		{
			CLAIM(RtlGUIDFromString(&text, &guid) == STATUS_INVALID_PARAMETER &&
			      guid == wanted);
			row++;
		}
}

CASE(bits_are_found_and_counted)
{
	struct sample {
		ULONGLONG set;
		int most, least;
		ULONG count;
	};
	static const sample samples[] = {
		{0, -1, -1, 0},
		{1, 0, 0, 1},
		{0x8000000000000000, 63, 63, 1},
		{~0ULL, 63, 0, 64},
		{0x100000000, 32, 32, 1},
		{0x00f0, 7, 4, 4},
	};

	for
		ROWS(sample, samples)
		{
			CLAIM(RtlFindMostSignificantBit(sample.set) == sample.most);
			CLAIM(RtlFindLeastSignificantBit(sample.set) == sample.least);
			CLAIM(RtlNumberOfSetBitsUlongPtr(sample.set) == sample.count);
			row++;
		}
}

CASE(random_numbers_are_spread)
{
	ULONG seed = 1, again = 1, halves[2] = {};

	for (int n = 0; n < 10000; n++) {
		const ULONG number = RtlRandomEx(&seed);

		CLAIM(number < MAXLONG);
		CLAIM(number == RtlRandomEx(&again) && seed == again);
		halves[number < MAXLONG / 2]++;
	}
	CLAIM(halves[0] > 4700 && halves[1] > 4700);
	seed = 0;
	CLAIM(RtlRandomEx(&seed) != RtlRandomEx(&seed));
}

CASE(memory_is_compared_and_filled)
{
	UCHAR a[8] = {1, 2, 3, 4, 1, 2, 3, 4}, b[8] = {1, 2, 3, 4, 1, 2, 9, 4};

	CLAIM(RtlCompareMemory(a, b, 8) == 6 && RtlCompareMemory(a, b, 6) == 6);
	CLAIM(RtlCompareMemory(a, b, 0) == 0 && RtlEqualMemory(a, b, 6) &&
	      !RtlEqualMemory(a, b, 8));
	CLAIM(RtlCompareMemoryUlong(a, 8, 0x04030201) == 8);
	CLAIM(RtlCompareMemoryUlong(a, 7, 0x04030201) == 4 &&
	      RtlCompareMemoryUlong(b, 8, 0x04030201) == 4);
	(RtlMoveMemory)(a + 1, a, 4);
	CLAIM(RtlEqualMemory(a, "\1\1\2\3\4\2\3\4", 8));
	(RtlCopyMemory)(b, a, 8);
	(RtlFillMemory)(a, 2, 9);
	(RtlZeroMemory)(a + 2, 2);
	CLAIM(RtlEqualMemory(a, "\11\11\0\0\4\2\3\4", 8) && RtlEqualMemory(b, "\1\1\2", 3));
	RtlFillMemoryUlong(a, 7, 0x04030201);
	CLAIM(RtlEqualMemory(a, "\1\2\3\4\4\2\3\4", 8));
	CLAIM(RtlSecureZeroMemory(a, 3) == a && RtlEqualMemory(a, "\0\0\0\4", 4));
}

CASE(times_and_dates)
{
	constexpr LONGLONG second = 10000000, day = 86400 * second;
	struct sample {
		LONGLONG time;
		TIME_FIELDS fields;
	};
	static const sample samples[] = {
		{0, {1601, 1, 1, 0, 0, 0, 0, 1}},
		{58 * day, {1601, 2, 28, 0, 0, 0, 0, 3}},
		{59 * day, {1601, 3, 1, 0, 0, 0, 0, 4}},
		{116444736000000000, {1970, 1, 1, 0, 0, 0, 0, 4}},
		{116444736000000000 + 951782400 * second, {2000, 2, 29, 0, 0, 0, 0, 2}},
		{116444736000000000 + 951868800 * second, {2000, 3, 1, 0, 0, 0, 0, 3}},
		{116444736000000000 + 4107542400 * second, {2100, 3, 1, 0, 0, 0, 0, 1}},
		{116444736000000000 + 1709251199 * second + 9990000,
		 {2024, 2, 29, 23, 59, 59, 999, 4}},
		{145731 * day, {2000, 1, 1, 0, 0, 0, 0, 6}},
		{146096 * day, {2000, 12, 31, 0, 0, 0, 0, 0}},
		{146097 * day, {2001, 1, 1, 0, 0, 0, 0, 1}},
		{(MAXLONGLONG / 10000 - 1) * 10000, {30828, 9, 14, 2, 48, 5, 476, 4}},
	};
	static const TIME_FIELDS wrong[] = {
		{1600, 12, 31, 0, 0, 0, 0, 0},	{2023, 2, 29, 0, 0, 0, 0, 0},
		{2100, 2, 29, 0, 0, 0, 0, 0},	{2024, 4, 31, 0, 0, 0, 0, 0},
		{2024, 0, 1, 0, 0, 0, 0, 0},	{2024, 13, 1, 0, 0, 0, 0, 0},
		{2024, 1, 0, 0, 0, 0, 0, 0},	{2024, 1, 1, 24, 0, 0, 0, 0},
		{2024, 1, 1, 0, 60, 0, 0, 0},	{2024, 1, 1, 0, 0, 60, 0, 0},
		{2024, 1, 1, 0, 0, 0, 1000, 0}, {2024, 1, 1, -1, 0, 0, 0, 0},
		{30828, 1, 1, 0, 0, 0, 0, 0},
	};

	for
		ROWS(sample, samples)
		{
			LARGE_INTEGER time = {.QuadPart = sample.time + 9999}, back = {};
			TIME_FIELDS fields = {};

			RtlTimeToTimeFields(&time, &fields);
			CLAIM(!std::memcmp(&fields, &sample.fields, sizeof(fields)));
			fields.Weekday = -1;
			if (fields.Year <= 30827)
				CLAIM(RtlTimeFieldsToTime(&fields, &back) &&
				      back.QuadPart == sample.time);
			row++;
		}
	for
		ROWS(fields, wrong)
		{
			TIME_FIELDS given = fields;
			LARGE_INTEGER time = {.QuadPart = 77};

			CLAIM(!RtlTimeFieldsToTime(&given, &time) && time.QuadPart == 77);
			row++;
		}
	/* Each day of 800 years comes back, and each is the weekday after the last. */
	for (LONGLONG at = 0; at < 800 * 366; at++) {
		LARGE_INTEGER time = {.QuadPart = at * day}, back = {};
		TIME_FIELDS fields = {};

		RtlTimeToTimeFields(&time, &fields);
		if (!RtlTimeFieldsToTime(&fields, &back) || back.QuadPart != time.QuadPart ||
		    fields.Weekday != (at + 1) % 7)
			return CLAIM(!"each day comes back");
	}
}

CASE(utf_8_of_utf_16_and_back)
{
	struct sample {
		UNICODE_STRING wide;
		STRING narrow;
		NTSTATUS there, back;
	};
	/* What is not mapped there is not itself when it comes back. */
	static const sample samples[] = {
		{counted(L""), counted(""), 0, 0},
		{counted(L"a\0b"), counted("a\0b"), 0, 0},
		{counted(L"\x7f\x80\x7ff\x800\xffff"),
		 counted("\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf"), 0, 0},
		{counted(L"\xd83d\xde00."), counted("\xf0\x9f\x98\x80."), 0, 0},
		{counted(L"\xdbff\xdfff"), counted("\xf4\x8f\xbf\xbf"), 0, 0},
		{counted(L"\xfffd"), counted("\xef\xbf\xbd"), 0, 0},
		{counted(L"\xd83d."), counted("\xef\xbf\xbd."), STATUS_SOME_NOT_MAPPED, -1},
		{counted(L"\xd83d\xd83d"), counted("\xef\xbf\xbd\xef\xbf\xbd"),
		 STATUS_SOME_NOT_MAPPED, -1},
		{counted(L"\xde00\xd83d"), counted("\xef\xbf\xbd\xef\xbf\xbd"),
		 STATUS_SOME_NOT_MAPPED, -1},
		{counted(L"\xfffd\xfffd"), counted("\xc0\x80"), -1, STATUS_SOME_NOT_MAPPED},
		{counted(L"\xfffd\xfffd\xfffd"), counted("\xed\xa0\x80"), -1,
		 STATUS_SOME_NOT_MAPPED},
		{counted(L"\xfffd\xfffd\xfffd\xfffd"), counted("\xf4\x90\x80\x80"), -1,
		 STATUS_SOME_NOT_MAPPED},
		{counted(L"a\xfffd"), counted("a\xc3"), -1, STATUS_SOME_NOT_MAPPED},
		{counted(L"\xfffd."), counted("\xff."), -1, STATUS_SOME_NOT_MAPPED},
	};

	for
		ROWS(sample, samples)
		{
			CHAR bytes[32];
			WCHAR words[32];
			ULONG size = 0;

			if (sample.there >= 0) {
				CLAIM(RtlUnicodeToUTF8N(bytes, sizeof(bytes), &size,
							sample.wide.Buffer,
							sample.wide.Length) == sample.there);
				CLAIM(size == sample.narrow.Length &&
				      !std::memcmp(bytes, sample.narrow.Buffer, size));
				CLAIM(RtlUnicodeToUTF8N(nullptr, 0, &size, sample.wide.Buffer,
							sample.wide.Length) == sample.there);
				CLAIM(size == sample.narrow.Length);
			}
			if (sample.back >= 0) {
				CLAIM(RtlUTF8ToUnicodeN(words, sizeof(words), &size,
							sample.narrow.Buffer,
							sample.narrow.Length) == sample.back);
				CLAIM(size == sample.wide.Length &&
				      !std::memcmp(words, sample.wide.Buffer, size));
			}
			row++;
		}

	CHAR three[3];
	ULONG size;

	CLAIM(RtlUnicodeToUTF8N(three, 3, &size, L"ab\x00e4", 6) == STATUS_BUFFER_TOO_SMALL);
	CLAIM(size == 2);
	CLAIM(RtlUnicodeToUTF8N(three, 3, &size, L"ab", 3) == STATUS_INVALID_PARAMETER_5);
	CLAIM(RtlUnicodeToUTF8N(three, 3, &size, nullptr, 2) == STATUS_INVALID_PARAMETER_4);
	CLAIM(RtlUnicodeToUTF8N(nullptr, 3, nullptr, L"ab", 2) == STATUS_INVALID_PARAMETER);
}
