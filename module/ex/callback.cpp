// SPDX-License-Identifier: GPL-2.0
/*
 * callback.cpp - the Windows routines for callback objects: their table, by name, and the routines
 * that are registered with each.
 *
 * Promised: a registration that is gone is called no more, and was waited for. One that is being
 * called stays in its list, so that who calls finds the next one. One lock for all of it, with
 * interrupts off; no routine is called under it. Objects are in memory of the host's, not in the
 * pool of who creates one: others may have it for longer than that driver is there.
 */
#include "callback.hpp"
#include "callback_table.hpp"
#include "../seam/remains.h"
#include "../seam/task.h"
#include "wdm/wait.h"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::call;

/* Out of its list, which its object stays for. */
void end(registration &gone) noexcept
{
	object *last;

	{
		const section held(lock);

		RemoveEntryList(&gone.entry);
		last = drop(*gone.of);
	}
	ntspin_memory_put(&gone, sizeof(gone), align);
	free_object(last);
}

object *make(const UNICODE_STRING &name, const call &how) noexcept
{
	const auto made = static_cast<object *>(
		ntspin_memory_get(sizeof(object) + name.Length, align, FALSE));

	if (!made)
		return nullptr;
	*made = {};
	made->registrations = {&made->registrations, &made->registrations};
	made->references = 1;
	made->name = {name.Length, name.Length, reinterpret_cast<PWCH>(made + 1)};
	__builtin_memcpy(made->name.Buffer, name.Buffer, name.Length);
	made->site = how.caller;
	return made;
}

/* The one of that name, with a reference more; else @made, where that is one. */
object *open_or_enter(const UNICODE_STRING &name, bool ignores_case, object *made) noexcept
{
	const section held(lock);

	if (object *const found = find_named(name, ignores_case)) {
		found->references++;
		return found;
	}
	if (made) {
		made->next = objects;
		objects = made;
	}
	return made;
}

NTSTATUS check_name(const OBJECT_ATTRIBUTES *attributes) noexcept
{
	const UNICODE_STRING *const name = attributes ? attributes->ObjectName : nullptr;

	if (!name || !name->Length)
		return STATUS_UNSUCCESSFUL;
	if (name->Buffer[0] != '\\')
		return STATUS_OBJECT_PATH_SYNTAX_BAD;
	return name->Length > longest_name ? STATUS_OBJECT_NAME_INVALID : STATUS_SUCCESS;
}

void check_level(const void *object, const call &how) noexcept
{
	ntspin::check_highest_level(APC_LEVEL, NTSPIN_CALLBACK_HIGH, object, how);
}

/* It is called no more; who calls it now is waited for, where that may be. */
void end_calls(registration &gone, const call &how) noexcept
{
	KEVENT idle;

	KeInitializeEvent(&idle, NotificationEvent, FALSE);

	const bool may_sleep = ntspin_current_irql() < DISPATCH_LEVEL;
	bool is_own, is_called;

	{
		const section held(lock);

		is_called = gone.calls != 0;
		is_own = is_called && is_called_by(gone, ntspin_this_task());
		if (is_called && !is_own && may_sleep)
			gone.idle = &idle;
		else
			gone.is_nobodys = is_called;
	}
	if (is_own || (is_called && !may_sleep)) {
		ntspin_report(is_own ? NTSPIN_CALLBACK_SELF : NTSPIN_CALLBACK_HIGH, how.routine, 0,
			      nullptr, how.caller);
		return;
	}
	if (is_called)
		KeWaitForSingleObject(&idle, Executive, KernelMode, FALSE, nullptr);
	end(gone);
}

/* The one behind it that is to be called, which stays where it is for that. */
registration *begin_next(object &of, LIST_ENTRY &behind, calling &call) noexcept
{
	for (LIST_ENTRY *entry = behind.Flink; entry != &of.registrations; entry = entry->Flink) {
		registration &next = registration_of(*entry);

		if (next.is_gone)
			continue;
		next.calls++;
		call = {calls, &next, ntspin_this_task()};
		calls = &call;
		return &next;
	}
	return nullptr;
}

