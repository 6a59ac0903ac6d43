/* SPDX-License-Identifier: GPL-2.0 */
/*
 * work_item.hpp - what Io... and Ex... have in common of work items.
 *
 * The word List.Flink says whose an item is: the driver's where it is NULL, else its queue's. To
 * queue an item is to claim it, to write what is to be called, and to push it. A worker copies
 * that, gives the item back, and calls: so a routine may queue its item again, or free it.
 */
#ifndef NTSPIN_EX_WORK_ITEM_HPP
#define NTSPIN_EX_WORK_ITEM_HPP

#include "../verifier/instrumented.hpp"

/* One of the I/O manager's has no WorkerRoutine: it is told by that. */
struct _IO_WORKITEM {
	WORK_QUEUE_ITEM Item;
	PVOID Object;
	PIO_WORKITEM_ROUTINE Routine; /* or, where NULL, the other one */
	PIO_WORKITEM_ROUTINE_EX RoutineEx;
	PVOID Context;
	bool IsReferenced; /* Object is a device, and stays one until the routine has returned */
};

namespace ntspin
{

/* Whether a call may look at its item: too high a level is reported, and what is no item. */
bool may_use(const void *item, const call &how) noexcept;

/* Whether an item is in a queue, which is reported then. */
bool is_queued_still(WORK_QUEUE_ITEM &item, const call &how) noexcept;

/* False where it is queued already, which is reported. What is to be called is written next. */
bool claim(WORK_QUEUE_ITEM &item, const call &how) noexcept;

/* One that was claimed: from here on it may be gone. */
void push(WORK_QUEUE_ITEM &item, WORK_QUEUE_TYPE type, const call &how) noexcept;

} /* namespace ntspin */

#endif
