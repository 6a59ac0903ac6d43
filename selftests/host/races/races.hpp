/* SPDX-License-Identifier: GPL-2.0 */
/*
 * races.hpp - a lock with what its owners know of each other, and what may be wrong on purpose.
 */
#ifndef NTSPIN_RACES_HPP
#define NTSPIN_RACES_HPP

#include "../../../module/seam/seam.h"

struct observed_lock {
	KSPIN_LOCK word = 0;

	/* The owner's: plain accesses, under the lock only. */
	ULONG_PTR last_node = 0;
	UCHAR last_ticket = 0xff; /* the first ticket, 0, follows it */
	ULONGLONG acquisitions = 0;
	ULONGLONG waited_by_ticket = 0;
	ULONGLONG waited_in_queue = 0;
	ULONGLONG queue_hand_overs = 0; /* from a queued owner to a queued one */
	ULONGLONG link_waits = 0;	/* a follower had joined, but not linked itself yet */
	ULONGLONG order_errors = 0;
	ULONG deepest = 0;
	ULONGLONG data[2] = {}; /* what the lock protects: equal, but within a section */
	ULONGLONG exclusion_errors = 0;

	ULONG in_queue = 0; /* everybody's: atomic */
};

/* The step that is weakened to relaxed, or left out: each must be found. */
enum class ordering {
	sound,
	release,      /* release(): the store of s */
	first_ticket, /* take_first_ticket(): acquire */
	turn,	      /* wait_for_turn(): acquire */
	join_release, /* join(): what publishes the node */
	join_acquire, /* join(): what sees the predecessor's node as published */
	link,	      /* join(): the store to the predecessor's Next */
	granted,      /* join(): acquire of the grant */
	grant,	      /* pass_on(): release */
	follower,     /* follower_of(): acquire of the link */
	retract,      /* leave_if_last(): release */
	blind_leave,  /* leave_if_last(): a store in place of the compare-exchange */
};

extern ordering weakened;

#endif
