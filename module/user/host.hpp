/* SPDX-License-Identifier: GPL-2.0 */
/*
 * host.hpp - what the host in user space knows of a thread, and how it waits for a lock.
 *
 * The IRQL is the thread's own. What a thread does to a processor when it comes to DISPATCH_LEVEL
 * says whoever defines take_processor() and leave_processor(): processors.cpp, or a test.
 */
#ifndef NTSPIN_USER_HOST_HPP
#define NTSPIN_USER_HOST_HPP

#include "../seam/verifier.h"

namespace host
{

/* What a thread is at: its level is, as in the kernel, the highest of three things. */
struct task {
	const void *name; /* for a thread that plays several, or NULL */
	bool at_apc;
	bool at_dispatch;
	KIRQL device; /* 0 where it is not above DISPATCH_LEVEL */
};

extern thread_local task here;

/* Whether this thread is between ntspin_interrupts_off() and its end. */
bool interrupts_are_off() noexcept;

/*
 * This thread goes to DISPATCH_LEVEL or above, or turns interrupts off; it did neither before. And
 * the other way round.
 */
void take_processor() noexcept;
void leave_processor() noexcept;

/* Called in place of each round of a wait, where a thread plays several; or NULL. */
extern thread_local void (*waits)();

/*
 * So often a waiter looks before it sleeps (park.hpp); 0, as at the start: it never does. Set
 * before other threads run.
 */
extern ULONG looks_before_park;

/* For tests: it sleeps though nobody wants its CPU. */
extern bool parks_unasked;

/* In seconds: how long a wait for a lock is before it is reported. */
extern ULONG long_wait;

ULONGLONG milliseconds() noexcept;

/*
 * One round of a wait. There are fewer processors than threads, so whoever waits for long lets
 * others run. Returns, now and then, whether it has lasted for as long as that.
 */
class waiter {
public:
	bool round(ULONG seconds = 1) noexcept;

private:
	ULONG rounds_ = 0;
	ULONGLONG since_ = 0;
};

} /* namespace host */

#endif
