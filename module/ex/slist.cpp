// SPDX-License-Identifier: GPL-2.0
/*
 * slist.cpp - lists that are changed without a lock: a header of two words, exchanged as one.
 *
 *   low word:  how deep it is (16 bits), how often it was changed (48 bits)
 *   high word: the first entry
 *
 * Every change counts, so a header that compares equal has not been changed since it was read: its
 * first entry is still in the list, and so is what that entry names as next. Without the count an
 * entry that was popped and pushed again would compare equal, with another entry after it (ABA). 48
 * bits do not wrap between a read and its exchange.
 */
#include "../lock/atomic.hpp"
#include "../seam/slist.h"
#include "pair_word.hpp"

namespace
{

using ntspin::atomic_ref;
using ntspin::memory_order_acquire;
using ntspin::memory_order_relaxed;

constexpr ULONGLONG depth_mask = 0xffff;
constexpr ULONGLONG one_change = depth_mask + 1;

pair_word *word_of(PSLIST_HEADER head) noexcept
{
	return reinterpret_cast<pair_word *>(head);
}

/*
 * In two reads, which may be of two times: the exchange finds out. Acquire: the entry is read after
 * it, as it was by the time that it was pushed. Pairs with the release of an exchange.
 */
pair_word read(pair_word *word) noexcept
{
	pair_word seen;

	seen.low = atomic_ref(word->low).load(memory_order_acquire);
	seen.high = atomic_ref(word->high).load(memory_order_acquire);
	return seen;
}

PSLIST_ENTRY first_of(const pair_word &word) noexcept
{
	return reinterpret_cast<PSLIST_ENTRY>(word.high);
}

pair_word changed(const pair_word &word, ULONGLONG depth, PSLIST_ENTRY first) noexcept
{
	return {(word.low & ~depth_mask) + one_change + (depth & depth_mask),
		reinterpret_cast<ULONGLONG>(first)};
}

} /* namespace */

extern "C" {

VOID NTAPI InitializeSListHead(PSLIST_HEADER SListHead)
{
	SListHead->Alignment = 0;
	SListHead->Region = 0;
}

PSLIST_ENTRY NTAPI InterlockedPushEntrySList(PSLIST_HEADER ListHead, PSLIST_ENTRY ListEntry)
{
	pair_word *const word = word_of(ListHead);
	pair_word seen = read(word);

	do {
		/* Relaxed: a pop that errs may read it; the exchange publishes it to the others. */
		atomic_ref(ListEntry->Next).store(first_of(seen), memory_order_relaxed);
	} while (!compare_exchange_pair(word, seen, changed(seen, seen.low + 1, ListEntry)));
	return first_of(seen);
}

PSLIST_ENTRY NTAPI InterlockedPopEntrySList(PSLIST_HEADER ListHead)
{
	pair_word *const word = word_of(ListHead);
	pair_word seen = read(word);

	for (;;) {
		const PSLIST_ENTRY first = first_of(seen);
		ULONG_PTR next;

		if (!first)
			return nullptr;
		/* Others may have taken it out and freed it: then the header has changed. */
		if (!ntspin_read_or_fault(reinterpret_cast<const ULONG_PTR *>(&first->Next),
					  &next)) {
			seen = read(word);
			continue;
		}
		if (compare_exchange_pair(word, seen,
					  changed(seen, seen.low - 1,
						  reinterpret_cast<PSLIST_ENTRY>(next))))
			return first;
	}
}

PSLIST_ENTRY NTAPI InterlockedFlushSList(PSLIST_HEADER ListHead)
{
	pair_word *const word = word_of(ListHead);
	pair_word seen = read(word);

	while (first_of(seen) && !compare_exchange_pair(word, seen, changed(seen, 0, nullptr)))
		continue;
	return first_of(seen);
}

PSLIST_ENTRY NTAPI FirstEntrySList(const SLIST_HEADER *SListHead)
{
	return first_of(read(word_of(const_cast<PSLIST_HEADER>(SListHead))));
}

USHORT NTAPI ExQueryDepthSList(PSLIST_HEADER SListHead)
{
	/* Relaxed: it may be another one by the time that the caller looks at it. */
	return static_cast<USHORT>(atomic_ref(word_of(SListHead)->low).load(memory_order_relaxed) &
				   depth_mask);
}

} /* extern "C" */
