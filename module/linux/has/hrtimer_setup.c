// SPDX-License-Identifier: GPL-2.0
/* hrtimer_setup.c - whether an hrtimer is initialised with its function, in one call. */
#include <linux/hrtimer.h>

static inline void ask(struct hrtimer *timer, enum hrtimer_restart (*function)(struct hrtimer *))
{
	hrtimer_setup(timer, function, CLOCK_MONOTONIC, HRTIMER_MODE_ABS_HARD);
}
