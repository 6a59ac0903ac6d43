/* SPDX-License-Identifier: GPL-2.0 */
/*
 * host_seam.hpp - what the user-space host (host_seam.cpp) offers to tests beside seam.h.
 *
 * A thread stands for a CPU, and for the task on it: its IRQL is the thread's own. Nothing shuts
 * out anything, so a thread at DISPATCH_LEVEL may be preempted; whatever holds for the lock then
 * holds for a CPU that is slow.
 */
#ifndef NTSPIN_HOST_SEAM_HPP
#define NTSPIN_HOST_SEAM_HPP

#include "../../module/seam/watch.h"

namespace host
{

constexpr unsigned faults = NTSPIN_FAULTS;

/* How often each ntspin_fault was reported by this thread. */
extern thread_local unsigned reported[faults];

/* The circle of the NTSPIN_ORDER that was reported last. */
extern thread_local ntspin_circle reported_circle;

constexpr ULONG processors = 32;

/* What a thread is at: its level is, as in the kernel, the highest of three things. */
struct task {
	const void *name; /* for a thread that plays several, or NULL */
	bool at_apc;
	bool at_dispatch;
	KIRQL device; /* 0 where it is not above DISPATCH_LEVEL */
};

extern thread_local task here;

/* Called in place of each round of a wait, where a thread plays several; or NULL. */
extern thread_local void (*waits)();

/*
 * So often a waiter looks before it sleeps (host_park.hpp); 0, as at the start: it never does. Set
 * before other threads run.
 */
extern ULONG looks_before_park;

/* From now on these of NTSPIN_WATCH watch, or nobody; while no other thread uses a lock. */
void watch(LONG who);

/* This thread's random numbers, the same in each run that seeds them alike. */
void seed(ULONGLONG value) noexcept;
ULONG random(ULONG below) noexcept;

/* A pause of random length, often none; now and then the CPU goes to another thread. */
void pause() noexcept;

/* Whether this thread is between ntspin_interrupts_off() and its end. */
bool interrupts_are_off() noexcept;

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
