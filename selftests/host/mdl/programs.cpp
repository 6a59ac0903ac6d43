// SPDX-License-Identifier: GPL-2.0
/*
 * programs.cpp - random programs over a few MDLs, right calls and wrong ones, beside a model.
 *
 *     programs PROGRAMS
 *
 * Behind each step the MDL has to tell what the model does, and a misuse has to have been reported,
 * and nothing else. Prints what differs, and exits with 1.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../module/user/heap.hpp"
#include "../host_seam.hpp"
#include "wdm/mdl.h"

namespace
{

constexpr ULONG page = 0x1000;
constexpr ULONG pages = 8;
constexpr int slots = 4;
constexpr int steps = 200;

char *buffer;

enum class state { none, fresh, locked, allocated, built, part };

/* What an MDL is to tell. */
struct model {
	state is;
	PMDL mdl;
	char *base;  /* the buffer, or allocated pages */
	ULONG start; /* in it */
	ULONG length;
	ULONG room; /* in pages */
	bool writes;
	bool mapped;
	bool mapped_by_source;
};

ULONG pages_in(ULONG start, ULONG length)
{
	return length ? (start + length - 1) / page - start / page + 1 : start % page != 0;
}

bool has_pages(const model &one)
{
	return one.is == state::locked || one.is == state::allocated || one.is == state::built ||
	       one.is == state::part;
}

/* Of all faults. */
unsigned said()
{
	unsigned sum = 0;

	for (unsigned count : host::reported)
		sum += count;
	return sum;
}

class program {
public:
	bool run()
	{
		bool good = true;

		for (int i = 0; i < steps && good; i++)
			good = step();
		for (model &one : slots_)
			if (one.is != state::none && good)
				good = free(one);
		return good;
	}

private:
	model slots_[slots] = {};
	const char *what_ = "";
	unsigned before_ = 0;

	bool step()
	{
		model &one = slots_[host::random(slots)];

		before_ = said();
		if (one.is == state::none)
			return host::random(3) ? allocate(one) : allocate_pages(one);
		switch (host::random(15)) {
		case 0:
			return free(one);
		case 1:
		case 2:
			return lock(one);
		case 3:
			return unlock(one);
		case 4:
			return build(one);
		case 5:
		case 6:
			return map(one);
		case 7:
			return prepare(one);
		case 8:
		case 9:
			return map_once(one);
		case 10:
		case 11:
			return unmap(one);
		case 12:
			return free_pages(one);
		default:
			return take_part(one);
		}
	}

	bool allocate(model &one)
	{
		what_ = "IoAllocateMdl";
		one = {};
		one.start = host::random(pages * page);
		one.length = host::random(pages * page - one.start) + 1;
		one.room = pages_in(one.start, one.length);
		one.is = state::fresh;
		one.base = buffer;
		one.mdl = IoAllocateMdl(one.base + one.start, one.length, FALSE, FALSE, nullptr);
		return agrees(one, true);
	}

	/* What is asked of pages, at random: whether it can be had may lie with where they are. */
	struct request {
		ULONGLONG low = 0;
		ULONGLONG high = ~0ULL;
		ULONGLONG skip = host::random(5) * page;
		SIZE_T bytes = host::random(16) ? host::random(pages * page) + 1 : 0;
		ULONG flags = host::random(2 * MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS);
		bool can_be_had = bytes != 0;
		bool must_be_had = true;

		request()
		{
			if (in_chunks())
				choose_chunks();
			else if (host::random(3))
				choose_ranges();
			if (host::random(16) == 0) {
				flags |= MM_ALLOCATE_FAST_LARGE_PAGES;
				can_be_had = false;
			}
			if (host::random(16) == 0) {
				skip += page / 2;
				can_be_had = false;
			}
			must_be_had = must_be_had && can_be_had;
		}

		bool in_chunks() const
		{
			return flags & MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS;
		}

		/* One, or of as many bytes as are skipped. */
		void choose_chunks()
		{
			if (skip && host::random(4))
				bytes = bytes / skip * skip;
			can_be_had = bytes && skip != 3 * page && (!skip || bytes % skip == 0);
			must_be_had = skip <= page;
		}

		void choose_ranges()
		{
			const bool is_short = host::random(4) == 0;
			const ULONGLONG length = (host::random(4) + 1) * page - is_short;

			low = host::random(16) ? 0 : 1ULL << 62;
			high = low + length - 1;
			can_be_had = bytes && !low && skip && length >= page;
			must_be_had = skip && skip <= length;
		}

		/* From the last range that begins before it up to its end. */
		bool has(ULONGLONG address) const
		{
			const ULONGLONG at = address - low,
					since = skip && !in_chunks() ? at % skip : at;

			return since + page - 1 <= high - low;
		}
	};

	static PHYSICAL_ADDRESS physical(ULONGLONG address)
	{
		PHYSICAL_ADDRESS at;

		at.QuadPart = static_cast<LONGLONG>(address);
		return at;
	}

