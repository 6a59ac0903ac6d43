// SPDX-License-Identifier: GPL-2.0
/*
 * bitmap.cpp - the Windows routines for bitmaps: bits set, cleared, counted, and runs of them found.
 *
 * All searches stand on next_of(): the next bit that is set, or clear, a word at a time. Behind a
 * bitmap's end nothing is looked at, but the rest of its last word.
 */
#include "wdm/bitmap.h"
#include "wdm/rtl_number.h"

namespace
{

using bitmap = RTL_BITMAP;

constexpr ULONG bits_in_word = 32;
constexpr ULONG all_ones = ~0U;
constexpr ULONG none = ~0U;

enum class kind { clear, set };

ULONG least(ULONG a, ULONG b) noexcept
{
	return a < b ? a : b;
}

bool is_in(const bitmap &map, ULONG from, ULONG count) noexcept
{
	return from <= map.SizeOfBitMap && count <= map.SizeOfBitMap - from;
}

/* The word that a bit is in, with ones for the bits that are looked for. */
ULONG word_of(const bitmap &map, ULONG at, kind wanted) noexcept
{
	const ULONG word = map.Buffer[at / bits_in_word];

	return wanted == kind::set ? word : ~word;
}

/* The first from here on, or the end. */
ULONG next_of(const bitmap &map, ULONG at, kind wanted) noexcept
{
	while (at < map.SizeOfBitMap) {
		const ULONG word = word_of(map, at, wanted) & all_ones << at % bits_in_word;

		at -= at % bits_in_word;
		if (word)
			return least(at + static_cast<ULONG>(__builtin_ctz(word)),
				     map.SizeOfBitMap);
		if (map.SizeOfBitMap - at <= bits_in_word)
			break;
		at += bits_in_word;
	}
	return map.SizeOfBitMap;
}

constexpr kind other(kind of) noexcept
{
	return of == kind::set ? kind::clear : kind::set;
}

RTL_BITMAP_RUN next_run(const bitmap &map, ULONG from, kind wanted) noexcept
{
	const ULONG start = next_of(map, from, wanted);

	return {start, next_of(map, start, other(wanted)) - start};
}

/* One that begins below a bit. */
ULONG find_from(const bitmap &map, ULONG from, ULONG below, ULONG count, kind wanted) noexcept
{
	for (RTL_BITMAP_RUN run = next_run(map, from, wanted);
	     run.NumberOfBits && run.StartingIndex < below;
	     run = next_run(map, run.StartingIndex + run.NumberOfBits, wanted))
		if (run.NumberOfBits >= count)
			return run.StartingIndex;
	return none;
}

/* From the hint to the end, then those that begin before it. */
ULONG find(const bitmap &map, ULONG count, ULONG hint, kind wanted) noexcept
{
	const ULONG from = hint < map.SizeOfBitMap ? hint : 0;

	if (!count)
		return from & ~7U;

	const ULONG found = find_from(map, from, map.SizeOfBitMap, count, wanted);

	return found != none ? found : find_from(map, 0, from, count, wanted);
}

void put(bitmap &map, ULONG word, ULONG mask, kind to) noexcept
{
	if (to == kind::set)
		map.Buffer[word] |= mask;
	else
		map.Buffer[word] &= ~mask;
}

void put_all(bitmap &map, ULONG from, ULONG count, kind to) noexcept
{
	if (from >= map.SizeOfBitMap)
		return;

	const ULONG end = from + least(count, map.SizeOfBitMap - from);

	for (ULONG at = from; at < end;) {
		const ULONG bit = at % bits_in_word;
		const ULONG here = least(bits_in_word - bit, end - at);

		put(map, at / bits_in_word, all_ones >> (bits_in_word - here) << bit, to);
		at += here;
	}
}

ULONG find_and_put(bitmap &map, ULONG count, ULONG hint, kind from, kind to) noexcept
{
	const ULONG found = find(map, count, hint, from);

	if (found != none)
		put_all(map, found, count, to);
	return found;
}

/* The whole of the last word, too. */
void put_words(bitmap &map, ULONG word) noexcept
{
	for (ULONG i = 0; i * ULONGLONG{bits_in_word} < map.SizeOfBitMap; i++)
		map.Buffer[i] = word;
}

ULONG count_set(const bitmap &map) noexcept
{
	ULONG count = 0;

	for (ULONG at = 0; at < map.SizeOfBitMap;
	     at += least(bits_in_word, map.SizeOfBitMap - at)) {
		const ULONG here = least(bits_in_word, map.SizeOfBitMap - at);

		count += RtlNumberOfSetBitsUlongPtr(map.Buffer[at / bits_in_word] &
						    all_ones >> (bits_in_word - here));
	}
	return count;
}

bool are_all(const bitmap &map, ULONG from, ULONG count, kind wanted) noexcept
{
	return count && is_in(map, from, count) &&
	       next_of(map, from, other(wanted)) >= from + count;
}

bool is_set(const bitmap &map, ULONG at) noexcept
{
	return at < map.SizeOfBitMap && next_of(map, at, kind::set) == at;
}

/* Into an array that is in order, longest first; those that it has come before their likes. */
ULONG insert(RTL_BITMAP_RUN *runs, ULONG count, ULONG room, const RTL_BITMAP_RUN &run) noexcept
{
	ULONG at = count < room ? count : room - 1;

	if (count == room && runs[at].NumberOfBits >= run.NumberOfBits)
		return count;
	for (; at && runs[at - 1].NumberOfBits < run.NumberOfBits; at--)
		runs[at] = runs[at - 1];
	runs[at] = run;
	return count < room ? count + 1 : count;
}

} /* namespace */

