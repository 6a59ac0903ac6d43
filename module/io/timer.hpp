/* SPDX-License-Identifier: GPL-2.0 */
/*
 * timer.hpp - the end of a device's timer.
 */
#ifndef NTSPIN_IO_TIMER_HPP
#define NTSPIN_IO_TIMER_HPP

#include "../verifier/instrumented.hpp"
#include "wdm/device.h"

namespace ntspin
{

/* Out of its device by then; NULL is none. Its routine is waited for where that may be. */
void free_timer(PIO_TIMER timer, const call &how) noexcept;

} /* namespace ntspin */

#endif
