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

/*
 * Out of its device by then, to which it has a reference; NULL is none. Its routine is waited for;
 * at DISPATCH_LEVEL or above that is left to the next call below.
 */
void free_timer(PIO_TIMER timer, const call &how) noexcept;
void free_left_timers(const call &how) noexcept;

} /* namespace ntspin */

#endif
