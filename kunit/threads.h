/* SPDX-License-Identifier: GPL-2.0 */
/* threads.h - what threads of the suites end with. */
#ifndef NTSPIN_THREADS_H
#define NTSPIN_THREADS_H

#include <linux/kthread.h>
#include <linux/sched.h>

/* The last step of a thread that kthread_stop() ends, which has to find it there. */
static inline int stay_until_stopped(void)
{
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ / 50);
	return 0;
}

#endif
