/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pool_block.hpp - the header in front of a block of pool, and what it tells of an address.
 *
 * Promised: of two frees of one block one is refused, and so is the free of what is no block, as
 * long as 16 bytes can be read in front of it. The seal is made of the address: no copy of a header
 * and hardly any other content passes for one.
 *
 *   live, or live and paged --free--> freed --the host--> anything
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
	USHORT front; /* from the beginning of the memory to the block: its alignment, too */
	USHORT site;
};

constexpr SIZE_T header_size = sizeof(pool_block);
constexpr SIZE_T cache_line = 64;
constexpr SIZE_T page = NTSPIN_POOL_PAGE;

static_assert(header_size == 16);
static_assert(NTSPIN_POOL_SITES <= 0x10000);

enum class seal : ULONG { live = 0x4c70a21d, live_paged = 0x91c35b62, freed = 0x2de7063f };

ULONG seal_of(const void *block, seal what) noexcept
{
	return static_cast<ULONG>(reinterpret_cast<ULONG_PTR>(block) >> 4) ^
	       static_cast<ULONG>(what);
}

pool_block *header_of(void *block) noexcept
{
	return static_cast<pool_block *>(block) - 1;
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
bool mark_freed(void *block, seal before) noexcept
{
	ULONG expected = seal_of(block, before);

	return atomic_ref(header_of(block)->seal)
		.compare_exchange_strong(expected, seal_of(block, seal::freed),
					 memory_order_relaxed, memory_order_relaxed);
}

void give_to_host(void *block) noexcept
{
	const pool_block &header = *header_of(block);
	const ULONG front = header.front;
	const SIZE_T size = header.size < header_size ? header_size : header.size;

	ntspin_memory_put(static_cast<UCHAR *>(block) - front, front + size, front);
}

} /* namespace */

#endif
