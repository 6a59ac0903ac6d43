// SPDX-License-Identifier: GPL-2.0
/*
 * bitmap_test.cpp - bitmaps: random calls beside an array of flags that does the same bit by bit.
 */
#include "check.hpp"

#include <algorithm>
#include <memory>
#include <random>

#include "wdm/bitmap.h"

namespace
{

constexpr ULONG none = 0xffffffff;

/* Its words lie in a block of just their size: what is read behind them a sanitizer sees. */
struct pair {
	explicit pair(ULONG size) : bits(size), words(new ULONG[(size + 31) / 32]())
	{
		RtlInitializeBitMap(&map, words.get(), size);
	}

	std::vector<bool> bits;
	std::unique_ptr<ULONG[]> words;
	RTL_BITMAP map;

	ULONG size() const
	{
		return static_cast<ULONG>(bits.size());
	}
};

bool is_run(const pair &of, ULONG at, ULONG count, bool value)
{
	if (at > of.size() || count > of.size() - at)
		return false;
	return std::all_of(of.bits.begin() + at, of.bits.begin() + at + count,
			   [value](bool bit) { return bit == value; });
}

ULONG find(const pair &of, ULONG count, ULONG hint, bool value)
{
	const ULONG from = hint < of.size() ? hint : 0;

	if (!count)
		return from / 8 * 8;
	for (ULONG at = from; at < of.size(); at++)
		if (is_run(of, at, count, value))
			return at;
	for (ULONG at = 0; at < from; at++)
		if (is_run(of, at, count, value))
			return at;
	return none;
}

void put(pair &of, ULONG at, ULONG count, bool value)
{
	for (; count-- && at < of.size(); at++)
		of.bits[at] = value;
}

/* In order. */
std::vector<RTL_BITMAP_RUN> clear_runs(const pair &of)
{
	std::vector<RTL_BITMAP_RUN> runs;

	for (ULONG at = 0; at < of.size(); at++) {
		if (of.bits[at])
			continue;
		if (!at || of.bits[at - 1])
			runs.push_back({at, 0});
		runs.back().NumberOfBits++;
	}
	return runs;
}

void are_runs(pair &of, const std::vector<RTL_BITMAP_RUN> &runs, ULONG room, BOOLEAN longest)
{
	std::vector<RTL_BITMAP_RUN> got(room + 1, {7777, 7777});
	const ULONG count = RtlFindClearRuns(&of.map, got.data(), room, longest);

	CLAIM(count == std::min<size_t>(room, runs.size()));
	for (ULONG i = 0; i < count; i++)
		CLAIM(got[i].StartingIndex == runs[i].StartingIndex &&
		      got[i].NumberOfBits == runs[i].NumberOfBits);
	CLAIM(got[room].StartingIndex == 7777);
}

void runs_are_same(pair &of, ULONG from, ULONG room)
{
	std::vector<RTL_BITMAP_RUN> runs = clear_runs(of);
	ULONG at = 0, length = 0, found;

	are_runs(of, runs, room, FALSE);
	CLAIM(RtlFindFirstRunClear(&of.map, &at) == (runs.empty() ? 0 : runs[0].NumberOfBits));
	CLAIM(runs.empty() || at == runs[0].StartingIndex);

	std::stable_sort(runs.begin(), runs.end(), [](const auto &a, const auto &b) {
		return a.NumberOfBits > b.NumberOfBits;
	});
	are_runs(of, runs, room, TRUE);
	CLAIM(RtlFindLongestRunClear(&of.map, &at) == (runs.empty() ? 0 : runs[0].NumberOfBits));
	CLAIM(runs.empty() || at == runs[0].StartingIndex);

	for (found = from; found < of.size() && of.bits[found];)
		found++;
	while (found + length < of.size() && !of.bits[found + length])
		length++;
	CLAIM(RtlFindNextForwardRunClear(&of.map, from, &at) == length);
	CLAIM(!length || at == found);

	found = std::min(from + 1, of.size());
	while (found && of.bits[found - 1])
		found--;
	for (length = 0; found && !of.bits[found - 1]; length++)
		found--;
	CLAIM(RtlFindLastBackwardRunClear(&of.map, from, &at) == length);
	CLAIM(!length || at == found);
}

void is_same(pair &of)
{
	const ULONG set = static_cast<ULONG>(std::count(of.bits.begin(), of.bits.end(), true));

	for (ULONG at = 0; at < of.size(); at++) {
		CLAIM(RtlTestBit(&of.map, at) == of.bits[at]);
		CLAIM(RtlCheckBit(&of.map, at) == of.bits[at]);
	}
	CLAIM(!RtlTestBit(&of.map, of.size()));
	CLAIM(RtlNumberOfSetBits(&of.map) == set);
	CLAIM(RtlNumberOfClearBits(&of.map) == of.size() - set);
}

void step(std::mt19937 &random, pair &of)
{
	const auto up_to = [&random](ULONG most) {
		return static_cast<ULONG>(random() % (most + 1));
	};
	/* Mostly small ones, and now and then beyond the end. */
	const ULONG from = up_to(of.size() + 2);
	const ULONG count = random() % 3 ? up_to(5) : up_to(of.size() + 2);
	ULONG found;

	switch (random() % 12) {
	case 0:
	case 1:
		RtlSetBits(&of.map, from, count);
		return put(of, from, count, true);
	case 2:
	case 3:
		RtlClearBits(&of.map, from, count);
		return put(of, from, count, false);
	case 4:
		RtlSetBit(&of.map, from);
		return put(of, from, 1, true);
	case 5:
		RtlClearBit(&of.map, from);
		return put(of, from, 1, false);
	case 6:
		found = RtlFindClearBitsAndSet(&of.map, count, from);
		CLAIM(found == find(of, count, from, false));
		return put(of, found, count, true);
	case 7:
		found = RtlFindSetBitsAndClear(&of.map, count, from);
		CLAIM(found == find(of, count, from, true));
		return put(of, found, count, false);
	case 8:
		if (random() % 8)
			break;
		RtlSetAllBits(&of.map);
		return put(of, 0, of.size(), true);
	case 9:
		if (random() % 8)
			break;
		RtlClearAllBits(&of.map);
		return put(of, 0, of.size(), false);
	}
	CLAIM(RtlFindClearBits(&of.map, count, from) == find(of, count, from, false));
	CLAIM(RtlFindSetBits(&of.map, count, from) == find(of, count, from, true));
	CLAIM(RtlAreBitsSet(&of.map, from, count) == (count && is_run(of, from, count, true)));
	CLAIM(RtlAreBitsClear(&of.map, from, count) == (count && is_run(of, from, count, false)));
	runs_are_same(of, from, up_to(6));
}

} /* namespace */

