// SPDX-License-Identifier: GPL-2.0
/*
 * pool.cpp - the Windows routines for pool: what is asked for, what is misuse, and who has what.
 *
 * Memory is the host's (seam/pool.h). A block has a header in front (pool_block.hpp), which takes
 * a page where the block begins on one; and each is counted at the call site that allocated
 * it (pool_sites.hpp).
 *
 * Most calls are alike, and take a short way, which finds out first whether anything is unusual.
 * What is takes the long way, which does it all.
 *
 * With the verifier on, the last blocks that were freed are kept for a while, so that one which is
 * freed twice is detected.
 */
#include "../verifier/instrumented.hpp"
#include "pool_block.hpp"
#include "pool_calls.hpp"
#include "pool_misuse.hpp"
#include "pool_request.hpp"
#include "pool_sites.hpp"

#define CALLER __builtin_return_address(0)

struct ntspin_pool_site ntspin_pool_sites[NTSPIN_POOL_SITES];

namespace
{

using ntspin::is_verifying;
using ntspin::memory_order_acq_rel;

PVOID fail(pool_site &site) noexcept
{
	add(site.failed, 1);
	return nullptr;
}

/* The memory is the host's, and begins with room for the header. */
[[gnu::always_inline]] inline PVOID make_block(void *memory, ULONG front_shift, SIZE_T size,
					       ULONG tag, bool paged, pool_site &site) noexcept
{
	void *const block = static_cast<UCHAR *>(memory) + (SIZE_T{1} << front_shift);
	pool_block &header = *header_of(block);

	header.tag = tag;
	header.size = static_cast<ULONG>(size);
	header.front_shift = static_cast<UCHAR>(front_shift);
	header.paged = paged;
	header.site = place_of(site);
	/* Relaxed: the next owner gets the block from the caller. */
	atomic_ref(header.seal).store(seal_of(block, seal::live), memory_order_relaxed);
	add(site.allocated, 1);
	add(site.bytes, size);
	return block;
}

[[gnu::noinline]] PVOID allocate_any(call_site at, SIZE_T size, ULONG what, ULONG tag) noexcept
{
	ULONG front_shift = what & cache_aligned ? cache_line_shift : header_shift;

	if (is_verifying())
		check_allocation(at, size, what, tag);
	if (what & raises)
		return refuse_to_raise(at, tag);

	pool_site &site = site_of(at.caller, tag);

	/* A page or more begins on a page; what is less lies in one, its header, too. */
	if (size > page - (1 << front_shift)) {
		front_shift = page_shift;
		if (size >= 0x100000000ULL - page)
			return fail(site);
	}

	const ULONG front = 1 << front_shift;
	void *const memory = ntspin_memory_get(front + size, front, (what & zeroed) != 0);

	return memory ? make_block(memory, front_shift, size, tag, what & paged, site) : fail(site);
}

/*
 * Of nonpaged pool, of less than a page, by a call site that is known, while nobody looks on, and
 * the host has it at hand.
 */
[[gnu::always_inline]] inline PVOID allocate(call_site at, SIZE_T size, bool zero,
					     ULONG tag) noexcept
{
	pool_site *const site = known_site(at.caller, tag);
	const bool is_usual = site && size <= page - header_size && !is_verifying();
	void *const memory = is_usual ? ntspin_memory_at_hand(header_size + size, zero) : nullptr;

	if (!memory) [[unlikely]]
		return allocate_any(at, size, zero ? ULONG{zeroed} : 0, tag);
	return make_block(memory, header_shift, size, tag, false, *site);
}

/* Those that were freed last, while the verifier is on; larger ones are not kept. */
void *kept[64];
ULONG next_kept;

/*
 * Acquire and release: what the one that put a block in has written to it is visible when it comes
 * out.
 */
void keep_for_a_while(void *block) noexcept
{
	const ULONG at = __atomic_fetch_add(&next_kept, 1, __ATOMIC_RELAXED);
	void *const oldest = atomic_ref(kept[at % 64]).exchange(block, memory_order_acq_rel);

	if (oldest)
		give_to_host(oldest);
}

/* Of a block that is marked as freed, while an observer is on. */
void instrumented_free(call_site at, void *block) noexcept
{
	const pool_block &header = *header_of(block);
	const SIZE_T size = header.size;

	ntspin_memory_ends(block, size, at.caller);
	if (!is_verifying())
		return give_to_host(block);
	check_free(at, block);
	if (front_of(header) + size <= page)
		keep_for_a_while(block);
	else
		give_to_host(block);
}

[[gnu::always_inline]] inline bool may_be_freed(void *block, ULONG tag) noexcept
{
	return may_be_block(block) && is_sealed(block, seal::live) &&
	       (!tag || tag == header_of(block)->tag);
}

[[gnu::always_inline]] inline void count_free(const pool_block &header) noexcept
{
	pool_site &site = site_at(header.site);

	subtract(site.bytes, header.size);
	add(site.freed, 1);
}

[[gnu::noinline]] void free_any(call_site at, void *block, ULONG tag) noexcept
{
	if (!may_be_freed(block, tag) || !mark_freed(block))
		return refuse_free(at, block, tag);
	count_free(*header_of(block));
	if (ntspin::is_instrumented())
		instrumented_free(at, block);
	else
		give_to_host(block);
}

/* False, and nothing done, where anything is unusual. */
[[gnu::always_inline]] inline bool free_usual(void *block, ULONG tag) noexcept
{
	if (ntspin::is_instrumented() || !may_be_freed(block, tag)) [[unlikely]]
		return false;

	pool_block &header = *header_of(block);

	if (header.front_shift != header_shift || !mark_freed(block)) [[unlikely]]
		return false;
	count_free(header);
	ntspin_memory_put_back(&header, header_size + SIZE_T{header.size});
	return true;
}

[[gnu::noinline]] PVOID allocate_by_flags(call_site at, POOL_FLAGS flags, SIZE_T size,
					  ULONG tag) noexcept
{
	if (!can_be_heeded(flags) || !tag)
		return nullptr;
	return allocate_any(at, size, of_flags(flags), tag);
}

} /* namespace */

