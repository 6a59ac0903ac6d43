/* SPDX-License-Identifier: GPL-2.0 */
/*
 * resource.h - ERESOURCE, which threads own together or one alone, and its routines.
 *
 * Whoever waits for it sleeps. Who owns it may acquire it again in the same way, and releases it as
 * often. Who wants exclusive access gets it in the order of arrival. Those who wait for shared
 * access get it together, when a thread that had exclusive access gives that up; so neither side
 * starves, but by ExAcquireSharedStarveExclusive().
 *
 * Once the next owner has it, it may be deleted and freed, though who has released it is still
 * inside the call. What was written before a release is seen by who acquires it next.
 *
 * A thread that ends while it owns one leaves it owned, as on Windows.
 *
 * "Errors" of all routines: above the IRQL that they state: reported by the verifier, and done.
 * What is NULL, misaligned, was never initialised, or is deleted: reported by the verifier; nothing
 * is done, and FALSE, 0 or STATUS_INVALID_PARAMETER is returned.
 */
#ifndef NTSPIN_WDM_RESOURCE_H
#define NTSPIN_WDM_RESOURCE_H

#include "irql.h"
#include "list.h"
#include "spin_lock.h"
#include "thread.h"

EXTERN_C_START

/* What owns a resource: a thread, or what ExSetResourceOwnerPointer() says. */
typedef ULONG_PTR ERESOURCE_THREAD, *PERESOURCE_THREAD;

typedef struct _OWNER_ENTRY {
	ERESOURCE_THREAD OwnerThread;
	ULONG OwnerCount;
	ULONG TableSize;
} OWNER_ENTRY, *POWNER_ENTRY;

/* In the driver's resident storage; opaque. */
typedef struct _ERESOURCE {
	LIST_ENTRY SystemResourcesList;
	POWNER_ENTRY OwnerTable;
	SHORT ActiveCount;
	USHORT Flag;
	PVOID SharedWaiters;
	PVOID ExclusiveWaiters;
	OWNER_ENTRY OwnerEntry;
	ULONG ActiveEntries;
	ULONG ContentionCount;
	ULONG NumberOfSharedWaiters;
	ULONG NumberOfExclusiveWaiters;
	PVOID Reserved2;
	PVOID Address;
	KSPIN_LOCK SpinLock;
} ERESOURCE, *PERESOURCE;

C_ASSERT(sizeof(ERESOURCE) == 0x68);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExInitializeResourceLite() - make storage a resource that nobody owns
 * @Resource: the driver's resident storage, aligned to 8 bytes
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context.
 * Return: STATUS_SUCCESS.
 * Errors: Storage of one that is in use loses its owners and waiters, as on Windows.
 * Windows: wdm.h, ExInitializeResourceLite function.
 */
NTSTATUS NTAPI ExInitializeResourceLite(_Out_ PERESOURCE Resource);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExReinitializeResourceLite() - make a resource as if it had just been initialised
 * @Resource: an initialised resource
 *
 * Memory that it has got to record its owners is kept.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: STATUS_SUCCESS.
 * Errors: Somebody owns it or waits: reported; nothing is done, and STATUS_UNSUCCESSFUL.
 * Windows: wdm.h, ExReinitializeResourceLite function.
 */
NTSTATUS NTAPI ExReinitializeResourceLite(_Inout_ PERESOURCE Resource);

_IRQL_requires_max_(APC_LEVEL)
/**
 * ExDeleteResourceLite() - end a resource, whose storage may be freed then
 * @Resource: an initialised resource that nobody owns
 *
 * Gives back the memory that it has got to record its owners, which is not the driver's pool.
 *
 * Context: IRQL <= APC_LEVEL. Linux: any context but an NMI.
 * Return: STATUS_SUCCESS.
 * Errors: As ExReinitializeResourceLite().
 * Windows: wdm.h, ExDeleteResourceLite function.
 */
