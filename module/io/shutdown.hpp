/* SPDX-License-Identifier: GPL-2.0 */
/*
 * shutdown.hpp - the end of a device's registration for the shutdown.
 */
#ifndef NTSPIN_IO_SHUTDOWN_HPP
#define NTSPIN_IO_SHUTDOWN_HPP

#include "../verifier/instrumented.hpp"
#include "wdm/device.h"

namespace ntspin
{

/* By its address alone; one that is not registered is none of this. */
void forget_shutdown(const void *device, const call &how) noexcept;

} /* namespace ntspin */

#endif
