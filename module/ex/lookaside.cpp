// SPDX-License-Identifier: GPL-2.0
/*
 * lookaside.cpp - the Windows routines for lookaside lists: an SLIST of free blocks before pool, or
 * before the driver's own routines.
 *
 * Only what misses the list is counted: allocated less freed, less the list's depth, are the blocks
 * in use. A block is in the list, or its owner's: a pop sees what was written before the push, as
 * slist.cpp promises.
 *
 * With the verifier on nothing is kept: each free reaches pool, which knows a block that is free.
 */
#include "../lock/atomic.hpp"
#include "../verifier/instrumented.hpp"
#include "pool_calls.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::atomic_ref;
using ntspin::call;
using ntspin::is_verifying;
using ntspin::memory_order_relaxed;

/* How many blocks a list keeps: as many as make up so many bytes, and no fewer nor more than these. */
constexpr SIZE_T kept_bytes = 65536;
constexpr SIZE_T least = 4;
constexpr SIZE_T most = EX_MAXIMUM_LOOKASIDE_DEPTH_BASE;

USHORT depth_for(SIZE_T size) noexcept
{
	const SIZE_T depth = kept_bytes / size;

	return static_cast<USHORT>(depth < least ? least : depth > most ? most : depth);
}

template <class Common> void initialize(Common &list, ULONG type, SIZE_T asked, ULONG tag) noexcept
{
	const SIZE_T size = asked < LOOKASIDE_MINIMUM_BLOCK_SIZE ? LOOKASIDE_MINIMUM_BLOCK_SIZE :
								   asked;

	list = {};
	InitializeSListHead(&list.ListHead);
	list.Depth = depth_for(size);
	list.MaximumDepth = static_cast<USHORT>(most);
	list.Type = static_cast<POOL_TYPE>(type);
	list.Tag = tag;
	/* More than pool has is refused there. */
	list.Size = size > 0xffffffff ? 0xffffffff : static_cast<ULONG>(size);
	list.ListEntry = {&list.ListEntry, &list.ListEntry};
}

/* What all lists have, and what is different: how the driver's own routines are called. */
GENERAL_LOOKASIDE &common_of(GENERAL_LOOKASIDE &list) noexcept
{
	return list;
}

GENERAL_LOOKASIDE_POOL &common_of(LOOKASIDE_LIST_EX &list) noexcept
{
	return list.L;
}

PVOID get(GENERAL_LOOKASIDE &list, const call &call) noexcept
{
	if (list.Allocate)
		return list.Allocate(list.Type, list.Size, list.Tag);
	return ntspin::allocate_pool(list.Type, list.Size, list.Tag, call);
}

PVOID get(LOOKASIDE_LIST_EX &list, const call &call) noexcept
{
	if (list.L.AllocateEx)
		return list.L.AllocateEx(list.L.Type, list.L.Size, list.L.Tag, &list);
	return ntspin::allocate_pool(list.L.Type, list.L.Size, list.L.Tag, call);
}

void put(GENERAL_LOOKASIDE &list, PVOID block, const call &call) noexcept
{
	if (list.Free)
		list.Free(block);
	else
		ntspin::free_pool(block, list.Tag, call);
}

void put(LOOKASIDE_LIST_EX &list, PVOID block, const call &call) noexcept
{
	if (list.L.FreeEx)
		list.L.FreeEx(block, &list);
	else
		ntspin::free_pool(block, list.L.Tag, call);
}

/* Relaxed: a count alone; the blocks' owners order their frees before the deletion. */
void count(ULONG &misses) noexcept
{
	atomic_ref(misses).fetch_add(1, memory_order_relaxed);
}

template <class List> [[gnu::noinline]] PVOID allocate_anew(List &list, const call &call) noexcept
{
	PVOID const block = get(list, call);

	if (block)
		count(common_of(list).AllocateMisses);
	return block;
}

template <class List>
[[gnu::noinline]] void free_for_good(List &list, PVOID block, const call &call) noexcept
{
	count(common_of(list).FreeMisses);
	put(list, block, call);
}

template <class List> [[gnu::noinline]] void check(List &list, bool allocates, const call &call)
{
	const bool is_paged = common_of(list).Type & PagedPool;

	if (ntspin_current_irql() <= (is_paged ? APC_LEVEL : DISPATCH_LEVEL))
		return;
	ntspin_report(allocates ? (is_paged ? NTSPIN_PAGED_HIGH : NTSPIN_POOL_HIGH) :
				  (is_paged ? NTSPIN_PAGED_FREED_HIGH : NTSPIN_POOL_FREED_HIGH),
		      call.routine, 0, nullptr, call.caller);
}

template <class List> PVOID allocate(List &list, const call &call) noexcept
{
	if (is_verifying()) [[unlikely]]
		check(list, true, call);
	if (PVOID const block = InterlockedPopEntrySList(&common_of(list).ListHead)) [[likely]]
		return block;
	return allocate_anew(list, call);
}

/* The depth is looked at, and then changed: as many more may stay as there are processors. */
template <class List> void free(List &list, PVOID block, const call &call) noexcept
{
	auto &common = common_of(list);

	if (is_verifying()) [[unlikely]]
		check(list, false, call);
	else if (ExQueryDepthSList(&common.ListHead) < common.Depth) [[likely]] {
		InterlockedPushEntrySList(&common.ListHead, static_cast<PSLIST_ENTRY>(block));
		return;
	}
	free_for_good(list, block, call);
}

