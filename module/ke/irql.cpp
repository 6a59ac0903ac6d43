// SPDX-License-Identifier: GPL-2.0
/*
 * irql.cpp - the Windows routines that raise, lower and read the IRQL.
 *
 * A call is checked here; how a level is reached is the host's (seam.h). A call that would be a bug
 * check on Windows is reported and changes nothing.
 */
#include "../verifier/instrumented.hpp"

#define CALLER __builtin_return_address(0)

using ntspin::call;

extern "C" {

VOID KeRaiseIrql(KIRQL NewIrql, PKIRQL OldIrql)
{
	const KIRQL now = ntspin_current_irql();

	*OldIrql = now;
	if (NewIrql > HIGH_LEVEL)
		return ntspin_report(NTSPIN_NO_SUCH_LEVEL, __func__, NewIrql, nullptr, CALLER);
	if (NewIrql < now)
		return ntspin_report(NTSPIN_RAISED_BELOW, __func__, NewIrql, nullptr, CALLER);
	if (NewIrql != now && !ntspin_raise_irql(NewIrql))
		return ntspin_report(NTSPIN_APC_TABLE_FULL, __func__, NewIrql, nullptr, CALLER);
	if (ntspin::is_instrumented()) [[unlikely]]
		ntspin::instrumented_raise(now, NewIrql, CALLER);
}

KIRQL KeRaiseIrqlToDpcLevel(VOID)
{
	const KIRQL now = ntspin_current_irql();

	/* Asked first: a raise to DISPATCH does not look at interrupts that Linux has turned off. */
	if (now <= DISPATCH_LEVEL && !ntspin::is_instrumented()) [[likely]]
		return ntspin_raise_to_dispatch();
	if (now > DISPATCH_LEVEL) {
		ntspin_report(NTSPIN_RAISED_BELOW, __func__, DISPATCH_LEVEL, nullptr, CALLER);
		return now;
	}
	ntspin_raise_to_dispatch();
	ntspin::instrumented_raise(now, DISPATCH_LEVEL, CALLER);
	return now;
}

VOID KeLowerIrql(KIRQL NewIrql)
{
	if (NewIrql > ntspin_current_irql())
		return ntspin_report(NTSPIN_LOWERED_ABOVE, __func__, NewIrql, nullptr, CALLER);
	if (ntspin::is_instrumented()) [[unlikely]]
		ntspin::instrumented_lower(NewIrql, {__func__, CALLER, call::any_level});
	ntspin_lower_irql(NewIrql);
}

KIRQL NTAPI KeGetCurrentIrql(VOID)
{
	return ntspin_current_irql();
}

} /* extern "C" */
