// SPDX-License-Identifier: GPL-2.0
/*
 * strsafe_test.cpp - what each routine of ntstrsafe.h writes, and what it says.
 *
 * A table has a destination of 7 characters, of which a row says the size, and what is seen of all
 * seven afterwards: a null is shown as '.'.
 */
#include "check.hpp"
#include "ntstrsafe.h"

#include <string>

namespace
{

constexpr SIZE_T room = 7;

template <class Char> struct buffer {
	Char text[room];

	explicit buffer(const char *from)
	{
		for (SIZE_T at = 0; at < room; at++)
			text[at] = from[at] == '.' ? 0 : static_cast<Char>(from[at]);
	}

	bool is(const char *wanted) const
	{
		std::string seen;

		for (const Char c : text)
			seen += c ? static_cast<char>(c) : '.';
		if (seen != wanted)
			std::printf("# seen: %s\n", seen.c_str());
		return seen == wanted;
	}
};

struct copied {
	SIZE_T size;
	const char *source;
	SIZE_T limit;
	NTSTATUS status;
	const char *seen;
};

const copied copies[] = {
	{7, "abc", 99, STATUS_SUCCESS, "abc.###"},
	{4, "abc", 99, STATUS_SUCCESS, "abc.###"},
	{3, "abc", 99, STATUS_BUFFER_OVERFLOW, "ab.####"},
	{1, "abc", 99, STATUS_BUFFER_OVERFLOW, ".######"},
	{1, "", 99, STATUS_SUCCESS, ".######"},
	{0, "", 99, STATUS_INVALID_PARAMETER, "#######"},
	{0, "abc", 99, STATUS_INVALID_PARAMETER, "#######"},
	{7, "abc", 2, STATUS_SUCCESS, "ab.####"},
	{3, "abc", 2, STATUS_SUCCESS, "ab.####"},
	{2, "abc", 2, STATUS_BUFFER_OVERFLOW, "a.#####"},
	{7, "abc", 0, STATUS_SUCCESS, ".######"},
	{7, "abc", NTSTRSAFE_MAX_CCH, STATUS_INVALID_PARAMETER, ".######"},
	{NTSTRSAFE_MAX_CCH + 1ULL, "abc", 99, STATUS_INVALID_PARAMETER, "#######"},
	{7, nullptr, 99, STATUS_INVALID_PARAMETER, ".######"},
};

struct joined {
	const char *before;
	SIZE_T size;
	const char *source;
	SIZE_T limit;
	NTSTATUS status;
	const char *seen;
};

const joined joins[] = {
	{"ab.####", 7, "cd", 99, STATUS_SUCCESS, "abcd.##"},
	{"ab.####", 5, "cd", 99, STATUS_SUCCESS, "abcd.##"},
	{"ab.####", 4, "cd", 99, STATUS_BUFFER_OVERFLOW, "abc.###"},
	{"ab.####", 3, "cd", 99, STATUS_BUFFER_OVERFLOW, "ab.####"},
	{"ab.####", 3, "", 99, STATUS_SUCCESS, "ab.####"},
	{"ab.####", 2, "cd", 99, STATUS_INVALID_PARAMETER, "ab.####"},
	{"ab.####", 0, "cd", 99, STATUS_INVALID_PARAMETER, "ab.####"},
	{".######", 7, "cd", 1, STATUS_SUCCESS, "c.#####"},
	{"ab.####", 7, "cd", 1, STATUS_SUCCESS, "abc.###"},
	{"ab.####", 7, "cd", NTSTRSAFE_MAX_CCH, STATUS_INVALID_PARAMETER, "ab.####"},
	{"ab.####", 7, nullptr, 99, STATUS_INVALID_PARAMETER, "ab.####"},
};

struct extended {
	const char *before;
	SIZE_T size;
	const char *source;
	ULONG flags;
	NTSTATUS status;
	const char *seen;
	SIZE_T end;
};

constexpr SIZE_T untouched = 99;

const extended copies_ex[] = {
	{"#######", 7, "abc", 0, STATUS_SUCCESS, "abc.###", 3},
	{"#######", 7, "abc", STRSAFE_FILL_BYTE('x'), STATUS_SUCCESS, "abc.xxx", 3},
	{"#######", 4, "abc", STRSAFE_FILL_BYTE('x'), STATUS_SUCCESS, "abc.###", 3},
	{"#######", 3, "abc", STRSAFE_FILL_BYTE('x'), STATUS_BUFFER_OVERFLOW, "ab.####", 2},
	{"#######", 3, "abc", STRSAFE_FAILURE_BYTE('x'), STATUS_BUFFER_OVERFLOW, "xx.####", 2},
	{"#######", 3, "abc", STRSAFE_FAILURE_BYTE(0), STATUS_BUFFER_OVERFLOW, "...####", 0},
	{"#######", 3, "ab", STRSAFE_FAILURE_BYTE('x'), STATUS_SUCCESS, "ab.####", 2},
	{"#######", 3, "abc", STRSAFE_NULL_ON_FAILURE, STATUS_BUFFER_OVERFLOW, ".b.####", 0},
	{"#######", 3, "abc", STRSAFE_NO_TRUNCATION, STATUS_BUFFER_OVERFLOW, "#######", 0},
	{"#######", 4, "abc", STRSAFE_NO_TRUNCATION, STATUS_SUCCESS, "abc.###", 3},
	{"#######", 3, "abc", STRSAFE_NO_TRUNCATION | STRSAFE_NULL_ON_FAILURE,
	 STATUS_BUFFER_OVERFLOW, ".######", 0},
	{"#######", 7, nullptr, STRSAFE_IGNORE_NULLS, STATUS_SUCCESS, ".######", 0},
	{"#######", 7, nullptr, 0, STATUS_INVALID_PARAMETER, ".######", untouched},
	{"#######", 0, "", STRSAFE_IGNORE_NULLS, STATUS_SUCCESS, "#######", 0},
	{"#######", 0, "a", STRSAFE_IGNORE_NULLS, STATUS_INVALID_PARAMETER, "#######", untouched},
	{"#######", 0, "", 0, STATUS_INVALID_PARAMETER, "#######", untouched},
	{"#######", 7, "abc", 0x2000, STATUS_INVALID_PARAMETER, ".######", untouched},
};

const extended joins_ex[] = {
	{"ab.####", 7, "cd", STRSAFE_FILL_BYTE('x'), STATUS_SUCCESS, "abcd.xx", 4},
	{"ab.####", 4, "cd", 0, STATUS_BUFFER_OVERFLOW, "abc.###", 3},
	{"ab.####", 4, "cd", STRSAFE_NO_TRUNCATION, STATUS_BUFFER_OVERFLOW, "ab.####", 2},
	{"ab.####", 4, "cd", STRSAFE_NULL_ON_FAILURE, STATUS_BUFFER_OVERFLOW, ".bc.###", 0},
	{"ab.####", 4, "cd", STRSAFE_FAILURE_BYTE('x'), STATUS_BUFFER_OVERFLOW, "xxx.###", 3},
	{"ab.####", 2, "cd", STRSAFE_FAILURE_BYTE('x'), STATUS_INVALID_PARAMETER, "x..####",
	 untouched},
	{"ab.####", 7, nullptr, STRSAFE_IGNORE_NULLS, STATUS_SUCCESS, "ab.####", 2},
	{"ab.####", 7, "cd", 0x2000, STATUS_INVALID_PARAMETER, "ab.####", untouched},
};

/* No string of the library: it takes a wide character for one of 32 bits. */
template <class Char> std::vector<Char> text_of(const char *from)
{
	std::vector<Char> text;

	for (; from && *from; from++)
		text.push_back(static_cast<Char>(*from));
	text.push_back(0);
	return text;
}

/* The same tables for narrow and wide, by characters and by bytes; a byte more makes no character. */
template <class Char, class Call> void run_copies(Call call, SIZE_T unit)
{
	for
		ROWS(c, copies)
		{
			const auto source = text_of<Char>(c.source);
			buffer<Char> to("#######");

			CLAIM(call(to.text, c.size * unit + (unit > 1 && c.size < room),
				   c.source ? source.data() : nullptr, c.limit * unit) == c.status);
			CLAIM(to.is(c.seen));
			row++;
		}
}

template <class Char, class Call> void run_joins(Call call, SIZE_T unit)
{
	for
		ROWS(c, joins)
		{
			const auto source = text_of<Char>(c.source);
			buffer<Char> to(c.before);

			CLAIM(call(to.text, c.size * unit, c.source ? source.data() : nullptr,
				   c.limit * unit) == c.status);
			CLAIM(to.is(c.seen));
			row++;
		}
}

/* What is filled is filled by bytes: two of them make a wide character. */
template <class Char, class Call>
void run_extended(const extended *table, SIZE_T count, Call call, SIZE_T unit)
{
	for (row = 0; row < count; row++) {
		const extended &c = table[row];
		const auto source = text_of<Char>(c.source);
		buffer<Char> to(c.before);
		Char *end = nullptr;
		SIZE_T remaining = untouched;

		if (sizeof(Char) > 1 && (c.flags & 0xff))
			continue;
		CLAIM(call(to.text, c.size * unit, c.source ? source.data() : nullptr, &end,
			   &remaining, c.flags) == c.status);
		CLAIM(to.is(c.seen));
		if (c.end == untouched)
			CLAIM(!end && remaining == untouched);
		else
			CLAIM(end == to.text + c.end && remaining == (c.size - c.end) * unit);
	}
}

template <class Char, class Copy, class Join>
void run_all_extended(Copy copy, Join join, SIZE_T unit)
{
	run_extended<Char>(copies_ex, sizeof(copies_ex) / sizeof(copies_ex[0]), copy, unit);
	run_extended<Char>(joins_ex, sizeof(joins_ex) / sizeof(joins_ex[0]), join, unit);
}

} /* namespace */

