/* SPDX-License-Identifier: GPL-2.0 */
/*
 * at_dispatch.hpp - DISPATCH_LEVEL until the end of a scope, or the caller's own level above it.
 *
 * All of it is local to the file that includes it: see spin_lock.cpp.
 */
#ifndef NTSPIN_KE_AT_DISPATCH_HPP
#define NTSPIN_KE_AT_DISPATCH_HPP

#include "../seam/level.h"

namespace
{

class at_dispatch {
public:
	[[gnu::always_inline]] at_dispatch() noexcept : before_(ntspin_current_irql())
	{
		if (before_ < DISPATCH_LEVEL)
			ntspin_raise_to_dispatch();
	}

	[[gnu::always_inline]] ~at_dispatch()
	{
		if (before_ < DISPATCH_LEVEL)
			ntspin_lower_below_dispatch(before_);
	}

	at_dispatch(const at_dispatch &) = delete;
	at_dispatch &operator=(const at_dispatch &) = delete;

private:
	const KIRQL before_;
};

} /* namespace */

#endif
