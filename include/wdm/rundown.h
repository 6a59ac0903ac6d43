/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rundown.h - run-down protection: an object is used by many, until its owner asks for its end,
 * waits for those who use it, and lets nobody else begin.
 *
 * A cache-aware one counts each processor's users apart, so that processors which begin and end a
 * use at the same time do not pass a cache line to and fro; its end costs more.
 */
#ifndef NTSPIN_WDM_RUNDOWN_H
#define NTSPIN_WDM_RUNDOWN_H

#include "irql.h"
#include "pool.h"

EXTERN_C_START

/* Opaque to drivers, which embed it. Zeros are one that nobody uses yet. */
typedef struct _EX_RUNDOWN_REF {
	NTSPIN_EXTENSION union {
		ULONG_PTR Count;
		PVOID Ptr;
	};
} EX_RUNDOWN_REF, *PEX_RUNDOWN_REF;

typedef struct _EX_RUNDOWN_REF_CACHE_AWARE EX_RUNDOWN_REF_CACHE_AWARE;
typedef EX_RUNDOWN_REF_CACHE_AWARE *PEX_RUNDOWN_REF_CACHE_AWARE;

C_ASSERT(sizeof(EX_RUNDOWN_REF) == 8);

/**
 * ExInitializeRundownProtection() - make storage a reference that nobody uses yet
 * @RunRef: the driver's resident storage
 *
 * Context: Any IRQL (on Windows <= APC_LEVEL). Linux: any context.
 * Return: nothing.
 * Errors: none is detected.
 * Windows: wdm.h, ExInitializeRundownProtection function.
 */
VOID NTAPI ExInitializeRundownProtection(_Out_ PEX_RUNDOWN_REF RunRef);

_IRQL_requires_max_(DISPATCH_LEVEL)
_Must_inspect_result_
/**
 * ExAcquireRundownProtection() - begin to use the object
 * @RunRef: an initialised reference
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context, an NMI included.
 * Return: TRUE, and the object stays until ExReleaseRundownProtection(); FALSE once its end has
 *   been asked for.
 * Errors: none.
 * Windows: wdm.h, ExAcquireRundownProtection function.
 */
BOOLEAN FASTCALL ExAcquireRundownProtection(_Inout_ PEX_RUNDOWN_REF RunRef);

_IRQL_requires_max_(DISPATCH_LEVEL)
_Must_inspect_result_
/**
 * ExAcquireRundownProtectionEx() - the same, several times at once
 * @RunRef: an initialised reference
 * @Count: how many times
 *
 * Context: as ExAcquireRundownProtection().
 * Return: as ExAcquireRundownProtection(), of all of them.
 * Errors: none.
 * Windows: wdm.h, ExAcquireRundownProtectionEx function.
 */
BOOLEAN FASTCALL ExAcquireRundownProtectionEx(_Inout_ PEX_RUNDOWN_REF RunRef, _In_ ULONG Count);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExReleaseRundownProtection() - end a use of the object
 * @RunRef: a reference that ExAcquireRundownProtection() was successful with
 *
 * The last one, once the end has been asked for, wakes who waits for that. What was written before
 * is seen by that one.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: More releases than acquires: reported, and nothing is done.
 * Windows: wdm.h, ExReleaseRundownProtection function.
 */
VOID FASTCALL ExReleaseRundownProtection(_Inout_ PEX_RUNDOWN_REF RunRef);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExReleaseRundownProtectionEx() - the same, several times at once
 * @RunRef: as for ExReleaseRundownProtection()
 * @Count: how many times
 *
 * Context: as ExReleaseRundownProtection().
 * Return: nothing.
 * Errors: as ExReleaseRundownProtection().
 * Windows: wdm.h, ExReleaseRundownProtectionEx function.
 */
VOID FASTCALL ExReleaseRundownProtectionEx(_Inout_ PEX_RUNDOWN_REF RunRef, _In_ ULONG Count);

_IRQL_requires_max_(APC_LEVEL)
/**
 * ExWaitForRundownProtectionRelease() - ask for the object's end, and wait for those who use it
 * @RunRef: an initialised reference
 *
 * From then on nobody begins a use, until ExReInitializeRundownProtection(). Where that is so
 * already, and nobody is left, the call returns at once.
 *
 * Context: IRQL <= APC_LEVEL. Linux: where one may sleep.
 * Return: nothing.
 * Errors: At DISPATCH_LEVEL or above: reported, and nothing is done. A second thread that waits:
 *   reported; both wait.
 * Windows: wdm.h, ExWaitForRundownProtectionRelease function.
 */
VOID FASTCALL ExWaitForRundownProtectionRelease(_Inout_ PEX_RUNDOWN_REF RunRef);

