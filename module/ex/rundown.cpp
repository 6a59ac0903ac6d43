// SPDX-License-Identifier: GPL-2.0
/*
 * rundown.cpp - the Windows routines for run-down protection by one word.
 */
#include "rundown.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

void release(EX_RUNDOWN_REF &reference, ULONG count, const call &call) noexcept
{
	if (!end_use(reference.Count, count, false)) [[unlikely]]
		ntspin_report(NTSPIN_RUNDOWN_NOT_HELD, call.routine, 0, &reference, call.caller);
}

} /* namespace */

extern "C" {

VOID NTAPI ExInitializeRundownProtection(PEX_RUNDOWN_REF RunRef)
{
	begin_anew(RunRef->Count);
}

BOOLEAN FASTCALL ExAcquireRundownProtection(PEX_RUNDOWN_REF RunRef)
{
	return begin_use(RunRef->Count, 1);
}

BOOLEAN FASTCALL ExAcquireRundownProtectionEx(PEX_RUNDOWN_REF RunRef, ULONG Count)
{
	return begin_use(RunRef->Count, Count);
}

VOID FASTCALL ExReleaseRundownProtection(PEX_RUNDOWN_REF RunRef)
{
	release(*RunRef, 1, {__func__, CALLER, call::any_level});
}

VOID FASTCALL ExReleaseRundownProtectionEx(PEX_RUNDOWN_REF RunRef, ULONG Count)
{
	release(*RunRef, Count, {__func__, CALLER, call::any_level});
}

VOID FASTCALL ExWaitForRundownProtectionRelease(PEX_RUNDOWN_REF RunRef)
{
	const call call = {__func__, CALLER, call::any_level};

	if (may_wait(RunRef, call))
		run_down(&RunRef->Count, 1, 1, RunRef, call);
}

VOID FASTCALL ExRundownCompleted(PEX_RUNDOWN_REF RunRef)
{
	mark_ended(RunRef->Count);
}

VOID FASTCALL ExReInitializeRundownProtection(PEX_RUNDOWN_REF RunRef)
{
	begin_anew(RunRef->Count);
}

} /* extern "C" */