CASE(copies_end_with_a_null)
{
	run_copies<CHAR>(RtlStringCchCopyNA, 1);
	run_copies<CHAR>(RtlStringCbCopyNA, 1);
	run_copies<WCHAR>(RtlStringCchCopyNW, 1);
	run_copies<WCHAR>(RtlStringCbCopyNW, 2);

	buffer<WCHAR> to("#######");

	CLAIM(RtlStringCchCopyW(to.text, 3, L"abc") == STATUS_BUFFER_OVERFLOW && to.is("ab.####"));
	CLAIM(RtlStringCbCopyW(to.text, 9, L"abc") == STATUS_SUCCESS && to.is("abc.###"));
	CLAIM(RtlStringCchCopyA(nullptr, 3, "abc") == STATUS_INVALID_PARAMETER);
	CLAIM(RtlStringCbCopyA(nullptr, 0, "abc") == STATUS_INVALID_PARAMETER);
}

CASE(joins_end_with_a_null)
{
	run_joins<CHAR>(RtlStringCchCatNA, 1);
	run_joins<CHAR>(RtlStringCbCatNA, 1);
	run_joins<WCHAR>(RtlStringCchCatNW, 1);
	run_joins<WCHAR>(RtlStringCbCatNW, 2);

	buffer<CHAR> to("ab.####");

	CLAIM(RtlStringCchCatA(to.text, 7, "c") == STATUS_SUCCESS && to.is("abc.###"));
	CLAIM(RtlStringCbCatA(to.text, 7, "defg") == STATUS_BUFFER_OVERFLOW && to.is("abcdef."));
}