	bool allocate_pages(model &one)
	{
		const request asked;
		const bool fails = host::random(2);

		what_ = "MmAllocatePagesForMdlEx";
		host::memory_fails = fails;

		const PMDL mdl = MmAllocatePagesForMdlEx(physical(asked.low), physical(asked.high),
							 physical(asked.skip), asked.bytes,
							 MmCached, asked.flags);

		host::memory_fails = false;
		if (!mdl)
			return was_said(true) && (fails || !asked.must_be_had || differs("NULL"));
		if (!asked.can_be_had)
			return differs("that there are pages");
		one = {};
		one.mdl = mdl;
		one.base = static_cast<char *>(MmGetMdlVirtualAddress(mdl));
		one.length = mdl->ByteCount;
		one.room = pages_in(0, one.length);
		one.is = state::allocated;
		return is_amount(asked, one.length, fails) && are_pages(asked, one) &&
		       agrees(one, true);
	}

	/* All of it, or a half of it some times over. */
	bool is_amount(const request &asked, ULONG length, bool fails)
	{
		ULONG due = pages_in(0, static_cast<ULONG>(asked.bytes));
		const bool whole = !fails || asked.flags & (MM_ALLOCATE_FULLY_REQUIRED |
							    MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS);

		while (!whole && due > 1 && due * page != length)
			due /= 2;
		return due * page == length || differs("how much there is");
	}

	bool are_pages(const request &asked, const model &one)
	{
		const bool zeroed = !(asked.flags & MM_DONT_ZERO_ALLOCATION);

		for (ULONG i = 0; i < one.length; i += page)
			if (!asked.has(reinterpret_cast<ULONG_PTR>(one.base) + i))
				return differs("a page beside the ranges");
		if (asked.in_chunks() && asked.skip &&
		    reinterpret_cast<ULONG_PTR>(one.base) % asked.skip)
			return differs("where a chunk is");
		for (ULONG i = 0; zeroed && i < one.length; i++)
			if (one.base[i])
				return differs("that it is zeroed");
		memset(one.base, 0xa5, one.length);
		return true;
	}

	bool free_pages(model &one)
	{
		what_ = "MmFreePagesFromMdl";
		if (one.is == state::allocated)
			return free(one);
		MmFreePagesFromMdl(one.mdl);
		return agrees(one, false);
	}

	/* The pages, now and then twice; then the MDL, as pool, or as drivers do it. */
	bool free_with_pages(model &one)
	{
		const bool twice = host::random(2);

		what_ = "MmFreePagesFromMdl";
		MmFreePagesFromMdl(one.mdl);
		if (one.mdl->MdlFlags)
			return differs("the state");
		if (twice)
			MmFreePagesFromMdl(one.mdl);
		if (host::random(2))
			ExFreePool(one.mdl);
		else
			IoFreeMdl(one.mdl);

		const unsigned due = one.mapped + twice;

		one.is = state::none;
		return said() - before_ == due || differs("what was said");
	}

	bool map_once(model &one)
	{
		const bool for_program = host::random(8) == 0, is_old = host::random(2),
			   can = has_pages(one) && !for_program, right = can && !one.mapped;
		const KPROCESSOR_MODE mode = for_program ? UserMode : KernelMode;

		what_ = is_old ? "MmMapLockedPages" : "MmMapLockedPagesSpecifyCache";

		void *const at = is_old ? MmMapLockedPages(one.mdl, mode) :
					  MmMapLockedPagesSpecifyCache(one.mdl, mode, MmCached,
								       nullptr, FALSE,
								       NormalPagePriority);

		if (at != (can ? one.base + one.start : nullptr))
			return differs("the address in system space");
		one.mapped |= right;
		return agrees(one, right);
	}

	bool unmap(model &one)
	{
		const bool elsewhere = host::random(4) == 0,
			   right = one.mapped && one.is != state::built && !one.mapped_by_source &&
				   !elsewhere;

		what_ = "MmUnmapLockedPages";
		MmUnmapLockedPages(one.base + one.start + (elsewhere ? page : 0), one.mdl);
		if (right)
			one.mapped = false;
		return agrees(one, right);
	}

	bool free(model &one)
	{
		before_ = said();
		if (one.is == state::allocated)
			return free_with_pages(one);
		what_ = "IoFreeMdl";

		const bool right = one.is != state::locked;

		IoFreeMdl(one.mdl);
		one.is = state::none;
		return was_said(right);
	}

	bool lock(model &one)
	{
		const bool for_program = host::random(8) == 0,
			   right = one.is == state::fresh && !for_program;
		const auto operation = static_cast<LOCK_OPERATION>(host::random(3));

		what_ = "MmProbeAndLockPages";
		MmProbeAndLockPages(one.mdl, for_program ? UserMode : KernelMode, operation);
		if (right) {
			one.is = state::locked;
			one.writes = operation != IoReadAccess;
		}
		return agrees(one, right);
	}

