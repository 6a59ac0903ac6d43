// SPDX-License-Identifier: GPL-2.0
/*
 * unload.cpp - a driver is loaded and unloaded, and what it leaves behind is reported; and what is
 * in memory that ends. In the order of linux/unload.c, where all that there is is the driver's.
 */
#include <stdlib.h>

#include "ntspin/driver.h"
#include "ntspin/user.h"
#include "../seam/block.h"
#include "../seam/device.h"
#include "../seam/page.h"
#include "../seam/pool.h"
#include "../seam/remains.h"
#include "../seam/thread.h"
#include "../seam/work.h"
#include "host.hpp"
#include "processors.hpp"
#include "timers.hpp"

namespace
{

BOOLEAN is_any(const void *, const void *)
{
	return TRUE;
}

const void *part_of_any(const void *, const void *routine, const void *)
{
	return routine;
}

const void *part_of_driver(const void *driver, const void *site, const void *failed)
{
	return driver == failed ? site : nullptr;
}

/* Drivers whose DriverEntry has succeeded, and that are not unloaded yet. */
ULONG loaded;

WCHAR name[] = {'\\', 'D', 'r', 'i', 'v', 'e', 'r', '\\', 't', 'e', 's', 't', 0};

constexpr UNICODE_STRING driver_name = {sizeof(name) - sizeof(WCHAR), sizeof(name), name};

struct driver {
	DRIVER_OBJECT object;
	DRIVER_EXTENSION extension;
	UNICODE_STRING registry;
};

ULONGLONG relaxed(const ULONGLONG &count) noexcept
{
	return __atomic_load_n(&count, __ATOMIC_RELAXED);
}

/* What is reported once is not reported of the next driver. */
void report_pool() noexcept
{
	static ULONGLONG reported[NTSPIN_POOL_SITES];

	for (ULONG i = 0; i < NTSPIN_POOL_SITES; i++) {
		const ntspin_pool_site &site = ntspin_pool_sites[i];
		const ULONGLONG left = relaxed(site.allocated) - relaxed(site.freed);
		ntspin_pool_facts facts = {site.tag, 0, left - reported[i], relaxed(site.bytes),
					   nullptr};
		ntspin_misuse misuse = {};
		const bool is_new = left > reported[i];

		reported[i] = left;
		if (!is_new)
			continue;
		misuse.fault = NTSPIN_POOL_LEFT;
		misuse.caller = site.caller;
		misuse.pool = &facts;
		ntspin_report_misuse(&misuse);
	}
}

void report_left() noexcept
{
	host::forget_processor_callbacks();
	ntspin_threads_await(is_any, nullptr);
	ntspin_work_forget(part_of_any, nullptr);
	ntspin_callbacks_forget(part_of_any, nullptr);
	ntspin_dpc_flush();
	ntspin_ex_timers_forget(part_of_any, nullptr);
	while (const void *const part = host::unset_any_timer())
		ntspin_report(NTSPIN_TIMER_LEFT, nullptr, 0, nullptr, part);
	/* What a timer has queued before it was unset. */
	ntspin_dpc_flush();
	ntspin_work_forgotten();
	if (__atomic_load_n(&ntspin_slow_flags, __ATOMIC_RELAXED) & NTSPIN_OBSERVERS)
		ntspin_locks_gone(
			NTSPIN_UNLOADED_HELD,
			[](const void *, const void *, const void *) -> BOOLEAN { return TRUE; },
			nullptr);
	ntspin_mutexes_forget(is_any, nullptr);
	ntspin_devices_forget(part_of_any, nullptr);
	ntspin_resources_forget(part_of_any, nullptr);
	ntspin_io_space_forget(part_of_any, nullptr);
	ntspin_pool_drain();
	report_pool();
}

struct memory {
	const void *start;
	SIZE_T size;
	const KDPC *found;
	PKDEFERRED_ROUTINE routine;
};

/* The first one; under the queue's lock. */
BOOLEAN is_in(const KDPC *dpc, void *arg)
{
	memory &memory = *static_cast<struct memory *>(arg);

	if (memory.found ||
	    reinterpret_cast<ULONG_PTR>(dpc) - reinterpret_cast<ULONG_PTR>(memory.start) >=
		    memory.size)
		return FALSE;
	memory.found = dpc;
	memory.routine = dpc->DeferredRoutine;
	return TRUE;
}

void report_freed(ntspin_fault fault, const void *object, PKDEFERRED_ROUTINE runs,
		  const void *caller) noexcept
{
	ntspin_misuse misuse = {};

	misuse.fault = fault;
	misuse.irql = ntspin_current_irql();
	misuse.lock = object;
	misuse.caller = caller;
	misuse.runs = reinterpret_cast<const void *>(runs);
	ntspin_report_misuse(&misuse);
}

} /* namespace */

extern "C" {

/* The timers first: they queue DPCs. */
void ntspin_memory_ends(const void *start, SIZE_T size, const void *caller)
{
	while (KTIMER *const timer = host::unset_timer_in(start, size))
		report_freed(NTSPIN_TIMER_FREED, timer, nullptr, caller);
	for (ULONG i = 0; i < host::processor_count(); i++) {
		memory memory = {start, size, nullptr, nullptr};

		ntspin_dpc_remove_if(&host::dpc_queue_of(i), is_in, &memory);
		if (memory.found)
			report_freed(NTSPIN_DPC_FREED, memory.found, memory.routine, caller);
	}
	while (const void *const item = ntspin_work_drop(start, size))
		report_freed(NTSPIN_WORK_IN_FREED, item, nullptr, caller);
	while (const void *const lock = ntspin_owned_drop(start, size))
		report_freed(NTSPIN_MEMORY_FREED, lock, nullptr, caller);
	while (const void *const resource = ntspin_resource_drop(start, size))
		report_freed(NTSPIN_RESOURCE_FREED, resource, nullptr, caller);
	ntspin_memory_gone(start, size);
}

NTSTATUS ntspin_user_load(PDRIVER_INITIALIZE entry, PDRIVER_OBJECT *result)
{
	auto *const made = static_cast<driver *>(calloc(1, sizeof(driver)));

	if (!made)
		return STATUS_INSUFFICIENT_RESOURCES;
	made->object.Type = 4; /* IO_TYPE_DRIVER */
	made->object.Size = sizeof(DRIVER_OBJECT);
	made->object.Flags = DRVO_LEGACY_DRIVER;
	made->object.DriverExtension = &made->extension;
	made->object.DriverName = driver_name;
	made->object.DriverInit = entry;
	for (PDRIVER_DISPATCH &each : made->object.MajorFunction)
		each = ntspin_invalid_request;
	made->extension.DriverObject = &made->object;
	made->registry = driver_name;

	const NTSTATUS status = ntspin_driver_entry(&made->object, &made->registry);

	if (NT_SUCCESS(status)) {
		__atomic_fetch_add(&loaded, 1, __ATOMIC_RELAXED);
		*result = &made->object;
		return status;
	}
	/* Its object goes. With others loaded, what else is left may be theirs. */
	if (__atomic_load_n(&loaded, __ATOMIC_RELAXED))
		ntspin_devices_forget(part_of_driver, &made->object);
	else
		report_left();
	free(made);
	return status;
}

void ntspin_user_unload(PDRIVER_OBJECT object)
{
	ntspin_driver_unload(object);
	report_left();
	__atomic_fetch_sub(&loaded, 1, __ATOMIC_RELAXED);
	free(CONTAINING_RECORD(object, driver, object));
}

} /* extern "C" */
