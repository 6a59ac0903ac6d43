// SPDX-License-Identifier: GPL-2.0
/*
 * level.cpp - seam/level.h in user space: the level of a thread.
 */
#include "../seam/seam.h"
#include "host.hpp"

using host::here;

namespace
{

thread_local bool interrupts_off;

bool holds_processor() noexcept
{
	return here.at_dispatch || here.device || interrupts_off;
}

} /* namespace */

namespace host
{

thread_local task here;

bool interrupts_are_off() noexcept
{
	return interrupts_off;
}

} /* namespace host */

extern "C" {

KIRQL ntspin_current_irql(void)
{
	if (here.device)
		return here.device;
	if (here.at_dispatch)
		return DISPATCH_LEVEL;
	return here.at_apc ? APC_LEVEL : PASSIVE_LEVEL;
}

KIRQL ntspin_raise_fast(void)
{
	return ntspin_raise_to_dispatch();
}

KIRQL ntspin_level_before(KIRQL old)
{
	return old;
}

KIRQL ntspin_level_at_passive(void)
{
	return PASSIVE_LEVEL;
}

KIRQL ntspin_raised_from(void)
{
	if (!here.at_dispatch)
		return DISPATCH_LEVEL;
	return here.at_apc ? APC_LEVEL : PASSIVE_LEVEL;
}

KIRQL ntspin_raise_to_dispatch(void)
{
	const KIRQL before = ntspin_current_irql();

	if (!holds_processor())
		host::take_processor();
	here.at_dispatch = true;
	return before;
}

BOOLEAN ntspin_raise_irql(KIRQL level)
{
	if (level == APC_LEVEL)
		here.at_apc = true;
	if (level >= DISPATCH_LEVEL)
		ntspin_raise_to_dispatch();
	if (level > DISPATCH_LEVEL)
		here.device = level;
	return true;
}

void ntspin_lower_below_dispatch(KIRQL level)
{
	if (level > ntspin_current_irql())
		ntspin_report(NTSPIN_RESTORED_ABOVE, nullptr, level, nullptr,
			      __builtin_return_address(0));
	else
		ntspin_lower_irql(level);
}

void ntspin_lower_irql(KIRQL level)
{
	const bool held = holds_processor();

	if (here.device)
		here.device = level > DISPATCH_LEVEL ? level : 0;
	if (level < DISPATCH_LEVEL)
		here.at_dispatch = false;
	if (level < APC_LEVEL)
		here.at_apc = false;
	if (held && !holds_processor())
		host::leave_processor();
}

/* A thread is interrupted by nobody, so this is but recorded, and the processor kept. */
ULONG_PTR ntspin_interrupts_off(void)
{
	const bool before = interrupts_off;

	if (!holds_processor())
		host::take_processor();
	interrupts_off = true;
	return before;
}

void ntspin_interrupts_restore(ULONG_PTR before)
{
	const bool held = holds_processor();

	interrupts_off = before;
	if (held && !holds_processor())
		host::leave_processor();
}

const void *ntspin_this_task(void)
{
	return here.name ? here.name : &here;
}

BOOLEAN ntspin_in_nmi(void)
{
	return FALSE;
}

} /* extern "C" */
