// SPDX-License-Identifier: GPL-2.0
/*
 * device_queue.cpp - the Windows routines for device queues.
 *
 * Promised: of a busy queue's entries each is taken out once, by a removal or by name. An entry says
 * itself whether it is in; where it says so it is looked for. All of it is under the queue's own
 * lock, with interrupts off.
 */
#include "../lock/section.hpp"
#include "device_queue.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::call;

constexpr CSHORT device_queue_object = 20;

bool is_queue(const KDEVICE_QUEUE *queue, const call &how) noexcept
{
	if (queue && reinterpret_cast<ULONG_PTR>(queue) % alignof(KDEVICE_QUEUE) == 0 &&
	    queue->Type == device_queue_object) [[likely]]
		return true;
	ntspin_report(NTSPIN_BAD_OBJECT, how.routine, 0, queue, how.caller);
	return false;
}

KDEVICE_QUEUE_ENTRY &entry_of(LIST_ENTRY &link) noexcept
{
	return *CONTAINING_RECORD(&link, KDEVICE_QUEUE_ENTRY, DeviceListEntry);
}

/* All of these under the lock. */

/* The first one that is asked for; where there is none, the head. */
template <class Is> LIST_ENTRY &find(KDEVICE_QUEUE &queue, Is is) noexcept
{
	LIST_ENTRY *at = queue.DeviceListHead.Flink;

	while (at != &queue.DeviceListHead && !is(entry_of(*at)))
		at = at->Flink;
	return *at;
}

/* Where nobody has queued it yet, its storage may say anything. */
bool is_in(KDEVICE_QUEUE &queue, const KDEVICE_QUEUE_ENTRY &entry) noexcept
{
	const auto is_it = [&entry](const KDEVICE_QUEUE_ENTRY &other) { return &other == &entry; };

	return entry.Inserted && &find(queue, is_it) != &queue.DeviceListHead;
}

void take_out(KDEVICE_QUEUE_ENTRY &entry) noexcept
{
	RemoveEntryList(&entry.DeviceListEntry);
	entry.Inserted = FALSE;
}

LIST_ENTRY &behind(KDEVICE_QUEUE &queue, ULONG key) noexcept
{
	return find(queue, [key](const KDEVICE_QUEUE_ENTRY &other) { return other.SortKey > key; });
}

/* The head where there is no entry at all. */
LIST_ENTRY &next_of(KDEVICE_QUEUE &queue, const ULONG *key) noexcept
{
	LIST_ENTRY &first = *queue.DeviceListHead.Flink;

	if (!key)
		return first;

	LIST_ENTRY &found = find(queue, [key](const KDEVICE_QUEUE_ENTRY &entry) {
		return entry.SortKey >= *key;
	});

	return &found == &queue.DeviceListHead ? first : found;
}

enum class insertion { begins, queued, was_queued };

insertion insert(KDEVICE_QUEUE &queue, KDEVICE_QUEUE_ENTRY &entry, const ULONG *key) noexcept
{
	const section held(queue.Lock);

	if (is_in(queue, entry))
		return insertion::was_queued;
	if (key)
		entry.SortKey = *key;
	entry.Inserted = queue.Busy;
	queue.Busy = TRUE;
	if (!entry.Inserted)
		return insertion::begins;
	/* In front of what is behind it. */
	InsertTailList(key ? &behind(queue, *key) : &queue.DeviceListHead, &entry.DeviceListEntry);
	return insertion::queued;
}

/* False where the queue is idle. @entry: NULL where it becomes so. */
bool remove(KDEVICE_QUEUE &queue, const ULONG *key, KDEVICE_QUEUE_ENTRY *&entry) noexcept
{
	const section held(queue.Lock);

	entry = nullptr;
	if (!queue.Busy)
		return false;

	LIST_ENTRY &next = next_of(queue, key);

	if (&next == &queue.DeviceListHead) {
		queue.Busy = FALSE;
		return true;
	}
	entry = &entry_of(next);
	take_out(*entry);
	return true;
}

} /* namespace */