CASE(ex_fills_and_tells_where_it_ends)
{
	run_all_extended<CHAR>(RtlStringCchCopyExA, RtlStringCchCatExA, 1);
	run_all_extended<CHAR>(RtlStringCbCopyExA, RtlStringCbCatExA, 1);
	run_all_extended<WCHAR>(RtlStringCchCopyExW, RtlStringCchCatExW, 1);
	run_all_extended<WCHAR>(RtlStringCbCopyExW, RtlStringCbCatExW, 2);

	buffer<WCHAR> to("#######");
	WCHAR *end;
	SIZE_T remaining;

	/* An odd byte is room, too, and filled. */
	CLAIM(!RtlStringCbCopyNExW(to.text, 11, L"abcd", 4, &end, &remaining,
				   STRSAFE_FILL_BYTE(0)));
	CLAIM(end == to.text + 2 && remaining == 7 && to.text[4] == 0 &&
	      to.text[5] == 0x0000 + ('#' & 0xff00));
	CLAIM(!RtlStringCchCopyExW(nullptr, 0, nullptr, nullptr, &remaining, STRSAFE_IGNORE_NULLS));
	CLAIM(remaining == 0);
	CLAIM(RtlStringCchCopyExW(nullptr, 2, nullptr, nullptr, nullptr, STRSAFE_IGNORE_NULLS) ==
	      STATUS_INVALID_PARAMETER);
	CLAIM(!RtlStringCbCatNExW(to.text, 14, L"xyz", 4, &end, nullptr, 0) && end == to.text + 4);
}

CASE(a_length_is_up_to_the_null)
{
	SIZE_T length = 9;

	CLAIM(!RtlStringCchLengthW(L"abc", 4, &length) && length == 3);
	CLAIM(RtlStringCchLengthW(L"abc", 3, &length) == STATUS_INVALID_PARAMETER && length == 0);
	CLAIM(!RtlStringCbLengthW(L"abc", 8, &length) && length == 6);
	CLAIM(RtlStringCbLengthW(L"abc", 7, &length) == STATUS_INVALID_PARAMETER);
	CLAIM(!RtlStringCbLengthA("", 1, &length) && length == 0);
	CLAIM(RtlStringCchLengthA("", 0, nullptr) == STATUS_INVALID_PARAMETER);
	CLAIM(RtlStringCchLengthA(nullptr, 1, &length) == STATUS_INVALID_PARAMETER);
	CLAIM(RtlStringCchLengthA("", NTSTRSAFE_MAX_CCH + 1ULL, &length) ==
	      STATUS_INVALID_PARAMETER);
}

