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

/* Whether there are all of them, and any. */
bool exist(KAFFINITY affinity) noexcept
{
	const KAFFINITY all = ~KAFFINITY{0} >> (host::processors_most - host::processor_count());

	return affinity && !(affinity & ~all);
}

/* Returns the one before. */
KAFFINITY set(KAFFINITY affinity, const char *routine, const void *caller) noexcept
{
	if (!may_change(routine, caller))
		return 0;

	const KAFFINITY before = host::allowed;

	if (exist(affinity))
		host::allowed = affinity;
	return before;
}

void revert(KAFFINITY affinity, const char *routine, const void *caller) noexcept
{
	if (may_change(routine, caller) && host::allowed && (!affinity || exist(affinity)))
		host::allowed = affinity;
}

} /* namespace */

extern "C" {

KAFFINITY NTAPI KeSetSystemAffinityThreadEx(KAFFINITY Affinity)
{
	return set(Affinity, __func__, CALLER);
}

VOID NTAPI KeRevertToUserAffinityThreadEx(KAFFINITY Affinity)
{
	revert(Affinity, __func__, CALLER);
}

VOID NTAPI KeSetSystemAffinityThread(KAFFINITY Affinity)
{
	set(Affinity, __func__, CALLER);
}

VOID NTAPI KeRevertToUserAffinityThread(VOID)
{
	revert(0, __func__, CALLER);
}

VOID NTAPI KeSetSystemGroupAffinityThread(PGROUP_AFFINITY Affinity,
					  PGROUP_AFFINITY PreviousAffinity)
{
	const bool is_plain = !Affinity->Group && !Affinity->Reserved[0] &&
			      !Affinity->Reserved[1] && !Affinity->Reserved[2];
	const KAFFINITY before = set(is_plain ? Affinity->Mask : 0, __func__, CALLER);

	if (PreviousAffinity)
		*PreviousAffinity = {before, 0, {}};
}

VOID NTAPI KeRevertToUserGroupAffinityThread(PGROUP_AFFINITY PreviousAffinity)
{
	revert(PreviousAffinity->Mask, __func__, CALLER);
}

} /* extern "C" */
