/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pool_request.hpp - what a block is asked for as: by a type, as drivers did first, or by flags.
 *
 * A part of pool.cpp: all of it is local to the file.
 */
#ifndef NTSPIN_POOL_REQUEST_HPP
#define NTSPIN_POOL_REQUEST_HPP

#include "wdm.h"

namespace
{

enum : ULONG { paged = 1, zeroed = 2, cache_aligned = 4, raises = 8 };

ULONG of_type(ULONG type) noexcept
{
	return (type & PagedPool ? ULONG{paged} : 0) |
	       (type & POOL_ZERO_ALLOCATION ? ULONG{zeroed} : 0) |
	       (type & NonPagedPoolCacheAligned ? ULONG{cache_aligned} : 0) |
	       (type & POOL_RAISE_IF_ALLOCATION_FAILURE ? ULONG{raises} : 0);
}

constexpr POOL_FLAGS pools = POOL_FLAG_NON_PAGED | POOL_FLAG_NON_PAGED_EXECUTE | POOL_FLAG_PAGED;
constexpr POOL_FLAGS known = pools | POOL_FLAG_USE_QUOTA | POOL_FLAG_UNINITIALIZED |
			     POOL_FLAG_SESSION | POOL_FLAG_CACHE_ALIGNED |
			     POOL_FLAG_RAISE_ON_FAILURE;

/* One pool, and nothing that must be heeded and is not known. */
bool can_be_heeded(POOL_FLAGS flags) noexcept
{
	const POOL_FLAGS pool = flags & pools;

	return pool && !(pool & (pool - 1)) && !(flags % POOL_FLAG_OPTIONAL_START & ~known);
}

ULONG of_flags(POOL_FLAGS flags) noexcept
{
	return (flags & POOL_FLAG_PAGED ? ULONG{paged} : 0) |
	       (flags & POOL_FLAG_UNINITIALIZED ? 0 : ULONG{zeroed}) |
	       (flags & POOL_FLAG_CACHE_ALIGNED ? ULONG{cache_aligned} : 0) |
	       (flags & POOL_FLAG_RAISE_ON_FAILURE ? ULONG{raises} : 0);
}

} /* namespace */

#endif
