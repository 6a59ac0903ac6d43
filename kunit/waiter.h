/* SPDX-License-Identifier: GPL-2.0 */
/* waiter.h - threads that wait for dispatcher objects, for the suites. */
#ifndef NTSPIN_WAITER_H
#define NTSPIN_WAITER_H

#include "due_time.h"
#include "sleeper.h"

#define WAITER_OBJECTS 4

struct waiter {
	PVOID objects[WAITER_OBJECTS];
	ULONG count;
	WAIT_TYPE type;
	LARGE_INTEGER timeout;	/* LLONG_MAX: none */
	NTSTATUS status;
	PRKMUTEX gives_back;	/* at its end; or NULL */
	struct sleeper sleeper;
};

/* What is waited for is set by hand, where it is more than one object without a timeout. */
void init_waiter(struct waiter *waiter, PVOID object);

/* True once its thread sleeps in the wait, or has returned from it; it is waited for minutes. */
bool start_waiter(struct waiter *waiter);

/* True while it sleeps there: its wait is not satisfied. */
static inline bool still_waits(struct waiter *waiter)
{
	return still_sleeps(&waiter->sleeper);
}

/* True once it has returned, and its thread is gone. */
static inline bool await_waiter(struct waiter *waiter)
{
	return await_sleeper(&waiter->sleeper);
}

/* Of a stress: now, soon, or not before others had their turn. */
static inline LARGE_INTEGER chosen_timeout(u32 random)
{
	static const LONGLONG units[] = { 0, -1, -500, -2000, -100000 };

	return in_units(units[random % ARRAY_SIZE(units)]);
}

static inline void relax(unsigned int rounds)
{
	while (rounds--)
		cpu_relax();
}

/* Whether an object can be had now, which takes it. */
static inline bool take_now(PVOID object)
{
	LARGE_INTEGER zero = { .QuadPart = 0 };

	return KeWaitForSingleObject(object, Executive, KernelMode, FALSE, &zero) == STATUS_SUCCESS;
}

#endif