	bool unlock(model &one)
	{
		const bool right = one.is == state::locked;

		what_ = "MmUnlockPages";
		MmUnlockPages(one.mdl);
		if (right) {
			one.is = state::fresh;
			one.mapped = false;
		}
		return agrees(one, right);
	}

	/* Of one that is no longer new it makes one that was built. */
	bool build(model &one)
	{
		what_ = "MmBuildMdlForNonPagedPool";
		MmBuildMdlForNonPagedPool(one.mdl);
		if (one.is == state::allocated)
			return agrees(one, false);
		one.is = state::built;
		one.mapped = true;
		one.mapped_by_source = false;
		return agrees(one, true);
	}

	bool map(model &one)
	{
		const bool right = has_pages(one);

		what_ = "MmGetSystemAddressForMdlSafe";

		char *const at = static_cast<char *>(
			MmGetSystemAddressForMdlSafe(one.mdl, NormalPagePriority));

		if (at != (right ? one.base + one.start : nullptr))
			return differs("the address in system space");
		one.mapped = right;
		return agrees(one, right);
	}

	bool prepare(model &one)
	{
		what_ = "MmPrepareMdlForReuse";
		MmPrepareMdlForReuse(one.mdl);
		if (one.is == state::part && !one.mapped_by_source)
			one.mapped = false;
		return agrees(one, true);
	}

	bool take_part(model &target)
	{
		const model &source = slots_[host::random(slots)];

		if (source.is == state::none)
			return true;

		/* Now and then beside the source, or longer than it. */
		const ULONG start =
			source.start + host::random(source.length + source.length / 8 + 2);
		const ULONG rest = start - source.start < source.length ?
					   source.start + source.length - start :
					   0;
		const ULONG asked = host::random(4) ? host::random(rest + rest / 8 + 2) : 0;
		const ULONG length = asked ? asked : rest;
		const bool right = has_pages(source) && target.is != state::locked &&
				   target.is != state::allocated && rest && length <= rest &&
				   pages_in(start, length) <= target.room;
		const bool is_mapped = source.mapped;
		const bool writes = source.writes;

		what_ = "IoBuildPartialMdl";
		IoBuildPartialMdl(source.mdl, target.mdl, source.base + start, asked);
		if (right) {
			target.is = state::part;
			target.base = source.base;
			target.start = start;
			target.length = length;
			target.writes = writes;
			target.mapped = target.mapped_by_source = is_mapped;
		}
		return agrees(target, right);
	}

	bool was_said(bool right)
	{
		return said() - before_ == !right || differs("what was said");
	}

	bool agrees(const model &one, bool right)
	{
		const MDL &mdl = *one.mdl;
		const ULONG_PTR first = reinterpret_cast<ULONG_PTR>(one.base + one.start) / page;

		if (MmGetMdlVirtualAddress(&mdl) != one.base + one.start ||
		    mdl.ByteOffset != one.start % page || mdl.ByteCount != one.length)
			return differs("the buffer");
		if (!(mdl.MdlFlags & MDL_PAGES_LOCKED) !=
			    (one.is != state::locked && one.is != state::allocated) ||
		    !(mdl.MdlFlags & MDL_PARTIAL) != (one.is != state::part) ||
		    (one.is == state::built && !(mdl.MdlFlags & MDL_SOURCE_IS_NONPAGED_POOL)))
			return differs("the state");
		if (has_pages(one) && one.is != state::built &&
		    !(mdl.MdlFlags & MDL_WRITE_OPERATION) == one.writes)
			return differs("what is done with the buffer");
		if (one.mapped && mdl.MappedSystemVa != one.base + one.start)
			return differs("where it is mapped");
		if (!one.mapped && mdl.MdlFlags & (MDL_MAPPED_TO_SYSTEM_VA))
			return differs("that it is not mapped");
		for (ULONG i = 0; has_pages(one) && i < pages_in(one.start, one.length); i++)
			if (MmGetMdlPfnArray(&mdl)[i] != first + i)
				return differs("a page frame");
		return was_said(right);
	}

	bool differs(const char *what)
	{
		fprintf(stderr, "%s: %s\n", what_, what);
		return false;
	}
};

} /* namespace */

/* What is not zeroed is not 0, however much it is. */
extern "C" const char *__asan_default_options();

extern "C" const char *__asan_default_options()
{
	return "max_malloc_fill_size=1000000";
}

int main(int argc, char **argv)
{
	const int programs = argc > 1 ? atoi(argv[1]) : 1000;

	if (posix_memalign(reinterpret_cast<void **>(&buffer), page, pages * page))
		return 2;
	for (int i = 0; i < programs; i++) {
		host::seed(static_cast<ULONGLONG>(i) + 1);
		if (!program().run()) {
			fprintf(stderr, "program %d differs from its model\n", i);
			return 1;
		}
	}
	printf("%d programs of %d steps\n", programs, steps);
	return 0;
}
