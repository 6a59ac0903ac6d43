// SPDX-License-Identifier: GPL-2.0
/*
 * locker.c - threads that acquire a lock for PASSIVE_LEVEL, and keep it until they are told to end.
 */
#include "locker.h"

#include <linux/minmax.h>

static void acquire(struct sleeper *sleeper)
{
	struct locker *locker = sleeper->arg;

	locker->acquire(locker->lock);
}

static void release(struct sleeper *sleeper)
{
	struct locker *locker = sleeper->arg;

	if (locker->release)
		locker->release(locker->lock);
}

bool start_locker(struct locker *locker, void *lock, void (*acquire_it)(void *lock),
		  void (*release_it)(void *lock))
{
	locker->acquire = acquire_it;
	locker->release = release_it;
	locker->lock = lock;
	return start_sleeper_with_end(&locker->sleeper, acquire, release, locker);
}

static void end_turn(struct kunit *test, struct locker *lockers, const char *turns, char turn)
{
	unsigned int i;

	for (i = 0; turns[i]; i++)
		if (turns[i] == turn)
			KUNIT_EXPECT_TRUE(test, await_lock(&lockers[i]));
	for (i = 0; turns[i]; i++)
		if (turns[i] > turn)
			KUNIT_EXPECT_TRUE(test, waits_for_lock(&lockers[i]));
	for (i = 0; turns[i]; i++)
		if (turns[i] == turn)
			KUNIT_EXPECT_TRUE(test, end_locker(&lockers[i]));
}

void expect_turns(struct kunit *test, struct locker *lockers, const char *turns)
{
	char turn, last = '1';
	unsigned int i;

	for (i = 0; turns[i]; i++)
		last = max(last, turns[i]);
	for (turn = '1'; turn <= last; turn++)
		end_turn(test, lockers, turns, turn);
}
