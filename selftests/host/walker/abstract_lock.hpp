/* SPDX-License-Identifier: GPL-2.0 */
/*
 * abstract_lock.hpp - stands for the shipped direct_access.hpp: a lock that is the walker's own.
 *
 * The queue that is shipped is the explorer's matter. The walker picks the next owner among all
 * that ask: the queue's order is one of these.
 */
#ifndef NTSPIN_DIRECT_ACCESS_HPP
#define NTSPIN_DIRECT_ACCESS_HPP

#include "wdm.h"
#include "walker.hpp"

namespace model
{

/* The contender has done under the lock what it was taken for. */
void leaves_lock() noexcept;

} /* namespace model */

namespace ntspin
{

struct direct_access {
	const void *caller;
};

struct lock_word {
	explicit lock_word(unsigned) noexcept
	{
	}
};

template <class Access> struct queue_lock {
	/* The caller has it when this returns: nothing is left for the other half. */
	[[gnu::always_inline]] static bool acquire_at_once(const Access &, KSPIN_LOCK &,
							   lock_word &) noexcept
	{
		walker::lock(0);
		return true;
	}

	static void acquire_contended(const Access &, KSPIN_LOCK &, lock_word) noexcept
	{
	}

	[[gnu::always_inline]] static void acquire(const Access &, KSPIN_LOCK &) noexcept
	{
		walker::lock(0);
	}

	[[gnu::always_inline]] static void release(const Access &, KSPIN_LOCK &) noexcept
	{
		model::leaves_lock();
		walker::unlock(0);
	}
};

} /* namespace ntspin */

#endif
