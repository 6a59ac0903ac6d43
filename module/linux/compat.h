/* SPDX-License-Identifier: GPL-2.0 */
/*
 * compat.h - what changed its name or its arguments between the kernels that ntspin is built for.
 *
 * NTSPIN_HAS_X says that has/x.c compiles against this kernel's headers: Kbuild.has tries each file
 * of that folder.
 */
#ifndef NTSPIN_LINUX_COMPAT_H
#define NTSPIN_LINUX_COMPAT_H

#include <linux/hrtimer.h>

#ifndef NTSPIN_HAS_HRTIMER_SETUP
static inline void hrtimer_setup(struct hrtimer *timer,
				 enum hrtimer_restart (*function)(struct hrtimer *),
				 clockid_t clock, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock, mode);
	timer->function = function;
}
#endif

#endif
