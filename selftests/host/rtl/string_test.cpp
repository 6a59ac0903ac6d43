// SPDX-License-Identifier: GPL-2.0
/*
 * string_test.cpp - counted strings: what each routine does is what its page says.
 */
#include "check.hpp"

#include <string>

namespace
{

/* A destination of some characters, and what lies behind it. */
struct buffer {
	WCHAR text[9] = {'#', '#', '#', '#', '#', '#', '#', '#', 0};
	UNICODE_STRING string;

	buffer(USHORT length, USHORT room) : string{length, room, text}
	{
	}
};

} /* namespace */

CASE(init_counts_to_the_null)
{
	UNICODE_STRING wide{1, 2, nullptr};
	STRING narrow{1, 2, nullptr};

	RtlInitUnicodeString(&wide, L"abc");
	CLAIM(wide.Length == 6 && wide.MaximumLength == 8 && wide.Buffer[2] == 'c');
	RtlInitUnicodeString(&wide, L"");
	CLAIM(wide.Length == 0 && wide.MaximumLength == 2 && wide.Buffer);
	RtlInitUnicodeString(&wide, nullptr);
	CLAIM(wide.Length == 0 && wide.MaximumLength == 0 && !wide.Buffer);
	RtlInitAnsiString(&narrow, "abc");
	CLAIM(narrow.Length == 3 && narrow.MaximumLength == 4);
	RtlInitString(&narrow, nullptr);
	CLAIM(narrow.Length == 0 && narrow.MaximumLength == 0 && !narrow.Buffer);
	RtlInitUTF8String(&narrow, "\xc3\xa4");
	CLAIM(narrow.Length == 2);
}

CASE(init_of_what_is_too_long)
{
	struct limit {
		std::size_t length;
		NTSTATUS status;
		USHORT counted;
	};
	static const limit limits[] = {
		{32765, STATUS_SUCCESS, 65530},
		{32766, STATUS_SUCCESS, 65532},
		{32767, STATUS_NAME_TOO_LONG, 65532},
		{40000, STATUS_NAME_TOO_LONG, 65532},
	};

	for
		ROWS(limit, limits)
		{
			const std::vector<WCHAR> text(limit.length + 1, 0);
			std::vector<WCHAR> filled(limit.length, 'x');
			UNICODE_STRING string{7, 7, nullptr};

			filled.push_back(0);
			CLAIM(RtlInitUnicodeStringEx(&string, filled.data()) == limit.status);
			CLAIM(limit.status ? string.Length == 7 : string.Length == limit.counted);
			RtlInitUnicodeString(&string, filled.data());
			CLAIM(string.Length == limit.counted &&
			      string.MaximumLength == limit.counted + 2);
			row++;
		}

	std::string narrow(70000, 'x');
	STRING string;

	RtlInitAnsiString(&string, narrow.c_str());
	CLAIM(string.Length == 65534 && string.MaximumLength == 65535);
}

CASE(copy_takes_what_fits)
{
	struct sample {
		USHORT room;
		USHORT length;
		const WCHAR *text;
	};
	static const sample samples[] = {
		{16, 6, L"abc"},     {8, 6, L"abc"},	  {6, 6, L"abc#####"},
		{4, 4, L"ab######"}, {3, 2, L"a#######"}, {0, 0, L"########"},
	};
	const UNICODE_STRING source = counted(L"abc");

	for
		ROWS(sample, samples)
		{
			buffer to(2, sample.room);

			RtlCopyUnicodeString(&to.string, &source);
			CLAIM(to.string.Length == sample.length &&
			      to.string.MaximumLength == sample.room);
			CLAIM(same<WCHAR>(to.text, sample.text));
			RtlCopyUnicodeString(&to.string, nullptr);
			CLAIM(to.string.Length == 0 && same<WCHAR>(to.text, sample.text));
			row++;
		}

	CHAR bytes[] = "####";
	STRING narrow{0, 4, bytes};
	const STRING from = counted("ab");

	RtlCopyString(&narrow, &from);
	CLAIM(narrow.Length == 2 && same<CHAR>(bytes, "ab##"));
	narrow.MaximumLength = 1;
	RtlUpperString(&narrow, &from);
	CLAIM(narrow.Length == 1 && same<CHAR>(bytes, "Ab##"));
}

CASE(append_takes_all_or_nothing)
{
	struct sample {
		USHORT length;
		USHORT room;
		NTSTATUS status;
		const WCHAR *text;
	};
	static const sample samples[] = {
		{2, 16, STATUS_SUCCESS, L"#abc"},
		{2, 10, STATUS_SUCCESS, L"#abc"},
		{2, 8, STATUS_SUCCESS, L"#abc####"},
		{2, 6, STATUS_BUFFER_TOO_SMALL, L"########"},
		{0, 0, STATUS_BUFFER_TOO_SMALL, L"########"},
		{12, 16, STATUS_BUFFER_TOO_SMALL, L"########"},
	};
	const UNICODE_STRING source = counted(L"abc"), empty{0, 0, nullptr};

	for
		ROWS(sample, samples)
		{
			buffer one(sample.length, sample.room), two(sample.length, sample.room);

			CLAIM(RtlAppendUnicodeStringToString(&one.string, &source) ==
			      sample.status);
			CLAIM(RtlAppendUnicodeToString(&two.string, L"abc") == sample.status);
			CLAIM(same<WCHAR>(one.text, sample.text) &&
			      same<WCHAR>(two.text, sample.text));
			CLAIM(one.string.Length ==
			      (sample.status ? sample.length : sample.length + 6));
			CLAIM(RtlAppendUnicodeStringToString(&one.string, &empty) ==
			      STATUS_SUCCESS);
			CLAIM(RtlAppendUnicodeToString(&one.string, nullptr) == STATUS_SUCCESS);
			CLAIM(same<WCHAR>(one.text, sample.text));
			row++;
		}
}

