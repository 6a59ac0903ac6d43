// SPDX-License-Identifier: GPL-2.0
/*
 * case.cpp - the case of characters of 16 bits, by the table in case_pairs.hpp.
 *
 * Not for what has no counterpart of one character (sharp s), nor for half of a pair of
 * surrogates: both are what they are in either case.
 */
#include "case.hpp"

#include "case_pairs.hpp"
#include "wdm/rtl_text.h"

namespace ntspin
{

namespace
{

/* The second lower case of a letter: it has an upper case, and is nobody's lower case. */
constexpr WCHAR final_sigma = 0x3c2;
constexpr WCHAR capital_sigma = 0x3a3;

constexpr ULONG runs = sizeof(case_runs) / sizeof(case_runs[0]);

bool is_of(const case_run &run, ULONG lower) noexcept
{
	return lower >= run.first && lower <= run.last && (lower - run.first) % run.step == 0;
}

} /* namespace */

WCHAR upcase(WCHAR c) noexcept
{
	ULONG from = 0, to = runs;

	if (c < 0x80)
		return c >= L'a' && c <= L'z' ? static_cast<WCHAR>(c - (L'a' - L'A')) : c;
	if (c == final_sigma)
		return capital_sigma;
	/* The first run that ends at it or behind it. */
	while (from < to) {
		const ULONG middle = (from + to) / 2;

		if (case_runs[middle].last < c)
			from = middle + 1;
		else
			to = middle;
	}
	if (from < runs && is_of(case_runs[from], c))
		return static_cast<WCHAR>((c + case_runs[from].distance) & 0xffff);
	return c;
}

WCHAR downcase(WCHAR c) noexcept
{
	if (c < 0x80)
		return c >= L'A' && c <= L'Z' ? static_cast<WCHAR>(c + (L'a' - L'A')) : c;
	/* Sorted by the lower cases alone, so each is asked. */
	for (const case_run &run : case_runs) {
		const ULONG lower = (c - run.distance) & 0xffff;

		if (is_of(run, lower))
			return static_cast<WCHAR>(lower);
	}
	return c;
}

} /* namespace ntspin */

extern "C" {

WCHAR NTAPI RtlUpcaseUnicodeChar(WCHAR SourceCharacter)
{
	return ntspin::upcase(SourceCharacter);
}

WCHAR NTAPI RtlDowncaseUnicodeChar(WCHAR SourceCharacter)
{
	return ntspin::downcase(SourceCharacter);
}

CHAR NTAPI RtlUpperChar(CHAR Character)
{
	return ntspin::upcase(Character);
}

} /* extern "C" */
