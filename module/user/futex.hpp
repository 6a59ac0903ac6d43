/* SPDX-License-Identifier: GPL-2.0 */
/*
 * futex.hpp - sleep on a word, wake its sleeper, and the word by which one thread hands over to
 * another.
 */
#ifndef NTSPIN_USER_FUTEX_HPP
#define NTSPIN_USER_FUTEX_HPP

#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "../seam/wait.h"

namespace host
{

inline void sleep_while(const ULONG *word, ULONG value, const timespec *most = nullptr) noexcept
{
	syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, most, nullptr, 0);
}

inline void wake_all(const ULONG *word) noexcept
{
	syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
}

/* Set once; the waiter sees what was done before. */
class done {
public:
	void set() noexcept
	{
		/* Release: pairs with the acquire in wait(). */
		__atomic_store_n(&word_, 1, __ATOMIC_RELEASE);
		wake_all(&word_);
	}

	void wait() noexcept
	{
		while (!__atomic_load_n(&word_, __ATOMIC_ACQUIRE))
			sleep_while(&word_, 0);
	}

private:
	ULONG word_ = 0;
};

/* A thread of the host's, which nobody joins. What the caller has written is seen by it. */
bool begin_thread(void *(*routine)(void *), void *argument) noexcept;

} /* namespace host */

#endif
