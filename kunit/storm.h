/* SPDX-License-Identifier: GPL-2.0 */
/*
 * storm.h - timers that interrupt every CPU, and take queued locks of their own.
 */
#ifndef NTSPIN_STORM_H
#define NTSPIN_STORM_H

#include <linux/types.h>

struct storm;

/* NULL if there is no memory. Call with CPU hotplug held off, until storm_stop(). */
struct storm *storm_start(void);

/* Returns how many interrupts and softirqs there were. */
u64 storm_stop(struct storm *storm);

#endif
