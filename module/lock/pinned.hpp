/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pinned.hpp - interrupts off, until the end of a scope: this processor stays this one, and is this
 * caller's alone but for NMIs.
 *
 * All of it is local to the file that includes it: see spin_lock.cpp.
 */
#ifndef NTSPIN_PINNED_HPP
#define NTSPIN_PINNED_HPP

#include "../seam/level.h"

namespace
{

class pinned {
public:
	[[gnu::always_inline]] pinned() noexcept : interrupts_(ntspin_interrupts_off())
	{
	}

	[[gnu::always_inline]] ~pinned()
	{
		ntspin_interrupts_restore(interrupts_);
	}

	pinned(const pinned &) = delete;
	pinned &operator=(const pinned &) = delete;

private:
	const ULONG_PTR interrupts_;
};

} /* namespace */

#endif
