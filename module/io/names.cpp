// SPDX-License-Identifier: GPL-2.0
/*
 * names.cpp - the table of names, and the Windows routines for symbolic links, which are names and
 * nothing else here.
 *
 * The table is a list: a machine has a few dozen.
 */
#include "../ex/pool_calls.hpp"
#include "check_device.hpp"
#include "device_object.hpp"
#include "../lock/locked_list.hpp"
#include "wdm/device_stack.h"
#include "wdm/rtl_string.h"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::call;
using ntspin::object_name;

constexpr ULONG tag = 0x6d4e6f49; /* "IoNm" */

constinit locked_list<object_name> names = {};

bool is_full_path(const UNICODE_STRING &text) noexcept
{
	return text.Length >= sizeof(WCHAR) && text.Buffer && text.Buffer[0] == '\\';
}

UNICODE_STRING copy_text(const UNICODE_STRING &text, PWCH room) noexcept
{
	__builtin_memcpy(room, text.Buffer, text.Length);
	return {text.Length, text.Length, room};
}

object_name *copy_of(const UNICODE_STRING &text, const UNICODE_STRING *target,
		     const call &how) noexcept
{
	const SIZE_T length = text.Length + SIZE_T{target ? target->Length : USHORT{0}};
	const auto name = static_cast<object_name *>(
		ntspin::allocate_pool(NonPagedPoolNx, sizeof(object_name) + length, tag, how));

	if (!name)
		return nullptr;
	*name = {};

	PWCH const room = reinterpret_cast<PWCH>(name + 1);

	name->text = copy_text(text, room);
	if (target)
		name->target = copy_text(*target, room + text.Length / sizeof(WCHAR));
	name->is_link = target != nullptr;
	name->site = how.caller;
	return name;
}

/* On Windows one directory, by three names. */
constexpr UNICODE_STRING of_dos[] = {RTL_CONSTANT_STRING(L"\\DosDevices\\"),
				     RTL_CONSTANT_STRING(L"\\??\\"),
				     RTL_CONSTANT_STRING(L"\\GLOBAL??\\")};

struct place {
	bool is_of_dos;
	UNICODE_STRING rest;
};

place place_of(const UNICODE_STRING &text) noexcept
{
	for (const UNICODE_STRING &directory : of_dos) {
		const USHORT length = directory.Length;

		if (RtlPrefixUnicodeString(&directory, &text, TRUE))
			return {true,
				{static_cast<USHORT>(text.Length - length),
				 static_cast<USHORT>(text.Length - length),
				 text.Buffer + length / sizeof(WCHAR)}};
	}
	return {false, text};
}

bool is_at(const object_name &name, const place &asked) noexcept
{
	const place its = place_of(name.text);

	return its.is_of_dos == asked.is_of_dos &&
	       RtlEqualUnicodeString(&its.rest, &asked.rest, TRUE);
}

bool insert(object_name &name) noexcept
{
	const place asked = place_of(name.text);
	const section held(names.lock);
	object_name **const at =
		names.find([&asked](const object_name &other) { return is_at(other, asked); });

	if (*at)
		return false;
	*at = &name;
	return true;
}

} /* namespace */

namespace ntspin
{

object_name *enter_name(const UNICODE_STRING &text, const UNICODE_STRING *target, NTSTATUS &status,
			const call &how) noexcept
{
	object_name *name = nullptr;

	status = STATUS_OBJECT_PATH_SYNTAX_BAD;
	if (!is_full_path(text))
		return nullptr;
	status = STATUS_INSUFFICIENT_RESOURCES;
	name = copy_of(text, target, how);
	if (!name)
		return nullptr;
	status = STATUS_SUCCESS;
	if (insert(*name))
		return name;
	status = STATUS_OBJECT_NAME_COLLISION;
	free_pool(name, tag, how);
	return nullptr;
}

/* A link stands for a name, which may be another link's. The names' lock comes before the devices'. */
PDEVICE_OBJECT reference_device_named(const UNICODE_STRING &text) noexcept
{
	constexpr int most_links = 32;
	const section held(names.lock);
	const UNICODE_STRING *asked = &text;

	for (int i = 0; i < most_links; i++) {
		const place at = place_of(*asked);
		object_name *const found =
			*names.find([&at](const object_name &other) { return is_at(other, at); });

		if (!found)
			return nullptr;
		if (!found->is_link)
			return reference_owner(found);
		asked = &found->target;
	}
	return nullptr;
}

void delete_name(object_name *name, const call &how) noexcept
{
	if (name && names.take([name](const object_name &other) { return &other == name; }))
		free_pool(name, tag, how);
}

void forget_links(part_of_driver part, const void *arg) noexcept
{
	const void *left = nullptr;

	while (object_name *const name = names.take([&](const object_name &other) {
		left = other.is_link ? part(nullptr, other.site, arg) : nullptr;
		return left != nullptr;
	})) {
		ntspin_report(NTSPIN_LINK_LEFT, nullptr, 0, nullptr, left);
		free_pool(name, tag, {"the unload of a driver", nullptr, call::any_level});
	}
}

} /* namespace ntspin */

extern "C" {

NTSTATUS NTAPI IoCreateSymbolicLink(PUNICODE_STRING SymbolicLinkName, PUNICODE_STRING DeviceName)
{
	const call how = {__func__, CALLER, call::any_level};
	NTSTATUS status;

	ntspin::check_highest_level(PASSIVE_LEVEL, NTSPIN_IO_NOT_PASSIVE, nullptr, how);
	if (!DeviceName) [[unlikely]]
		return STATUS_INVALID_PARAMETER;
	ntspin::enter_name(*SymbolicLinkName, DeviceName, status, how);
	return status;
}

NTSTATUS NTAPI IoDeleteSymbolicLink(PUNICODE_STRING SymbolicLinkName)
{
	const call how = {__func__, CALLER, call::any_level};

	ntspin::check_highest_level(PASSIVE_LEVEL, NTSPIN_IO_NOT_PASSIVE, nullptr, how);

	const place asked = place_of(*SymbolicLinkName);
	object_name *const name = names.take([&asked](const object_name &other) {
		return other.is_link && is_at(other, asked);
	});

	if (!name)
		return STATUS_OBJECT_NAME_NOT_FOUND;
	ntspin::free_pool(name, tag, how);
	return STATUS_SUCCESS;
}

} /* extern "C" */
