// SPDX-License-Identifier: GPL-2.0
/*
 * format_test.cpp - the language of formats, narrow and wide, row by row; and against the C library.
 */
#include "check.hpp"
#include "ntstrsafe.h"

#include <cstring>
#include <random>
#include <string>

namespace
{

CHAR narrow[128];
WCHAR wide[128];

template <class... Given> bool prints(const char *wanted, const char *text, Given... given)
{
	const bool is_so = RtlStringCchPrintfA(narrow, sizeof(narrow), text, given...) ==
				   STATUS_SUCCESS &&
			   !std::strcmp(narrow, wanted);

	if (!is_so)
		std::printf("# %s: %s\n", text, narrow);
	return is_so;
}

template <class... Given> bool prints(const WCHAR *wanted, const WCHAR *text, Given... given)
{
	return RtlStringCchPrintfW(wide, 128, text, given...) == STATUS_SUCCESS &&
	       same(wide, wanted);
}

} /* namespace */

CASE(numbers_are_printed)
{
	CLAIM(prints("-5 5 +5  5", "%d %i %+d % d", -5, 5, 5, 5));
	CLAIM(prints("4294967291", "%u", -5));
	CLAIM(prints("ff FF 0xff 0XFF 0", "%x %X %#x %#X %#x", 255, 255, 255, 255, 0));
	CLAIM(prints("17 017 0", "%o %#o %#o", 15, 15, 0));
	CLAIM(prints("[   5][5   ][0005]", "[%4d][%-4d][%04d]", 5, 5, 5));
	CLAIM(prints("[ 005][-005][+5]", "[%4.3d][%-.3d][%+.0d]", 5, -5, 5));
	CLAIM(prints("[][     ]", "[%.0d][%5.0d]", 0, 0));
	CLAIM(prints("[  7][7  ][007]", "[%*d][%*d][%.*d]", 3, 7, -3, 7, 3, 7));
	CLAIM(prints("7", "%.*d", -3, 7));
	CLAIM(prints("-1 255 65535 -1", "%hhd %hhu %hu %hd", 0xff, 0x1ff, 0x1ffff, 0xffff));
	/* A long of Windows has 32 bits. */
	CLAIM(prints("-2147483648 4294967295", "%ld %lu", 0x80000000, 0x1ffffffffULL));
	CLAIM(prints("1234567890123 fedcba9876543210", "%I64d %I64x", 1234567890123LL,
		     0xfedcba9876543210ULL));
	CLAIM(prints("-1 -1 18446744073709551615", "%lld %Id %Iu", -1LL, -1LL, ~0ULL));
	CLAIM(prints("-9223372036854775808", "%lld", -9223372036854775807LL - 1));
	CLAIM(prints("ffffffff 5 6 7", "%I32x %zu %tu %ju", -1, 5ULL, 6ULL, 7ULL));
	CLAIM(prints("000000000000BEEF", "%p", reinterpret_cast<void *>(0xbeef)));
	CLAIM(prints("FFFFFFFFFFFFFFFF   ", "%-19p", reinterpret_cast<void *>(~0ULL)));
	CLAIM(prints(L"-5 ff 0000000000000001", L"%d %x %p", -5, 255, reinterpret_cast<void *>(1)));
}