CASE(strings_are_compared_by_their_characters)
{
	struct pair {
		UNICODE_STRING a, b;
		LONG order, order_of_case;
		bool is_prefix, is_prefix_of_case;
	};
	static const pair pairs[] = {
		{counted(L""), counted(L""), 0, 0, true, true},
		{counted(L""), counted(L"a"), -1, -1, true, true},
		{counted(L"a"), counted(L""), 1, 1, false, false},
		{counted(L"abc"), counted(L"abc"), 0, 0, true, true},
		{counted(L"abc"), counted(L"ABC"), 1, 0, false, true},
		{counted(L"ab"), counted(L"abc"), -1, -1, true, true},
		{counted(L"aB"), counted(L"Abc"), 1, -1, false, true},
		{counted(L"_"), counted(L"a"), -1, 1, false, false},
		{counted(L"a\0b"), counted(L"a\0c"), -1, -1, false, false},
		{counted(L"\x00e4\x03c9"), counted(L"\x00c4\x03a9"), 1, 0, false, true},
		{counted(L"\xff5a"), counted(L"z"), 1, 1, false, false},
		{counted(L"\xfffd"), counted(L"\x0001"), 1, 1, false, false},
	};
	auto sign = [](LONG order) { return (order > 0) - (order < 0); };

	for
		ROWS(pair, pairs)
		{
			CLAIM(sign(RtlCompareUnicodeString(&pair.a, &pair.b, FALSE)) == pair.order);
			CLAIM(sign(RtlCompareUnicodeString(&pair.b, &pair.a, FALSE)) ==
			      -pair.order);
			CLAIM(sign(RtlCompareUnicodeString(&pair.a, &pair.b, TRUE)) ==
			      pair.order_of_case);
			CLAIM(sign(RtlCompareUnicodeStrings(pair.a.Buffer, pair.a.Length / 2,
							    pair.b.Buffer, pair.b.Length / 2,
							    TRUE)) == pair.order_of_case);
			CLAIM(RtlEqualUnicodeString(&pair.a, &pair.b, FALSE) == !pair.order);
			CLAIM(RtlEqualUnicodeString(&pair.a, &pair.b, TRUE) == !pair.order_of_case);
			CLAIM(RtlPrefixUnicodeString(&pair.a, &pair.b, FALSE) == pair.is_prefix);
			CLAIM(RtlPrefixUnicodeString(&pair.a, &pair.b, TRUE) ==
			      pair.is_prefix_of_case);
			row++;
		}

	const STRING low = counted("ab\xe4"), high = counted("AB\xe4"), other = counted("ab\xc4");

	const STRING beyond = counted("\x80"), ascii = counted("a");

	CLAIM(RtlCompareString(&beyond, &ascii, FALSE) > 0);
	CLAIM(RtlCompareString(&low, &high, FALSE) > 0 && RtlEqualString(&low, &high, TRUE));
	CLAIM(RtlCompareString(&low, &other, TRUE) > 0 && !RtlPrefixString(&low, &other, TRUE));
	CLAIM(RtlPrefixString(&low, &high, TRUE) && !RtlPrefixString(&low, &high, FALSE));
}

CASE(equal_strings_have_one_hash)
{
	const UNICODE_STRING low = counted(L"abc\x00e4"), high = counted(L"ABC\x00c4");
	ULONG a = 0, b = 0;

	CLAIM(RtlHashUnicodeString(&low, TRUE, HASH_STRING_ALGORITHM_DEFAULT, &a) ==
	      STATUS_SUCCESS);
	CLAIM(RtlHashUnicodeString(&high, FALSE, HASH_STRING_ALGORITHM_X65599, &b) ==
	      STATUS_SUCCESS);
	CLAIM(a == b && a == (((65u * 65599 + 66) * 65599 + 67) * 65599 + 0xc4));
	CLAIM(RtlHashUnicodeString(&low, FALSE, 0, &a) == STATUS_SUCCESS && a != b);
	CLAIM(RtlHashUnicodeString(&low, FALSE, 2, &a) == STATUS_INVALID_PARAMETER);
	CLAIM(RtlHashUnicodeString(&low, FALSE, HASH_STRING_ALGORITHM_INVALID, &a) ==
	      STATUS_INVALID_PARAMETER);
	CLAIM(RtlHashUnicodeString(nullptr, FALSE, 0, &a) == STATUS_INVALID_PARAMETER);
	CLAIM(RtlHashUnicodeString(&low, FALSE, 0, nullptr) == STATUS_INVALID_PARAMETER);
}
