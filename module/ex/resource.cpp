// SPDX-License-Identifier: GPL-2.0
/*
 * resource.cpp - the Windows routines for resources. Who has one next: resource_queue.hpp.
 *
 * A resource's own spin lock guards it. Once that is free, a thread that has released the resource
 * does not touch its memory: so the next owner may delete and free it.
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

enum class outcome { entered, refused, waits, waits_for_itself, lacks_room };

/* Under the lock. A larger table is put in where there is need for it. */
outcome enter_or_wait(ERESOURCE &resource, waiter &waiter, bool waits, owner_table &spare,
		      const void *caller) noexcept
{
	const giving held(resource.SpinLock, caller);
	OWNER_ENTRY *const own = find_owner(resource, waiter.owner);

	if (own && (is_exclusive(resource) || waiter.wants == access::shared ||
		    waiter.wants == access::shared_at_once)) {
		own->OwnerCount++;
		return outcome::entered;
	}
	if (waiter.wants != access::exclusive && !has_room(resource)) {
		if (spare.size() <= table_size(resource)) {
			spare.want(2 * table_size(resource));
			return outcome::lacks_room;
		}
		move_owners(resource, spare);
		ntspin::list_owners(&resource, resource.OwnerTable);
	}
	if (may_enter(resource, waiter.wants)) {
		enter(resource, waiter.owner, waiter.wants);
		return outcome::entered;
	}
	if (!waits)
		return outcome::refused;
	wait_in_line(resource, waiter);
	return own ? outcome::waits_for_itself : outcome::waits;
}

/* False where there is no memory and the call may not wait for some. */
bool make_room(owner_table &spare, bool waits) noexcept
{
	LARGE_INTEGER moment;

	moment.QuadPart = -100000;
	while (!spare.make()) {
		if (!waits)
			return false;
		KeDelayExecutionThread(KernelMode, FALSE, &moment);
	}
	return true;
}

outcome enter_or_grow(ERESOURCE &resource, waiter &waiter, bool waits, const void *caller) noexcept
{
	for (owner_table spare;;) {
		const outcome outcome = enter_or_wait(resource, waiter, waits, spare, caller);

		if (outcome != outcome::lacks_room)
			return outcome;
		if (!make_room(spare, waits))
			return outcome::refused;
	}
}

BOOLEAN acquire_or_wait(ERESOURCE &resource, access wants, BOOLEAN wait, const call &call) noexcept
{
	waiter waiter = {{}, &resource, ntspin_this_thread(), wants, owner_here(), nullptr, 0};
	const bool waits = wait && ntspin_current_irql() < DISPATCH_LEVEL;

	switch (enter_or_grow(resource, waiter, waits, call.caller)) {
	case outcome::entered:
		return TRUE;
	case outcome::waits_for_itself:
		ntspin_report(NTSPIN_RESOURCE_SELF, call.routine, 0, &resource, call.caller);
		[[fallthrough]];
	case outcome::waits:
		sleep(waiter);
		return TRUE;
	default:
		/* Nobody may sleep there: that is reported, and it is not acquired. */
		if (wait && !waits)
			ntspin::check_passive_level(&resource, APC_LEVEL, call);
		return FALSE;
	}
}

BOOLEAN acquire(ERESOURCE *resource, access wants, BOOLEAN wait, const call &call) noexcept
{
	if (!may_use(resource, APC_LEVEL, call)) [[unlikely]]
		return FALSE;

	const BOOLEAN acquired = acquire_or_wait(*resource, wants, wait, call);

	if (acquired && ntspin::is_verifying()) [[unlikely]]
		ntspin::record_owner(resource, owner_here(), call.caller);
	return acquired;
}

bool give_back(ERESOURCE &resource, ERESOURCE_THREAD owner, const void *caller) noexcept
{
	giving held(resource.SpinLock, caller);
	OWNER_ENTRY *const own = find_owner(resource, owner);

	if (!own || !own->OwnerCount)
		return false;
	if (--own->OwnerCount)
		return true;
	remove_owner(resource, *own);
	if (!resource.ActiveEntries)
		pass_on(resource, held);
	return true;
}

