// SPDX-License-Identifier: GPL-2.0
/*
 * late_link.cpp - two steps of a contender that no test could keep apart for a second.
 */
#include "late_link.h"

#include "../module/lock/direct_access.hpp"

using namespace ntspin;

namespace
{

PKSPIN_LOCK in_state(KSPIN_LOCK &lock, node_state state) noexcept
{
	return reinterpret_cast<PKSPIN_LOCK>(reinterpret_cast<ULONG_PTR>(&lock) |
					     static_cast<ULONG_PTR>(state));
}

} /* namespace */

extern "C" {

void late_link_begin(KSPIN_LOCK *lock, PKLOCK_QUEUE_HANDLE owner, PKLOCK_QUEUE_HANDLE follower)
{
	const ULONG_PTR tail = reinterpret_cast<ULONG_PTR>(&follower->LockQueue);

	*owner = {{nullptr, in_state(*lock, node_state::owns_by_queue)}, DISPATCH_LEVEL};
	*follower = {{nullptr, in_state(*lock, node_state::waiting)}, DISPATCH_LEVEL};
	*lock = lock_word::free_at(0).with_ticket_taken().with_tail(tail).bits();
}

void late_link_end(PKLOCK_QUEUE_HANDLE owner, PKLOCK_QUEUE_HANDLE follower)
{
	/* Release: as the link is written in queue_steps.hpp. */
	direct_access::store(owner->LockQueue.Next, &follower->LockQueue, memory_order_release);
}

} /* extern "C" */
