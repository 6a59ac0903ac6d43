/* SPDX-License-Identifier: GPL-2.0 */
/*
 * levels.hpp - what the contracts in wdm.h say of one caller's levels.
 *
 * A level is what was raised and not yet lowered: DISPATCH_LEVEL and a device level are the CPU's,
 * APC_LEVEL is the task's and comes back when the CPU is lowered to it, but not out of nothing.
 */
#ifndef NTSPIN_FUZZ_LEVELS_HPP
#define NTSPIN_FUZZ_LEVELS_HPP

#include "../../../module/seam/seam.h"

class levels {
public:
	KIRQL level() const
	{
		if (device_)
			return device_;
		if (dispatch_)
			return DISPATCH_LEVEL;
		return apc_ ? APC_LEVEL : PASSIVE_LEVEL;
	}

	unsigned reported(unsigned fault) const
	{
		return reported_[fault];
	}

	void report(ntspin_fault fault)
	{
		reported_[fault]++;
	}

	KIRQL raise(KIRQL to)
	{
		const KIRQL before = level();

		if (to > HIGH_LEVEL)
			report(NTSPIN_NO_SUCH_LEVEL);
		else if (to < before)
			report(NTSPIN_RAISED_BELOW);
		else if (to > DISPATCH_LEVEL)
			dispatch_ = true, device_ = to;
		else if (to == DISPATCH_LEVEL)
			dispatch_ = true;
		else if (to == APC_LEVEL)
			apc_ = true;
		return before;
	}

	KIRQL raise_to_dispatch()
	{
		const KIRQL before = level();

		dispatch_ = true;
		return before;
	}

	KIRQL raise_to_dpc_level()
	{
		if (level() > DISPATCH_LEVEL)
			report(NTSPIN_RAISED_BELOW);
		return raise_to_dispatch();
	}

	void lower(KIRQL to)
	{
		if (to > level())
			report(NTSPIN_LOWERED_ABOVE);
		else
			go_down(to);
	}

	/* Never raises. What is above the level is reported. */
	void restore(KIRQL to)
	{
		if (to > level())
			report(NTSPIN_RESTORED_ABOVE);
		else
			go_down(to);
	}

private:
	void go_down(KIRQL to)
	{
		if (to > DISPATCH_LEVEL) {
			device_ = to;
			return;
		}
		device_ = 0;
		if (to < DISPATCH_LEVEL)
			dispatch_ = false;
		if (to < APC_LEVEL)
			apc_ = false;
	}

	bool apc_ = false;
	bool dispatch_ = false;
	KIRQL device_ = 0;
	unsigned reported_[NTSPIN_FAULTS] = {};
};

#endif
