// SPDX-License-Identifier: GPL-2.0
/*
 * object.cpp - the Windows routines for handles of objects, and references to them.
 *
 * Handles are of threads alone; references may be to devices and files, too, which io/ counts, and to
 * callback objects, which ex/ does.
 */
#include "../ex/callback.hpp"
#include "../io/file_object.hpp"
#include "thread_object.hpp"

#define CALLER __builtin_return_address(0)

struct _OBJECT_TYPE {
	const char *name;
};

namespace
{

using ntspin::call;
using ntspin::dropped;
using ntspin::let_go;
using ntspin::thread;
using ntspin::thread_facts;

constinit struct _OBJECT_TYPE thread_type = {"Thread"};
constinit POBJECT_TYPE thread_type_pointer = &thread_type;

/* Of files there are pointers, no handles. */
constinit struct _OBJECT_TYPE file_type = {"File"};
constinit POBJECT_TYPE file_type_pointer = &file_type;

/* Of these nothing is: whoever asks for one of them by the handle of a thread is told so. */
constinit struct _OBJECT_TYPE other_types[] = {
	{"Process"}, {"Event"}, {"Semaphore"}, {"Key"}, {"Token"},
};
constinit POBJECT_TYPE other_pointers[] = {
	&other_types[0], &other_types[1], &other_types[2], &other_types[3], &other_types[4],
};

bool is_threads(POBJECT_TYPE type) noexcept
{
	return !type || type == &thread_type;
}

bool is_files(POBJECT_TYPE type) noexcept
{
	return !type || type == &file_type;
}

bool reference_other(const void *object, LONG_PTR &left) noexcept
{
	return ntspin::reference_device(object, left) || ntspin::reference_file(object, left) ||
	       ntspin::reference_callback(object, left);
}

/* Of what is no thread: false where it is no device either. */
bool drop_device(PVOID object, LONG_PTR &left, const call &how) noexcept
{
	const auto what = ntspin::release_device(object, left, how);

	if (what == let_go::no_reference)
		ntspin_report(NTSPIN_NOT_REFERENCED, how.routine, 0, object, how.caller);
	return what != let_go::no_device;
}

/* What is open and of another type than is asked for: two errors, the handle's first. */
NTSTATUS reference(HANDLE handle, POBJECT_TYPE type, KPROCESSOR_MODE mode, PVOID &object) noexcept
{
	thread *const found = mode == KernelMode ? ntspin::reference_handle(handle) : nullptr;
	LONG_PTR unused;

	if (!found)
		return STATUS_INVALID_HANDLE;
	if (!is_threads(type)) {
		ntspin::dereference(found, unused);
		return STATUS_OBJECT_TYPE_MISMATCH;
	}
	object = found;
	return STATUS_SUCCESS;
}

} /* namespace */

extern "C" {

POBJECT_TYPE *PsThreadType = &thread_type_pointer;
POBJECT_TYPE *PsProcessType = &other_pointers[0];
POBJECT_TYPE *IoFileObjectType = &file_type_pointer;
POBJECT_TYPE *ExEventObjectType = &other_pointers[1];
POBJECT_TYPE *ExSemaphoreObjectType = &other_pointers[2];
POBJECT_TYPE *CmKeyObjectType = &other_pointers[3];
POBJECT_TYPE *SeTokenObjectType = &other_pointers[4];

NTSTATUS NTAPI ObReferenceObjectByHandle(HANDLE Handle, ACCESS_MASK, POBJECT_TYPE ObjectType,
					 KPROCESSOR_MODE AccessMode, PVOID *Object,
					 POBJECT_HANDLE_INFORMATION HandleInformation)
{
	*Object = nullptr;
	if (!ntspin::is_passive({__func__, CALLER, call::any_level})) [[unlikely]]
		return STATUS_UNSUCCESSFUL;
	if (HandleInformation)
		*HandleInformation = {0, THREAD_ALL_ACCESS};
	return reference(Handle, ObjectType, AccessMode, *Object);
}

NTSTATUS NTAPI ObReferenceObjectByPointer(PVOID Object, ACCESS_MASK, POBJECT_TYPE ObjectType,
					  KPROCESSOR_MODE)
{
	const bool threads = is_threads(ObjectType), files = is_files(ObjectType);
	LONG_PTR left;

	if (!threads && !files)
		return STATUS_OBJECT_TYPE_MISMATCH;
	/* Neither devices nor callback objects have a type that a driver could name. */
	if (!ObjectType &&
	    (ntspin::reference_device(Object, left) || ntspin::reference_callback(Object, left)))
		return STATUS_SUCCESS;
	if (files && ntspin::reference_file(Object, left))
		return STATUS_SUCCESS;
	return said_of(threads ? ntspin::reference(Object) : thread_facts{}, Object,
		       {__func__, CALLER, call::any_level}) ?
		       STATUS_SUCCESS :
		       STATUS_OBJECT_TYPE_MISMATCH;
}

LONG_PTR NTAPI ObfReferenceObject(PVOID Object)
{
	const thread_facts facts = ntspin::reference(Object);
	LONG_PTR left;

	if (!facts.is_thread && reference_other(Object, left))
		return left;
	said_of(facts, Object, {"ObReferenceObject", CALLER, call::any_level});
	return facts.references;
}

LONG_PTR NTAPI ObfDereferenceObject(PVOID Object)
{
	const call how = {"ObDereferenceObject", CALLER, call::any_level};
	LONG_PTR left;
	const dropped dropped = ntspin::dereference(Object, left);

	if (dropped == dropped::no_thread &&
	    (drop_device(Object, left, how) || ntspin::release_file(Object, left, how) ||
	     ntspin::dereference_callback(Object, left, how)))
		return left;
	if (dropped != dropped::done) [[unlikely]]
		ntspin_report(dropped == dropped::no_thread ? NTSPIN_BAD_OBJECT :
							      NTSPIN_NOT_REFERENCED,
			      how.routine, 0, Object, how.caller);
	return left;
}

NTSTATUS NTAPI ZwClose(HANDLE Handle)
{
	const call call = {__func__, CALLER, call::any_level};

	if (!ntspin::is_passive(call)) [[unlikely]]
		return STATUS_UNSUCCESSFUL;
	if (ntspin::close_thread(Handle)) [[likely]]
		return STATUS_SUCCESS;
	if (ntspin::is_verifying())
		ntspin_report(NTSPIN_BAD_HANDLE, call.routine, 0, nullptr, call.caller);
	return STATUS_INVALID_HANDLE;
}

} /* extern "C" */
