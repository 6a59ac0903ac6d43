/* SPDX-License-Identifier: GPL-2.0 */
/*
 * judge_io.hpp - what is said of a call's level, and of a device that is none.
 */
#ifndef NTSPIN_IO_JUDGE_IO_HPP
#define NTSPIN_IO_JUDGE_IO_HPP

#include "../verifier/watched.hpp"
#include "wdm/irp.h"

namespace ntspin
{

/* By the verifier, of a call that does no harm at the level. */
inline void judge_io_level(const void *object, KIRQL highest, ntspin_fault fault,
			   const call &how) noexcept
{
	if (is_verifying() && ntspin_current_irql() > highest) [[unlikely]]
		ntspin_report(fault, how.routine, 0, object, how.caller);
}

/* As far as a look at it can tell. */
inline bool is_device(const DEVICE_OBJECT *device) noexcept
{
	return device && reinterpret_cast<ULONG_PTR>(device) % alignof(DEVICE_OBJECT) == 0 &&
	       device->Type == IO_TYPE_DEVICE;
}

} /* namespace ntspin */

#endif
