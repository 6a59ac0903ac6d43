/* SPDX-License-Identifier: GPL-2.0 */
/*
 * restore_irql.hpp - the last step of every release that restores a level, and of an acquire that
 * returns one.
 *
 * Promised: restoring never raises. A level above the current one is reported, and left alone.
 *
 * All of it is local to the file that includes it, and jumped to, so that a report names the call
 * site of the routine.
 */
#ifndef NTSPIN_RESTORE_IRQL_HPP
#define NTSPIN_RESTORE_IRQL_HPP

#include "../seam/fault.h"
#include "../seam/level.h"

namespace
{

/* Any level; where it is not below DISPATCH there is nothing to do, as a rule. */
[[gnu::noinline]] void restore_any_irql(KIRQL level, const char *routine, const void *object)
{
	if (level > ntspin_current_irql())
		return ntspin_report(NTSPIN_RESTORED_ABOVE, routine, level, object,
				     __builtin_return_address(0));
	ntspin_lower_irql(level);
}

/* As a rule a jump into the host. */
[[gnu::always_inline]] inline void restore_irql(KIRQL level, const char *routine,
						const void *object)
{
	if (level < DISPATCH_LEVEL) [[likely]]
		return ntspin_lower_below_dispatch(level);
	restore_any_irql(level, routine, object);
}

/*
 * What a contended acquire returns of the level that it took along. clang would see that the two
 * are the same, keep the level in the routine, and call where the routine is to jump.
 */
[[gnu::always_inline]] inline KIRQL taken_along(KIRQL level)
{
	asm("" : "+r"(level));
	return level;
}

} /* namespace */

#endif
