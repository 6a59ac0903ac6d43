// SPDX-License-Identifier: GPL-2.0
/*
 * work_seam.cpp - the executive's queue of work items, as far as the close of a file wants it: the
 * program itself is the worker, no thread is a driver's, and no device has a timer.
 */
#include "work_seam.hpp"
#include "../../../module/ex/work_item.hpp"
#include "../../../module/io/timer.hpp"
#include "../../../module/seam/block.h"
#include "../../../module/seam/thread.h"

namespace
{

PWORK_QUEUE_ITEM queued;

} /* namespace */

bool host::work()
{
	const PWORK_QUEUE_ITEM item = queued;

	queued = nullptr;
	if (item)
		item->WorkerRoutine(item->Parameter);
	return item;
}

namespace ntspin
{

bool claim(WORK_QUEUE_ITEM &, const call &) noexcept
{
	return true;
}

void push(WORK_QUEUE_ITEM &item, WORK_QUEUE_TYPE, const call &) noexcept
{
	queued = &item;
}

void free_timer(PIO_TIMER, const call &) noexcept
{
}

void free_left_timers(const call &) noexcept
{
}

} /* namespace ntspin */

extern "C" {

void *ntspin_thread_here(void)
{
	return nullptr;
}

PKTHREAD NTAPI KeGetCurrentThread(VOID)
{
	return ntspin_this_thread();
}

void ntspin_task_put(struct ntspin_task *)
{
}

} /* extern "C" */
