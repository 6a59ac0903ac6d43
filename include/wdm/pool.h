/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pool.h - memory by the block, each with a tag that says what it is for.
 *
 * What holds of every block here: it is aligned to 16 bytes; one of less than a page lies in one
 * page; one of a page or more begins on a page. All of it is resident, paged pool too, which
 * differs from nonpaged pool by its rule for the IRQL alone; none of it can be executed. A block
 * is free for whoever gets it to read and write; beyond its end nothing is.
 *
 * Blocks are counted by tag and by call site: see docs/pool.md. What a driver has not freed when
 * its module goes is reported, and stays allocated.
 */
#ifndef NTSPIN_WDM_POOL_H
#define NTSPIN_WDM_POOL_H

#include "../ntdef.h"
#include "../driverspecs.h"

EXTERN_C_START

typedef enum _POOL_TYPE {
	NonPagedPool,
	NonPagedPoolExecute = NonPagedPool,
	PagedPool,
	NonPagedPoolMustSucceed = NonPagedPool + 2,
	DontUseThisType,
	NonPagedPoolCacheAligned = NonPagedPool + 4,
	PagedPoolCacheAligned,
	NonPagedPoolCacheAlignedMustS = NonPagedPool + 6,
	MaxPoolType,
	NonPagedPoolNx = 512,
	NonPagedPoolNxCacheAligned = NonPagedPoolNx + 4
} POOL_TYPE;

typedef ULONG64 POOL_FLAGS;
#define POOL_FLAG_REQUIRED_START 0x0000000000000001ULL
#define POOL_FLAG_USE_QUOTA 0x0000000000000001ULL
#define POOL_FLAG_UNINITIALIZED 0x0000000000000002ULL
#define POOL_FLAG_SESSION 0x0000000000000004ULL
#define POOL_FLAG_CACHE_ALIGNED 0x0000000000000008ULL
#define POOL_FLAG_RESERVED1 0x0000000000000010ULL
#define POOL_FLAG_RAISE_ON_FAILURE 0x0000000000000020ULL
#define POOL_FLAG_NON_PAGED 0x0000000000000040ULL
#define POOL_FLAG_NON_PAGED_EXECUTE 0x0000000000000080ULL
#define POOL_FLAG_PAGED 0x0000000000000100ULL
#define POOL_FLAG_REQUIRED_END 0x0000000080000000ULL
#define POOL_FLAG_OPTIONAL_START 0x0000000100000000ULL
#define POOL_FLAG_SPECIAL_POOL 0x0000000100000000ULL
#define POOL_FLAG_OPTIONAL_END 0x8000000000000000ULL

/* What may be added to a POOL_TYPE. */
#define POOL_QUOTA_FAIL_INSTEAD_OF_RAISE 8
#define POOL_RAISE_IF_ALLOCATION_FAILURE 16
#define POOL_COLD_ALLOCATION 256
#define POOL_NX_ALLOCATION 512
#define POOL_ZERO_ALLOCATION 1024

typedef enum _EX_POOL_PRIORITY {
	LowPoolPriority = 0,
	LowPoolPrioritySpecialPoolOverrun = 8,
	LowPoolPrioritySpecialPoolUnderrun = 9,
	NormalPoolPriority = 16,
	NormalPoolPrioritySpecialPoolOverrun = 24,
	NormalPoolPrioritySpecialPoolUnderrun = 25,
	HighPoolPriority = 32,
	HighPoolPrioritySpecialPoolOverrun = 40,
	HighPoolPrioritySpecialPoolUnderrun = 41
} EX_POOL_PRIORITY;

/* What ExAllocatePool3() is told beside. */
typedef enum POOL_EXTENDED_PARAMETER_TYPE {
	PoolExtendedParameterInvalidType,
	PoolExtendedParameterPriority,
	PoolExtendedParameterSecurePool,
	PoolExtendedParameterNumaNode,
	PoolExtendedParameterMax
} POOL_EXTENDED_PARAMETER_TYPE, *PPOOL_EXTENDED_PARAMETER_TYPE;

typedef struct _POOL_EXTENDED_PARAMS_SECURE_POOL {
	HANDLE SecurePoolHandle;
	PVOID Buffer;
	ULONG_PTR Cookie;
	ULONG SecurePoolFlags;
} POOL_EXTENDED_PARAMS_SECURE_POOL;

typedef ULONG POOL_NODE_REQUIREMENT;

