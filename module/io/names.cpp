// SPDX-License-Identifier: GPL-2.0
/*
 * names.cpp - the table of names, and the Windows routines for symbolic links, which are names and
 * nothing else here.
 *
 * The table is a list, under a lock that is taken with interrupts off: a machine has a few dozen.
 */
#include "../ex/pool_calls.hpp"
#include "../lock/section.hpp"
#include "check_device.hpp"
#include "names.hpp"
#include "wdm/device_stack.h"
#include "wdm/rtl_string.h"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::call;
using ntspin::object_name;

constexpr ULONG tag = 0x6d4e6f49; /* "IoNm" */

constinit KSPIN_LOCK names_lock = 0;
constinit object_name *names = nullptr;

bool is_full_path(const UNICODE_STRING &text) noexcept
{
	return text.Length >= sizeof(WCHAR) && text.Buffer && text.Buffer[0] == '\\';
}

object_name *copy_of(const UNICODE_STRING &text, bool is_link, const call &how) noexcept
{
	const auto name = static_cast<object_name *>(
		ntspin::allocate_pool(NonPagedPoolNx, sizeof(object_name) + text.Length, tag, how));

	if (!name)
		return nullptr;
	*name = {};
	name->text = {text.Length, text.Length, reinterpret_cast<PWCH>(name + 1)};
	__builtin_memcpy(name->text.Buffer, text.Buffer, text.Length);
	name->is_link = is_link;
	name->site = how.caller;
	return name;
}

/* Where the first one stands that is asked for; under the lock. */
template <class Is> object_name **find(Is is) noexcept
{
	object_name **at = &names;

	while (*at && !is(**at))
		at = &(*at)->next;
	return at;
}

bool insert(object_name &name) noexcept
{
	const section held(names_lock);
	object_name **const at = find([&name](const object_name &other) {
		return RtlEqualUnicodeString(&other.text, &name.text, TRUE);
	});

	if (*at)
		return false;
	*at = &name;
	return true;
}

/* The first one, out of the table; NULL where there is none. */
template <class Is> object_name *take(Is is) noexcept
{
	const section held(names_lock);
	object_name **const at = find(is);
	object_name *const found = *at;

	if (found)
		*at = found->next;
	return found;
}

} /* namespace */

namespace ntspin
{

object_name *enter_name(const UNICODE_STRING &text, bool is_link, NTSTATUS &status,
			const call &how) noexcept
{
	object_name *name = nullptr;

	status = STATUS_OBJECT_PATH_SYNTAX_BAD;
	if (!is_full_path(text))
		return nullptr;
	status = STATUS_INSUFFICIENT_RESOURCES;
	name = copy_of(text, is_link, how);
	if (!name)
		return nullptr;
	status = STATUS_SUCCESS;
	if (insert(*name))
		return name;
	status = STATUS_OBJECT_NAME_COLLISION;
	free_pool(name, tag, how);
	return nullptr;
}

void delete_name(object_name *name, const call &how) noexcept
{
	if (name && take([name](const object_name &other) { return &other == name; }))
		free_pool(name, tag, how);
}

void forget_links(part_of_driver part, const void *arg) noexcept
{
	const void *left = nullptr;

	while (object_name *const name = take([&](const object_name &other) {
		       left = other.is_link ? part(nullptr, other.site, arg) : nullptr;
		       return left != nullptr;
	       })) {
		ntspin_report(NTSPIN_LINK_LEFT, nullptr, 0, nullptr, left);
		free_pool(name, tag, {"the unload of a driver", nullptr, call::any_level});
	}
}

} /* namespace ntspin */

extern "C" {

NTSTATUS NTAPI IoCreateSymbolicLink(PUNICODE_STRING SymbolicLinkName, PUNICODE_STRING)
{
	const call how = {__func__, CALLER, call::any_level};
	NTSTATUS status;

	ntspin::check_highest_level(PASSIVE_LEVEL, NTSPIN_IO_NOT_PASSIVE, nullptr, how);
	ntspin::enter_name(*SymbolicLinkName, true, status, how);
	return status;
}

NTSTATUS NTAPI IoDeleteSymbolicLink(PUNICODE_STRING SymbolicLinkName)
{
	const call how = {__func__, CALLER, call::any_level};

	ntspin::check_highest_level(PASSIVE_LEVEL, NTSPIN_IO_NOT_PASSIVE, nullptr, how);

	object_name *const name = take([SymbolicLinkName](const object_name &other) {
		return other.is_link && RtlEqualUnicodeString(&other.text, SymbolicLinkName, TRUE);
	});

	if (!name)
		return STATUS_OBJECT_NAME_NOT_FOUND;
	ntspin::free_pool(name, tag, how);
	return STATUS_SUCCESS;
}

} /* extern "C" */
