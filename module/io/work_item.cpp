// SPDX-License-Identifier: GPL-2.0
/*
 * work_item.cpp - the I/O manager's work items: an item of the executive's, and an object beside
 * it.
 *
 * What queues and runs them is ex/work_item.cpp.
 */
#include "../ex/pool_calls.hpp"
#include "../ex/work_item.hpp"
#include "device_object.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::call;

constexpr ULONG tag = 0x69576f49; /* "IoWi" */

void initialize(IO_WORKITEM &work, PVOID object) noexcept
{
	work = {};
	work.Object = object;
}

/* Of the two routines one is NULL. */
void queue(PIO_WORKITEM work, PIO_WORKITEM_ROUTINE routine, PIO_WORKITEM_ROUTINE_EX routine_ex,
	   WORK_QUEUE_TYPE type, PVOID context, const call &how) noexcept
{
	LONG_PTR unused;

	if (!ntspin::may_use(work, how)) [[unlikely]]
		return;
	if (!routine && !routine_ex) [[unlikely]]
		return ntspin_report(NTSPIN_BAD_WORK, how.routine, 0, work, how.caller);
	if (!ntspin::claim(work->Item, how)) [[unlikely]]
		return;
	work->Routine = routine;
	work->RoutineEx = routine_ex;
	work->Context = context;
	work->IsReferenced = ntspin::reference_device(work->Object, unused);
	ntspin::push(work->Item, type, how);
}

} /* namespace */

extern "C" {

PIO_WORKITEM NTAPI IoAllocateWorkItem(PDEVICE_OBJECT DeviceObject)
{
	const call how = {__func__, CALLER, call::any_level};
	const auto work = static_cast<PIO_WORKITEM>(
		ntspin::allocate_pool(NonPagedPoolNx, sizeof(IO_WORKITEM), tag, how));

	if (work) [[likely]]
		initialize(*work, DeviceObject);
	return work;
}

VOID NTAPI IoFreeWorkItem(PIO_WORKITEM IoWorkItem)
{
	const call how = {__func__, CALLER, call::any_level};

	if (!ntspin::may_use(IoWorkItem, how) || ntspin::is_queued_still(IoWorkItem->Item, how))
		[[unlikely]]
		return;
	ntspin::free_pool(IoWorkItem, 0, how);
}

ULONG NTAPI IoSizeofWorkItem(VOID)
{
	return sizeof(IO_WORKITEM);
}

VOID NTAPI IoInitializeWorkItem(PVOID IoObject, PIO_WORKITEM IoWorkItem)
{
	initialize(*IoWorkItem, IoObject);
}

VOID NTAPI IoUninitializeWorkItem(PIO_WORKITEM IoWorkItem)
{
	const call how = {__func__, CALLER, call::any_level};

	if (ntspin::may_use(IoWorkItem, how))
		ntspin::is_queued_still(IoWorkItem->Item, how);
}

VOID NTAPI IoQueueWorkItem(PIO_WORKITEM IoWorkItem, PIO_WORKITEM_ROUTINE WorkerRoutine,
			   WORK_QUEUE_TYPE QueueType, PVOID Context)
{
	queue(IoWorkItem, WorkerRoutine, nullptr, QueueType, Context,
	      {__func__, CALLER, call::any_level});
}

VOID NTAPI IoQueueWorkItemEx(PIO_WORKITEM IoWorkItem, PIO_WORKITEM_ROUTINE_EX WorkerRoutine,
			     WORK_QUEUE_TYPE QueueType, PVOID Context)
{
	queue(IoWorkItem, nullptr, WorkerRoutine, QueueType, Context,
	      {__func__, CALLER, call::any_level});
}

} /* extern "C" */