typedef struct _POOL_EXTENDED_PARAMETER {
	NTSPIN_EXTENSION struct {
		ULONG64 Type : 8;
		ULONG64 Optional : 1;
		ULONG64 Reserved : 55;
	};
	NTSPIN_EXTENSION union {
		ULONG64 Reserved2;
		PVOID Reserved3;
		EX_POOL_PRIORITY Priority;
		POOL_EXTENDED_PARAMS_SECURE_POOL *SecurePoolParams;
		POOL_NODE_REQUIREMENT PreferredNode;
	};
} POOL_EXTENDED_PARAMETER, *PPOOL_EXTENDED_PARAMETER;
typedef const POOL_EXTENDED_PARAMETER *PCPOOL_EXTENDED_PARAMETER;

C_ASSERT(sizeof(POOL_EXTENDED_PARAMETER) == 16);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExAllocatePool2() - allocate a block
 * @Flags: one of POOL_FLAG_NON_PAGED, POOL_FLAG_NON_PAGED_EXECUTE and POOL_FLAG_PAGED, with what is
 *	   wanted beside it
 * @NumberOfBytes: how large, not 0
 * @Tag: what the block is for: up to four characters, not 0
 *
 * The block is zero, unless POOL_FLAG_UNINITIALIZED is among the flags.
 *
 * Context: IRQL <= DISPATCH_LEVEL; paged pool: <= APC_LEVEL. Linux: any context but an NMI; may
 *   sleep below DISPATCH_LEVEL.
 * Return: the block; NULL where there is no memory, the tag is 0, no or more than one kind of pool
 *   is asked for, or a required flag is unknown.
 * Errors: POOL_FLAG_RAISE_ON_FAILURE is reported, and refused: NULL is returned. The verifier
 *   reports too high an IRQL, and 0 bytes, for which the smallest block is returned.
 * Differs from Windows: There are no exceptions. POOL_FLAG_NON_PAGED_EXECUTE gets memory that
 *   cannot be executed. Quotas and sessions are nobody's. 4 GB and more are never to be had. On
 *   PREEMPT_RT a block that is asked for at DISPATCH_LEVEL comes from a reserve, which may be empty
 *   for a while.
 * Windows: wdm.h, ExAllocatePool2 function.
 */
PVOID NTAPI ExAllocatePool2(_In_ POOL_FLAGS Flags, _In_ SIZE_T NumberOfBytes, _In_ ULONG Tag);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExAllocatePoolWithTag() - allocate a block, as drivers did before ExAllocatePool2()
 * @PoolType: a POOL_TYPE, with any of POOL_ZERO_ALLOCATION, POOL_NX_ALLOCATION,
 *	      POOL_COLD_ALLOCATION
 * @NumberOfBytes: how large
 * @Tag: what the block is for
 *
 * The block is not initialised, unless POOL_ZERO_ALLOCATION is added to the type.
 *
 * Context: as ExAllocatePool2().
 * Return: the block; NULL where there is no memory.
 * Errors: POOL_RAISE_IF_ALLOCATION_FAILURE is reported, and refused: NULL is returned. Else as
 *   ExAllocatePool2().
 * Differs from Windows: as ExAllocatePool2().
 * Windows: wdm.h, ExAllocatePoolWithTag function.
 */
PVOID NTAPI ExAllocatePoolWithTag(_In_ POOL_TYPE PoolType, _In_ SIZE_T NumberOfBytes,
				  _In_ ULONG Tag);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExAllocatePool() - the same, with the tag "Wdm "
 * @PoolType: as for ExAllocatePoolWithTag()
 * @NumberOfBytes: how large
 *
 * Context: as ExAllocatePool2().
 * Return: as ExAllocatePoolWithTag().
 * Errors: as ExAllocatePoolWithTag().
 * Differs from Windows: as ExAllocatePool2().
 * Windows: wdm.h, ExAllocatePool function.
 */
PVOID NTAPI ExAllocatePool(_In_ POOL_TYPE PoolType, _In_ SIZE_T NumberOfBytes);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExAllocatePoolWithTagPriority() - the same, for what may be done without
 * @PoolType: as for ExAllocatePoolWithTag()
 * @NumberOfBytes: how large
 * @Tag: what the block is for
 * @Priority: makes no difference
 *
 * Context: as ExAllocatePool2().
 * Return: as ExAllocatePoolWithTag().
 * Errors: as ExAllocatePoolWithTag().
 * Differs from Windows: No block is refused for its low priority.
 * Windows: wdm.h, ExAllocatePoolWithTagPriority function.
 */