CASE(a_bitmap_is_an_array_of_flags)
{
	static const ULONG sizes[] = {1, 7, 31, 32, 33, 64, 70, 128, 200};

	for (row = 0; row < 90; row++) {
		std::mt19937 random(row);
		pair both(sizes[row % 9]);

		for (int i = 0; i < 400; i++) {
			step(random, both);
			is_same(both);
		}
	}
}

CASE(an_empty_bitmap_has_no_bits)
{
	RTL_BITMAP_RUN run;
	RTL_BITMAP map;
	ULONG at;

	RtlInitializeBitMap(&map, nullptr, 0);
	RtlSetAllBits(&map);
	RtlSetBits(&map, 0, 3);
	RtlClearBit(&map, 0);
	CLAIM(!RtlNumberOfSetBits(&map) && !RtlNumberOfClearBits(&map));
	CLAIM(RtlFindClearBits(&map, 1, 0) == none && RtlFindSetBits(&map, 1, 5) == none);
	CLAIM(!RtlAreBitsClear(&map, 0, 0) && !RtlAreBitsSet(&map, 0, 1));
	CLAIM(!RtlFindClearRuns(&map, &run, 1, TRUE) && !RtlFindFirstRunClear(&map, &at));
	CLAIM(!RtlFindLastBackwardRunClear(&map, 9, &at) && !RtlFindLongestRunClear(&map, &at));
}

/* Sums that do not fit in 32 bits. */
CASE(a_range_does_not_wrap_around)
{
	pair both(40);

	RtlSetBits(&both.map, 39, none);
	CLAIM(RtlNumberOfSetBits(&both.map) == 1 && RtlTestBit(&both.map, 39));
	RtlSetBits(&both.map, none, 3);
	CLAIM(RtlNumberOfSetBits(&both.map) == 1);
	CLAIM(!RtlAreBitsClear(&both.map, 2, none) && !RtlAreBitsClear(&both.map, none, 2));
	CLAIM(RtlFindClearBits(&both.map, none, 0) == none);
}
