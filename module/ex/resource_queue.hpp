/* SPDX-License-Identifier: GPL-2.0 */
/*
 * resource_queue.hpp - who may have a resource at once, who waits, who has it next; under its lock.
 *
 * As on Windows, waiters for shared access have no order: when exclusive access ends all of them
 * get in, before the next waiter for exclusive access. Those have it one after the other, in the
 * order in which they came, once nobody has shared access. So neither side starves, but by
 * ExAcquireSharedStarveExclusive.
 *
 * A shared waiter that asks to come after the exclusive ones is queued with them.
 */
#ifndef NTSPIN_EX_RESOURCE_QUEUE_HPP
#define NTSPIN_EX_RESOURCE_QUEUE_HPP

#include "hand_over.hpp"
#include "resource_owners.hpp"

namespace
{

/* In Flag. */
constexpr USHORT owned_exclusively = 0x80;

/* As ExGetCurrentResourceThread() has it. */
inline ERESOURCE_THREAD owner_here() noexcept
{
	return reinterpret_cast<ERESOURCE_THREAD>(KeGetCurrentThread());
}

inline bool is_exclusive(const ERESOURCE &resource) noexcept
{
	return resource.Flag & owned_exclusively;
}

/* A line is a ring of entries; of it the resource has the first one, or NULL. */
inline void join(PVOID &line, waiter &waiter) noexcept
{
	auto *const first = static_cast<LIST_ENTRY *>(line);

	if (first) {
		InsertTailList(first, &waiter.entry);
	} else {
		InitializeListHead(&waiter.entry);
		line = &waiter.entry;
	}
}

inline waiter &first_of(PVOID line) noexcept
{
	return waiter_of(*static_cast<LIST_ENTRY *>(line));
}

inline waiter &leave(PVOID &line) noexcept
{
	waiter &first = first_of(line);

	line = first.entry.Flink == &first.entry ? nullptr : first.entry.Flink;
	RemoveEntryList(&first.entry);
	return first;
}

/* Of a thread that does not own it in a way that may be repeated. */
inline bool may_enter(const ERESOURCE &resource, access wants) noexcept
{
	if (!resource.ActiveEntries)
		return true;
	if (wants == access::exclusive || is_exclusive(resource))
		return false;
	return wants == access::shared_at_once || !resource.NumberOfExclusiveWaiters;
}

inline void enter(ERESOURCE &resource, ERESOURCE_THREAD owner, access wants) noexcept
{
	add_owner(resource, owner);
	resource.ActiveCount = 1;
	if (wants == access::exclusive)
		resource.Flag |= owned_exclusively;
}

inline void wait_in_line(ERESOURCE &resource, waiter &waiter) noexcept
{
	const bool behind = waiter.wants == access::shared_behind &&
			    resource.NumberOfExclusiveWaiters;

	if (waiter.wants == access::exclusive)
		resource.NumberOfExclusiveWaiters++;
	else
		resource.NumberOfSharedWaiters++;
	resource.ContentionCount++;
	join(waiter.wants == access::exclusive || behind ? resource.ExclusiveWaiters :
							   resource.SharedWaiters,
	     waiter);
}

inline void let_in(ERESOURCE &resource, PVOID &line, giving &held) noexcept
{
	waiter &first = leave(line);

	if (first.wants == access::exclusive)
		resource.NumberOfExclusiveWaiters--;
	else
		resource.NumberOfSharedWaiters--;
	enter(resource, first.owner, first.wants);
	held.to(first);
}

/* All that wait for shared access, but for those behind one that waits for exclusive access. */
inline void let_shared_in(ERESOURCE &resource, giving &held) noexcept
{
	while (resource.SharedWaiters)
		let_in(resource, resource.SharedWaiters, held);
	while (resource.ExclusiveWaiters &&
	       first_of(resource.ExclusiveWaiters).wants != access::exclusive)
		let_in(resource, resource.ExclusiveWaiters, held);
}

/* Its last owner has released it. */
inline void pass_on(ERESOURCE &resource, giving &held) noexcept
{
	const bool was_exclusive = is_exclusive(resource);

	resource.Flag &= ~owned_exclusively;
	resource.ActiveCount = 0;
	if (was_exclusive)
		let_shared_in(resource, held);
	if (!resource.ActiveEntries && resource.ExclusiveWaiters)
		let_in(resource, resource.ExclusiveWaiters, held);
}

} /* namespace */

#endif