CASE(prints_end_with_a_null)
{
	buffer<CHAR> a("#######");
	buffer<WCHAR> w("#######");
	CHAR *end = nullptr;
	SIZE_T remaining = 0;

	CLAIM(!RtlStringCchPrintfA(a.text, 4, "%d", 123) && a.is("123.###"));
	CLAIM(RtlStringCchPrintfA(a.text, 4, "%d", 4567) == STATUS_BUFFER_OVERFLOW &&
	      a.is("456.###"));
	CLAIM(!RtlStringCbPrintfW(w.text, 9, L"%hs", "abc") && w.is("abc.###"));
	CLAIM(RtlStringCbPrintfA(a.text, 0, "x") == STATUS_INVALID_PARAMETER && a.is("456.###"));
	CLAIM(RtlStringCchPrintfExA(a.text, 7, &end, &remaining, STRSAFE_FILL_BYTE('x'), "%c",
				    'a') == 0);
	CLAIM(a.is("a.xxxxx") && end == a.text + 1 && remaining == 6);
	CLAIM(RtlStringCchPrintfExA(a.text, 3, &end, &remaining, STRSAFE_NO_TRUNCATION, "%d%s", 12,
				    "y") == STATUS_BUFFER_OVERFLOW);
	CLAIM(a.is("a.xxxxx") && end == a.text && remaining == 3);
	CLAIM(!RtlStringCchPrintfExA(a.text, 4, &end, &remaining, STRSAFE_NO_TRUNCATION, "%d%s", 12,
				     "y"));
	CLAIM(a.is("12y.xxx") && remaining == 1);
	CLAIM(!RtlStringCbPrintfExW(w.text, 8, nullptr, &remaining, STRSAFE_IGNORE_NULLS, nullptr));
	CLAIM(w.is(".bc.###") && remaining == 8);
	CLAIM(RtlStringCchPrintfExA(nullptr, 0, nullptr, nullptr, STRSAFE_IGNORE_NULLS, "%s",
				    "a") == STATUS_INVALID_PARAMETER);
	CLAIM(!RtlStringCchPrintfExA(nullptr, 0, nullptr, nullptr, STRSAFE_IGNORE_NULLS, "%s", ""));
}

CASE(counted_strings_take_what_fits)
{
	struct sample {
		USHORT length;
		USHORT room;
		const WCHAR *source;
		ULONG flags;
		NTSTATUS status;
		const char *copied;
		USHORT copied_length;
		const char *joined;
		USHORT joined_length;
	};
	static const sample samples[] = {
		{4, 14, L"cd", 0, STATUS_SUCCESS, "cdxxxxx", 4, "abcdxxx", 8},
		{4, 8, L"cd", 0, STATUS_SUCCESS, "cdxxxxx", 4, "abcdxxx", 8},
		{4, 6, L"cdef", 0, STATUS_BUFFER_OVERFLOW, "cdexxxx", 6, "abcxxxx", 6},
		{4, 6, L"cdef", STRSAFE_NO_TRUNCATION, STATUS_BUFFER_OVERFLOW, "abxxxxx", 4,
		 "abxxxxx", 4},
		{4, 6, L"cdef", STRSAFE_ZERO_LENGTH_ON_FAILURE, STATUS_BUFFER_OVERFLOW, "cdexxxx",
		 0, "abcxxxx", 0},
		{4, 6, L"cdef", STRSAFE_FILL_ON_FAILURE, STATUS_BUFFER_OVERFLOW, "...xxxx", 0,
		 "...xxxx", 0},
		{4, 10, L"c", STRSAFE_FILL_BEHIND, STATUS_SUCCESS, "c....xx", 2, "abc..xx", 6},
		{4, 14, nullptr, STRSAFE_IGNORE_NULLS, STATUS_SUCCESS, "abxxxxx", 0, "abxxxxx", 4},
		{4, 14, nullptr, 0, STATUS_INVALID_PARAMETER, "abxxxxx", 0, "abxxxxx", 4},
		{4, 7, L"c", 0, STATUS_INVALID_PARAMETER, "abxxxxx", 4, "abxxxxx", 4},
		{4, 2, L"c", 0, STATUS_INVALID_PARAMETER, "abxxxxx", 4, "abxxxxx", 4},
		{3, 8, L"c", 0, STATUS_INVALID_PARAMETER, "abxxxxx", 3, "abxxxxx", 3},
		{4, 8, L"c", 0x2000, STATUS_INVALID_PARAMETER, "abxxxxx", 4, "abxxxxx", 4},
	};

	for
		ROWS(s, samples)
		{
			buffer<WCHAR> a("abxxxxx"), b("abxxxxx"), c("abxxxxx"), d("abxxxxx");
			UNICODE_STRING to_a = {s.length, s.room, a.text},
				       to_b = {s.length, s.room, b.text},
				       to_c = {s.length, s.room, c.text},
				       to_d = {s.length, s.room, d.text};
			UNICODE_STRING from = {}, rest = {77, 77, nullptr};

			RtlInitUnicodeString(&from, s.source);
			CLAIM(RtlUnicodeStringCopyStringEx(&to_a, s.source, &rest, s.flags) ==
			      s.status);
			CLAIM(a.is(s.copied) && to_a.Length == s.copied_length);
			if (s.status != STATUS_INVALID_PARAMETER)
				CLAIM(rest.Length == 0 &&
				      rest.MaximumLength == s.room - to_a.Length &&
				      rest.Buffer == a.text + to_a.Length / 2);
			else
				CLAIM(rest.Length == 77);
			CLAIM(RtlUnicodeStringCatEx(&to_b, s.source ? &from : nullptr, nullptr,
						    s.flags) == s.status);
			CLAIM(b.is(s.joined) && to_b.Length == s.joined_length);
			CLAIM(RtlUnicodeStringCopyEx(&to_c, s.source ? &from : nullptr, nullptr,
						     s.flags) == s.status);
			CLAIM(c.is(s.copied) && to_c.Length == s.copied_length);
			CLAIM(RtlUnicodeStringCatStringEx(&to_d, s.source, nullptr, s.flags) ==
			      s.status);
			CLAIM(d.is(s.joined) && to_d.Length == s.joined_length);
			row++;
		}
}