NTSTATUS NTAPI ExDeleteResourceLite(_Inout_ PERESOURCE Resource);

_IRQL_requires_max_(APC_LEVEL)
_When_(Wait == FALSE, _Must_inspect_result_)
/**
 * ExAcquireResourceExclusiveLite() - acquire a resource alone
 * @Resource: an initialised resource
 * @Wait: whether to wait where it is not to be had at once
 *
 * At once where nobody owns it, or this thread has exclusive access.
 *
 * Context: IRQL <= APC_LEVEL. Linux: where one may sleep; without Wait any context but an NMI.
 * Return: TRUE with the resource acquired; FALSE where it could not be had at once.
 * Errors: A thread that has shared access waits for itself, until another one releases that for
 *   it: reported, and it waits. At DISPATCH_LEVEL or above nobody waits: where it is not to be had
 *   at once that is reported, and FALSE is returned.
 * Differs from Windows: there are no APCs to hold off, and nobody asks whether they are.
 * Windows: wdm.h, ExAcquireResourceExclusiveLite function.
 */
BOOLEAN NTAPI ExAcquireResourceExclusiveLite(_Inout_ PERESOURCE Resource, _In_ BOOLEAN Wait);

_Must_inspect_result_
_IRQL_requires_max_(APC_LEVEL)
/**
 * ExTryToAcquireResourceExclusiveLite() - acquire a resource alone if it is to be had at once
 * @Resource: an initialised resource
 *
 * Context: IRQL <= APC_LEVEL. Linux: any context but an NMI.
 * Return: as ExAcquireResourceExclusiveLite().
 * Errors: none but those of all routines.
 * Windows: wdm.h, ExTryToAcquireResourceExclusiveLite function.
 */
BOOLEAN NTAPI ExTryToAcquireResourceExclusiveLite(_Inout_ PERESOURCE Resource);

_IRQL_requires_max_(APC_LEVEL)
_When_(Wait == FALSE, _Must_inspect_result_)
/**
 * ExAcquireResourceSharedLite() - acquire a resource together with others
 * @Resource: an initialised resource
 * @Wait: whether to wait where it is not to be had at once
 *
 * At once where nobody owns it; where this thread does, in the way in which it does; and where
 * others have shared access and nobody waits for exclusive access.
 *
 * Context: as ExAcquireResourceExclusiveLite().
 * Return: as ExAcquireResourceExclusiveLite().
 * Errors: At DISPATCH_LEVEL as ExAcquireResourceExclusiveLite(). Without memory for one owner more
 *   it waits until there is some, or FALSE is returned.
 * Differs from Windows: as ExAcquireResourceExclusiveLite().
 * Windows: wdm.h, ExAcquireResourceSharedLite function.
 */
BOOLEAN NTAPI ExAcquireResourceSharedLite(_Inout_ PERESOURCE Resource, _In_ BOOLEAN Wait);

_IRQL_requires_max_(APC_LEVEL)
_When_(Wait == FALSE, _Must_inspect_result_)
/**
 * ExAcquireSharedStarveExclusive() - the same, before those who wait for exclusive access
 * @Resource: an initialised resource
 * @Wait: whether to wait where it is not to be had at once
 *
 * At once unless another thread has exclusive access.
 *
 * Context: as ExAcquireResourceSharedLite().
 * Return: as ExAcquireResourceSharedLite().
 * Errors: as ExAcquireResourceSharedLite().
 * Differs from Windows: as ExAcquireResourceSharedLite().
 * Windows: wdm.h, ExAcquireSharedStarveExclusive function.
 */
BOOLEAN NTAPI ExAcquireSharedStarveExclusive(_Inout_ PERESOURCE Resource, _In_ BOOLEAN Wait);

