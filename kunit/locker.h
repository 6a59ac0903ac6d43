/* SPDX-License-Identifier: GPL-2.0 */
/* locker.h - threads that acquire a lock which may sleep, and keep it until told. */
#ifndef NTSPIN_LOCKER_H
#define NTSPIN_LOCKER_H

#include "sleeper.h"

struct locker {
	void (*acquire)(void *lock);
	void (*release)(void *lock);	/* at its end; or NULL */
	void *lock;
	struct sleeper sleeper;
};

/* True once its thread sleeps in the acquire, or has returned from it; it is waited for minutes. */
bool start_locker(struct locker *locker, void *lock, void (*acquire)(void *lock),
		  void (*release)(void *lock));

/* True while it sleeps there. */
static inline bool waits_for_lock(struct locker *locker)
{
	return still_sleeps(&locker->sleeper);
}

/* True once it has the lock, which it keeps. */
static inline bool await_lock(struct locker *locker)
{
	return await_return(&locker->sleeper);
}

/* The same, and then it has released it, and its thread is gone. */
static inline bool end_locker(struct locker *locker)
{
	return await_sleeper(&locker->sleeper);
}

/* What a suite's lockers should have, one character each: in which turn, from '1' on. */
void expect_turns(struct kunit *test, struct locker *lockers, const char *turns);

#endif
