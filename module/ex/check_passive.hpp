/* SPDX-License-Identifier: GPL-2.0 */
/*
 * check_passive.hpp - what the verifier says of calls on locks whose waiters sleep.
 */
#ifndef NTSPIN_EX_CHECK_PASSIVE_HPP
#define NTSPIN_EX_CHECK_PASSIVE_HPP

#include "../verifier/instrumented.hpp"

namespace ntspin
{

/* Too high a level is reported; the call continues. */
inline void check_passive_level(const void *lock, KIRQL highest, const call &call) noexcept
{
	if (ntspin_current_irql() > highest)
		ntspin_report(highest == APC_LEVEL ? NTSPIN_PASSIVE_LOCK_HIGH :
						     NTSPIN_SIGNALLED_HIGH,
			      call.routine, 0, lock, call.caller);
}

inline bool is_aligned(const void *lock) noexcept
{
	return lock && reinterpret_cast<ULONG_PTR>(lock) % alignof(ULONG_PTR) == 0;
}

inline bool refuse_object(const void *lock, const call &call) noexcept
{
	ntspin_report(NTSPIN_BAD_OBJECT, call.routine, 0, lock, call.caller);
	return false;
}

/* Where the list of those that a system has would be; not 0 where it is a resource. */
inline bool is_resource(const ERESOURCE *resource) noexcept
{
	return is_aligned(resource) && resource->SystemResourcesList.Flink;
}

/* Whether a call may look at its resource; if not, that has been reported. */
inline bool may_use(const ERESOURCE *resource, KIRQL highest, const call &call) noexcept
{
	if (!is_verifying()) [[likely]]
		return true;
	check_passive_level(resource, highest, call);
	return is_resource(resource) || refuse_object(resource, call);
}

} /* namespace ntspin */

#endif
