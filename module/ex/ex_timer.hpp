/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ex_timer.hpp - a timer that the executive has allocated: one of the kernel's, its DPC, and who
 * may still touch them.
 *
 * Promised: it stays until nobody does. A reference is the driver's, until it deletes the timer;
 * one is of the timer where it is set; and one of its DPC from its insert to its routine's end.
 * What comes due hands the timer's reference on to the DPC, under the lock of the host's queue: so
 * who unsets a timer knows which of the two there was.
 */
#ifndef NTSPIN_EX_EX_TIMER_HPP
#define NTSPIN_EX_EX_TIMER_HPP

#include "../lock/atomic.hpp"
#include "wdm/ex_timer.h"
#include "wdm/spin_lock.h"

struct _EX_TIMER {
	KTIMER timer; /* first: a driver waits for it by its address */
	KDPC dpc;
	LIST_ENTRY entry; /* of all; under their lock, as the next one */
	bool is_left;	  /* its driver goes */
	bool is_deleted;  /* this, what follows, and whether it is set: under its own lock */
	bool was_last;	  /* of a periodic one that is deleted: it has come due since */
	KSPIN_LOCK lock;
	LONG references;
	ULONG attributes;
	PEXT_CALLBACK callback;
	PVOID context;
	EXT_DELETE_PARAMETERS at_end;
	const void *site;
};

namespace ntspin
{

/* Of a DPC's Type: no value of Windows'. */
inline constexpr UCHAR ex_timer_dpc = 0xe7;

/* Returns how many there were. Relaxed: whoever makes one has one, or looks whether there was. */
inline LONG refer_to(_EX_TIMER &timer) noexcept
{
	return atomic_ref(timer.references).fetch_add(1, memory_order_relaxed);
}

/* Acquire and release: the last one frees what the others have used. */
inline bool let_go_of(_EX_TIMER &timer) noexcept
{
	return atomic_ref(timer.references).fetch_add(-1, memory_order_acq_rel) == 1;
}

/*
 * It is due, and unset, or set for the next time. Its DPC gets a reference, or the timer's own;
 * where it is still queued it has one. None of these is the last.
 */
inline void queue_callback(_EX_TIMER &timer, PVOID argument1, PVOID argument2) noexcept
{
	if (timer.timer.Period)
		refer_to(timer);
	if (!KeInsertQueueDpc(&timer.dpc, argument1, argument2))
		let_go_of(timer);
}

/* What a timer that is due does with its DPC. */
inline void queue_due(KTIMER &timer, KDPC &dpc, PVOID argument1, PVOID argument2) noexcept
{
	if (dpc.Type == ex_timer_dpc)
		queue_callback(*CONTAINING_RECORD(&timer, struct _EX_TIMER, timer), argument1,
			       argument2);
	else
		KeInsertQueueDpc(&dpc, argument1, argument2);
}

} /* namespace ntspin */

#endif