CASE(characters_and_strings_of_each_kind_are_printed)
{
	CLAIM(prints("ab", "%c%C", 'a', L'b'));
	CLAIM(prints("abcd", "%hc%lc%wc%hC", 'a', L'b', L'c', 'd'));
	CLAIM(prints("one two three four", "%s %S %ws %hS", "one", L"two", L"three", "four"));
	CLAIM(prints("five six", "%ls %hs", L"five", "six"));
	CLAIM(prints(L"one two three four", L"%s %S %ws %hs", L"one", "two", L"three", "four"));
	CLAIM(prints(L"a b c d", L"%c %C %hc %lc", L'a', 'b', 'c', L'd'));
	CLAIM(prints(L"five six", L"%lS %hS", L"five", "six"));
	CLAIM(prints("[  ab][ab  ][ab][a][]", "[%4s][%-4s][%1s][%.1s][%.0s]", "ab", "ab", "ab",
		     "ab", "ab"));
	CLAIM(prints("[  ab][ab  ][a]", "[%4ws][%-4ws][%.1ws]", L"ab", L"ab", L"ab"));
	CLAIM(prints("(null) (nul (null) (null)", "%s %.4s %ws %wZ", nullptr, nullptr, nullptr,
		     nullptr));
	CLAIM(prints("\xc3\xa4 \xf0\x9f\x98\x80 \xef\xbf\xbd", "%ws %S %C", L"\x00e4",
		     L"\xd83d\xde00", 0xd83d));
	CLAIM(prints(L"\x00e4 \xd83d\xde00 \xfffd", L"%hs %S %C", "\xc3\xa4", "\xf0\x9f\x98\x80",
		     0xe4));
	/* No null has to stand behind what a precision cuts. */
	const CHAR three[3] = {'a', 'b', 'c'};
	const WCHAR words[2] = {L'x', L'y'};

	CLAIM(prints("abc xy", "%.3s %.2ws", three, words));
	CLAIM(RtlStringCchPrintfA(narrow, 9, "%c|", 0) == STATUS_SUCCESS && narrow[0] == 0 &&
	      narrow[1] == '|');
}

CASE(counted_strings_are_printed_to_their_length)
{
	const UNICODE_STRING name = {6, 8, const_cast<WCHAR *>(L"disk!")}, none = {0, 0, nullptr};
	const STRING bytes = {4, 4, const_cast<CHAR *>("sector")},
		     empty = {0, 1, const_cast<CHAR *>("")};

	CLAIM(prints("dis|sect|sect", "%wZ|%Z|%hZ", &name, &bytes, &bytes));
	CLAIM(prints("dis|[   dis][dis   ]", "%lZ|[%6wZ][%-6wZ]", &name, &name, &name));
	CLAIM(prints("[]|(null)", "[%Z]|%wZ", &empty, &none));
	CLAIM(prints(L"dis|sect", L"%wZ|%Z", &name, &bytes));
}

CASE(what_is_no_type_stands_as_it_is)
{
	CLAIM(prints("100% 5", "%d%% %d", 100, 5));
	CLAIM(prints("%f %n %5.2f 7", "%f %n %5.2f %d", 7));
	CLAIM(prints("%", "%"));
	CLAIM(prints("a%-5", "a%-5"));
	CLAIM(prints("%I6", "%I6"));
	CLAIM(prints(L"%y 1", L"%y %d", 1));
}

CASE(what_does_not_fit_is_cut_between_characters)
{
	CLAIM(RtlStringCchPrintfA(narrow, 3, "%ws", L"a\x00e4") == STATUS_BUFFER_OVERFLOW);
	CLAIM(!std::strcmp(narrow, "a"));
	CLAIM(RtlStringCchPrintfW(wide, 3, L"%hs", "a\xf0\x9f\x98\x80") == STATUS_BUFFER_OVERFLOW);
	CLAIM(same<WCHAR>(wide, L"a"));
	CLAIM(RtlStringCchPrintfA(narrow, 4, "%2147483647d", 1) == STATUS_BUFFER_OVERFLOW);
	CLAIM(!std::strcmp(narrow, "   "));
	CLAIM(RtlStringCchPrintfA(narrow, 4, "%99999999999999d%s", 1, "x") ==
	      STATUS_BUFFER_OVERFLOW);
	CLAIM(RtlStringCchPrintfA(narrow, 4, "ab%d", 12) == STATUS_BUFFER_OVERFLOW);
	CLAIM(!std::strcmp(narrow, "ab1"));
}

