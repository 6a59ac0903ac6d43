/* SPDX-License-Identifier: GPL-2.0 */
/*
 * lookaside.h - lists of free blocks of one size, from which allocations are served first.
 *
 * A block that is freed stays in its list, where there is room, and is handed out again as it is,
 * by an exchange of the list's head: no allocator is asked, and no lock is taken, at DISPATCH_LEVEL
 * on PREEMPT_RT either. A list keeps 4 to 256 blocks, as many as make up 64 KB.
 *
 * With the verifier on a list keeps nothing, so that pool tells of what is freed twice.
 */
#ifndef NTSPIN_WDM_LOOKASIDE_H
#define NTSPIN_WDM_LOOKASIDE_H

#include "../ntstatus.h"
#include "irql.h"
#include "pool.h"
#include "slist.h"

EXTERN_C_START

typedef struct _LOOKASIDE_LIST_EX *PLOOKASIDE_LIST_EX;

typedef PVOID NTAPI ALLOCATE_FUNCTION(_In_ POOL_TYPE PoolType, _In_ SIZE_T NumberOfBytes,
				      _In_ ULONG Tag);
typedef ALLOCATE_FUNCTION *PALLOCATE_FUNCTION;
typedef PVOID NTAPI ALLOCATE_FUNCTION_EX(_In_ POOL_TYPE PoolType, _In_ SIZE_T NumberOfBytes,
					 _In_ ULONG Tag, _Inout_ PLOOKASIDE_LIST_EX Lookaside);
typedef ALLOCATE_FUNCTION_EX *PALLOCATE_FUNCTION_EX;
typedef VOID NTAPI FREE_FUNCTION(_In_ PVOID Buffer);
typedef FREE_FUNCTION *PFREE_FUNCTION;
typedef VOID NTAPI FREE_FUNCTION_EX(_In_ PVOID Buffer, _Inout_ PLOOKASIDE_LIST_EX Lookaside);
typedef FREE_FUNCTION_EX *PFREE_FUNCTION_EX;

/*
 * Opaque to drivers, which embed it: Windows' offsets. The misses are counted; the totals are not,
 * since that would cost more than the rest.
 */
#define GENERAL_LOOKASIDE_LAYOUT                                                                   \
	NTSPIN_EXTENSION union {                                                                   \
		SLIST_HEADER ListHead;                                                             \
		SINGLE_LIST_ENTRY SingleListHead;                                                  \
	};                                                                                         \
	USHORT Depth;                                                                              \
	USHORT MaximumDepth;                                                                       \
	ULONG TotalAllocates;                                                                      \
	NTSPIN_EXTENSION union {                                                                   \
		ULONG AllocateMisses;                                                              \
		ULONG AllocateHits;                                                                \
	};                                                                                         \
	ULONG TotalFrees;                                                                          \
	NTSPIN_EXTENSION union {                                                                   \
		ULONG FreeMisses;                                                                  \
		ULONG FreeHits;                                                                    \
	};                                                                                         \
	POOL_TYPE Type;                                                                            \
	ULONG Tag;                                                                                 \
	ULONG Size;                                                                                \
	NTSPIN_EXTENSION union {                                                                   \
		PALLOCATE_FUNCTION_EX AllocateEx;                                                  \
		PALLOCATE_FUNCTION Allocate;                                                       \
	};                                                                                         \
	NTSPIN_EXTENSION union {                                                                   \
		PFREE_FUNCTION_EX FreeEx;                                                          \
		PFREE_FUNCTION Free;                                                               \
	};                                                                                         \
	LIST_ENTRY ListEntry;                                                                      \
	ULONG LastTotalAllocates;                                                                  \
	NTSPIN_EXTENSION union {                                                                   \
		ULONG LastAllocateMisses;                                                          \
		ULONG LastAllocateHits;                                                            \
	};                                                                                         \
	ULONG Future[2]