CASE(counted_strings_have_limits_and_formats)
{
	buffer<WCHAR> a("#######");
	UNICODE_STRING to = {0, 14, a.text};
	const UNICODE_STRING from = counted(L"abcdef");
	std::vector<WCHAR> too_long(32767, 'x');

	too_long.push_back(0);

	CLAIM(!RtlUnicodeStringCchCopyN(&to, &from, 2) && a.is("ab#####") && to.Length == 4);
	CLAIM(!RtlUnicodeStringCbCatN(&to, &from, 2) && a.is("aba####") && to.Length == 6);
	CLAIM(!RtlUnicodeStringCbCopyStringN(&to, L"xyz", 4) && a.is("xya####"));
	CLAIM(!RtlUnicodeStringCchCatStringN(&to, L"xyz", 1) && a.is("xyx####"));
	CLAIM(RtlUnicodeStringCchCopyN(&to, &from, 0x8000) == STATUS_INVALID_PARAMETER);
	CLAIM(!RtlUnicodeStringPrintf(&to, L"%d%wZ", 1, &from) && a.is("1abcdef") &&
	      to.Length == 14);
	CLAIM(RtlUnicodeStringPrintf(&to, L"%d%wZ", 12, &from) == STATUS_BUFFER_OVERFLOW &&
	      a.is("12abcde"));
	CLAIM(RtlUnicodeStringPrintf(nullptr, L"") == STATUS_INVALID_PARAMETER);
	CLAIM(!RtlUnicodeStringPrintfEx(nullptr, nullptr, STRSAFE_IGNORE_NULLS, L""));
	CLAIM(!RtlStringCchCopyUnicodeString(a.text, 7, &from) && a.is("abcdef."));
	CLAIM(RtlStringCbCopyUnicodeString(a.text, 6, &from) == STATUS_BUFFER_OVERFLOW &&
	      a.is("ab.def."));
	CLAIM(RtlUnicodeStringInit(&to, L"abc") == STATUS_SUCCESS && to.MaximumLength == 8);
	CLAIM(RtlUnicodeStringInit(&to, too_long.data()) == STATUS_INVALID_PARAMETER);
	CLAIM(RtlUnicodeStringValidate(&from) == STATUS_SUCCESS);
	CLAIM(RtlUnicodeStringValidate(nullptr) == STATUS_INVALID_PARAMETER);
	CLAIM(RtlUnicodeStringValidateEx(nullptr, STRSAFE_IGNORE_NULLS) == STATUS_SUCCESS);
	to = {0, 2, nullptr};
	CLAIM(RtlUnicodeStringValidate(&to) == STATUS_INVALID_PARAMETER);
}
