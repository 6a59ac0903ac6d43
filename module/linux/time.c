// SPDX-License-Identifier: GPL-2.0
/*
 * time.c - the kernel's clocks, for any context.
 *
 * In an NMI the usual readers could wait for a writer that it interrupts: there the fast ones are
 * asked, which may lag by what one update of the clock corrects.
 */
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/preempt.h>
#include <linux/time64.h>
#include <linux/timekeeping.h>

#include "../seam/time.h"

ULONGLONG ntspin_boot_ns(void)
{
	return in_nmi() ? ktime_get_boot_fast_ns() : ktime_get_boottime_ns();
}

ULONGLONG ntspin_awake_ns(void)
{
	return in_nmi() ? ktime_get_mono_fast_ns() : ktime_get_ns();
}

LONGLONG ntspin_system_ns(void)
{
	return in_nmi() ? ktime_get_real_fast_ns() : ktime_get_real_ns();
}

ULONG ntspin_tick_ns(void)
{
	return TICK_NSEC;
}

/*
 * The kernel's loop was measured as it booted, perhaps on a busy host: what it falls short by is
 * made up for by the clock, unless that stands still while interrupts are off.
 */
void ntspin_stall(ULONG us)
{
	u64 end = ktime_get_mono_fast_ns() + (u64)us * NSEC_PER_USEC;
	u64 more = 64ULL * us;

	for (; us > USEC_PER_MSEC; us -= USEC_PER_MSEC)
		udelay(USEC_PER_MSEC);
	udelay(us);
	while (ktime_get_mono_fast_ns() < end && more--)
		udelay(1);
}
