// SPDX-License-Identifier: GPL-2.0
/*
 * task_seam.cpp - what the library's tasks.cpp asks of the rest of its host, where a thread is nothing but
 * one of the C library's.
 */
#include <pthread.h>

#include "../../../module/io/file_object.hpp"
#include "../../../module/io/shutdown.hpp"
#include "../../../module/io/timer.hpp"
#include "../../../module/user/host.hpp"
#include "../../../module/user/processors.hpp"

namespace host
{

bool begin_thread(void *(*routine)(void *), void *argument) noexcept
{
	pthread_t thread;

	if (pthread_create(&thread, nullptr, routine, argument))
		return false;
	pthread_detach(thread);
	return true;
}

void forget_level() noexcept
{
}

} /* namespace host */

/* No device has a timer here, or hears of a shutdown, and nothing is opened, so nothing is closed. */
void ntspin::forget_shutdown(const void *, const call &) noexcept
{
}

void ntspin::free_timer(PIO_TIMER, const call &) noexcept
{
}

void ntspin::free_left_timers(const call &) noexcept
{
}

bool ntspin::release_file(void *, LONG_PTR &, const call &) noexcept
{
	return false;
}
