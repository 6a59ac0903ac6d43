// SPDX-License-Identifier: GPL-2.0
/*
 * mdl_allocate.cpp - the Windows routines that allocate pages with an MDL, and free them.
 *
 * The pages are a block of pool, so one that is left behind is known as any other. They follow each
 * other in system space, whatever their frames are; no more is asked of the host, so what else
 * Windows promises of the frames is looked at afterwards.
 */
#include "../ex/pool_calls.hpp"
#include "../ke/at_dispatch.hpp"
#include "mdl.hpp"
#include "mdl_calls.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

constexpr ULONG tag = 0x506c644d; /* "MdlP" */

/* What pool can have in a block, in whole pages. */
constexpr SIZE_T most_bytes = 0x100000000 - 2 * page_size;

constexpr ULONG known = MM_DONT_ZERO_ALLOCATION | MM_ALLOCATE_FROM_LOCAL_NODE_ONLY |
			MM_ALLOCATE_FULLY_REQUIRED | MM_ALLOCATE_NO_WAIT |
			MM_ALLOCATE_PREFER_CONTIGUOUS | MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS;

/* What is asked of the pages. */
struct request {
	ULONGLONG low;
	ULONGLONG high;
	ULONGLONG skip;
	SIZE_T bytes;
	ULONG flags;

	bool is_contiguous() const noexcept
	{
		return flags & MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS;
	}

	bool is_whole() const noexcept
	{
		return flags & (MM_ALLOCATE_FULLY_REQUIRED | MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS);
	}
};

/* In whole pages, and no large ones. */
bool can_be_heeded(const request &asked) noexcept
{
	if (!asked.bytes || asked.flags & ~known || asked.skip % page_size)
		return false;
	if (asked.bytes > most_bytes && asked.is_whole())
		return false;
	return !asked.is_contiguous() || !asked.skip ||
	       (!(asked.skip & (asked.skip - 1)) && asked.bytes % asked.skip == 0);
}

void *allocate(SIZE_T bytes, ULONG flags, const call &how) noexcept
{
	const ULONG type = NonPagedPoolNx |
			   (flags & MM_DONT_ZERO_ALLOCATION ? 0 : ULONG{POOL_ZERO_ALLOCATION});

	if (flags & MM_ALLOCATE_NO_WAIT) {
		/* Nothing is waited for there. */
		const at_dispatch here;

		return ntspin::allocate_pool(type, bytes, tag, how);
	}
	return ntspin::allocate_pool(type, bytes, tag, how);
}

/* A page lies in the last range that begins before it, or in none. */
bool is_in_ranges(PFN_NUMBER frame, const request &asked) noexcept
{
	const ULONGLONG first = ULONGLONG{frame} * page_size;
	const ULONGLONG last = first + page_size - 1;

	if (first < asked.low)
		return false;

	/* Of contiguous pages it is the size of the chunks, and there is one range. */
	const ULONGLONG skip = asked.is_contiguous() ? 0 : asked.skip;
	const ULONGLONG skipped = skip ? (first - asked.low) / skip * skip : 0;

	return last - skipped <= asked.high;
}

/* Chunks of so many pages; 0: all of them are one. */
bool are_chunks(const PFN_NUMBER *numbers, SIZE_T count, ULONGLONG chunk) noexcept
{
	for (SIZE_T i = 0; i < count; i++) {
		const bool begins = chunk ? i % chunk == 0 : i == 0;

		if (begins ? chunk && numbers[i] % chunk : numbers[i] != numbers[i - 1] + 1)
			return false;
	}
	return true;
}

bool are_as_asked(MDL &mdl, const request &asked) noexcept
{
	const PFN_NUMBER *const numbers = MmGetMdlPfnArray(&mdl);
	const SIZE_T count = mdl.ByteCount / page_size;

	for (SIZE_T i = 0; i < count; i++)
		if (!is_in_ranges(numbers[i], asked))
			return false;
	return !asked.is_contiguous() || are_chunks(numbers, count, asked.skip / page_size);
}

