// SPDX-License-Identifier: GPL-2.0
/*
 * device_table.cpp - the table of devices, and how they stand on each other.
 *
 * One lock for all of it, taken with interrupts off: a caller may be at any level. Nothing is
 * allocated, freed or reported under it.
 */
#include "../lock/section.hpp"
#include "device_object.hpp"
#include "wdm/device.h"

namespace ntspin
{

namespace
{

using record = _DEVOBJ_EXTENSION;

constinit KSPIN_LOCK table_lock = 0;
constinit record *devices = nullptr;

/* Whose devices those are whose driver is gone: none of its routines is set. */
constinit DRIVER_OBJECT nobody = {};

/* All of these under the lock. */

record *find(const void *device) noexcept
{
	record *found = devices;

	while (found && found->device != device)
		found = found->next;
	return found;
}

record &record_of(DEVICE_OBJECT &device) noexcept
{
	return *device.DeviceObjectExtension;
}

record &top_of(record &from) noexcept
{
	record *top = &from;

	while (PDEVICE_OBJECT const above = top->device->AttachedDevice)
		top = &record_of(*above);
	return *top;
}

LONG_PTR references_of(const record &record) noexcept
{
	return record.references + (record.is_deleted ? 0 : 1);
}

/* Whether nobody has it any more; it is out of the table then. */
bool leaves(record &leaving) noexcept
{
	record **at = &devices;

	if (references_of(leaving))
		return false;
	while (*at != &leaving)
		at = &(*at)->next;
	*at = leaving.next;
	return true;
}

/* Returns the lower device where it is to be freed. */
PDEVICE_OBJECT detach(record &lower) noexcept
{
	record_of(*lower.device->AttachedDevice).below = nullptr;
	lower.device->AttachedDevice = nullptr;
	lower.references--;
	return leaves(lower) ? lower.device : nullptr;
}

void leave_driver(DEVICE_OBJECT &device) noexcept
{
	PDEVICE_OBJECT *at = &device.DriverObject->DeviceObject;

	while (*at && *at != &device)
		at = &(*at)->NextDevice;
	if (*at)
		*at = device.NextDevice;
}

deleted_device erase(record &record) noexcept
{
	deleted_device what = {true,	    record.below != nullptr, nullptr,	   nullptr,
			       record.name, record.device->Timer,    record.device};

	record.device->Timer = nullptr;

	if (record.below)
		what.below = detach(record_of(*record.below));
	leave_driver(*record.device);
	record.is_deleted = true;
	/* The timer's, until its routine has returned. */
	if (what.timer)
		record.references++;
	if (leaves(record))
		what.device = record.device;
	return what;
}

void put_on_top(record &upper, record &top) noexcept
{
	upper.device->StackSize = static_cast<CCHAR>(top.device->StackSize + 1);
	upper.device->AlignmentRequirement = top.device->AlignmentRequirement;
	upper.below = top.device;
	top.device->AttachedDevice = upper.device;
	top.references++;
}

} /* namespace */

void enter_device(DEVICE_OBJECT &device) noexcept
{
	const section held(table_lock);
	record &made = record_of(device);

	made.next = devices;
	devices = &made;
	device.NextDevice = device.DriverObject->DeviceObject;
	device.DriverObject->DeviceObject = &device;
}

deleted_device delete_device(const void *device) noexcept
{
	const section held(table_lock);
	record *const found = find(device);

	return found && !found->is_deleted ? erase(*found) : deleted_device{};
}

deleted_device delete_left_device(part_of_driver part, const void *arg, const void *&left) noexcept
{
	const section held(table_lock);

	for (record *at = devices; at; at = at->next) {
		left = at->is_deleted ? nullptr : part(at->device->DriverObject, at->site, arg);
		if (left)
			return erase(*at);
	}
	left = nullptr;
	return {};
}

void leave_to_nobody(part_of_driver part, const void *arg) noexcept
{
	const section held(table_lock);

	for (record *at = devices; at; at = at->next)
		if (part(at->device->DriverObject, at->site, arg))
			at->device->DriverObject = &nobody;
}

attachment attach_device(PDEVICE_OBJECT source, PDEVICE_OBJECT target,
			 PDEVICE_OBJECT *attached_to) noexcept
{
	const section held(table_lock);
	record *const upper = find(source);
	record *const lower = find(target);

	*attached_to = nullptr;
	if (!upper || !lower || upper->below || upper->is_deleted)
		return attachment::no_device;

	record &top = top_of(*lower);

	/* On what stands on it already: nobody who looks for the top would come to an end. */
	if (&top == &top_of(*upper))
		return attachment::no_device;
	if (top.is_deleted)
		return attachment::is_deleted;
	*attached_to = top.device;
	put_on_top(*upper, top);
	return attachment::done;
}

bool detach_device(PDEVICE_OBJECT target, PDEVICE_OBJECT &gone) noexcept
{
	const section held(table_lock);
	record *const found = find(target);

	if (!found || !target->AttachedDevice)
		return false;
	gone = detach(*found);
	return true;
}

PDEVICE_OBJECT topmost_device(PDEVICE_OBJECT device, ULONG references) noexcept
{
	const section held(table_lock);
	record *const found = find(device);

	if (!found)
		return nullptr;

	record &top = top_of(*found);

	top.references += references;
	return top.device;
}

PDEVICE_OBJECT lower_device(PDEVICE_OBJECT device, bool &is_device) noexcept
{
	const section held(table_lock);
	record *const found = find(device);

	is_device = found;
	if (!found || !found->below)
		return nullptr;

	record &lower = record_of(*found->below);

	if (lower.is_deleted)
		return nullptr;
	lower.references++;
	return lower.device;
}

PDEVICE_OBJECT topmost_alive(PDEVICE_OBJECT device) noexcept
{
	const section held(table_lock);
	record *const found = find(device);

	if (!found || found->is_deleted)
		return nullptr;

	record &top = top_of(*found);

	if (top.is_deleted)
		return nullptr;
	top.references++;
	return top.device;
}

PDEVICE_OBJECT reference_owner(const object_name *name) noexcept
{
	const section held(table_lock);

	for (record *at = devices; at; at = at->next)
		if (at->name == name && !at->is_deleted) {
			at->references++;
			return at->device;
		}
	return nullptr;
}

bool reference_device(const void *object, LONG_PTR &left) noexcept
{
	const section held(table_lock);
	record *const found = find(object);

	if (!found)
		return false;
	found->references++;
	left = references_of(*found);
	return true;
}

/* The reference of what is attached is not a driver's to drop. */
let_go dereference_device(const void *object, LONG_PTR &left) noexcept
{
	const section held(table_lock);
	record *const found = find(object);

	if (!found)
		return let_go::no_device;
	left = references_of(*found);
	if (found->references == (found->device->AttachedDevice ? 1u : 0u))
		return let_go::no_reference;
	found->references--;
	left--;
	return leaves(*found) ? let_go::last : let_go::done;
}

} /* namespace ntspin */