_IRQL_requires_max_(APC_LEVEL)
_When_(Wait == FALSE, _Must_inspect_result_)
/**
 * ExAcquireSharedWaitForExclusive() - the same, behind those who wait for exclusive access
 * @Resource: an initialised resource
 * @Wait: whether to wait where it is not to be had at once
 *
 * At once where nobody owns the resource; where this thread has exclusive access, again in that
 * way; and where there is shared access and nobody waits for exclusive access. One that waits does
 * so until those that waited for exclusive access before it have had that.
 *
 * Context: as ExAcquireResourceSharedLite().
 * Return: as ExAcquireResourceSharedLite().
 * Errors: as ExAcquireResourceSharedLite(); a thread that waits though it has shared access, as
 *   ExAcquireResourceExclusiveLite().
 * Differs from Windows: as ExAcquireResourceSharedLite().
 * Windows: wdm.h, ExAcquireSharedWaitForExclusive function.
 */
BOOLEAN NTAPI ExAcquireSharedWaitForExclusive(_Inout_ PERESOURCE Resource, _In_ BOOLEAN Wait);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExReleaseResourceLite() - take back one acquisition of this thread's
 * @Resource: a resource that this thread owns
 *
 * With the last one others have it: after exclusive access those who wait for shared access, or
 * else the first that waits for exclusive access.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: A thread that does not own it: reported; nothing is done.
 * Windows: wdm.h, ExReleaseResourceLite function.
 */
VOID FASTCALL ExReleaseResourceLite(_Inout_ PERESOURCE Resource);

#define ExReleaseResource(Resource) ExReleaseResourceLite(Resource)

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExReleaseResourceForThreadLite() - take back one acquisition of another owner's
 * @Resource: a resource that it owns
 * @ResourceThreadId: what ExGetCurrentResourceThread() said to the owner, or was given to
 *	ExSetResourceOwnerPointer()
 *
 * Context: as ExReleaseResourceLite().
 * Return: nothing.
 * Errors: as ExReleaseResourceLite().
 * Windows: wdm.h, ExReleaseResourceForThreadLite function.
 */
VOID NTAPI ExReleaseResourceForThreadLite(_Inout_ PERESOURCE Resource,
					  _In_ ERESOURCE_THREAD ResourceThreadId);

_IRQL_requires_max_(APC_LEVEL)
/**
 * ExConvertExclusiveToSharedLite() - make exclusive access of this thread's a shared one
 * @Resource: a resource that this thread has exclusive access to
 *
 * It is to be released as often as it was acquired. Those who wait for shared access get it now.
 *
 * Context: IRQL <= APC_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: A thread without exclusive access: reported; nothing is done.
 * Windows: wdm.h, ExConvertExclusiveToSharedLite function.
 */
VOID NTAPI ExConvertExclusiveToSharedLite(_Inout_ PERESOURCE Resource);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExIsResourceAcquiredExclusiveLite() - has this thread exclusive access?
 * @Resource: an initialised resource
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: whether it has.
 * Errors: none but those of all routines.
 * Windows: wdm.h, ExIsResourceAcquiredExclusiveLite function.
 */
BOOLEAN NTAPI ExIsResourceAcquiredExclusiveLite(_In_ PERESOURCE Resource);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExIsResourceAcquiredSharedLite() - how often has this thread acquired it, in either way?
 * @Resource: an initialised resource
 *
 * Context: as ExIsResourceAcquiredExclusiveLite().
 * Return: how often; 0: it does not own it.
 * Errors: none but those of all routines.
 * Windows: wdm.h, ExIsResourceAcquiredSharedLite function.
 */
ULONG NTAPI ExIsResourceAcquiredSharedLite(_In_ PERESOURCE Resource);

#define ExIsResourceAcquiredLite ExIsResourceAcquiredSharedLite

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExGetExclusiveWaiterCount() - how many wait for exclusive access?
 * @Resource: an initialised resource
 *
 * Context: as ExIsResourceAcquiredExclusiveLite().
 * Return: how many, a moment ago.
 * Errors: none but those of all routines.
 * Windows: wdm.h, ExGetExclusiveWaiterCount function.
 */
