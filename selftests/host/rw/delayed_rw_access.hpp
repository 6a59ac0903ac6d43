/* SPDX-License-Identifier: GPL-2.0 */
/*
 * delayed_rw_access.hpp - the shipped steps with a random delay before each, and one ordering of
 * them weakened on demand.
 */
#ifndef RW_DELAYED_RW_ACCESS_HPP
#define RW_DELAYED_RW_ACCESS_HPP

#include "../../../module/lock/direct_rw_access.hpp"
#include "../host_seam.hpp"

/* What is made relaxed, if anything; each must be found. */
enum class ordering {
	sound,
	at_once, /* acquire: in by the arrival, reader or writer */
	convert, /* acquire: of those who read beside */
	turn,	 /* acquire: a waiting reader's or writer's */
	unread,	 /* release: a reader's */
	unwrite, /* release: a writer's */
};

extern ordering weakened;

namespace ntspin
{

struct delayed_rw_access : direct_rw_access {
	static ULONG load(EX_SPIN_LOCK &lock, memory_order order) noexcept
	{
		host::pause();
		return direct_rw_access::load(lock, order);
	}

	static bool compare_exchange(EX_SPIN_LOCK &lock, ULONG &expected, ULONG desired,
				     memory_order success, memory_order failure) noexcept
	{
		host::pause();
		if (weakened != ordering::sound && weakened == kind_of(expected, desired))
			success = memory_order_relaxed;
		return direct_rw_access::compare_exchange(lock, expected, desired, success,
							  failure);
	}

	ULONG wait_while(EX_SPIN_LOCK &lock, ULONG mask, ULONG value) const noexcept
	{
		if (weakened != ordering::turn)
			return direct_rw_access::wait_while(lock, mask, value);
		return relaxed_wait(lock, [=](ULONG found) { return (found & mask) != value; });
	}

	ULONG wait_until(EX_SPIN_LOCK &lock, ULONG mask, ULONG value) const noexcept
	{
		if (weakened != ordering::turn)
			return direct_rw_access::wait_until(lock, mask, value);
		return relaxed_wait(lock, [=](ULONG found) { return (found & mask) == value; });
	}

private:
	/* By what a step does to the counts. */
	static ordering kind_of(ULONG expected, ULONG desired) noexcept
	{
		const rw_word before(expected), after(desired);

		if (before.readers() > after.readers())
			return after.writers() > before.writers() ? ordering::convert :
								    ordering::unread;
		if (before.writers() > after.writers())
			return ordering::unwrite;
		return ordering::at_once;
	}

	template <class Over> static ULONG relaxed_wait(EX_SPIN_LOCK &lock, Over over) noexcept
	{
		host::waiter waiter;
		ULONG found;

		while (!over(found = direct_rw_access::load(lock, memory_order_relaxed)))
			waiter.round();
		return found;
	}
};

} /* namespace ntspin */

#endif
