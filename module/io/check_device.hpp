/* SPDX-License-Identifier: GPL-2.0 */
/*
 * check_device.hpp - whether a pointer is a device.
 */
#ifndef NTSPIN_IO_CHECK_DEVICE_HPP
#define NTSPIN_IO_CHECK_DEVICE_HPP

#include "../verifier/instrumented.hpp"
#include "wdm/irp.h"

namespace ntspin
{

/* As far as a look at it can tell. */
inline bool is_device(const DEVICE_OBJECT *device) noexcept
{
	return device && reinterpret_cast<ULONG_PTR>(device) % alignof(DEVICE_OBJECT) == 0 &&
	       device->Type == IO_TYPE_DEVICE;
}

} /* namespace ntspin */

#endif