template <class List> void flush(List &list, const call &call) noexcept
{
	PSLIST_ENTRY block = InterlockedFlushSList(&common_of(list).ListHead);

	if (is_verifying()) [[unlikely]]
		check(list, false, call);
	while (block) {
		/* Before the block is gone. */
		PSLIST_ENTRY const next = block->Next;

		free_for_good(list, block, call);
		block = next;
	}
}

/* More may have been freed than were allocated: a driver may give a list what is not of it. */
template <class List> void remove(List &list, const call &call) noexcept
{
	auto &common = common_of(list);

	flush(list, call);
	const LONG out =
		static_cast<LONG>(atomic_ref(common.AllocateMisses).load(memory_order_relaxed) -
				  atomic_ref(common.FreeMisses).load(memory_order_relaxed));

	if (out > 0 && is_verifying())
		ntspin_report(NTSPIN_LOOKASIDE_LEFT, call.routine, 0, &list, call.caller);
}

constexpr ULONG flags_of_pool = POOL_RAISE_IF_ALLOCATION_FAILURE | POOL_NX_ALLOCATION;
constexpr ULONG flags_of_list = EX_LOOKASIDE_LIST_EX_FLAGS_RAISE_ON_FAIL |
				EX_LOOKASIDE_LIST_EX_FLAGS_FAIL_NO_RAISE;

void initialize(GENERAL_LOOKASIDE &list, PALLOCATE_FUNCTION allocate, PFREE_FUNCTION free,
		ULONG type, SIZE_T size, ULONG tag) noexcept
{
	initialize(list, type, size, tag);
	list.Allocate = allocate;
	list.Free = free;
}

} /* namespace */

extern "C" {

VOID NTAPI ExInitializeNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside,
					   PALLOCATE_FUNCTION Allocate, PFREE_FUNCTION Free,
					   ULONG Flags, SIZE_T Size, ULONG Tag, USHORT)
{
	initialize(Lookaside->L, Allocate, Free, NonPagedPool | (Flags & flags_of_pool), Size, Tag);
}

PVOID NTAPI ExAllocateFromNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside)
{
	return allocate(Lookaside->L, {__func__, CALLER, call::any_level});
}

VOID NTAPI ExFreeToNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside, PVOID Entry)
{
	free(Lookaside->L, Entry, {__func__, CALLER, call::any_level});
}

VOID NTAPI ExDeleteNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside)
{
	remove(Lookaside->L, {__func__, CALLER, call::any_level});
}

VOID NTAPI ExInitializePagedLookasideList(PPAGED_LOOKASIDE_LIST Lookaside,
					  PALLOCATE_FUNCTION Allocate, PFREE_FUNCTION Free,
					  ULONG Flags, SIZE_T Size, ULONG Tag, USHORT)
{
	initialize(Lookaside->L, Allocate, Free, PagedPool | (Flags & flags_of_pool), Size, Tag);
}

PVOID NTAPI ExAllocateFromPagedLookasideList(PPAGED_LOOKASIDE_LIST Lookaside)
{
	return allocate(Lookaside->L, {__func__, CALLER, call::any_level});
}

VOID NTAPI ExFreeToPagedLookasideList(PPAGED_LOOKASIDE_LIST Lookaside, PVOID Entry)
{
	free(Lookaside->L, Entry, {__func__, CALLER, call::any_level});
}

VOID NTAPI ExDeletePagedLookasideList(PPAGED_LOOKASIDE_LIST Lookaside)
{
	remove(Lookaside->L, {__func__, CALLER, call::any_level});
}

NTSTATUS NTAPI ExInitializeLookasideListEx(PLOOKASIDE_LIST_EX Lookaside,
					   PALLOCATE_FUNCTION_EX Allocate, PFREE_FUNCTION_EX Free,
					   POOL_TYPE PoolType, ULONG Flags, SIZE_T Size, ULONG Tag,
					   USHORT)
{
	ULONG type = PoolType;

	if (type & ~ULONG{PagedPool | NonPagedPoolCacheAligned | NonPagedPoolNx})
		return STATUS_INVALID_PARAMETER_4;
	if ((Flags & ~flags_of_list) || Flags == flags_of_list)
		return STATUS_INVALID_PARAMETER_5;
	if (Flags & EX_LOOKASIDE_LIST_EX_FLAGS_RAISE_ON_FAIL)
		type |= POOL_RAISE_IF_ALLOCATION_FAILURE;
	if (Flags & EX_LOOKASIDE_LIST_EX_FLAGS_FAIL_NO_RAISE)
		type |= POOL_QUOTA_FAIL_INSTEAD_OF_RAISE;
	initialize(Lookaside->L, type, Size, Tag);
	Lookaside->L.AllocateEx = Allocate;
	Lookaside->L.FreeEx = Free;
	return STATUS_SUCCESS;
}

PVOID NTAPI ExAllocateFromLookasideListEx(PLOOKASIDE_LIST_EX Lookaside)
{
	return allocate(*Lookaside, {__func__, CALLER, call::any_level});
}

VOID NTAPI ExFreeToLookasideListEx(PLOOKASIDE_LIST_EX Lookaside, PVOID Entry)
{
	free(*Lookaside, Entry, {__func__, CALLER, call::any_level});
}

VOID NTAPI ExFlushLookasideListEx(PLOOKASIDE_LIST_EX Lookaside)
{
	flush(*Lookaside, {__func__, CALLER, call::any_level});
}

VOID NTAPI ExDeleteLookasideListEx(PLOOKASIDE_LIST_EX Lookaside)
{
	remove(*Lookaside, {__func__, CALLER, call::any_level});
}

} /* extern "C" */
