/* SPDX-License-Identifier: GPL-2.0 */
/*
 * processors.hpp - the processors that threads hold, for the rest of the library's host.
 */
#ifndef NTSPIN_USER_PROCESSORS_HPP
#define NTSPIN_USER_PROCESSORS_HPP

#include "../seam/dpc.h"

namespace host
{

constexpr ULONG processors_most = 64;

/* How many there are; they are set before any is held. */
ULONG processor_count() noexcept;
void set_processor_count(ULONG number) noexcept;

ntspin_dpc_queue &dpc_queue_of(ULONG processor) noexcept;

/* Wait for one of them, and hold it; leave_processor() lets it go. */
void take_processor(ULONG processor) noexcept;

/* Of this thread: those that it may hold, by bits; 0 stands for all. */
extern thread_local KAFFINITY allowed;

/* This thread's IRQL falls to PASSIVE_LEVEL, and it holds nothing, whatever it was at. */
void forget_level() noexcept;

/* From now on fork.cpp looks after children. */
void mind_forks() noexcept;

/* Those that a driver has left are reported, and taken back. */
void forget_processor_callbacks() noexcept;

/* Have what this thread leaves behind looked at when it ends (tasks.cpp). */
void record_thread() noexcept;

/* In a child of fork() no other thread is left: what they held is free, what they ran is nobody's. */
void free_processors_of_others() noexcept;
void forget_dpc_threads() noexcept;

} /* namespace host */

#endif
