/* SPDX-License-Identifier: GPL-2.0 */
/* sleeper.h - threads that call a routine which may sleep, and are seen to, for the suites. */
#ifndef NTSPIN_SLEEPER_H
#define NTSPIN_SLEEPER_H

#include <linux/sched.h>

#include "ktap.h"
#include "wdm.h"

struct sleeper {
	void (*run)(struct sleeper *sleeper);
	void *arg;
	bool began;
	bool ended;
	struct task_struct *thread;
};

/* True once its thread sleeps in @run, or has returned from it; it is waited for minutes. */
bool start_sleeper(struct sleeper *sleeper, void (*run)(struct sleeper *sleeper), void *arg);

/* True while it sleeps there. */
bool still_sleeps(struct sleeper *sleeper);

/* True once it has returned, and its thread is gone. */
bool await_sleeper(struct sleeper *sleeper);

#endif
