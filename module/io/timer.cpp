// SPDX-License-Identifier: GPL-2.0
/*
 * timer.cpp - the Windows routines for a device's timer: a periodic one of the kernel's, and its DPC.
 */
#include "../ex/pool_calls.hpp"
#include "check_device.hpp"
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
};

namespace
{

using ntspin::call;

constexpr ULONG tag = 0x69546f49; /* "IoTi" */
constexpr LONG period = 1000;	  /* ms */
constexpr LONGLONG first = -10'000'000;

/* What the driver's routine leaves is said of the DPC. */
VOID NTAPI call_routine(PKDPC, PVOID context, PVOID, PVOID)
{
	const _IO_TIMER &timer = *static_cast<PIO_TIMER>(context);

	timer.routine(timer.device, timer.context);
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
	if (ntspin_current_irql() < DISPATCH_LEVEL)
		KeFlushQueuedDpcs();
	free_pool(timer, tag, how);
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
	PIO_TIMER const timer = timer_of(DeviceObject, {__func__, CALLER, call::any_level});

	if (!timer) [[unlikely]]
		return;
	KeCancelTimer(&timer->timer);
	KeRemoveQueueDpc(&timer->dpc);
}

} /* extern "C" */