namespace ntspin
{

void initialize_device_queue(KDEVICE_QUEUE &queue) noexcept
{
	queue = {};
	queue.Type = device_queue_object;
	queue.Size = sizeof(KDEVICE_QUEUE);
	InitializeListHead(&queue.DeviceListHead);
}

BOOLEAN insert_in_device_queue(KDEVICE_QUEUE *queue, KDEVICE_QUEUE_ENTRY &entry, const ULONG *key,
			       const call &how) noexcept
{
	if (!is_queue(queue, how)) [[unlikely]]
		return FALSE;

	const insertion what = insert(*queue, entry, key);

	if (what == insertion::was_queued) [[unlikely]]
		ntspin_report(NTSPIN_ENTRY_QUEUED, how.routine, 0, &entry, how.caller);
	return what != insertion::begins;
}

KDEVICE_QUEUE_ENTRY *remove_from_device_queue(KDEVICE_QUEUE *queue, const ULONG *key,
					      const call &how) noexcept
{
	KDEVICE_QUEUE_ENTRY *entry;

	if (!is_queue(queue, how)) [[unlikely]]
		return nullptr;
	if (!remove(*queue, key, entry)) [[unlikely]]
		ntspin_report(NTSPIN_QUEUE_IDLE, how.routine, 0, queue, how.caller);
	return entry;
}

} /* namespace ntspin */

extern "C" {

VOID NTAPI KeInitializeDeviceQueue(PKDEVICE_QUEUE DeviceQueue)
{
	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_IO_HIGH, DeviceQueue,
				    {__func__, CALLER, call::any_level});
	ntspin::initialize_device_queue(*DeviceQueue);
}

BOOLEAN NTAPI KeInsertDeviceQueue(PKDEVICE_QUEUE DeviceQueue, PKDEVICE_QUEUE_ENTRY DeviceQueueEntry)
{
	const call how = {__func__, CALLER, call::any_level};

	ntspin::check_level(DISPATCH_LEVEL, NTSPIN_NOT_DISPATCH, DeviceQueue, how);
	return ntspin::insert_in_device_queue(DeviceQueue, *DeviceQueueEntry, nullptr, how);
}

BOOLEAN NTAPI KeInsertByKeyDeviceQueue(PKDEVICE_QUEUE DeviceQueue,
				       PKDEVICE_QUEUE_ENTRY DeviceQueueEntry, ULONG SortKey)
{
	const call how = {__func__, CALLER, call::any_level};

	ntspin::check_level(DISPATCH_LEVEL, NTSPIN_NOT_DISPATCH, DeviceQueue, how);
	return ntspin::insert_in_device_queue(DeviceQueue, *DeviceQueueEntry, &SortKey, how);
}

PKDEVICE_QUEUE_ENTRY NTAPI KeRemoveDeviceQueue(PKDEVICE_QUEUE DeviceQueue)
{
	const call how = {__func__, CALLER, call::any_level};

	ntspin::check_level(DISPATCH_LEVEL, NTSPIN_NOT_DISPATCH, DeviceQueue, how);
	return ntspin::remove_from_device_queue(DeviceQueue, nullptr, how);
}

PKDEVICE_QUEUE_ENTRY NTAPI KeRemoveByKeyDeviceQueue(PKDEVICE_QUEUE DeviceQueue, ULONG SortKey)
{
	const call how = {__func__, CALLER, call::any_level};

	ntspin::check_level(DISPATCH_LEVEL, NTSPIN_NOT_DISPATCH, DeviceQueue, how);
	return ntspin::remove_from_device_queue(DeviceQueue, &SortKey, how);
}

BOOLEAN NTAPI KeRemoveEntryDeviceQueue(PKDEVICE_QUEUE DeviceQueue,
				       PKDEVICE_QUEUE_ENTRY DeviceQueueEntry)
{
	const call how = {__func__, CALLER, call::any_level};

	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_IO_HIGH, DeviceQueue, how);
	if (!is_queue(DeviceQueue, how)) [[unlikely]]
		return FALSE;

	const section held(DeviceQueue->Lock);

	if (!is_in(*DeviceQueue, *DeviceQueueEntry))
		return FALSE;
	take_out(*DeviceQueueEntry);
	return TRUE;
}

} /* extern "C" */