typedef struct _GENERAL_LOOKASIDE {
	GENERAL_LOOKASIDE_LAYOUT;
} DECLSPEC_ALIGN(64) GENERAL_LOOKASIDE, *PGENERAL_LOOKASIDE;

typedef struct _GENERAL_LOOKASIDE_POOL {
	GENERAL_LOOKASIDE_LAYOUT;
} GENERAL_LOOKASIDE_POOL, *PGENERAL_LOOKASIDE_POOL;

typedef struct _NPAGED_LOOKASIDE_LIST {
	GENERAL_LOOKASIDE L;
} NPAGED_LOOKASIDE_LIST, *PNPAGED_LOOKASIDE_LIST;

typedef struct _PAGED_LOOKASIDE_LIST {
	GENERAL_LOOKASIDE L;
} PAGED_LOOKASIDE_LIST, *PPAGED_LOOKASIDE_LIST;

typedef struct _LOOKASIDE_LIST_EX {
	GENERAL_LOOKASIDE_POOL L;
} LOOKASIDE_LIST_EX;

C_ASSERT(sizeof(NPAGED_LOOKASIDE_LIST) == 128);
C_ASSERT(sizeof(PAGED_LOOKASIDE_LIST) == 128);
C_ASSERT(sizeof(LOOKASIDE_LIST_EX) == 0x60);
C_ASSERT(FIELD_OFFSET(NPAGED_LOOKASIDE_LIST, L.Depth) == 16);
C_ASSERT(FIELD_OFFSET(NPAGED_LOOKASIDE_LIST, L.Type) == 36);
C_ASSERT(FIELD_OFFSET(NPAGED_LOOKASIDE_LIST, L.Size) == 44);
C_ASSERT(FIELD_OFFSET(NPAGED_LOOKASIDE_LIST, L.Allocate) == 48);
C_ASSERT(FIELD_OFFSET(NPAGED_LOOKASIDE_LIST, L.ListEntry) == 64);

/* The least that a block is large: it is linked by its beginning while it is free. */
#define LOOKASIDE_MINIMUM_BLOCK_SIZE 8
#define LOOKASIDE_ALIGN DECLSPEC_CACHEALIGN

#define EX_LOOKASIDE_LIST_EX_FLAGS_RAISE_ON_FAIL 0x00000001UL
#define EX_LOOKASIDE_LIST_EX_FLAGS_FAIL_NO_RAISE 0x00000002UL
#define EX_MAXIMUM_LOOKASIDE_DEPTH_BASE 256

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExInitializeNPagedLookasideList() - make storage an empty list of blocks of nonpaged pool
 * @Lookaside: the driver's resident storage, aligned to 16 bytes
 * @Allocate: the driver's routine that allocates a block where the list is empty; NULL: pool's
 * @Free: the driver's routine that frees a block for which the list has no room; NULL: pool's
 * @Flags: 0, or any of POOL_RAISE_IF_ALLOCATION_FAILURE and POOL_NX_ALLOCATION
 * @Size: of each block
 * @Tag: of each block
 * @Depth: unused, 0
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context.
 * Return: nothing.
 * Errors: POOL_RAISE_IF_ALLOCATION_FAILURE: each allocation that asks pool is reported, and
 *   refused, as by ExAllocatePoolWithTag(). 4 GB and more are never to be had.
 * Windows: wdm.h, ExInitializeNPagedLookasideList function.
 */
VOID NTAPI ExInitializeNPagedLookasideList(_Out_ PNPAGED_LOOKASIDE_LIST Lookaside,
					   _In_opt_ PALLOCATE_FUNCTION Allocate,
					   _In_opt_ PFREE_FUNCTION Free, _In_ ULONG Flags,
					   _In_ SIZE_T Size, _In_ ULONG Tag, _In_ USHORT Depth);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExAllocateFromNPagedLookasideList() - a block out of the list, or a new one
 * @Lookaside: the list
 *
 * The block has whatever content it was freed with, but for its beginning.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI; where the list is empty, as
 *   ExAllocatePool2().
 * Return: the block; NULL where there is no memory.
 * Errors: The verifier reports too high an IRQL.
 * Differs from Windows: On PREEMPT_RT a new block at DISPATCH_LEVEL comes from a reserve, which may
 *   be empty for a while.
 * Windows: wdm.h, ExAllocateFromNPagedLookasideList function.
 */
