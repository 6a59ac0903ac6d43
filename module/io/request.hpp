/* SPDX-License-Identifier: GPL-2.0 */
/*
 * request.hpp - where a request stands, and whose it is.
 *
 * CurrentLocation counts from StackCount + 1, where no driver has the request, down to 1, which is
 * the last one's. That number is what is believed: a write to the location after the last one
 * overwrites the pointer to the current one.
 *
 * Two members that Windows leaves open say more: ApcEnvironment has the highest location that
 * IoCallDriver() has come to, 0 where it was never sent; AllocationFlags whose the request is.
 */
#ifndef NTSPIN_IO_REQUEST_HPP
#define NTSPIN_IO_REQUEST_HPP

#include "../lock/atomic.hpp"
#include "check_device.hpp"
#include "wdm/request.h"

namespace ntspin
{

enum : UCHAR {
	irp_allocated = 1, /* from pool */
	irp_managed = 2,   /* the I/O manager frees it, once it is completed */
};

/* CurrentLocation is one more, where no driver has it. */
inline constexpr CCHAR most_locations = 126;

inline bool can_be_counted(CCHAR locations) noexcept
{
	return locations >= 1 && locations <= most_locations;
}

inline IO_STACK_LOCATION *locations_of(IRP &irp) noexcept
{
	return reinterpret_cast<IO_STACK_LOCATION *>(&irp + 1);
}

/* Whether a driver owns it that can complete it. */
inline bool is_with_driver(const IRP &irp) noexcept
{
	return irp.CurrentLocation >= 1 && irp.CurrentLocation <= irp.StackCount;
}

/* Whether it was sent, and has not come back. */
inline bool is_sent(const IRP &irp) noexcept
{
	return irp.CurrentLocation <= irp.ApcEnvironment;
}

/*
 * Relaxed: a cancel that races with the completion comes before or after it, and both are right.
 * Where the cancel routine has been exchanged, take_routine() in cancel.cpp says what this sees.
 */
inline bool is_cancelled(IRP &irp) noexcept
{
	return atomic_ref(irp.Cancel).load(memory_order_relaxed);
}

/* False for what is none, which is reported. */
inline bool is_request(const IRP *irp, const call &how) noexcept
{
	if (irp && reinterpret_cast<ULONG_PTR>(irp) % alignof(ULONG_PTR) == 0 &&
	    irp->Type == IO_TYPE_IRP) [[likely]]
		return true;
	ntspin_report(NTSPIN_BAD_REQUEST, how.routine, 0, irp, how.caller);
	return false;
}

inline void report_request(ntspin_fault fault, const IRP &irp, const call &how) noexcept
{
	ntspin_report(fault, how.routine, 0, &irp, how.caller);
}

/* As IoAllocateIrp(), with so many bytes more behind its locations, which are 0. */
IRP *allocate_request(CCHAR locations, ULONG more, const call &how) noexcept;
void free_request(IRP &irp, const call &how) noexcept;

/* One of ours, whose next location is filled in; its status in the end. Where one may sleep. */
NTSTATUS send_and_wait(DEVICE_OBJECT &device, IRP &irp) noexcept;

/* The end of one that is the I/O manager's, which is no more then. */
void finish_request(IRP &irp, const call &how) noexcept;

} /* namespace ntspin */

#endif
