/* SPDX-License-Identifier: GPL-2.0 */
/*
 * model.hpp - what the contracts in wdm.h say of one caller's levels, locks and handles.
 *
 * A level is what was raised and not yet lowered: DISPATCH_LEVEL and a device level are the CPU's,
 * APC_LEVEL is the task's and comes back when the CPU is lowered to it, but not out of nothing.
 */
#ifndef NTSPIN_FUZZ_MODEL_HPP
#define NTSPIN_FUZZ_MODEL_HPP

#include "../../../module/seam.h"

class model {
public:
	static constexpr unsigned locks = 3;
	static constexpr unsigned handles = 4;

	KIRQL level() const
	{
		if (device_)
			return device_;
		if (dispatch_)
			return DISPATCH_LEVEL;
		return apc_ ? APC_LEVEL : PASSIVE_LEVEL;
	}

	bool is_held(unsigned lock) const
	{
		return held_[lock] != nobody;
	}

	bool is_held_ordinary(unsigned lock) const
	{
		return held_[lock] == somebody;
	}

	/* The lock that a handle holds, or -1. */
	int lock_of(unsigned handle) const
	{
		for (unsigned lock = 0; lock < locks; lock++)
			if (held_[lock] == static_cast<int>(handle))
				return static_cast<int>(lock);
		return -1;
	}

	KIRQL old_irql(unsigned handle) const
	{
		return old_irql_[handle];
	}

	void set_old_irql(unsigned handle, KIRQL level)
	{
		old_irql_[handle] = level;
	}

	unsigned reported(unsigned fault) const
	{
		return reported_[fault];
	}

	KIRQL raise(KIRQL to)
	{
		const KIRQL before = level();

		if (to > HIGH_LEVEL)
			reported_[NTSPIN_NO_SUCH_LEVEL]++;
		else if (to < before)
			reported_[NTSPIN_RAISED_BELOW]++;
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
			reported_[NTSPIN_RAISED_BELOW]++;
		return raise_to_dispatch();
	}

	void lower(KIRQL to)
	{
		if (to > level())
			reported_[NTSPIN_LOWERED_ABOVE]++;
		else
			go_down(to);
	}

	void acquire_queued(unsigned lock, unsigned handle, bool raises)
	{
		if (raises)
			old_irql_[handle] = raise_to_dispatch();
		held_[lock] = static_cast<int>(handle);
	}

	void release_queued(unsigned handle, bool restores)
	{
		const int lock = lock_of(handle);

		if (lock < 0) {
			reported_[NTSPIN_RELEASED_TWICE]++;
			return;
		}
		held_[lock] = nobody;
		if (restores)
			restore(old_irql_[handle]);
	}

	void acquire_ordinary(unsigned lock)
	{
		held_[lock] = somebody;
	}

	void release_ordinary(unsigned lock, bool restores, KIRQL level)
	{
		held_[lock] = nobody;
		if (restores)
			restore(level);
	}

private:
	static constexpr int nobody = -1;
	static constexpr int somebody = -2; /* who has no handle */

	/* Never raises. What is above the level is said. */
	void restore(KIRQL to)
	{
		if (to > level())
			reported_[NTSPIN_RESTORED_ABOVE]++;
		else
			go_down(to);
	}

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
	int held_[locks] = {nobody, nobody, nobody};
	KIRQL old_irql_[handles] = {};
	unsigned reported_[NTSPIN_FAULTS] = {};
};

#endif
