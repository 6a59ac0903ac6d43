/* SPDX-License-Identifier: GPL-2.0 */
/* model.hpp - what the contracts in wdm.h say of one caller's levels, locks and handles. */
#ifndef NTSPIN_FUZZ_MODEL_HPP
#define NTSPIN_FUZZ_MODEL_HPP

#include "levels.hpp"

class model : public levels {
public:
	static constexpr unsigned locks = 3;
	static constexpr unsigned handles = 4;

	bool is_held(unsigned lock) const
	{
		return held_[lock] != nobody;
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

	void acquire_queued(unsigned lock, unsigned handle, bool raises)
	{
		if (raises)
			old_irql_[handle] = raise_to_dispatch();
		held_[lock] = static_cast<int>(handle);
	}

	void release_queued(unsigned handle, bool restores)
	{
		const int lock = lock_of(handle);

		if (lock < 0)
			return report(NTSPIN_RELEASED_TWICE);
		held_[lock] = nobody;
		if (restores)
			restore(old_irql_[handle]);
	}

	void acquire_ordinary(unsigned lock)
	{
		held_[lock] = somebody;
	}

	bool is_held_queued(unsigned lock) const
	{
		return held_[lock] >= 0;
	}

	void release_ordinary(unsigned lock, bool restores, KIRQL level)
	{
		if (held_[lock] == nobody)
			return report(NTSPIN_NOT_HELD);
		held_[lock] = nobody;
		if (restores)
			restore(level);
	}

private:
	static constexpr int nobody = -1;
	static constexpr int somebody = -2; /* who has no handle */

	int held_[locks] = {nobody, nobody, nobody};
	KIRQL old_irql_[handles] = {};
};

#endif
