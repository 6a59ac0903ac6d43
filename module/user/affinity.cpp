// SPDX-License-Identifier: GPL-2.0
/*
 * affinity.cpp - threads that a driver keeps on some processors: those are all that they may hold.
 *
 * There is one group, and no affinity of the user's: 0 stands for none.
 */
#include "../seam/seam.h"
#include "processors.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

bool may_change(const char *routine, const void *caller) noexcept
{
	if (ntspin_current_irql() < DISPATCH_LEVEL)
		return true;
	ntspin_report(NTSPIN_MOVED_HIGH, routine, 0, nullptr, caller);
	return false;
}

KAFFINITY existing(KAFFINITY affinity) noexcept
{
	return affinity & ~KAFFINITY{0} >> (host::processors_most - host::processor_count());
}

KAFFINITY change(KAFFINITY affinity, const char *routine, const void *caller) noexcept
{
	const KAFFINITY before = host::allowed;

	if (may_change(routine, caller))
		host::allowed = existing(affinity);
	return before;
}

} /* namespace */

extern "C" {

KAFFINITY NTAPI KeSetSystemAffinityThreadEx(KAFFINITY Affinity)
{
	return existing(Affinity) ? change(Affinity, __func__, CALLER) : 0;
}

VOID NTAPI KeRevertToUserAffinityThreadEx(KAFFINITY Affinity)
{
	change(Affinity, __func__, CALLER);
}

VOID NTAPI KeSetSystemAffinityThread(KAFFINITY Affinity)
{
	if (existing(Affinity))
		change(Affinity, __func__, CALLER);
}

VOID NTAPI KeRevertToUserAffinityThread(VOID)
{
	change(0, __func__, CALLER);
}

VOID NTAPI KeSetSystemGroupAffinityThread(PGROUP_AFFINITY Affinity,
					  PGROUP_AFFINITY PreviousAffinity)
{
	const GROUP_AFFINITY before = {host::allowed, 0, {}};

	if (!Affinity->Group && existing(Affinity->Mask))
		change(Affinity->Mask, __func__, CALLER);
	if (PreviousAffinity)
		*PreviousAffinity = before;
}

VOID NTAPI KeRevertToUserGroupAffinityThread(PGROUP_AFFINITY PreviousAffinity)
{
	change(PreviousAffinity->Mask, __func__, CALLER);
}

} /* extern "C" */
