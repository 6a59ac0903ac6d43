/* SPDX-License-Identifier: GPL-2.0 */
/*
 * device_object.hpp - what a device object has beside what drivers see, and the table of all of
 * them.
 *
 * Promised: what a driver hands in is looked at only once it has been found in the table. A device
 * stays in it until it is deleted, and nobody refers to it: by a reference, or by a device that is
 * attached to it. Dropping the last reference frees it.
 */
#ifndef NTSPIN_IO_DEVICE_OBJECT_HPP
#define NTSPIN_IO_DEVICE_OBJECT_HPP

#include "names.hpp"

namespace ntspin
{

/* What StartIo is to begin with: a request, or the next one of the queue. */
struct start_what {
	IRP *irp;
	ULONG key;
	bool is_by_key;
	bool is_cancelable;
};

/* How StartIo is called; what it is to do once it has returned is under the device queue's lock. */
struct start_state {
	bool is_deferred;
	bool is_final; /* what it has cannot be cancelled */
	bool is_inside;
	ULONG waiting; /* how often the next one was asked for */
	start_what next;
	IRP *first; /* found the queue idle */
};

} /* namespace ntspin */

/*
 * Behind the driver's extension, in the same block. What follows the name is not under the table's
 * lock.
 */
struct _DEVOBJ_EXTENSION {
	PDEVICE_OBJECT device;
	_DEVOBJ_EXTENSION *next;
	PDEVICE_OBJECT below; /* what it is attached to */
	ULONG references;     /* of others, to it */
	bool is_deleted;
	const void *site; /* where it was made */
	ntspin::object_name *name;
	PIO_DPC_ROUTINE dpc_routine;
	ntspin::start_state start;
};

namespace ntspin
{

/* Into the table, and into its driver's list. */
void enter_device(DEVICE_OBJECT &device) noexcept;

/* What a deletion leaves for the caller: to be freed, where it is not NULL, and to be reported. */
struct deleted_device {
	bool done; /* there was one */
	bool was_attached;
	PDEVICE_OBJECT device;
	PDEVICE_OBJECT below;
	object_name *name;
	PIO_TIMER timer;
	const void *erased; /* its address, whether it is freed or not */
};

deleted_device delete_device(const void *device) noexcept;

/* The same of any one that a driver leaves; of that, @left gets what shows whose it is, or NULL. */
deleted_device delete_left_device(part_of_driver part, const void *arg, const void *&left) noexcept;

/* Of what is deleted, and referenced still, the driver goes: nobody answers requests to it. */
void leave_to_nobody(part_of_driver part, const void *arg) noexcept;

/* @attached_to is written before anybody finds the source there. */
enum class attachment { done, no_device, is_deleted };
attachment attach_device(PDEVICE_OBJECT source, PDEVICE_OBJECT target,
			 PDEVICE_OBJECT *attached_to) noexcept;

/* The same, and its status; what is no device is reported. */
NTSTATUS attach_to_stack(PDEVICE_OBJECT source, PDEVICE_OBJECT target, PDEVICE_OBJECT *attached_to,
			 const call &how) noexcept;

/* False where nothing was attached. @gone: the target, where it is to be freed. */
bool detach_device(PDEVICE_OBJECT target, PDEVICE_OBJECT &gone) noexcept;

/* With so many references more; NULL where it is no device. */
PDEVICE_OBJECT topmost_device(PDEVICE_OBJECT device, ULONG references) noexcept;

/* What it is attached to, with one reference more; NULL where there is none, or it is deleted. */
PDEVICE_OBJECT lower_device(PDEVICE_OBJECT device, bool &is_device) noexcept;

/* With one reference more; NULL where that, or the device, is deleted, or is none. */
PDEVICE_OBJECT topmost_alive(PDEVICE_OBJECT device) noexcept;

/* Of the device that has this name, with one more; NULL where it is not entered yet, or deleted. */
PDEVICE_OBJECT reference_owner(const object_name *name) noexcept;

/* False where it is no device. @left: how many references there are then, with the driver's. */
bool reference_device(const void *object, LONG_PTR &left) noexcept;

enum class let_go { no_device, no_reference, done, last };
let_go dereference_device(const void *object, LONG_PTR &left) noexcept;

/* With the table's lock free, as that says; NULL is none. */
void free_device(PDEVICE_OBJECT device, const call &how) noexcept;

/* Both: what has no reference is left alone. */
let_go release_device(void *object, LONG_PTR &left, const call &how) noexcept;

inline void release_device(PDEVICE_OBJECT device, const call &how) noexcept
{
	LONG_PTR left;

	release_device(device, left, how);
}

} /* namespace ntspin */

#endif
