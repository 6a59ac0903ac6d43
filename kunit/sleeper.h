/* SPDX-License-Identifier: GPL-2.0 */
/* sleeper.h - threads that call a routine which may sleep, and are seen to, for the suites. */
#ifndef NTSPIN_SLEEPER_H
#define NTSPIN_SLEEPER_H

#include <linux/sched.h>

#include "ktap.h"
#include "wdm.h"

struct sleeper {
	void (*run)(struct sleeper *sleeper);
	void (*at_end)(struct sleeper *sleeper);	/* when it is told to end; or NULL */
	void *arg;
	unsigned int turn;	/* counts up from one that returns to the next */
	bool began;
	bool returned;
	struct task_struct *thread;
};

/* True once its thread sleeps in @run, or has returned from it; it is waited for minutes. */
bool start_sleeper(struct sleeper *sleeper, void (*run)(struct sleeper *sleeper), void *arg);

/* The same, of one that has something to do at its end. */
bool start_sleeper_with_end(struct sleeper *sleeper, void (*run)(struct sleeper *sleeper),
			    void (*at_end)(struct sleeper *sleeper), void *arg);

/* True while it sleeps there. */
bool still_sleeps(struct sleeper *sleeper);

/* True once it has returned; its thread stays, and may own what it has acquired. */
bool await_return(struct sleeper *sleeper);

/* The same, and its thread is gone then. */
bool await_sleeper(struct sleeper *sleeper);

#endif
