/* SPDX-License-Identifier: GPL-2.0 */
/* due_time.h - Windows' times: in units of 100 ns, from 1601 or, negative, from now on. */
#ifndef NTSPIN_DUE_TIME_H
#define NTSPIN_DUE_TIME_H

#include <linux/ktime.h>
#include <linux/math64.h>

#include "wdm.h"

#define MS 10000LL
/* Linux' first day. */
#define EPOCH 116444736000000000LL

static inline LARGE_INTEGER in_units(LONGLONG units)
{
	return (LARGE_INTEGER){ .QuadPart = units };
}

static inline s64 windows_time(u64 real_ns)
{
	return div_s64(real_ns, 100) + EPOCH;
}

static inline s64 system_time(void)
{
	return windows_time(ktime_get_real_ns());
}

#endif
