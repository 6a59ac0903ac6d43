/* SPDX-License-Identifier: GPL-2.0 */
/* locker.h - threads that acquire a lock for PASSIVE_LEVEL, and are seen to sleep. */
#ifndef NTSPIN_LOCKER_H
#define NTSPIN_LOCKER_H

#include <linux/sched.h>

#include "ktap.h"
#include "wdm.h"

struct locker {
	void (*acquire)(void *lock);
	void (*release)(void *lock);	/* at its end; or NULL */
	void *lock;
	unsigned int turn;	/* counts up from one that has it to the next */
	bool began;
	bool has_it;
	struct task_struct *thread;
};

/* True once its thread sleeps in the acquire, or has returned from it; it is waited for minutes. */
bool start_locker(struct locker *locker, void *lock, void (*acquire)(void *lock),
		  void (*release)(void *lock));

/* True while it sleeps there. */
bool still_sleeps(struct locker *locker);

/* True once it has the lock, which it keeps. */
bool await_lock(struct locker *locker);

/* The same, and then it has released it, and its thread is gone. */
bool end_locker(struct locker *locker);

#endif
