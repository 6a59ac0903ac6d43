/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mdl.hpp - what an MDL is about, and whether it is one: what its routines look at first.
 *
 * A part of each file here: all of it is local to each.
 */
#ifndef NTSPIN_MM_MDL_HPP
#define NTSPIN_MM_MDL_HPP

#include "../seam/page.h"
#include "../verifier/instrumented.hpp"
#include "wdm/mdl.h"

namespace
{

using ntspin::call;

constexpr SIZE_T page_size = SIZE_T{1} << NTSPIN_PAGE_BITS;

/* With one of these its numbers are those of page frames. */
[[maybe_unused]] constexpr CSHORT described = MDL_SOURCE_IS_NONPAGED_POOL | MDL_PAGES_LOCKED |
					      MDL_PARTIAL;

/* With one of these MappedSystemVa is where the buffer lies. */
[[maybe_unused]] constexpr CSHORT mapped = MDL_MAPPED_TO_SYSTEM_VA | MDL_SOURCE_IS_NONPAGED_POOL;

inline bool has(const MDL &mdl, CSHORT flags) noexcept
{
	return mdl.MdlFlags & flags;
}

inline SIZE_T offset_of(const void *address) noexcept
{
	return reinterpret_cast<ULONG_PTR>(address) % page_size;
}

/* Of so many bytes, which may be all that there are. */
inline SIZE_T pages_of(const void *address, SIZE_T length) noexcept
{
	return length / page_size +
	       (offset_of(address) + length % page_size + page_size - 1) / page_size;
}

inline SIZE_T size_of_mdl(const void *address, SIZE_T length) noexcept
{
	return sizeof(MDL) + pages_of(address, length) * sizeof(PFN_NUMBER);
}

inline char *buffer_of(const MDL &mdl) noexcept
{
	return static_cast<char *>(mdl.StartVa) + mdl.ByteOffset;
}

inline void describe(MDL &mdl, void *address, ULONG length) noexcept
{
	mdl.ByteOffset = static_cast<ULONG>(offset_of(address));
	mdl.StartVa = static_cast<char *>(address) - mdl.ByteOffset;
	mdl.ByteCount = length;
}

inline void set(MDL &mdl, int flags) noexcept
{
	mdl.MdlFlags = static_cast<CSHORT>(mdl.MdlFlags | flags);
}

inline void clear(MDL &mdl, int flags) noexcept
{
	mdl.MdlFlags = static_cast<CSHORT>(mdl.MdlFlags & ~flags);
}

inline void unmap(MDL &mdl, int flags) noexcept
{
	clear(mdl, flags | MDL_MAPPED_TO_SYSTEM_VA);
	mdl.MappedSystemVa = nullptr;
}

/* False where a page of it is none of the kernel's. */
inline bool find_pages(MDL &mdl) noexcept
{
	const SIZE_T count = pages_of(buffer_of(mdl), mdl.ByteCount);
	PFN_NUMBER *const numbers = MmGetMdlPfnArray(&mdl);

	for (SIZE_T i = 0; i < count; i++)
		if (!ntspin_page_frame(static_cast<char *>(mdl.StartVa) + i * page_size,
				       &numbers[i]))
			return false;
	return true;
}

/*
 * The pages that were allocated with an MDL, a block of pool; NULL where it has none. They stand in
 * Process, which is NULL in all others that are locked.
 */
inline void *own_pages(const MDL &mdl) noexcept
{
	const bool is_whole = has(mdl, MDL_PAGES_LOCKED) &&
			      !has(mdl, MDL_PARTIAL | MDL_SOURCE_IS_NONPAGED_POOL);

	return is_whole ? mdl.Process : nullptr;
}

inline void report(ntspin_fault fault, const MDL *mdl, const call &how) noexcept
{
	ntspin_report(fault, how.routine, 0, mdl, how.caller);
}

/* False where there is none, which is reported. */
inline bool is_mdl(const MDL *mdl, const call &how) noexcept
{
	if (mdl && reinterpret_cast<ULONG_PTR>(mdl) % alignof(MDL) == 0) [[likely]]
		return true;
	report(NTSPIN_BAD_MDL, mdl, how);
	return false;
}

} /* namespace */

#endif