ULONG NTAPI ExGetExclusiveWaiterCount(_In_ PERESOURCE Resource);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExGetSharedWaiterCount() - how many wait for shared access?
 * @Resource: an initialised resource
 *
 * Context: as ExGetExclusiveWaiterCount().
 * Return: as ExGetExclusiveWaiterCount().
 * Errors: none but those of all routines.
 * Windows: wdm.h, ExGetSharedWaiterCount function.
 */
ULONG NTAPI ExGetSharedWaiterCount(_In_ PERESOURCE Resource);

/* Whom a resource takes its owner for. */
#define ExGetCurrentResourceThread() ((ERESOURCE_THREAD)PsGetCurrentThread())

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExSetResourceOwnerPointer() - give what this thread owns to another owner
 * @Resource: a resource that this thread owns
 * @OwnerPointer: the address of resident memory that is the owner's own, with its two lowest bits
 *	set, so that it is no thread's
 *
 * From then on ExReleaseResourceForThreadLite() alone releases it.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: as ExReleaseResourceLite().
 * Differs from Windows: nobody looks at the memory, nor at the two bits.
 * Windows: wdm.h, ExSetResourceOwnerPointer function.
 */
VOID NTAPI ExSetResourceOwnerPointer(_Inout_ PERESOURCE Resource, _In_ PVOID OwnerPointer);

_IRQL_requires_max_(APC_LEVEL)
/**
 * ExEnterCriticalRegionAndAcquireResourceExclusive() - hold off APCs, and acquire a resource alone
 * @Resource: an initialised resource
 *
 * Context: as ExAcquireResourceExclusiveLite(), with Wait.
 * Return: what Windows keeps to itself.
 * Errors: as KeEnterCriticalRegion() and ExAcquireResourceExclusiveLite().
 * Windows: wdm.h, ExEnterCriticalRegionAndAcquireResourceExclusive function.
 */
PVOID NTAPI ExEnterCriticalRegionAndAcquireResourceExclusive(_Inout_ PERESOURCE Resource);

_IRQL_requires_max_(APC_LEVEL)
/**
 * ExEnterCriticalRegionAndAcquireResourceShared() - hold off APCs, and acquire a resource shared
 * @Resource: an initialised resource
 *
 * Context: as ExAcquireResourceSharedLite(), with Wait.
 * Return: what Windows keeps to itself.
 * Errors: as KeEnterCriticalRegion() and ExAcquireResourceSharedLite().
 * Windows: ntifs.h, ExEnterCriticalRegionAndAcquireResourceShared function.
 */
PVOID NTAPI ExEnterCriticalRegionAndAcquireResourceShared(_Inout_ PERESOURCE Resource);

_IRQL_requires_max_(APC_LEVEL)
/**
 * ExEnterCriticalRegionAndAcquireSharedWaitForExclusive() - the same, behind exclusive waiters
 * @Resource: an initialised resource
 *
 * Context: as ExAcquireSharedWaitForExclusive(), with Wait.
 * Return: what Windows keeps to itself.
 * Errors: as KeEnterCriticalRegion() and ExAcquireSharedWaitForExclusive().
 * Windows: ntifs.h, ExEnterCriticalRegionAndAcquireSharedWaitForExclusive function.
 */
PVOID NTAPI ExEnterCriticalRegionAndAcquireSharedWaitForExclusive(_Inout_ PERESOURCE Resource);

_IRQL_requires_max_(APC_LEVEL)
/**
 * ExReleaseResourceAndLeaveCriticalRegion() - release a resource, and let APCs come
 * @Resource: a resource that this thread owns
 *
 * Context: IRQL <= APC_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: as ExReleaseResourceLite() and KeLeaveCriticalRegion().
 * Windows: wdm.h, ExReleaseResourceAndLeaveCriticalRegion function.
 */
VOID FASTCALL ExReleaseResourceAndLeaveCriticalRegion(_Inout_ PERESOURCE Resource);

EXTERN_C_END

#endif
