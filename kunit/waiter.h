/* SPDX-License-Identifier: GPL-2.0 */
/* waiter.h - threads that wait for dispatcher objects, for the suites. */
#ifndef NTSPIN_WAITER_H
#define NTSPIN_WAITER_H

#include <linux/sched.h>

#include "ktap.h"
#include "wdm.h"

#define WAITER_OBJECTS 4

struct waiter {
	PVOID objects[WAITER_OBJECTS];
	ULONG count;
	WAIT_TYPE type;
	LARGE_INTEGER timeout;	/* LLONG_MAX: none */
	NTSTATUS status;
	unsigned int turn;	/* counts up from one that returns to the next */
	PRKMUTEX gives_back;	/* at its end; or NULL */
	bool began;
	bool ended;
	struct task_struct *thread;
};

/* What is waited for is set by hand, where it is more than one object without a timeout. */
void init_waiter(struct waiter *waiter, PVOID object);

/* True once its thread sleeps in the wait, or has returned from it; it is waited for minutes. */
bool start_waiter(struct waiter *waiter);

/* True while it sleeps there: its wait is not satisfied. */
bool still_waits(struct waiter *waiter);

/* True once it has returned; its thread stays, and may own a mutex. */
bool await_return(struct waiter *waiter);

/* The same, and its thread is gone then. */
bool await_waiter(struct waiter *waiter);

static inline LARGE_INTEGER in_units(LONGLONG units)
{
	return (LARGE_INTEGER){ .QuadPart = units };
}

/* Whether an object can be had now, which takes it. */
static inline bool take_now(PVOID object)
{
	LARGE_INTEGER zero = { .QuadPart = 0 };

	return KeWaitForSingleObject(object, Executive, KernelMode, FALSE, &zero) == STATUS_SUCCESS;
}

#endif