/* What Windows and the C library have in common, put together by chance. */
CASE(as_the_c_library_prints_it)
{
	std::mt19937 chance(1);
	auto below = [&](unsigned int limit) {
		return static_cast<unsigned int>(chance() % limit);
	};
	static const long long numbers[] = {0,
					    1,
					    -1,
					    7,
					    255,
					    -128,
					    0x7fffffff,
					    -0x7fffffff - 1,
					    0x123456789abcdef,
					    -9223372036854775807LL - 1};
	static const char *const strings[] = {"", "a", "some text", "%d"};

	for (row = 0; row < 30000 && !wrong; row++) {
		char format[64], ours[48], theirs[48];
		std::string text = below(2) ? "<" : "";
		const unsigned int size = 1 + below(sizeof(ours));
		const char type = "diuxXocs%"[below(9)];

		text += '%';
		for (unsigned int n = below(3); type != '%' && n; n--)
			text += "-+ #0"[below(type == 's' || type == 'c' ? 1 : 5)];
		if (type != '%' && below(2))
			text += std::to_string(1 + below(30));
		if (type != '%' && type != 'c' && below(3) == 0)
			text += "." + (below(4) ? std::to_string(below(25)) : "");
		const unsigned int wide_number = below(2);
		const bool is_number = std::strchr("diuxXo", type);

		if (is_number)
			text += wide_number ? "ll" : (const char *[]){"", "h", "hh"}[below(3)];
		text += type;
		text += below(2) ? ">" : "";
		std::strcpy(format, text.c_str());

		const long long number = numbers[below(10)] + static_cast<long long>(below(3));
		const char *string = strings[below(4)];
		NTSTATUS status;
		int wanted;

		if (type == 's') {
			wanted = std::snprintf(theirs, size, format, string);
			status = RtlStringCchPrintfA(ours, size, format, string);
		} else if (type == 'c') {
			wanted = std::snprintf(theirs, size, format,
					       'a' + static_cast<int>(number & 7));
			status = RtlStringCchPrintfA(ours, size, format,
						     'a' + static_cast<int>(number & 7));
		} else if (is_number && wide_number) {
			wanted = std::snprintf(theirs, size, format, number);
			status = RtlStringCchPrintfA(ours, size, format, number);
		} else {
			wanted = std::snprintf(theirs, size, format, static_cast<int>(number));
			status = RtlStringCchPrintfA(ours, size, format, static_cast<int>(number));
		}

		const bool is_cut = static_cast<unsigned int>(wanted) >= size;
		const bool is_same = !std::strcmp(ours, theirs) &&
				     status == (is_cut ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS);

		if (!is_same)
			std::printf("# %s, %lld, size %u: %s, not %s\n", format, number, size, ours,
				    theirs);
		CLAIM(is_same);
	}
}

/* Any bytes as a format: nothing but the arguments is read, nothing behind the end written. */
CASE(any_format_is_taken)
{
	std::mt19937 chance(2);
	static const char letters[] = "%%%%%diuxXopcCsSZhlwI643L.*-+ #0123a\xc3\xa4";
	static const UNICODE_STRING name = {2, 2, const_cast<WCHAR *>(L"\xd83d")};

	for (row = 0; row < 20000; row++) {
		std::string format;
		std::vector<WCHAR> wide_format;
		const unsigned int length = chance() % 12, size = 1 + chance() % 20;

		/* A type that takes a pointer would get a number here, so there is none of two. */
		for (unsigned int n = 0; n < length; n++)
			format += letters[chance() % (sizeof(letters) - 1)];
		if (format.find_first_of("sSZ*") != std::string::npos)
			format = format.substr(0, format.find_first_of("sSZ*"));
		for (const char c : format)
			wide_format.push_back(static_cast<WCHAR>(c & 0xff));
		wide_format.push_back(0);

		std::vector<CHAR> a(size, '#');
		std::vector<WCHAR> w(size, '#');

		RtlStringCchPrintfA(a.data(), size, format.c_str(), 1ULL, 2ULL, 3ULL, 4ULL, 5ULL,
				    6ULL, 7ULL, 8ULL, 9ULL, 10ULL, 11ULL, 12ULL);
		RtlStringCchPrintfW(w.data(), size, wide_format.data(), 1ULL, 2ULL, 3ULL, 4ULL,
				    5ULL, 6ULL, 7ULL, 8ULL, 9ULL, 10ULL, 11ULL, 12ULL);
		CLAIM(std::memchr(a.data(), 0, size));
		RtlStringCchPrintfA(a.data(), size, "%wZ", &name);
		CLAIM(std::memchr(a.data(), 0, size));
	}
}
