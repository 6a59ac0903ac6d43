/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pool_block.hpp - the header in front of a block of pool, and what it tells of an address.
 *
 * Promised: of two frees of one block one is refused, and so is the free of what is no block, as
 * long as 16 bytes can be read in front of it. The seal is made of the address: no copy of a header
 * and hardly any other content passes for one.
 *
 *   live --free--> freed --the host--> anything
 *
 * A part of pool.cpp: all of it is local to the file.
 */
#ifndef NTSPIN_POOL_BLOCK_HPP
#define NTSPIN_POOL_BLOCK_HPP

#include "../lock/atomic.hpp"
#include "../seam/pool.h"

namespace
{

using ntspin::atomic_ref;
using ntspin::memory_order_relaxed;

struct pool_block {
	ULONG tag;
	ULONG size; /* what was asked for */
	ULONG seal;
	UCHAR front_shift; /* of how far the block is behind the memory's beginning */
	UCHAR paged;
	USHORT site;
};

constexpr SIZE_T header_size = sizeof(pool_block);
constexpr ULONG header_shift = 4;
constexpr ULONG cache_line_shift = 6;
constexpr ULONG page_shift = 12;
constexpr SIZE_T page = NTSPIN_POOL_PAGE;

static_assert(header_size == 1 << header_shift && page == 1 << page_shift);

enum class seal : ULONG { live = 0x4c70a21d, freed = 0x2de7063f };

ULONG seal_of(const void *block, seal what) noexcept
{
	return static_cast<ULONG>(reinterpret_cast<ULONG_PTR>(block) >> 4) ^
	       static_cast<ULONG>(what);
}

pool_block *header_of(void *block) noexcept
{
	return static_cast<pool_block *>(block) - 1;
}

/* Which is the block's alignment, too. */
ULONG front_of(const pool_block &header) noexcept
{
	return 1 << header.front_shift;
}

bool may_be_block(const void *block) noexcept
{
	return block && reinterpret_cast<ULONG_PTR>(block) % header_size == 0;
}

/* Relaxed: a caller that sees a live seal of a block that is not its own errs in any case. */
bool is_sealed(void *block, seal what) noexcept
{
	return atomic_ref(header_of(block)->seal).load(memory_order_relaxed) ==
	       seal_of(block, what);
}

/* Relaxed: of several callers one succeeds, and it has the block from the one that allocated it. */
bool mark_freed(void *block) noexcept
{
	ULONG expected = seal_of(block, seal::live);

	return atomic_ref(header_of(block)->seal)
		.compare_exchange_strong(expected, seal_of(block, seal::freed),
					 memory_order_relaxed, memory_order_relaxed);
}

void give_to_host(void *block) noexcept
{
	const pool_block &header = *header_of(block);
	const ULONG front = front_of(header);

	ntspin_memory_put(static_cast<UCHAR *>(block) - front, front + SIZE_T{header.size}, front);
}

} /* namespace */

#endif
