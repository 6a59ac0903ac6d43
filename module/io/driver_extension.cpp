// SPDX-License-Identifier: GPL-2.0
/*
 * driver_extension.cpp - the Windows routines for extensions of driver objects.
 *
 * All are in one list, under a lock that is taken with interrupts off: a driver has one or two.
 */
#include "../ex/pool_calls.hpp"
#include "../lock/section.hpp"
#include "driver_extension.hpp"
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

constinit KSPIN_LOCK list_lock = 0;
constinit extension *extensions = nullptr;

/* Where the first one stands that is asked for; under the lock. */
template <class Is> extension **find(Is is) noexcept
{
	extension **at = &extensions;

	while (*at && !is(**at))
		at = &(*at)->next;
	return at;
}

extension *find(const DRIVER_OBJECT *driver, const void *id) noexcept
{
	return *find([driver, id](const extension &other) {
		return other.driver == driver && other.id == id;
	});
}

bool enter(extension &made) noexcept
{
	const section held(list_lock);

	if (find(made.driver, made.id))
		return false;
	made.next = extensions;
	extensions = &made;
	return true;
}

/* NULL where there is none left. */
extension *take(const DRIVER_OBJECT *driver) noexcept
{
	const section held(list_lock);
	extension **const at =
		find([driver](const extension &other) { return other.driver == driver; });
	extension *const found = *at;

	if (found)
		*at = found->next;
	return found;
}

} /* namespace */

namespace ntspin
{

void free_driver_extensions(const DRIVER_OBJECT *driver) noexcept
{
	while (extension *const each = take(driver))
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

	const auto made =
		static_cast<extension *>(ntspin::allocate_pool(NonPagedPoolNx, size, tag, how));

	if (!made)
		return STATUS_INSUFFICIENT_RESOURCES;
	__builtin_memset(made, 0, size);
	made->driver = DriverObject;
	made->id = ClientIdentificationAddress;
	if (!enter(*made)) {
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

	const section held(list_lock);
	extension *const found = find(DriverObject, ClientIdentificationAddress);

	return found ? found + 1 : nullptr;
}

} /* extern "C" */
