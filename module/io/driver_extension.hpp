/* SPDX-License-Identifier: GPL-2.0 */
/*
 * driver_extension.hpp - the end of what a driver object has of extensions.
 */
#ifndef NTSPIN_IO_DRIVER_EXTENSION_HPP
#define NTSPIN_IO_DRIVER_EXTENSION_HPP

#include "wdm/driver.h"

namespace ntspin
{

/* All of that driver's. */
void free_driver_extensions(const DRIVER_OBJECT *driver) noexcept;

} /* namespace ntspin */

#endif