PVOID NTAPI ExAllocateFromNPagedLookasideList(_Inout_ PNPAGED_LOOKASIDE_LIST Lookaside);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExFreeToNPagedLookasideList() - give a block back to its list
 * @Lookaside: the list that it was allocated from
 * @Entry: the block
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: The verifier reports too high an IRQL, and what pool tells of a free: a block that is
 *   free already, another tag, what is no block.
 * Windows: wdm.h, ExFreeToNPagedLookasideList function.
 */
VOID NTAPI ExFreeToNPagedLookasideList(_Inout_ PNPAGED_LOOKASIDE_LIST Lookaside, _In_ PVOID Entry);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExDeleteNPagedLookasideList() - free what is in the list, which is empty then
 * @Lookaside: the list, which nobody uses any more
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: The verifier reports blocks that were allocated from the list and not freed to it. They
 *   stay what they are: ExFreePool() frees them.
 * Windows: wdm.h, ExDeleteNPagedLookasideList function.
 */
VOID NTAPI ExDeleteNPagedLookasideList(_Inout_ PNPAGED_LOOKASIDE_LIST Lookaside);

_IRQL_requires_max_(APC_LEVEL)
/**
 * ExInitializePagedLookasideList() - make storage an empty list of blocks of paged pool
 * @Lookaside: as for ExInitializeNPagedLookasideList()
 * @Allocate: the same
 * @Free: the same
 * @Flags: 0, or any of POOL_RAISE_IF_ALLOCATION_FAILURE and POOL_NX_ALLOCATION
 * @Size: of each block
 * @Tag: of each block
 * @Depth: unused, 0
 *
 * Context: IRQL <= APC_LEVEL. Linux: any context.
 * Return: nothing.
 * Errors: as ExInitializeNPagedLookasideList().
 * Differs from Windows: Nothing is ever paged out.
 * Windows: wdm.h, ExInitializePagedLookasideList function.
 */
VOID NTAPI ExInitializePagedLookasideList(_Out_ PPAGED_LOOKASIDE_LIST Lookaside,
					  _In_opt_ PALLOCATE_FUNCTION Allocate,
					  _In_opt_ PFREE_FUNCTION Free, _In_ ULONG Flags,
					  _In_ SIZE_T Size, _In_ ULONG Tag, _In_ USHORT Depth);

_IRQL_requires_max_(APC_LEVEL)
/**
 * ExAllocateFromPagedLookasideList() - a block out of the list, or a new one
 * @Lookaside: the list
 *
 * Context: IRQL <= APC_LEVEL. Linux: as ExAllocateFromNPagedLookasideList().
 * Return: the block; NULL where there is no memory.
 * Errors: as ExAllocateFromNPagedLookasideList().
 * Windows: wdm.h, ExAllocateFromPagedLookasideList function.
 */
PVOID NTAPI ExAllocateFromPagedLookasideList(_Inout_ PPAGED_LOOKASIDE_LIST Lookaside);

_IRQL_requires_max_(APC_LEVEL)
/**
 * ExFreeToPagedLookasideList() - give a block back to its list
 * @Lookaside: the list that it was allocated from
 * @Entry: the block
 *
 * Context: IRQL <= APC_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: as ExFreeToNPagedLookasideList().
 * Windows: wdm.h, ExFreeToPagedLookasideList function.
 */
VOID NTAPI ExFreeToPagedLookasideList(_Inout_ PPAGED_LOOKASIDE_LIST Lookaside, _In_ PVOID Entry);