namespace ntspin
{

PVOID allocate_pool(ULONG type, SIZE_T size, ULONG tag, const call &call) noexcept
{
	return allocate_any({call.routine, call.caller}, size, of_type(type), tag);
}

void free_pool(void *block, ULONG tag, const call &call) noexcept
{
	free_any({call.routine, call.caller}, block, tag);
}

} /* namespace ntspin */

extern "C" {

void ntspin_pool_drain(void)
{
	for (void *&one : kept)
		if (void *const block = atomic_ref(one).exchange(nullptr, memory_order_acq_rel))
			give_to_host(block);
}

PVOID NTAPI ExAllocatePool2(POOL_FLAGS Flags, SIZE_T NumberOfBytes, ULONG Tag)
{
	if ((Flags & ~POOL_FLAG_UNINITIALIZED) != POOL_FLAG_NON_PAGED || !Tag) [[unlikely]]
		return allocate_by_flags({__func__, CALLER}, Flags, NumberOfBytes, Tag);
	return allocate({__func__, CALLER}, NumberOfBytes, !(Flags & POOL_FLAG_UNINITIALIZED), Tag);
}

PVOID NTAPI ExAllocatePoolWithTag(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag)
{
	if (PoolType & ~NonPagedPoolNx) [[unlikely]]
		return allocate_any({__func__, CALLER}, NumberOfBytes, of_type(PoolType), Tag);
	return allocate({__func__, CALLER}, NumberOfBytes, false, Tag);
}

PVOID NTAPI ExAllocatePool(POOL_TYPE PoolType, SIZE_T NumberOfBytes)
{
	return allocate_any({__func__, CALLER}, NumberOfBytes, of_type(PoolType), 0x206d6457);
}

PVOID NTAPI ExAllocatePoolWithTagPriority(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag,
					  EX_POOL_PRIORITY)
{
	return allocate_any({__func__, CALLER}, NumberOfBytes, of_type(PoolType), Tag);
}

PVOID NTAPI ExAllocatePoolWithQuotaTag(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag)
{
	const ULONG what = of_type(PoolType) |
			   (PoolType & POOL_QUOTA_FAIL_INSTEAD_OF_RAISE ? 0 : ULONG{raises});

	return allocate_any({__func__, CALLER}, NumberOfBytes, what, Tag);
}

VOID NTAPI ExFreePoolWithTag(PVOID P, ULONG Tag)
{
	if (!free_usual(P, Tag)) [[unlikely]]
		free_any({__func__, CALLER}, P, Tag);
}

VOID NTAPI ExFreePool(PVOID P)
{
	if (!free_usual(P, 0)) [[unlikely]]
		free_any({__func__, CALLER}, P, 0);
}

VOID NTAPI ExFreePool2(PVOID P, ULONG Tag, PCPOOL_EXTENDED_PARAMETER, ULONG)
{
	free_any({__func__, CALLER}, P, Tag);
}

} /* extern "C" */
