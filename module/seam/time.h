/* SPDX-License-Identifier: GPL-2.0 */
/*
 * time.h - the host's clocks.
 *
 * Every function here may be called in any context, and none sleeps.
 */
#ifndef NTSPIN_SEAM_TIME_H
#define NTSPIN_SEAM_TIME_H

#include "wdm.h"

EXTERN_C_START

/* ntspin_boot_ns - nanoseconds since the start, sleep included; never goes back */
ULONGLONG ntspin_boot_ns(void);

/* ntspin_awake_ns - the same, without those that it slept */
ULONGLONG ntspin_awake_ns(void);

/* ntspin_system_ns - nanoseconds since the host's epoch, which is 1970 */
LONGLONG ntspin_system_ns(void);

/* ntspin_tick_ns - how far apart the host's clock interrupts are */
ULONG ntspin_tick_ns(void);

/* ntspin_stall - let so many microseconds go by on this processor */
void ntspin_stall(ULONG us);

EXTERN_C_END

#endif
