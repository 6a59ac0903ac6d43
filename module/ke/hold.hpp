/* SPDX-License-Identifier: GPL-2.0 */
/*
 * hold.hpp - the dispatcher's lock, with interrupts off, until the end of a scope: for a call that
 * satisfies no wait.
 *
 * A call that finds a waiter to satisfy passes the hold on to a dispatcher. The fast path is
 * inline: a set without waiters is the lock and little more.
 *
 * All of it is local to the file that includes it: see spin_lock.cpp.
 */
#ifndef NTSPIN_KE_HOLD_HPP
#define NTSPIN_KE_HOLD_HPP

#include "../lock/direct_access.hpp"
#include "dispatcher.hpp"

namespace
{

class hold {
public:
	[[gnu::always_inline]] explicit hold(const void *caller) noexcept
		: interrupts_(ntspin_interrupts_off())
	{
		ntspin::lock_word seen(0);

		if (!lock::acquire_at_once(access{{nullptr}}, ntspin::dispatcher_lock, seen))
			[[unlikely]]
			acquire_contended(seen, caller);
	}

	[[gnu::always_inline]] ~hold()
	{
		if (!held_)
			return;
		lock::release(access{{nullptr}}, ntspin::dispatcher_lock);
		ntspin_interrupts_restore(interrupts_);
	}

	hold(const hold &) = delete;
	hold &operator=(const hold &) = delete;

	/* From now on the lock and the interrupts are a dispatcher's. */
	[[gnu::always_inline]] ntspin::held_by_other pass_on() noexcept
	{
		held_ = false;
		return {interrupts_};
	}

private:
	struct access : ntspin::direct_access {};

	using lock = ntspin::queue_lock<access>;

	[[gnu::noinline]] static void acquire_contended(ntspin::lock_word seen,
							const void *caller) noexcept
	{
		lock::acquire_contended(access{{caller}}, ntspin::dispatcher_lock, seen);
	}

	const ULONG_PTR interrupts_;
	bool held_ = true;
};

} /* namespace */

#endif
