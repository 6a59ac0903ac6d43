// SPDX-License-Identifier: GPL-2.0
/*
 * pool.cpp - the Windows routines for pool: what is asked for, what is misuse, and who has what.
 *
 * Memory is the host's (seam/pool.h). A block has a header in front (pool_block.hpp), which takes
 * a page where the block begins on one; and each is counted at the call site that allocated
 * it (pool_sites.hpp).
 *
 * With the verifier on, the last blocks that were freed are kept for a while, so that one which is
 * freed twice is detected.
 */
#include "../verifier/instrumented.hpp"
#include "pool_block.hpp"
#include "pool_calls.hpp"
#include "pool_sites.hpp"

#define CALLER __builtin_return_address(0)

struct ntspin_pool_site ntspin_pool_sites[NTSPIN_POOL_SITES];

namespace
{

using ntspin::is_verifying;
using ntspin::memory_order_acq_rel;

/* What a block is asked for as. */
enum : ULONG { paged = 1, zeroed = 2, cache_aligned = 4, raises = 8 };

/* What a call is, apart from the block. */
struct call_site {
	const char *routine;
	const void *caller;
};

void report(ntspin_fault fault, call_site at, KIRQL irql, const void *block,
	    const ntspin_pool_facts *facts = nullptr) noexcept
{
	ntspin_misuse misuse = {};

	misuse.fault = fault;
	misuse.routine = at.routine;
	misuse.irql = irql;
	misuse.lock = block;
	misuse.caller = at.caller;
	misuse.pool = facts;
	ntspin_report_misuse(&misuse);
}

/* What is rare is not inline, so that the usual way keeps no frame for it. */

[[gnu::noinline]] void check_allocation(call_site at, SIZE_T size, ULONG what, ULONG tag) noexcept
{
	const ntspin_pool_facts facts = {tag, 0, 0, 0, nullptr};
	const KIRQL irql = ntspin_current_irql();

	if (what & paged ? irql > APC_LEVEL : irql > DISPATCH_LEVEL)
		report(what & paged ? NTSPIN_PAGED_HIGH : NTSPIN_POOL_HIGH, at, irql, nullptr,
		       &facts);
	if (!size)
		report(NTSPIN_POOL_EMPTY, at, irql, nullptr, &facts);
}

[[gnu::noinline]] PVOID refuse_to_raise(call_site at, ULONG tag) noexcept
{
	const ntspin_pool_facts facts = {tag, 0, 0, 0, nullptr};

	report(NTSPIN_POOL_RAISES, at, ntspin_current_irql(), nullptr, &facts);
	return nullptr;
}

PVOID fail(pool_site &site) noexcept
{
	add(site.failed, 1);
	return nullptr;
}

[[gnu::always_inline]] inline PVOID allocate(call_site at, SIZE_T asked, ULONG what,
					     ULONG tag) noexcept
{
	const SIZE_T size = asked < header_size ? header_size : asked;
	SIZE_T front = what & cache_aligned ? cache_line : header_size;

	if (is_verifying()) [[unlikely]]
		check_allocation(at, asked, what, tag);
	if (what & raises) [[unlikely]]
		return refuse_to_raise(at, tag);

	pool_site &site = site_of(at.caller, tag);

	/* A page or more begins on a page; what is less lies in one, its header, too. */
	if (size > page - front) [[unlikely]] {
		front = page;
		if (size >= 0x100000000ULL - page)
			return fail(site);
	}

	void *const memory =
		ntspin_memory_get(front + size, static_cast<ULONG>(front), (what & zeroed) != 0);

	if (!memory) [[unlikely]]
		return fail(site);

	void *const block = static_cast<UCHAR *>(memory) + front;
	pool_block &header = *header_of(block);

	header.tag = tag;
	header.size = static_cast<ULONG>(asked);
	header.front = static_cast<USHORT>(front);
	header.site = static_cast<USHORT>(&site - ntspin_pool_sites);
	/* Relaxed: the next owner gets the block from the caller. */
	atomic_ref(header.seal)
		.store(seal_of(block, what & paged ? seal::live_paged : seal::live),
		       memory_order_relaxed);
	add(site.allocated, 1);
	add(site.bytes, asked);
	return block;
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

void check_free(call_site at, void *block, bool is_paged) noexcept
{
	const KIRQL irql = ntspin_current_irql();
	const ntspin_pool_facts facts = {header_of(block)->tag, 0, 0, 0, nullptr};

	if (is_paged ? irql > APC_LEVEL : irql > DISPATCH_LEVEL)
		report(is_paged ? NTSPIN_PAGED_FREED_HIGH : NTSPIN_POOL_FREED_HIGH, at, irql, block,
		       &facts);
}

/* No live block: one that was, or none at all. */
[[gnu::noinline]] void refuse_free(call_site at, void *block) noexcept
{
	const KIRQL irql = ntspin_current_irql();

	if (!may_be_block(block) || !is_sealed(block, seal::freed))
		return report(NTSPIN_POOL_NO_BLOCK, at, irql, block);

	const ntspin_pool_facts facts = {header_of(block)->tag, 0, 0, 0, nullptr};

	report(NTSPIN_POOL_FREED_TWICE, at, irql, block, &facts);
}

[[gnu::noinline]] void refuse_tag(call_site at, void *block, ULONG tag) noexcept
{
	const ntspin_pool_facts facts = {header_of(block)->tag, tag, 0, 0, nullptr};

	report(NTSPIN_POOL_TAG, at, ntspin_current_irql(), block, &facts);
}

/* Of a block that is marked as freed, while an observer is on. */
[[gnu::noinline]] void instrumented_free(call_site at, void *block, bool is_paged) noexcept
{
	const pool_block &header = *header_of(block);
	const SIZE_T size = header.size;

	ntspin_memory_ends(block, size, at.caller);
	if (!is_verifying())
		return give_to_host(block);
	check_free(at, block, is_paged);
	if (header.front + size <= page)
		keep_for_a_while(block);
	else
		give_to_host(block);
}

[[gnu::always_inline]] inline void free_block(call_site at, void *block, ULONG tag) noexcept
{
	if (!may_be_block(block)) [[unlikely]]
		return refuse_free(at, block);

	pool_block &header = *header_of(block);
	const bool is_paged = is_sealed(block, seal::live_paged);

	if (!is_paged && !is_sealed(block, seal::live)) [[unlikely]]
		return refuse_free(at, block);
	if (tag && tag != header.tag) [[unlikely]]
		return refuse_tag(at, block, tag);

	pool_site &site = ntspin_pool_sites[header.site % NTSPIN_POOL_SITES];
	const SIZE_T size = header.size;

	if (!mark_freed(block, is_paged ? seal::live_paged : seal::live)) [[unlikely]]
		return refuse_free(at, block);
	add(site.bytes, 0 - size);
	add(site.freed, 1);
	if (ntspin::is_instrumented()) [[unlikely]]
		instrumented_free(at, block, is_paged);
	else
		give_to_host(block);
}

/* Of a type as drivers had it before there were flags: which bits are what. */
ULONG of_type(ULONG type) noexcept
{
	if (!(type & ~ULONG{NonPagedPoolNx})) [[likely]]
		return 0;
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
[[gnu::always_inline]] inline bool can_be_heeded(POOL_FLAGS flags) noexcept
{
	if (flags == POOL_FLAG_NON_PAGED) [[likely]]
		return true;

	const POOL_FLAGS pool = flags & pools;

	return pool && !(pool & (pool - 1)) && !(flags % POOL_FLAG_OPTIONAL_START & ~known);
}

[[gnu::always_inline]] inline ULONG of_flags(POOL_FLAGS flags) noexcept
{
	if (flags == POOL_FLAG_NON_PAGED) [[likely]]
		return zeroed;
	return (flags & POOL_FLAG_PAGED ? ULONG{paged} : 0) |
	       (flags & POOL_FLAG_UNINITIALIZED ? 0 : ULONG{zeroed}) |
	       (flags & POOL_FLAG_CACHE_ALIGNED ? ULONG{cache_aligned} : 0) |
	       (flags & POOL_FLAG_RAISE_ON_FAILURE ? ULONG{raises} : 0);
}

} /* namespace */

namespace ntspin
{

PVOID allocate_pool(ULONG type, SIZE_T size, ULONG tag, const call &call) noexcept
{
	return allocate({call.routine, call.caller}, size, of_type(type), tag);
}

void free_pool(void *block, ULONG tag, const call &call) noexcept
{
	free_block({call.routine, call.caller}, block, tag);
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
	if (!can_be_heeded(Flags) || !Tag) [[unlikely]]
		return nullptr;
	return allocate({__func__, CALLER}, NumberOfBytes, of_flags(Flags), Tag);
}

PVOID NTAPI ExAllocatePoolWithTag(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag)
{
	return allocate({__func__, CALLER}, NumberOfBytes, of_type(PoolType), Tag);
}

PVOID NTAPI ExAllocatePool(POOL_TYPE PoolType, SIZE_T NumberOfBytes)
{
	return allocate({__func__, CALLER}, NumberOfBytes, of_type(PoolType), 0x206d6457);
}

PVOID NTAPI ExAllocatePoolWithTagPriority(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag,
					  EX_POOL_PRIORITY)
{
	return allocate({__func__, CALLER}, NumberOfBytes, of_type(PoolType), Tag);
}

PVOID NTAPI ExAllocatePoolWithQuotaTag(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag)
{
	const ULONG what = of_type(PoolType) |
			   (PoolType & POOL_QUOTA_FAIL_INSTEAD_OF_RAISE ? 0 : ULONG{raises});

	return allocate({__func__, CALLER}, NumberOfBytes, what, Tag);
}

VOID NTAPI ExFreePoolWithTag(PVOID P, ULONG Tag)
{
	free_block({__func__, CALLER}, P, Tag);
}

VOID NTAPI ExFreePool(PVOID P)
{
	free_block({__func__, CALLER}, P, 0);
}

VOID NTAPI ExFreePool2(PVOID P, ULONG Tag, PCPOOL_EXTENDED_PARAMETER, ULONG)
{
	free_block({__func__, CALLER}, P, Tag);
}

} /* extern "C" */