/* The routine has returned. The next one is looked for before this one can go. */
registration *end_and_begin_next(object &of, registration &done, calling &call,
				 registration *&to_free) noexcept
{
	const section held(lock);

	leave(call);

	registration *const next = begin_next(of, done.entry, call);

	done.calls--;
	to_free = !done.calls && done.is_nobodys ? &done : nullptr;
	if (!done.calls && done.idle)
		KeSetEvent(done.idle, IO_NO_INCREMENT, FALSE);
	return next;
}

void notify(object &of, PVOID first, PVOID second) noexcept
{
	registration *at, *to_free;
	calling call;

	{
		const section held(lock);

		at = begin_next(of, of.registrations, call);
	}
	while (at) {
		const auto routine = at->routine;
		ntspin::callback_check check;

		routine(at->context, first, second);
		check.returned("a callback", reinterpret_cast<const void *>(routine));
		at = end_and_begin_next(of, *at, call, to_free);
		if (to_free)
			end(*to_free);
	}
}

/* Found, and with a reference for as long as it is notified. */
bool keep(const void *of) noexcept
{
	LONG_PTR left;

	return ntspin::reference_callback(of, left);
}

using part_of = const void *(*)(const void *object, const void *site, const void *arg);

registration *take_left(part_of part, const void *arg, const void *&shown) noexcept
{
	const section held(lock);
	registration *const left = find_registration([&](const registration &other) {
		shown = other.is_gone ? nullptr :
					part(reinterpret_cast<const void *>(other.routine),
					     other.site, arg);
		return shown != nullptr;
	});

	if (left)
		left->is_gone = true;
	return left;
}

/* One that nobody else has. A permanent one is not said. */
object *take_left_object(part_of part, const void *arg, const void *&shown) noexcept
{
	const section held(lock);

	for (object **at = &objects; *at; at = &(*at)->next) {
		object *const left = *at;

		shown = part(nullptr, left->site, arg);
		if (!shown || left->references > 1)
			continue;
		if (!left->references)
			shown = nullptr;
		*at = left->next;
		return left;
	}
	return nullptr;
}

} /* namespace */

namespace ntspin
{

bool reference_callback(const void *object, LONG_PTR &left) noexcept
{
	const section held(lock);
	_CALLBACK_OBJECT *const found = *find_object(object);

	if (!found)
		return false;
	left = ++found->references;
	return true;
}

bool dereference_callback(const void *object, LONG_PTR &left, const call &how) noexcept
{
	_CALLBACK_OBJECT *found, *last = nullptr;
	bool was_referenced;

	{
		const section held(lock);

		found = *find_object(object);
		was_referenced = found && found->references;
		left = was_referenced ? found->references - 1 : 0;
		if (was_referenced)
			last = drop(*found);
	}
	if (found && !was_referenced)
		ntspin_report(NTSPIN_NOT_REFERENCED, how.routine, 0, object, how.caller);
	free_object(last);
	return found;
}

} /* namespace ntspin */