extern "C" {

VOID NTAPI RtlInitializeBitMap(PRTL_BITMAP BitMapHeader, PULONG BitMapBuffer, ULONG SizeOfBitMap)
{
	BitMapHeader->SizeOfBitMap = SizeOfBitMap;
	BitMapHeader->Buffer = BitMapBuffer;
}

VOID NTAPI RtlSetBit(PRTL_BITMAP BitMapHeader, ULONG BitNumber)
{
	put_all(*BitMapHeader, BitNumber, 1, kind::set);
}

VOID NTAPI RtlClearBit(PRTL_BITMAP BitMapHeader, ULONG BitNumber)
{
	put_all(*BitMapHeader, BitNumber, 1, kind::clear);
}

BOOLEAN NTAPI RtlTestBit(PRTL_BITMAP BitMapHeader, ULONG BitNumber)
{
	return is_set(*BitMapHeader, BitNumber);
}

VOID NTAPI RtlSetBits(PRTL_BITMAP BitMapHeader, ULONG StartingIndex, ULONG NumberToSet)
{
	put_all(*BitMapHeader, StartingIndex, NumberToSet, kind::set);
}

VOID NTAPI RtlClearBits(PRTL_BITMAP BitMapHeader, ULONG StartingIndex, ULONG NumberToClear)
{
	put_all(*BitMapHeader, StartingIndex, NumberToClear, kind::clear);
}

VOID NTAPI RtlSetAllBits(PRTL_BITMAP BitMapHeader)
{
	put_words(*BitMapHeader, all_ones);
}

VOID NTAPI RtlClearAllBits(PRTL_BITMAP BitMapHeader)
{
	put_words(*BitMapHeader, 0);
}

BOOLEAN NTAPI RtlAreBitsSet(PRTL_BITMAP BitMapHeader, ULONG StartingIndex, ULONG Length)
{
	return are_all(*BitMapHeader, StartingIndex, Length, kind::set);
}

BOOLEAN NTAPI RtlAreBitsClear(PRTL_BITMAP BitMapHeader, ULONG StartingIndex, ULONG Length)
{
	return are_all(*BitMapHeader, StartingIndex, Length, kind::clear);
}

ULONG NTAPI RtlNumberOfSetBits(PRTL_BITMAP BitMapHeader)
{
	return count_set(*BitMapHeader);
}

ULONG NTAPI RtlNumberOfClearBits(PRTL_BITMAP BitMapHeader)
{
	return BitMapHeader->SizeOfBitMap - count_set(*BitMapHeader);
}

ULONG NTAPI RtlFindSetBits(PRTL_BITMAP BitMapHeader, ULONG NumberToFind, ULONG HintIndex)
{
	return find(*BitMapHeader, NumberToFind, HintIndex, kind::set);
}

ULONG NTAPI RtlFindClearBits(PRTL_BITMAP BitMapHeader, ULONG NumberToFind, ULONG HintIndex)
{
	return find(*BitMapHeader, NumberToFind, HintIndex, kind::clear);
}

ULONG NTAPI RtlFindSetBitsAndClear(PRTL_BITMAP BitMapHeader, ULONG NumberToFind, ULONG HintIndex)
{
	return find_and_put(*BitMapHeader, NumberToFind, HintIndex, kind::set, kind::clear);
}

ULONG NTAPI RtlFindClearBitsAndSet(PRTL_BITMAP BitMapHeader, ULONG NumberToFind, ULONG HintIndex)
{
	return find_and_put(*BitMapHeader, NumberToFind, HintIndex, kind::clear, kind::set);
}

ULONG NTAPI RtlFindNextForwardRunClear(PRTL_BITMAP BitMapHeader, ULONG FromIndex,
				       PULONG StartingRunIndex)
{
	const RTL_BITMAP_RUN run = next_run(*BitMapHeader, FromIndex, kind::clear);

	*StartingRunIndex = run.StartingIndex;
	return run.NumberOfBits;
}

ULONG NTAPI RtlFindFirstRunClear(PRTL_BITMAP BitMapHeader, PULONG StartingIndex)
{
	return RtlFindNextForwardRunClear(BitMapHeader, 0, StartingIndex);
}

ULONG NTAPI RtlFindLastBackwardRunClear(PRTL_BITMAP BitMapHeader, ULONG FromIndex,
					PULONG StartingRunIndex)
{
	const bitmap &map = *BitMapHeader;
	ULONG end = FromIndex < map.SizeOfBitMap ? FromIndex + 1 : map.SizeOfBitMap;

	while (end && is_set(map, end - 1))
		end--;
	*StartingRunIndex = end;
	while (*StartingRunIndex && !is_set(map, *StartingRunIndex - 1))
		--*StartingRunIndex;
	return end - *StartingRunIndex;
}

ULONG NTAPI RtlFindClearRuns(PRTL_BITMAP BitMapHeader, PRTL_BITMAP_RUN RunArray,
			     ULONG SizeOfRunArray, BOOLEAN LocateLongestRuns)
{
	ULONG count = 0, from = 0;

	while (SizeOfRunArray && (count < SizeOfRunArray || LocateLongestRuns)) {
		const RTL_BITMAP_RUN run = next_run(*BitMapHeader, from, kind::clear);

		if (!run.NumberOfBits)
			break;
		from = run.StartingIndex + run.NumberOfBits;
		if (LocateLongestRuns)
			count = insert(RunArray, count, SizeOfRunArray, run);
		else
			RunArray[count++] = run;
	}
	return count;
}

ULONG NTAPI RtlFindLongestRunClear(PRTL_BITMAP BitMapHeader, PULONG StartingIndex)
{
	RTL_BITMAP_RUN longest = {};

	RtlFindClearRuns(BitMapHeader, &longest, 1, TRUE);
	*StartingIndex = longest.StartingIndex;
	return longest.NumberOfBits;
}

} /* extern "C" */
