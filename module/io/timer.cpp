// SPDX-License-Identifier: GPL-2.0
/*
 * timer.cpp - the Windows routines for a device's timer: a periodic one of the kernel's, and its DPC.
 *
 * Promised: while the driver's routine runs, its device and the timer stay. Where a deletion cannot
 * wait for it they are left in a list.
 */
#include "../ex/pool_calls.hpp"
#include "../lock/section.hpp"
#include "check_device.hpp"
#include "device_object.hpp"
#include "timer.hpp"
#include "wdm/io_timer.h"
#include "wdm/timer.h"

#define CALLER __builtin_return_address(0)

struct _IO_TIMER {
	KTIMER timer;
	KDPC dpc;
	PDEVICE_OBJECT device;
	PIO_TIMER_ROUTINE routine;
	PVOID context;
	ULONG running_on; /* a processor's index, and 1; 0: none */
	PIO_TIMER next;	  /* of those that are left */
};

namespace
{

using ntspin::atomic_ref;
using ntspin::call;
using ntspin::memory_order_relaxed;

constexpr ULONG tag = 0x69546f49; /* "IoTi" */
constexpr LONG period = 1000;	  /* ms */
constexpr LONGLONG first = -10'000'000;

constinit KSPIN_LOCK left_lock = 0;
constinit PIO_TIMER left = nullptr;

ULONG this_processor() noexcept
{
	return KeGetCurrentProcessorNumberEx(nullptr) + 1;
}

/* What the driver's routine leaves is said of the DPC. */
VOID NTAPI call_routine(PKDPC, PVOID context, PVOID, PVOID)
{
	_IO_TIMER &timer = *static_cast<PIO_TIMER>(context);
	const atomic_ref running_on(timer.running_on);

	/* Relaxed: for this processor alone, which the routine does not leave. */
	running_on.store(this_processor(), memory_order_relaxed);
	timer.routine(timer.device, timer.context);
	running_on.store(0, memory_order_relaxed);
}

bool is_in_routine(_IO_TIMER &timer) noexcept
{
	return ntspin_current_irql() >= DISPATCH_LEVEL &&
	       atomic_ref(timer.running_on).load(memory_order_relaxed) == this_processor();
}

void leave(_IO_TIMER &timer) noexcept
{
	const section held(left_lock);

	timer.next = left;
	left = &timer;
}

PIO_TIMER take_left() noexcept
{
	const section held(left_lock);
	PIO_TIMER const all = left;

	left = nullptr;
	return all;
}

/* They are set no more, and no DPC of theirs is queued. */
void free_all(PIO_TIMER timer, const call &how) noexcept
{
	if (timer)
		KeFlushQueuedDpcs();
	while (timer) {
		PIO_TIMER const next = timer->next;
		PDEVICE_OBJECT const device = timer->device;

		ntspin::free_pool(timer, tag, how);
		ntspin::release_device(device, how);
		timer = next;
	}
}

/* NULL where there is none, which is said. */
PIO_TIMER timer_of(const DEVICE_OBJECT *device, const call &how) noexcept
{
	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_IO_HIGH, device, how);
	if (!ntspin::is_device(device, how)) [[unlikely]]
		return nullptr;
	if (!device->Timer) [[unlikely]]
		ntspin_report(NTSPIN_NO_IO_TIMER, how.routine, 0, device, how.caller);
	return device->Timer;
}

} /* namespace */

namespace ntspin
{

void free_timer(PIO_TIMER timer, const call &how) noexcept
{
	if (!timer)
		return;
	KeCancelTimer(&timer->timer);
	KeRemoveQueueDpc(&timer->dpc);
	if (ntspin_current_irql() >= DISPATCH_LEVEL) [[unlikely]]
		return leave(*timer);
	timer->next = take_left();
	free_all(timer, how);
}

void free_left_timers(const call &how) noexcept
{
	free_all(take_left(), how);
}

} /* namespace ntspin */

extern "C" {

NTSTATUS NTAPI IoInitializeTimer(PDEVICE_OBJECT DeviceObject, PIO_TIMER_ROUTINE TimerRoutine,
				 PVOID Context)
{
	const call how = {__func__, CALLER, call::any_level};

	ntspin::check_highest_level(PASSIVE_LEVEL, NTSPIN_IO_NOT_PASSIVE, DeviceObject, how);
	if (!ntspin::is_device(DeviceObject, how)) [[unlikely]]
		return STATUS_INVALID_PARAMETER;
	if (DeviceObject->Timer) [[unlikely]] {
		ntspin_report(NTSPIN_IO_TIMER_TWICE, how.routine, 0, DeviceObject, how.caller);
		return STATUS_INVALID_PARAMETER;
	}

	const auto timer = static_cast<PIO_TIMER>(
		ntspin::allocate_pool(NonPagedPoolNx, sizeof(_IO_TIMER), tag, how));

	if (!timer)
		return STATUS_INSUFFICIENT_RESOURCES;
	*timer = {};
	timer->device = DeviceObject;
	timer->routine = TimerRoutine;
	timer->context = Context;
	KeInitializeTimerEx(&timer->timer, SynchronizationTimer);
	KeInitializeDpc(&timer->dpc, call_routine, timer);
	DeviceObject->Timer = timer;
	return STATUS_SUCCESS;
}

VOID NTAPI IoStartTimer(PDEVICE_OBJECT DeviceObject)
{
	PIO_TIMER const timer = timer_of(DeviceObject, {__func__, CALLER, call::any_level});
	LARGE_INTEGER due;

	due.QuadPart = first;
	if (timer) [[likely]]
		KeSetTimerEx(&timer->timer, due, period, &timer->dpc);
}

VOID NTAPI IoStopTimer(PDEVICE_OBJECT DeviceObject)
{
	const call how = {__func__, CALLER, call::any_level};
	PIO_TIMER const timer = timer_of(DeviceObject, how);

	if (!timer) [[unlikely]]
		return;
	if (ntspin::is_verifying() && is_in_routine(*timer)) [[unlikely]]
		ntspin_report(NTSPIN_IO_TIMER_OWN, how.routine, 0, DeviceObject, how.caller);
	KeCancelTimer(&timer->timer);
	KeRemoveQueueDpc(&timer->dpc);
}

} /* extern "C" */