extern "C" {

void ntspin_callbacks_forget(const void *(*part)(const void *routine, const void *site,
						 const void *arg),
			     const void *arg)
{
	const call how = {"the unload of a driver", nullptr, call::any_level};
	const void *shown = nullptr;

	while (registration *const left = take_left(part, arg, shown)) {
		ntspin_report(NTSPIN_CALLBACK_LEFT, nullptr, 0, nullptr, shown);
		end_calls(*left, how);
	}
	while (object *const left = take_left_object(part, arg, shown)) {
		if (shown)
			ntspin_report(NTSPIN_CALLBACK_OBJECT_LEFT, nullptr, 0, nullptr, shown);
		free_object(left);
	}
}

void ntspin_callbacks_move_sites(const void *(*now)(const void *site, const void *arg),
				 const void *arg)
{
	const section held(lock);

	for (object *at = objects; at; at = at->next)
		at->site = now(at->site, arg);
	find_registration([now, arg](registration &each) {
		each.site = now(each.site, arg);
		return false;
	});
}

NTSTATUS NTAPI ExCreateCallback(PCALLBACK_OBJECT *CallbackObject,
				POBJECT_ATTRIBUTES ObjectAttributes, BOOLEAN Create,
				BOOLEAN AllowMultipleCallbacks)
{
	const call how = {__func__, CALLER, call::any_level};
	const NTSTATUS status = check_name(ObjectAttributes);

	*CallbackObject = nullptr;
	check_level(nullptr, how);
	if (!NT_SUCCESS(status))
		return status;

	const UNICODE_STRING &name = *ObjectAttributes->ObjectName;
	object *const made = Create ? make(name, how) : nullptr;

	if (made) {
		made->allows_many = AllowMultipleCallbacks;
		made->is_permanent = ObjectAttributes->Attributes & OBJ_PERMANENT;
	}
	*CallbackObject =
		open_or_enter(name, ObjectAttributes->Attributes & OBJ_CASE_INSENSITIVE, made);
	if (*CallbackObject != made)
		free_object(made);
	if (*CallbackObject)
		return STATUS_SUCCESS;
	return Create ? STATUS_INSUFFICIENT_RESOURCES : STATUS_OBJECT_NAME_NOT_FOUND;
}

PVOID NTAPI ExRegisterCallback(PCALLBACK_OBJECT CallbackObject, PCALLBACK_FUNCTION CallbackFunction,
			       PVOID CallbackContext)
{
	const call how = {__func__, CALLER, call::any_level};
	auto *made =
		static_cast<registration *>(ntspin_memory_get(sizeof(registration), align, TRUE));
	bool is_found, is_in = false;

	check_level(CallbackObject, how);
	{
		const section held(lock);
		object *const found = *find_object(CallbackObject);

		is_found = found;
		is_in = made && found && (found->allows_many || IsListEmpty(&found->registrations));
		if (is_in) {
			made->of = found;
			made->routine = CallbackFunction;
			made->context = CallbackContext;
			made->site = how.caller;
			found->references++;
			InsertTailList(&found->registrations, &made->entry);
		}
	}
	if (!is_found)
		ntspin_report(NTSPIN_BAD_OBJECT, how.routine, 0, CallbackObject, how.caller);
	if (made && !is_in) {
		ntspin_memory_put(made, sizeof(*made), align);
		made = nullptr;
	}
	return made;
}

VOID NTAPI ExUnregisterCallback(PVOID CallbackRegistration)
{
	const call how = {__func__, CALLER, call::any_level};
	registration *found;

	check_level(nullptr, how);
	{
		const section held(lock);

		found = find_registration([&](const registration &other) {
			return &other == CallbackRegistration && !other.is_gone;
		});
		if (found)
			found->is_gone = true;
	}
	if (!found) [[unlikely]]
		return ntspin_report(NTSPIN_BAD_OBJECT, how.routine, 0, CallbackRegistration,
				     how.caller);
	end_calls(*found, how);
}

VOID NTAPI ExNotifyCallback(PVOID CallbackObject, PVOID Argument1, PVOID Argument2)
{
	const call how = {__func__, CALLER, call::any_level};
	LONG_PTR left;

	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_SIGNALLED_HIGH, CallbackObject, how);
	if (!keep(CallbackObject)) [[unlikely]]
		return ntspin_report(NTSPIN_BAD_OBJECT, how.routine, 0, CallbackObject, how.caller);
	notify(*static_cast<PCALLBACK_OBJECT>(CallbackObject), Argument1, Argument2);
	ntspin::dereference_callback(CallbackObject, left, how);
}

} /* extern "C" */
