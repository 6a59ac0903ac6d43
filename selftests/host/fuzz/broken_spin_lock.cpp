// SPDX-License-Identifier: GPL-2.0
/*
 * broken_spin_lock.cpp - the shipped routines over a step that is wrong once in 256 times: where
 * the ticket that is served wraps, it carries into the one that is given out next.
 */
#include "../../../module/lock/direct_access.hpp"

namespace ntspin
{

struct carrying_access : direct_access {
	static void store_serving(KSPIN_LOCK &lock, ticket, memory_order order) noexcept
	{
		__atomic_fetch_add(&lock, 1, static_cast<int>(order));
	}
};

} /* namespace ntspin */

/* The header is guarded, so what remains of the name is its use in the routines. */
#define direct_access carrying_access
#include "../../../module/ke/spin_lock.cpp"
