// SPDX-License-Identifier: GPL-2.0
/*
 * error_log.cpp - the Windows routines for entries of the log of errors, which is the host's log.
 *
 * An entry lies behind what is kept of it. What a driver says of its size and strings is believed
 * as far as the entry reaches.
 */
#include "../ex/pool_calls.hpp"
#include "check_device.hpp"
#include "wdm/debug.h"
#include "wdm/driver.h"
#include "wdm/error_log.h"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::call;

constexpr ULONG tag = 0x72456f49; /* "IoEr" */

/* Of 16 bytes, as the entry behind it is aligned. */
struct kept {
	const DRIVER_OBJECT *driver;
	SIZE_T size;
};

kept &kept_of(PVOID entry) noexcept
{
	return static_cast<kept *>(entry)[-1];
}

/* The one itself, or the device's; NULL where it is neither, which is said. */
const DRIVER_OBJECT *driver_of(PVOID object, const call &how) noexcept
{
	const auto driver = static_cast<const DRIVER_OBJECT *>(object);
	const auto device = static_cast<const DEVICE_OBJECT *>(object);

	if (driver && reinterpret_cast<ULONG_PTR>(driver) % alignof(DRIVER_OBJECT) == 0 &&
	    driver->Type == IO_TYPE_DRIVER)
		return driver;
	return ntspin::is_device(device, how) ? device->DriverObject : nullptr;
}

/* The two highest bits of a status are how bad it is. */
ULONG level_of(NTSTATUS code) noexcept
{
	return NT_ERROR(code)	? DPFLTR_ERROR_LEVEL :
	       NT_WARNING(code) ? DPFLTR_WARNING_LEVEL :
				  DPFLTR_INFO_LEVEL;
}

/* The strings, each with its null, as one that has blanks between them. */
UNICODE_STRING strings_of(IO_ERROR_LOG_PACKET &packet, SIZE_T size) noexcept
{
	const SIZE_T offset = packet.StringOffset;
	const auto text = reinterpret_cast<PWCH>(reinterpret_cast<UCHAR *>(&packet) + offset);
	USHORT strings = packet.NumberOfStrings;
	SIZE_T length = 0;

	if (offset % sizeof(WCHAR) || offset < FIELD_OFFSET(IO_ERROR_LOG_PACKET, DumpData))
		return {};
	for (; strings && offset + (length + 1) * sizeof(WCHAR) <= size; length++)
		if (!text[length] && --strings)
			text[length] = ' ';
	length *= sizeof(WCHAR);
	return {static_cast<USHORT>(length), static_cast<USHORT>(length), text};
}

void write(IO_ERROR_LOG_PACKET &packet, const kept &kept) noexcept
{
	UNICODE_STRING strings = strings_of(packet, kept.size);

	/* The last one's null is no part of the text. */
	if (strings.Length && !strings.Buffer[strings.Length / sizeof(WCHAR) - 1])
		strings.Length -= sizeof(WCHAR);
	DbgPrintEx(0, level_of(packet.ErrorCode),
		   "%wZ: event 0x%08X, status 0x%08X, of request 0x%02X, at %u: %wZ\n",
		   &kept.driver->DriverName, packet.ErrorCode, packet.FinalStatus,
		   packet.MajorFunctionCode, packet.UniqueErrorValue, &strings);
}

} /* namespace */

extern "C" {

PVOID NTAPI IoAllocateErrorLogEntry(PVOID IoObject, UCHAR EntrySize)
{
	const call how = {__func__, CALLER, call::any_level};

	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_IO_HIGH, IoObject, how);

	const DRIVER_OBJECT *const driver = driver_of(IoObject, how);

	if (!driver || EntrySize < sizeof(IO_ERROR_LOG_PACKET) ||
	    EntrySize > ERROR_LOG_MAXIMUM_SIZE)
		return nullptr;

	const auto room =
		static_cast<kept *>(ntspin::allocate_pool(NonPagedPoolNx | POOL_ZERO_ALLOCATION,
							  sizeof(kept) + EntrySize, tag, how));

	if (!room)
		return nullptr;
	*room = {driver, EntrySize};
	return room + 1;
}

VOID NTAPI IoFreeErrorLogEntry(PVOID ElEntry)
{
	const call how = {__func__, CALLER, call::any_level};

	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_IO_HIGH, ElEntry, how);
	if (ElEntry)
		ntspin::free_pool(&kept_of(ElEntry), tag, how);
}

VOID NTAPI IoWriteErrorLogEntry(PVOID ElEntry)
{
	const call how = {__func__, CALLER, call::any_level};

	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_IO_HIGH, ElEntry, how);
	if (!ElEntry)
		return;
	write(*static_cast<PIO_ERROR_LOG_PACKET>(ElEntry), kept_of(ElEntry));
	ntspin::free_pool(&kept_of(ElEntry), tag, how);
}

} /* extern "C" */
