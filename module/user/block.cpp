// SPDX-License-Identifier: GPL-2.0
/*
 * block.cpp - seam/block.h in user space: a thread sleeps on its word, a futex.
 */
#include <errno.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "../seam/block.h"
#include "block.hpp"

namespace
{

unsigned begun;

constexpr long long ns_per_second = 1'000'000'000;

/* An absolute time: the futex' own are of CLOCK_MONOTONIC, or of CLOCK_REALTIME where it is told. */
long sleep_on(const volatile LONG *word, LONG value, const timespec *until,
	      bool system_time) noexcept
{
	int operation = FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG;

	if (system_time)
		operation |= FUTEX_CLOCK_REALTIME;
	return syscall(SYS_futex, word, operation, value, until, nullptr, FUTEX_BITSET_MATCH_ANY);
}

timespec time_of(const ntspin_deadline &deadline) noexcept
{
	timespec until = {};

	if (deadline.clock == NTSPIN_UPTIME)
		clock_gettime(CLOCK_MONOTONIC, &until);

	/* A century is as good as never, and cannot overflow. */
	const long long ns = deadline.due < 3'000'000'000 * ns_per_second ?
				     deadline.due :
				     3'000'000'000 * ns_per_second;

	until.tv_sec += ns / ns_per_second;
	until.tv_nsec += ns % ns_per_second;
	if (until.tv_nsec >= ns_per_second) {
		until.tv_nsec -= ns_per_second;
		until.tv_sec++;
	}
	return until;
}

} /* namespace */

namespace host
{

thread_local void (*time_over)();

unsigned sleeps() noexcept
{
	return __atomic_load_n(&begun, __ATOMIC_ACQUIRE);
}

} /* namespace host */

extern "C" {

struct _KTHREAD *ntspin_this_thread(void)
{
	static thread_local char mine;

	return reinterpret_cast<struct _KTHREAD *>(&mine);
}

BOOLEAN ntspin_block(const volatile LONG *word, LONG value, const struct ntspin_deadline *deadline)
{
	const timespec until = deadline ? time_of(*deadline) : timespec{};

	__atomic_fetch_add(&begun, 1, __ATOMIC_RELEASE);
	/* Acquire: pairs with the release in ntspin_wake(). */
	while (__atomic_load_n(word, __ATOMIC_ACQUIRE) == value)
		if (sleep_on(word, value, deadline ? &until : nullptr,
			     deadline && deadline->clock == NTSPIN_SYSTEM_TIME) &&
		    errno == ETIMEDOUT) {
			if (host::time_over)
				host::time_over();
			return FALSE;
		}
	return TRUE;
}

/*
 * The address is all that the kernel looks at: the word may be another waiter's by then, which
 * looks again.
 */
void ntspin_wake(struct _KTHREAD *, volatile LONG *word, LONG value)
{
	/* Release: pairs with the acquires in ntspin_block(). */
	__atomic_store_n(word, value, __ATOMIC_RELEASE);
	syscall(SYS_futex, word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1);
}

} /* extern "C" */
