// SPDX-License-Identifier: GPL-2.0
/*
 * waiter.c - threads that wait for dispatcher objects, and are seen to sleep.
 */
#include "waiter.h"

#include <linux/limits.h>

void init_waiter(struct waiter *waiter, PVOID object)
{
	*waiter = (struct waiter){
		.objects = { object },
		.count = 1,
		.type = WaitAny,
		.timeout.QuadPart = LLONG_MAX,
	};
}

static NTSTATUS perform(struct waiter *waiter)
{
	PLARGE_INTEGER timeout = waiter->timeout.QuadPart == LLONG_MAX ? NULL : &waiter->timeout;
	KWAIT_BLOCK blocks[WAITER_OBJECTS];

	if (waiter->count == 1)
		return KeWaitForSingleObject(waiter->objects[0], Executive, KernelMode, FALSE,
					     timeout);
	return KeWaitForMultipleObjects(waiter->count, waiter->objects, waiter->type, Executive,
					KernelMode, FALSE, timeout, blocks);
}

static void wait(struct sleeper *sleeper)
{
	struct waiter *waiter = sleeper->arg;

	waiter->status = perform(waiter);
}

static void give_back(struct sleeper *sleeper)
{
	struct waiter *waiter = sleeper->arg;

	if (waiter->gives_back)
		KeReleaseMutex(waiter->gives_back, FALSE);
}

bool start_waiter(struct waiter *waiter)
{
	return start_sleeper_with_end(&waiter->sleeper, wait, give_back, waiter);
}
