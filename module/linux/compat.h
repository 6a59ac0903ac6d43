/* SPDX-License-Identifier: GPL-2.0 */
/*
 * compat.h - what changed its name between the kernels that ntspin is built for.
 */
#ifndef NTSPIN_LINUX_COMPAT_H
#define NTSPIN_LINUX_COMPAT_H

#include <linux/hrtimer.h>
#include <linux/version.h>

#if KERNEL_VERSION(6, 13, 0) > LINUX_VERSION_CODE	/* before hrtimer_setup() */
static inline void hrtimer_setup(struct hrtimer *timer,
				 enum hrtimer_restart (*function)(struct hrtimer *),
				 clockid_t clock, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock, mode);
	timer->function = function;
}
#endif

#endif