/**
 * ExRundownCompleted() - record that the object has come to its end
 * @RunRef: a reference that ExWaitForRundownProtectionRelease() has returned for
 *
 * Context: Any IRQL (on Windows <= APC_LEVEL). Linux: any context.
 * Return: nothing.
 * Errors: none is detected.
 * Differs from Windows: The wait has recorded it already.
 * Windows: wdm.h, ExRundownCompleted function.
 */
VOID FASTCALL ExRundownCompleted(_Out_ PEX_RUNDOWN_REF RunRef);

/**
 * ExReInitializeRundownProtection() - let uses begin again, of another object perhaps
 * @RunRef: a reference that has come to its end
 *
 * What was written before is seen by whoever acquires it then.
 *
 * Context: Any IRQL (on Windows <= APC_LEVEL). Linux: any context.
 * Return: nothing.
 * Errors: none is detected.
 * Windows: wdm.h, ExReInitializeRundownProtection function.
 */
VOID FASTCALL ExReInitializeRundownProtection(_Inout_ PEX_RUNDOWN_REF RunRef);

_IRQL_requires_max_(DISPATCH_LEVEL)
_Must_inspect_result_
/**
 * ExAllocateCacheAwareRundownProtection() - a cache-aware reference that nobody uses yet
 * @PoolType: of the memory that it lies in
 * @PoolTag: the same
 *
 * Context: as ExAllocatePoolWithTag() (on Windows <= APC_LEVEL).
 * Return: the reference; NULL where there is no memory.
 * Errors: as ExAllocatePoolWithTag().
 * Windows: wdm.h, ExAllocateCacheAwareRundownProtection function.
 */
PEX_RUNDOWN_REF_CACHE_AWARE NTAPI ExAllocateCacheAwareRundownProtection(_In_ POOL_TYPE PoolType,
									 _In_ ULONG PoolTag);

/**
 * ExSizeOfRundownProtectionCacheAware() - how much storage a cache-aware reference takes
 *
 * Context: Any IRQL (on Windows <= APC_LEVEL). Linux: any context.
 * Return: the bytes.
 * Errors: none.
 * Windows: wdm.h, ExSizeOfRundownProtectionCacheAware function.
 */
SIZE_T NTAPI ExSizeOfRundownProtectionCacheAware(VOID);

/**
 * ExInitializeRundownProtectionCacheAware() - make storage a cache-aware reference
 * @RunRefCacheAware: the driver's resident storage, aligned to 8 bytes
 * @RunRefSize: as ExSizeOfRundownProtectionCacheAware() returns it
 *
 * Context: Any IRQL (on Windows <= APC_LEVEL). Linux: any context.
 * Return: nothing.
 * Errors: Too small a size for one: reported, and nothing is done.
 * Windows: wdm.h, ExInitializeRundownProtectionCacheAware function.
 */
VOID NTAPI ExInitializeRundownProtectionCacheAware(
	_Out_ PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware, _In_ SIZE_T RunRefSize);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExFreeCacheAwareRundownProtection() - free what ExAllocateCacheAwareRundownProtection() returned
 * @RunRefCacheAware: the reference, which nobody uses any more
 *
 * Context: as ExFreePool() (on Windows <= APC_LEVEL).
 * Return: nothing.
 * Errors: as ExFreePool().
 * Windows: wdm.h, ExFreeCacheAwareRundownProtection function.
 */
VOID NTAPI
ExFreeCacheAwareRundownProtection(_Inout_ PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware);

/*
 * Each as its namesake without CacheAware; a use may end on another processor than it began. More
 * releases than acquires are not detected.
 */
_IRQL_requires_max_(DISPATCH_LEVEL)
_Must_inspect_result_ BOOLEAN FASTCALL
ExAcquireRundownProtectionCacheAware(_Inout_ PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware);
_IRQL_requires_max_(DISPATCH_LEVEL)
_Must_inspect_result_ BOOLEAN FASTCALL ExAcquireRundownProtectionCacheAwareEx(
	_Inout_ PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware, _In_ ULONG Count);
_IRQL_requires_max_(DISPATCH_LEVEL)
VOID FASTCALL
ExReleaseRundownProtectionCacheAware(_Inout_ PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware);
_IRQL_requires_max_(DISPATCH_LEVEL)
VOID FASTCALL ExReleaseRundownProtectionCacheAwareEx(
	_Inout_ PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware, _In_ ULONG Count);
_IRQL_requires_max_(APC_LEVEL)
VOID FASTCALL
ExWaitForRundownProtectionReleaseCacheAware(_Inout_ PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware);
VOID FASTCALL ExRundownCompletedCacheAware(_Inout_ PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware);
VOID FASTCALL
ExReInitializeRundownProtectionCacheAware(_Inout_ PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware);

EXTERN_C_END

#endif