MDL *describe_pages(void *pages, const request &asked, SIZE_T bytes, const call &how) noexcept
{
	MDL *const mdl = ntspin::allocate_mdl(pages, static_cast<ULONG>(bytes), how);

	if (!mdl)
		return nullptr;
	if (!find_pages(*mdl) || !are_as_asked(*mdl, asked)) {
		ntspin::free_mdls(mdl, how);
		return nullptr;
	}
	set(*mdl, MDL_PAGES_LOCKED);
	mdl->Process = static_cast<PEPROCESS>(pages);
	return mdl;
}

MDL *allocate_pages(const request &asked, const call &how) noexcept
{
	if (ntspin::is_verifying() && ntspin_current_irql() > DISPATCH_LEVEL) {
		report(NTSPIN_MDL_PAGES_HIGH, nullptr, how);
		return nullptr;
	}
	if (!can_be_heeded(asked))
		return nullptr;

	const SIZE_T most = asked.bytes < most_bytes ? asked.bytes : most_bytes;
	SIZE_T bytes = (most + page_size - 1) / page_size * page_size;
	void *pages = allocate(bytes, asked.flags, how);

	while (!pages && !asked.is_whole() && bytes > page_size) {
		bytes = bytes / 2 / page_size * page_size;
		pages = allocate(bytes, asked.flags, how);
	}
	if (!pages)
		return nullptr;

	MDL *const mdl = describe_pages(pages, asked, bytes, how);

	if (!mdl)
		ntspin::free_pool(pages, tag, how);
	return mdl;
}

ULONGLONG number_of(PHYSICAL_ADDRESS address) noexcept
{
	return static_cast<ULONGLONG>(address.QuadPart);
}

} /* namespace */

extern "C" {

PMDL NTAPI MmAllocatePagesForMdlEx(PHYSICAL_ADDRESS LowAddress, PHYSICAL_ADDRESS HighAddress,
				   PHYSICAL_ADDRESS SkipBytes, SIZE_T TotalBytes,
				   MEMORY_CACHING_TYPE, ULONG Flags)
{
	return allocate_pages({number_of(LowAddress), number_of(HighAddress), number_of(SkipBytes),
			       TotalBytes, Flags},
			      {__func__, CALLER, call::any_level});
}

PMDL NTAPI MmAllocatePagesForMdl(PHYSICAL_ADDRESS LowAddress, PHYSICAL_ADDRESS HighAddress,
				 PHYSICAL_ADDRESS SkipBytes, SIZE_T TotalBytes)
{
	return allocate_pages({number_of(LowAddress), number_of(HighAddress), number_of(SkipBytes),
			       TotalBytes, 0},
			      {__func__, CALLER, call::any_level});
}

VOID NTAPI MmFreePagesFromMdl(PMDL MemoryDescriptorList)
{
	const call how = {__func__, CALLER, call::any_level};

	if (ntspin::is_verifying() && ntspin_current_irql() > DISPATCH_LEVEL)
		return report(NTSPIN_MDL_PAGES_HIGH, MemoryDescriptorList, how);
	if (!is_mdl(MemoryDescriptorList, how))
		return;

	void *const pages = own_pages(*MemoryDescriptorList);

	if (!pages)
		return report(NTSPIN_MDL_NOT_ALLOCATED, MemoryDescriptorList, how);
	if (has(*MemoryDescriptorList, MDL_MAPPED_TO_SYSTEM_VA))
		report(NTSPIN_MDL_FREED_MAPPED, MemoryDescriptorList, how);
	unmap(*MemoryDescriptorList, MDL_PAGES_LOCKED);
	MemoryDescriptorList->Process = nullptr;
	ntspin::free_pool(pages, tag, how);
}

} /* extern "C" */
