// SPDX-License-Identifier: GPL-2.0
/*
 * resource_state.cpp - the Windows routines that make a resource, delete it, and ask who has it.
 */
#include "../verifier/owned_locks.hpp"
#include "check_passive.hpp"
#include "resource_queue.hpp"
#include "resource_list.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::call;
using ntspin::may_use;

/* What was shared with the other owner already is that one's together. */
bool change_owner(ERESOURCE &resource, ERESOURCE_THREAD owner, const void *caller) noexcept
{
	const giving held(resource.SpinLock, caller);
	OWNER_ENTRY *const own = find_owner(resource, owner_here());
	OWNER_ENTRY *const other = find_owner(resource, owner);

	if (!own)
		return false;
	if (other && other != own && other->OwnerCount) {
		other->OwnerCount += own->OwnerCount;
		remove_owner(resource, *own);
	} else {
		own->OwnerThread = owner;
	}
	return true;
}

/* False where somebody owns it, or waits: then it stays as it is. The table is kept, or taken. */
bool make_anew(ERESOURCE &resource, owner_table *taken, const void *caller) noexcept
{
	const giving held(resource.SpinLock, caller);

	if (resource.ActiveEntries || resource.SharedWaiters || resource.ExclusiveWaiters)
		return false;
	resource.ContentionCount = 0;
	if (taken) {
		/* First: what the list has is freed by nobody else from here on. */
		ntspin::list_owners(&resource, nullptr);
		taken->swap(resource.OwnerTable);
		resource.SystemResourcesList = {};
	}
	return true;
}

NTSTATUS renew(ERESOURCE *resource, owner_table *taken, KIRQL highest, const call &call) noexcept
{
	if (!may_use(resource, highest, call)) [[unlikely]]
		return STATUS_INVALID_PARAMETER;
	if (make_anew(*resource, taken, call.caller)) [[likely]]
		return STATUS_SUCCESS;
	ntspin_report(NTSPIN_RESOURCE_IN_USE, call.routine, 0, resource, call.caller);
	return STATUS_UNSUCCESSFUL;
}

ULONG times_owned(ERESOURCE *resource, bool exclusively, const call &call) noexcept
{
	if (!may_use(resource, DISPATCH_LEVEL, call)) [[unlikely]]
		return 0;

	const giving held(resource->SpinLock, call.caller);
	const OWNER_ENTRY *const own = find_owner(*resource, owner_here());

	return own && (!exclusively || is_exclusive(*resource)) ? own->OwnerCount : 0;
}

ULONG waiters(ERESOURCE *resource, ULONG ERESOURCE::*count, const call &call) noexcept
{
	if (!may_use(resource, DISPATCH_LEVEL, call)) [[unlikely]]
		return 0;

	const giving held(resource->SpinLock, call.caller);

	return resource->*count;
}

} /* namespace */

extern "C" {

NTSTATUS NTAPI ExInitializeResourceLite(PERESOURCE Resource)
{
	*Resource = {};
	InitializeListHead(&Resource->SystemResourcesList);
	ntspin::list_resource(Resource, CALLER);
	return STATUS_SUCCESS;
}

NTSTATUS NTAPI ExReinitializeResourceLite(PERESOURCE Resource)
{
	return renew(Resource, nullptr, DISPATCH_LEVEL, {__func__, CALLER, call::any_level});
}

NTSTATUS NTAPI ExDeleteResourceLite(PERESOURCE Resource)
{
	owner_table taken;
	const NTSTATUS status =
		renew(Resource, &taken, APC_LEVEL, {__func__, CALLER, call::any_level});

	if (status == STATUS_SUCCESS)
		ntspin::unlist_resource(Resource);
	return status;
}

BOOLEAN NTAPI ExIsResourceAcquiredExclusiveLite(PERESOURCE Resource)
{
	return times_owned(Resource, true, {__func__, CALLER, call::any_level}) != 0;
}

ULONG NTAPI ExIsResourceAcquiredSharedLite(PERESOURCE Resource)
{
	return times_owned(Resource, false, {__func__, CALLER, call::any_level});
}

ULONG NTAPI ExGetExclusiveWaiterCount(PERESOURCE Resource)
{
	return waiters(Resource, &ERESOURCE::NumberOfExclusiveWaiters,
		       {__func__, CALLER, call::any_level});
}

ULONG NTAPI ExGetSharedWaiterCount(PERESOURCE Resource)
{
	return waiters(Resource, &ERESOURCE::NumberOfSharedWaiters,
		       {__func__, CALLER, call::any_level});
}

VOID NTAPI ExSetResourceOwnerPointer(PERESOURCE Resource, PVOID OwnerPointer)
{
	const auto owner = reinterpret_cast<ERESOURCE_THREAD>(OwnerPointer);

	if (!may_use(Resource, DISPATCH_LEVEL, {__func__, CALLER, call::any_level})) [[unlikely]]
		return;
	if (!change_owner(*Resource, owner, CALLER)) [[unlikely]]
		ntspin_report(NTSPIN_RESOURCE_NOT_OWNED, __func__, 0, Resource, CALLER);
	else if (ntspin::is_verifying())
		ntspin::forget_owner(Resource, owner_here());
}

} /* extern "C" */
