// SPDX-License-Identifier: GPL-2.0
/*
 * driver_extension.cpp - the Windows routines for extensions of driver objects.
 *
 * All are in one list: a driver has one or two.
 */
#include "../ex/pool_calls.hpp"
#include "driver_extension.hpp"
#include "../lock/locked_list.hpp"
#include "wdm/driver_extension.h"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::call;

constexpr ULONG tag = 0x45767244; /* "DrvE" */

/* The driver's memory is behind it. */
struct alignas(16) extension {
	extension *next;
	const DRIVER_OBJECT *driver;
	const void *id;
};

constinit locked_list<extension> extensions = {};

auto is_of(const DRIVER_OBJECT *driver, const void *id) noexcept
{
	return [driver, id](const extension &other) {
		return other.driver == driver && other.id == id;
	};
}

} /* namespace */

namespace ntspin
{

void free_driver_extensions(const DRIVER_OBJECT *driver) noexcept
{
	const auto is_its = [driver](const extension &other) { return other.driver == driver; };

	while (extension *const each = extensions.take(is_its))
		free_pool(each, tag, {"the unload of a driver", nullptr, call::any_level});
}

} /* namespace ntspin */

extern "C" {

NTSTATUS NTAPI IoAllocateDriverObjectExtension(PDRIVER_OBJECT DriverObject,
					       PVOID ClientIdentificationAddress,
					       ULONG DriverObjectExtensionSize,
					       PVOID *DriverObjectExtension)
{
	const call how = {__func__, CALLER, call::any_level};
	const SIZE_T size = sizeof(extension) + SIZE_T{DriverObjectExtensionSize};

	*DriverObjectExtension = nullptr;

	const auto made = static_cast<extension *>(
		ntspin::allocate_pool(NonPagedPoolNx | POOL_ZERO_ALLOCATION, size, tag, how));

	if (!made)
		return STATUS_INSUFFICIENT_RESOURCES;
	made->driver = DriverObject;
	made->id = ClientIdentificationAddress;
	if (!extensions.enter_unless(*made, is_of(made->driver, made->id))) {
		ntspin::free_pool(made, tag, how);
		return STATUS_OBJECT_NAME_COLLISION;
	}
	*DriverObjectExtension = made + 1;
	return STATUS_SUCCESS;
}

PVOID NTAPI IoGetDriverObjectExtension(PDRIVER_OBJECT DriverObject,
				       PVOID ClientIdentificationAddress)
{
	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_IO_HIGH, DriverObject,
				    {__func__, CALLER, call::any_level});

	const section held(extensions.lock);
	extension *const found = *extensions.find(is_of(DriverObject, ClientIdentificationAddress));

	return found ? found + 1 : nullptr;
}

} /* extern "C" */