void release(ERESOURCE *object, ERESOURCE_THREAD owner, const call &call) noexcept
{
	if (!may_use(object, DISPATCH_LEVEL, call)) [[unlikely]]
		return;
	/* As its owner still: after the release its memory may be freed. */
	if (ntspin::is_verifying()) [[unlikely]]
		ntspin::record_release(object, owner);
	if (!give_back(*object, owner, call.caller)) [[unlikely]]
		ntspin_report(NTSPIN_RESOURCE_NOT_OWNED, call.routine, 0, object, call.caller);
}

bool share(ERESOURCE &resource, const void *caller) noexcept
{
	giving held(resource.SpinLock, caller);

	if (!is_exclusive(resource) || resource.OwnerEntry.OwnerThread != owner_here())
		return false;
	resource.Flag &= ~owned_exclusively;
	let_shared_in(resource, held);
	return true;
}

} /* namespace */

extern "C" {

BOOLEAN NTAPI ExAcquireResourceExclusiveLite(PERESOURCE Resource, BOOLEAN Wait)
{
	return acquire(Resource, access::exclusive, Wait, {__func__, CALLER, call::any_level});
}

BOOLEAN NTAPI ExTryToAcquireResourceExclusiveLite(PERESOURCE Resource)
{
	return acquire(Resource, access::exclusive, FALSE, {__func__, CALLER, call::any_level});
}

BOOLEAN NTAPI ExAcquireResourceSharedLite(PERESOURCE Resource, BOOLEAN Wait)
{
	return acquire(Resource, access::shared, Wait, {__func__, CALLER, call::any_level});
}

BOOLEAN NTAPI ExAcquireSharedStarveExclusive(PERESOURCE Resource, BOOLEAN Wait)
{
	return acquire(Resource, access::shared_at_once, Wait, {__func__, CALLER, call::any_level});
}

BOOLEAN NTAPI ExAcquireSharedWaitForExclusive(PERESOURCE Resource, BOOLEAN Wait)
{
	return acquire(Resource, access::shared_behind, Wait, {__func__, CALLER, call::any_level});
}

VOID FASTCALL ExReleaseResourceLite(PERESOURCE Resource)
{
	release(Resource, owner_here(), {__func__, CALLER, call::any_level});
}

VOID NTAPI ExReleaseResourceForThreadLite(PERESOURCE Resource, ERESOURCE_THREAD ResourceThreadId)
{
	release(Resource, ResourceThreadId, {__func__, CALLER, call::any_level});
}

VOID NTAPI ExConvertExclusiveToSharedLite(PERESOURCE Resource)
{
	const call call = {__func__, CALLER, call::any_level};

	if (may_use(Resource, APC_LEVEL, call) && !share(*Resource, CALLER)) [[unlikely]]
		ntspin_report(NTSPIN_RESOURCE_NOT_OWNED, __func__, 0, Resource, CALLER);
}

PVOID NTAPI ExEnterCriticalRegionAndAcquireResourceExclusive(PERESOURCE Resource)
{
	KeEnterCriticalRegion();
	acquire(Resource, access::exclusive, TRUE, {__func__, CALLER, call::any_level});
	return KeGetCurrentThread();
}

PVOID NTAPI ExEnterCriticalRegionAndAcquireResourceShared(PERESOURCE Resource)
{
	KeEnterCriticalRegion();
	acquire(Resource, access::shared, TRUE, {__func__, CALLER, call::any_level});
	return KeGetCurrentThread();
}

PVOID NTAPI ExEnterCriticalRegionAndAcquireSharedWaitForExclusive(PERESOURCE Resource)
{
	KeEnterCriticalRegion();
	acquire(Resource, access::shared_behind, TRUE, {__func__, CALLER, call::any_level});
	return KeGetCurrentThread();
}

VOID FASTCALL ExReleaseResourceAndLeaveCriticalRegion(PERESOURCE Resource)
{
	release(Resource, owner_here(), {__func__, CALLER, call::any_level});
	KeLeaveCriticalRegion();
}

} /* extern "C" */
