/* SPDX-License-Identifier: GPL-2.0 */
/*
 * locked_list.hpp - a list of what is few, under a lock that is taken with interrupts off: a caller
 * may be at any level. What is in it has a member `next`.
 *
 * A part of the file that includes it: all of it is local to that.
 */
#ifndef NTSPIN_LOCK_LOCKED_LIST_HPP
#define NTSPIN_LOCK_LOCKED_LIST_HPP

#include "section.hpp"

namespace
{

template <class T> struct locked_list {
	KSPIN_LOCK lock;
	T *first;

	/* Under the lock: where the first one stands that is asked for, or the end. */
	template <class Is> T **find(Is is) noexcept
	{
		T **at = &first;

		while (*at && !is(**at))
			at = &(*at)->next;
		return at;
	}

	/* At the front. */
	void enter(T &made) noexcept
	{
		enter_unless(made, [](const T &) { return false; });
	}

	/* The same; false where there is one already that is asked for. */
	template <class Is> bool enter_unless(T &made, Is is) noexcept
	{
		const section held(lock);

		if (*find(is))
			return false;
		made.next = first;
		first = &made;
		return true;
	}

	/* The first one that is asked for, out of the list; NULL where there is none. */
	template <class Is> T *take(Is is) noexcept
	{
		const section held(lock);
		T **const at = find(is);
		T *const found = *at;

		if (found)
			*at = found->next;
		return found;
	}
};

} /* namespace */

#endif
