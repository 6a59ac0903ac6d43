/* SPDX-License-Identifier: GPL-2.0 */
/*
 * section.hpp - interrupts off and a spin lock held, until the end of a scope.
 *
 * Interrupts go off before the lock is asked for: an interrupt handler of this CPU that takes it
 * runs before or after, and each CPU waits in one place at most. The template itself is used, which
 * is not instrumented.
 *
 * All of it is local to the file that includes it: see spin_lock.cpp.
 */
#ifndef NTSPIN_SECTION_HPP
#define NTSPIN_SECTION_HPP

#include "direct_access.hpp"
#include "pinned.hpp"

namespace
{

class section {
public:
	[[gnu::always_inline]] explicit section(KSPIN_LOCK &object,
						const void *caller = nullptr) noexcept
		: object_(object)
	{
		lock::acquire(access{{caller}}, object_);
	}

	[[gnu::always_inline]] ~section()
	{
		lock::release(access{{nullptr}}, object_);
	}

	section(const section &) = delete;
	section &operator=(const section &) = delete;

private:
	struct access : ntspin::direct_access {};

	using lock = ntspin::queue_lock<access>;

	const pinned pinned_here_; /* the first to be made, the last to go */
	KSPIN_LOCK &object_;
};

} /* namespace */

#endif
