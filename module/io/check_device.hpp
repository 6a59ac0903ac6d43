/* SPDX-License-Identifier: GPL-2.0 */
/*
 * check_device.hpp - whether a pointer is a device; what is none is reported.
 */
#ifndef NTSPIN_IO_CHECK_DEVICE_HPP
#define NTSPIN_IO_CHECK_DEVICE_HPP

#include "../verifier/instrumented.hpp"
#include "wdm/irp.h"

namespace ntspin
{

/* As far as a look at it can tell. */
inline bool is_device(const DEVICE_OBJECT *device, const call &how) noexcept
{
	if (device && reinterpret_cast<ULONG_PTR>(device) % alignof(DEVICE_OBJECT) == 0 &&
	    device->Type == IO_TYPE_DEVICE) [[likely]]
		return true;
	ntspin_report(NTSPIN_BAD_DEVICE, how.routine, 0, device, how.caller);
	return false;
}

} /* namespace ntspin */

#endif