PVOID NTAPI ExAllocatePoolWithTagPriority(_In_ POOL_TYPE PoolType, _In_ SIZE_T NumberOfBytes,
					  _In_ ULONG Tag, _In_ EX_POOL_PRIORITY Priority);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExAllocatePoolWithQuotaTag() - the same, charged to a process on Windows
 * @PoolType: as for ExAllocatePoolWithTag(), with POOL_QUOTA_FAIL_INSTEAD_OF_RAISE
 * @NumberOfBytes: how large
 * @Tag: what the block is for
 *
 * Context: as ExAllocatePool2().
 * Return: as ExAllocatePoolWithTag().
 * Errors: Without POOL_QUOTA_FAIL_INSTEAD_OF_RAISE the call asks for an exception: it is reported,
 *   and refused. Else as ExAllocatePoolWithTag().
 * Differs from Windows: There are no quotas.
 * Windows: wdm.h, ExAllocatePoolWithQuotaTag function.
 */
PVOID NTAPI ExAllocatePoolWithQuotaTag(_In_ POOL_TYPE PoolType, _In_ SIZE_T NumberOfBytes,
				       _In_ ULONG Tag);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExFreePoolWithTag() - free a block
 * @P: what an allocation has returned
 * @Tag: the tag of the allocation; 0: any
 *
 * Context: IRQL <= DISPATCH_LEVEL; of paged pool: <= APC_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: A block that is free already, what is no block, and another tag are reported; nothing is
 *   freed. That a block is free already can be told as long as its memory is nobody else's: of the
 *   last ones it always can while the verifier is on. The verifier reports too high an IRQL.
 * Windows: wdm.h, ExFreePoolWithTag function.
 */
VOID NTAPI ExFreePoolWithTag(_In_ PVOID P, _In_ ULONG Tag);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExFreePool() - free a block of any tag
 * @P: what an allocation has returned
 *
 * Context: as ExFreePoolWithTag().
 * Return: nothing.
 * Errors: as ExFreePoolWithTag().
 * Windows: wdm.h, ExFreePool function.
 */
VOID NTAPI ExFreePool(_In_ PVOID P);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExFreePool2() - free a block, with parameters
 * @P: what an allocation has returned
 * @Tag: the tag of the allocation; 0: any
 * @ExtendedParameters: NULL
 * @ExtendedParametersCount: 0
 *
 * Context: as ExFreePoolWithTag().
 * Return: nothing.
 * Errors: as ExFreePoolWithTag().
 * Differs from Windows: The parameters are not looked at.
 * Windows: wdm.h, ExFreePool2 function.
 */
VOID NTAPI ExFreePool2(_In_ PVOID P, _In_ ULONG Tag,
		       _In_opt_ PCPOOL_EXTENDED_PARAMETER ExtendedParameters,
		       _In_ ULONG ExtendedParametersCount);

/* What each of these adds to a type stands in its name; for the rest see the routine. */
FORCEINLINE PVOID ExAllocatePoolZero(_In_ POOL_TYPE PoolType, _In_ SIZE_T NumberOfBytes,
				     _In_ ULONG Tag)
{
	return ExAllocatePoolWithTag((POOL_TYPE)(PoolType | POOL_ZERO_ALLOCATION), NumberOfBytes,
				     Tag);
}

FORCEINLINE PVOID ExAllocatePoolUninitialized(_In_ POOL_TYPE PoolType, _In_ SIZE_T NumberOfBytes,
					      _In_ ULONG Tag)
{
	return ExAllocatePoolWithTag(PoolType, NumberOfBytes, Tag);
}

FORCEINLINE PVOID ExAllocatePoolQuotaZero(_In_ POOL_TYPE PoolType, _In_ SIZE_T NumberOfBytes,
					  _In_ ULONG Tag)
{
	return ExAllocatePoolWithQuotaTag((POOL_TYPE)(PoolType | POOL_ZERO_ALLOCATION),
					  NumberOfBytes, Tag);
}

FORCEINLINE PVOID ExAllocatePoolQuotaUninitialized(_In_ POOL_TYPE PoolType,
						   _In_ SIZE_T NumberOfBytes, _In_ ULONG Tag)
{
	return ExAllocatePoolWithQuotaTag(PoolType, NumberOfBytes, Tag);
}

FORCEINLINE PVOID ExAllocatePoolPriorityZero(_In_ POOL_TYPE PoolType, _In_ SIZE_T NumberOfBytes,
					     _In_ ULONG Tag, _In_ EX_POOL_PRIORITY Priority)
{
	return ExAllocatePoolWithTagPriority((POOL_TYPE)(PoolType | POOL_ZERO_ALLOCATION),
					     NumberOfBytes, Tag, Priority);
}

FORCEINLINE PVOID ExAllocatePoolPriorityUninitialized(_In_ POOL_TYPE PoolType,
						      _In_ SIZE_T NumberOfBytes, _In_ ULONG Tag,
						      _In_ EX_POOL_PRIORITY Priority)
{
	return ExAllocatePoolWithTagPriority(PoolType, NumberOfBytes, Tag, Priority);
}

EXTERN_C_END

#endif
