// SPDX-License-Identifier: GPL-2.0
/*
 * remove_tags.cpp - keeps the tags of a remove lock's acquires in a list, under the lock's own spin
 * lock.
 */
#include "../ex/pool_calls.hpp"
#include "remove_tags.hpp"

/* One acquire; Windows leaves open what it is. */
struct _IO_REMOVE_LOCK_TRACKING_BLOCK {
	_IO_REMOVE_LOCK_TRACKING_BLOCK *next;
	const void *tag;
	ULONGLONG since;
};

namespace
{

using block = _IO_REMOVE_LOCK_TRACKING_BLOCK;
using ntspin::call;

/* MaxLockedTicks is in units of 100 ns. */
constexpr LONGLONG units_per_minute = 600'000'000;
constexpr ULONGLONG ns_per_unit = 100;

/* The block of the tag, out of the list; NULL where there is none. */
block *take_out(IO_REMOVE_LOCK_DBG_BLOCK &tags, const void *tag) noexcept
{
	for (block **at = &tags.Blocks; *at; at = &(*at)->next) {
		block *const found = *at;

		if (found->tag != tag)
			continue;
		*at = found->next;
		return found;
	}
	return nullptr;
}

void report(ntspin_fault fault, const IO_REMOVE_LOCK_DBG_BLOCK &tags, const call &call) noexcept
{
	ntspin_report(fault, call.routine, 0, &tags, call.caller);
}

} /* namespace */

namespace ntspin
{

void tags_begin(IO_REMOVE_LOCK_DBG_BLOCK &tags, ULONG pool_tag, ULONG minutes, ULONG most) noexcept
{
	tags = {};
	tags.HighWatermark = most;
	tags.MaxLockedTicks = minutes * units_per_minute;
	tags.AllocateTag = static_cast<LONG>(pool_tag);
	tags.LockList = {&tags.LockList, &tags.LockList};
	KeInitializeSpinLock(&tags.Spin);
}

void record_tag(IO_REMOVE_LOCK_DBG_BLOCK &tags, const void *tag, LONG acquired,
		const call &call) noexcept
{
	auto *const added = static_cast<block *>(
		allocate_pool(NonPagedPoolNx, sizeof(block), tags.AllocateTag, call));
	KIRQL old;

	if (tags.HighWatermark && static_cast<ULONG>(acquired) > tags.HighWatermark)
		report(NTSPIN_REMOVE_LOCK_MANY, tags, call);
	KeAcquireSpinLock(&tags.Spin, &old);
	if (added) {
		*added = {tags.Blocks, tag, ntspin_time()};
		tags.Blocks = added;
	} else {
		tags.LowMemoryCount = tags.LowMemoryCount + 1;
	}
	KeReleaseSpinLock(&tags.Spin, old);
}

/* A tag that is not there may be one that there was no memory for, as long as there are such. */
void drop_tag(IO_REMOVE_LOCK_DBG_BLOCK &tags, const void *tag, const call &call) noexcept
{
	KIRQL old;

	KeAcquireSpinLock(&tags.Spin, &old);
	block *const found = take_out(tags, tag);
	const bool untracked = !found && tags.LowMemoryCount > 0;

	if (untracked)
		tags.LowMemoryCount = tags.LowMemoryCount - 1;
	KeReleaseSpinLock(&tags.Spin, old);
	if (!found && !untracked)
		report(NTSPIN_REMOVE_LOCK_TAG, tags, call);
	if (!found)
		return;
	if (tags.MaxLockedTicks && ntspin_time() - found->since > tags.MaxLockedTicks * ns_per_unit)
		report(NTSPIN_REMOVE_LOCK_LONG, tags, call);
	free_pool(found, tags.AllocateTag, call);
}

} /* namespace ntspin */
