// SPDX-License-Identifier: GPL-2.0
/*
 * instrumented_level.cpp - levels while an observer is on: the driver's raises and lowerings, and
 * what a callback of its leaves behind when it returns.
 */
#include "check_release.hpp"
#include "observers.hpp"

namespace ntspin
{

void instrumented_raise(KIRQL from, KIRQL to, const void *caller) noexcept
{
	forget_unsaved();
	if (to > from)
		tell_raise(from, to, caller);
}

/* Lowering to a level that no raise saved; or to where a release has lowered already. */
void instrumented_lower(KIRQL level, const call &call) noexcept
{
	const KIRQL now = ntspin_current_irql();
	processor_holds &here = holds_here();

	tell_level(now, level, call.caller);
	if (level == now && here.unsaved_task == ntspin_this_task()) {
		report({NTSPIN_STALE_LEVEL, here.unsaved_lock, nullptr, level}, call);
	} else if (level < DISPATCH_LEVEL && now >= DISPATCH_LEVEL && !was_saved(level)) {
		report({NTSPIN_LOWERED_UNSAVED, nullptr, nullptr, level}, call);
	}
	here.unsaved_task = nullptr;
}

callback_check::callback_check() noexcept : verifying_(is_verifying())
{
	if (!verifying_)
		return;
	level_ = ntspin_current_irql();
	since_ = ntspin_time();
	begun_ = next_number();
}

void callback_check::returned(const char *kind, const void *routine, bool is_dpc) noexcept
{
	const call how = {kind, routine, call::any_level};
	const ULONGLONG limit = ntspin_hold_limit() * 4;

	if (!verifying_)
		return;
	if (is_dpc && limit && ntspin_time() - since_ > limit)
		report({NTSPIN_RAN_LONG}, how);

	acquisition *const left = latest_of_mine_here([this](acquisition &record, hold state) {
		return state == hold::held && record.sequence > begun_;
	});

	if (left) {
		report({NTSPIN_HELD_AT_RETURN, left->lock, left}, how);
		left->is_reported = true;
	}
	if (ntspin_current_irql() == level_)
		return;
	report({NTSPIN_LEVEL_AT_RETURN, nullptr, nullptr, level_}, how);
	if (ntspin_current_irql() > level_)
		ntspin_lower_irql(level_);
}

} /* namespace ntspin */
