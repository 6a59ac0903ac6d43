/* SPDX-License-Identifier: GPL-2.0 */
/*
 * callback_table.hpp - callback objects, the routines that are registered with each, and who calls
 * one now.
 *
 * A part of callback.cpp: all of it is local to the file.
 */
#ifndef NTSPIN_EX_CALLBACK_TABLE_HPP
#define NTSPIN_EX_CALLBACK_TABLE_HPP

#include "../lock/section.hpp"
#include "../seam/pool.h"
#include "wdm/callback.h"
#include "wdm/event.h"
#include "wdm/list.h"
#include "wdm/rtl_string.h"

/* Its name is behind it. */
struct _CALLBACK_OBJECT {
	struct _CALLBACK_OBJECT *next;
	LIST_ENTRY registrations;
	ULONG references; /* the registrations' among them */
	bool allows_many;
	bool is_permanent;
	UNICODE_STRING name;
	const void *site;
};

namespace
{

using object = struct _CALLBACK_OBJECT;

constexpr ULONG align = 16;
constexpr USHORT longest_name = 2000; /* in bytes */

struct registration {
	LIST_ENTRY entry;
	object *of;
	PCALLBACK_FUNCTION routine;
	PVOID context;
	const void *site;
	ULONG calls;	 /* how many there are of it now */
	bool is_gone;	 /* it is called no more */
	bool is_nobodys; /* the last one that calls it frees it */
	KEVENT *idle;	 /* of who waits for those that call it */
};

/* A call of a routine, on the stack of who makes it. */
struct calling {
	calling *next;
	registration *of;
	const void *task;
};

constinit KSPIN_LOCK lock = 0;
constinit object *objects = nullptr;
constinit calling *calls = nullptr;

/* What follows is called under the lock. */

object **find_object(const void *wanted) noexcept
{
	object **at = &objects;

	while (*at && *at != wanted)
		at = &(*at)->next;
	return at;
}

object *find_named(const UNICODE_STRING &name, bool ignores_case) noexcept
{
	object *at = objects;

	while (at && !RtlEqualUnicodeString(&at->name, &name, ignores_case))
		at = at->next;
	return at;
}

registration &registration_of(LIST_ENTRY &entry) noexcept
{
	return *CONTAINING_RECORD(&entry, registration, entry);
}

template <class Is> registration *find_registration(Is is) noexcept
{
	for (object *at = objects; at; at = at->next)
		for (LIST_ENTRY *entry = at->registrations.Flink; entry != &at->registrations;
		     entry = entry->Flink)
			if (is(registration_of(*entry)))
				return &registration_of(*entry);
	return nullptr;
}

/* The object, where that was its last reference: it is out of the table. */
object *drop(object &of) noexcept
{
	if (--of.references || of.is_permanent)
		return nullptr;
	*find_object(&of) = of.next;
	return &of;
}

bool is_called_by(const registration &of, const void *task) noexcept
{
	for (const calling *at = calls; at; at = at->next)
		if (at->of == &of && at->task == task)
			return true;
	return false;
}

void leave(calling &call) noexcept
{
	calling **at = &calls;

	while (*at != &call)
		at = &(*at)->next;
	*at = call.next;
}

/* What follows is not. */

SIZE_T size_of(const object &of) noexcept
{
	return sizeof(object) + of.name.Length;
}

void free_object(object *gone) noexcept
{
	if (gone)
		ntspin_memory_put(gone, size_of(*gone), align);
}

} /* namespace */

#endif
