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

#include "../host_seam.hpp"
#include "wdm/mdl.h"

namespace
{

constexpr ULONG page = 0x1000;
constexpr ULONG pages = 8;
constexpr int slots = 4;
constexpr int steps = 200;

char *buffer;

enum class state { none, fresh, locked, built, part };

/* What an MDL is to tell. */
struct model {
	state is;
	PMDL mdl;
	ULONG start; /* in the buffer */
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
	return one.is == state::locked || one.is == state::built || one.is == state::part;
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
			return allocate(one);
		switch (host::random(10)) {
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
		one.mdl = IoAllocateMdl(buffer + one.start, one.length, FALSE, FALSE, nullptr);
		return agrees(one, true);
	}

	bool free(model &one)
	{
		what_ = "IoFreeMdl";
		before_ = said();

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

		if (at != (right ? buffer + one.start : nullptr))
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
		const bool right = has_pages(source) && target.is != state::locked && rest &&
				   length <= rest && pages_in(start, length) <= target.room;
		const bool is_mapped = source.mapped;
		const bool writes = source.writes;

		what_ = "IoBuildPartialMdl";
		IoBuildPartialMdl(source.mdl, target.mdl, buffer + start, asked);
		if (right) {
			target.is = state::part;
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
		const ULONG_PTR first = reinterpret_cast<ULONG_PTR>(buffer + one.start) / page;

		if (MmGetMdlVirtualAddress(&mdl) != buffer + one.start ||
		    mdl.ByteOffset != one.start % page || mdl.ByteCount != one.length)
			return differs("the buffer");
		if (!(mdl.MdlFlags & MDL_PAGES_LOCKED) != (one.is != state::locked) ||
		    !(mdl.MdlFlags & MDL_PARTIAL) != (one.is != state::part) ||
		    (one.is == state::built && !(mdl.MdlFlags & MDL_SOURCE_IS_NONPAGED_POOL)))
			return differs("the state");
		if (has_pages(one) && one.is != state::built &&
		    !(mdl.MdlFlags & MDL_WRITE_OPERATION) == one.writes)
			return differs("what is done with the buffer");
		if (one.mapped && mdl.MappedSystemVa != buffer + one.start)
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