_IRQL_requires_max_(APC_LEVEL)
/**
 * ExDeletePagedLookasideList() - free what is in the list, which is empty then
 * @Lookaside: the list, which nobody uses any more
 *
 * Context: IRQL <= APC_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: as ExDeleteNPagedLookasideList().
 * Windows: wdm.h, ExDeletePagedLookasideList function.
 */
VOID NTAPI ExDeletePagedLookasideList(_Inout_ PPAGED_LOOKASIDE_LIST Lookaside);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExInitializeLookasideListEx() - make storage an empty list, whose routines are told of the list
 * @Lookaside: the driver's resident storage, aligned to 16 bytes
 * @Allocate: as for ExInitializeNPagedLookasideList(); gets the list as well
 * @Free: the same
 * @PoolType: of the blocks
 * @Flags: 0, or one of EX_LOOKASIDE_LIST_EX_FLAGS_RAISE_ON_FAIL and ..._FAIL_NO_RAISE, which add
 *	   POOL_RAISE_IF_ALLOCATION_FAILURE, and POOL_QUOTA_FAIL_INSTEAD_OF_RAISE, to the type that
 *	   Allocate gets
 * @Size: of each block
 * @Tag: of each block
 * @Depth: unused, 0
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER_4 where the type is none;
 *   STATUS_INVALID_PARAMETER_5 where a flag is unknown, or both are there.
 * Errors: as ExInitializeNPagedLookasideList().
 * Windows: wdm.h, ExInitializeLookasideListEx function.
 */
NTSTATUS NTAPI ExInitializeLookasideListEx(_Out_ PLOOKASIDE_LIST_EX Lookaside,
					   _In_opt_ PALLOCATE_FUNCTION_EX Allocate,
					   _In_opt_ PFREE_FUNCTION_EX Free, _In_ POOL_TYPE PoolType,
					   _In_ ULONG Flags, _In_ SIZE_T Size, _In_ ULONG Tag,
					   _In_ USHORT Depth);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExAllocateFromLookasideListEx() - a block out of the list, or a new one
 * @Lookaside: the list
 *
 * Context: IRQL <= DISPATCH_LEVEL; of paged pool: <= APC_LEVEL. Linux: as
 *   ExAllocateFromNPagedLookasideList().
 * Return: the block; NULL where there is no memory.
 * Errors: as ExAllocateFromNPagedLookasideList().
 * Windows: wdm.h, ExAllocateFromLookasideListEx function.
 */
PVOID NTAPI ExAllocateFromLookasideListEx(_Inout_ PLOOKASIDE_LIST_EX Lookaside);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExFreeToLookasideListEx() - give a block back to its list
 * @Lookaside: the list that it was allocated from
 * @Entry: the block
 *
 * Context: IRQL <= DISPATCH_LEVEL; of paged pool: <= APC_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: as ExFreeToNPagedLookasideList().
 * Windows: wdm.h, ExFreeToLookasideListEx function.
 */
VOID NTAPI ExFreeToLookasideListEx(_Inout_ PLOOKASIDE_LIST_EX Lookaside, _In_ PVOID Entry);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExFlushLookasideListEx() - free what is in the list, which continues
 * @Lookaside: the list
 *
 * Context: IRQL <= DISPATCH_LEVEL; of paged pool: <= APC_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: The verifier reports too high an IRQL.
 * Windows: wdm.h, ExFlushLookasideListEx function.
 */
VOID NTAPI ExFlushLookasideListEx(_Inout_ PLOOKASIDE_LIST_EX Lookaside);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExDeleteLookasideListEx() - free what is in the list, which is empty then
 * @Lookaside: the list, which nobody uses any more
 *
 * Context: IRQL <= DISPATCH_LEVEL; of paged pool: <= APC_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: as ExDeleteNPagedLookasideList().
 * Windows: wdm.h, ExDeleteLookasideListEx function.
 */
VOID NTAPI ExDeleteLookasideListEx(_Inout_ PLOOKASIDE_LIST_EX Lookaside);

EXTERN_C_END

#endif
