// SPDX-License-Identifier: GPL-2.0
/*
 * fork.cpp - a child of fork(), as a death test's, which has none of its parent's other threads.
 *
 * Locks of the host's are free there; what other threads held of the driver's stays held.
 */
#include <pthread.h>

#include "processors.hpp"
#include "timers.hpp"
#include "workers.hpp"

namespace
{

void prepare()
{
	host::lock_timers();
	host::lock_workers();
}

void go_on()
{
	host::unlock_workers();
	host::unlock_timers();
}

void begin_anew()
{
	go_on();
	host::free_processors_of_others();
	host::forget_dpc_threads();
	host::forget_timer_thread();
	host::forget_workers();
}

} /* namespace */

namespace host
{

void mind_forks() noexcept
{
	pthread_atfork(prepare, go_on, begin_anew);
}

} /* namespace host */
