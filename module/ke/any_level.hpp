/* SPDX-License-Identifier: GPL-2.0 */
/*
 * any_level.hpp - a driver's ordinary lock, acquired and released without a check of the level:
 * with interrupts off, or at an interrupt's own level.
 *
 * All of it is local to the file that includes it: see spin_lock.cpp.
 */
#ifndef NTSPIN_ANY_LEVEL_HPP
#define NTSPIN_ANY_LEVEL_HPP

#include "../lock/direct_access.hpp"
#include "../verifier/instrumented.hpp"

namespace
{

struct any_level_access : ntspin::waking_access<ntspin::direct_access> {};

[[gnu::always_inline]] inline void acquire_at_any_level(KSPIN_LOCK *object, const char *routine,
							const void *caller)
{
	if (ntspin::is_instrumented()) [[unlikely]]
		ntspin::instrumented_acquire(object, HIGH_LEVEL,
					     {routine, NTSPIN_ORDINARY, ntspin::call::any_level},
					     caller);
	else
		ntspin::queue_lock<any_level_access>::acquire({{{caller}}}, *object);
}

/* False where nothing was to be released: that is reported. */
[[gnu::always_inline]] inline bool release_at_any_level(KSPIN_LOCK *object, const char *routine,
							const void *caller)
{
	if (ntspin::is_instrumented()) [[unlikely]]
		return ntspin::instrumented_release(object, NTSPIN_ORDINARY, HIGH_LEVEL,
						    {routine, caller, ntspin::call::any_level});
	if (ntspin::queue_lock<any_level_access>::release({{{nullptr}}}, *object)) [[likely]]
		return true;
	ntspin_report(NTSPIN_NOT_HELD, routine, 0, object, caller);
	return false;
}

} /* namespace */

#endif
