/* SPDX-License-Identifier: GPL-2.0 */
/*
 * host_seam.hpp - what the tests' part of the host in user space offers to them beside module/user.
 *
 * A thread stands for a CPU, and for the task on it: its IRQL is the thread's own. Nothing shuts
 * out anything, so a thread at DISPATCH_LEVEL may be preempted; whatever holds for the lock then
 * holds for a CPU that is slow.
 */
#ifndef NTSPIN_HOST_SEAM_HPP
#define NTSPIN_HOST_SEAM_HPP

#include "../../module/seam/verifier.h"
#include "../../module/user/host.hpp"

namespace host
{

constexpr unsigned faults = NTSPIN_FAULTS;

/* How often each ntspin_fault was reported by this thread. */
extern thread_local unsigned reported[faults];

/* The circle of the NTSPIN_ORDER that was reported last. */
extern thread_local ntspin_circle reported_circle;

constexpr ULONG processors = 32;

/* From now on these of NTSPIN_OBSERVERS are on, or none; while no other thread uses a lock. */
void observe(LONG who);

/* This thread's random numbers, the same in each run that seeds them alike. */
void seed(ULONGLONG value) noexcept;
ULONG random(ULONG below) noexcept;

/* A pause of random length, often none; now and then the CPU goes to another thread. */
void pause() noexcept;

} /* namespace host */

#endif
