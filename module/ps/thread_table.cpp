// SPDX-License-Identifier: GPL-2.0
/*
 * thread_table.cpp - all threads of drivers, under one lock: who refers to them, and until when.
 *
 * A list, since threads are few and seldom created; the latest is first, as its handle is the one
 * that is asked for. Handles count up and are used once, so a closed one is detected. The last two
 * bits are 0, as on Windows.
 */
#include "../lock/section.hpp"
#include "../seam/pool.h"
#include "thread_object.hpp"

namespace
{

using ntspin::dropped;
using ntspin::thread;
using ntspin::thread_facts;

constexpr ULONG_PTR handle_step = 4;

constinit KSPIN_LOCK table_lock = 0;
constinit LIST_ENTRY threads = {&threads, &threads};
constinit ULONG_PTR last_handle = 0;

thread &thread_of(LIST_ENTRY &entry) noexcept
{
	return *CONTAINING_RECORD(&entry, thread, entry);
}

/* Under the lock, as what follows. */
template <typename predicate> thread *find(predicate is_it) noexcept
{
	for (LIST_ENTRY *entry = threads.Flink; entry != &threads; entry = entry->Flink)
		if (is_it(thread_of(*entry)))
			return &thread_of(*entry);
	return nullptr;
}

thread *find_object(const void *object) noexcept
{
	return find([object](const thread &thread) { return &thread == object; });
}

thread *find_handle(HANDLE handle) noexcept
{
	const auto number = reinterpret_cast<ULONG_PTR>(handle);

	return find([number](const thread &thread) { return number && thread.handle == number; });
}

thread_facts facts_of(const thread *thread) noexcept
{
	if (!thread)
		return {};
	return {true, static_cast<LONG_PTR>(thread->pointers) + !!thread->handle, thread->priority,
		thread->status, thread->id};
}

/* Whether it is the caller's alone now, who frees it with the lock free. */
bool leaves(thread &thread) noexcept
{
	if (thread.runs || thread.handle || thread.pointers)
		return false;
	RemoveEntryList(&thread.entry);
	return true;
}

void free(thread &thread) noexcept
{
	ntspin_task_put(thread.task);
	ntspin_memory_put(&thread, sizeof(thread), alignof(LIST_ENTRY) * 2);
}

} /* namespace */

namespace ntspin
{

HANDLE open_thread(thread &thread) noexcept
{
	const section held(table_lock);

	last_handle += handle_step;
	thread.handle = last_handle;
	InsertHeadList(&threads, &thread.entry);
	return reinterpret_cast<HANDLE>(thread.handle);
}

thread *reference_handle(HANDLE handle) noexcept
{
	const section held(table_lock);
	thread *const found = handle == ZwCurrentThread() ? this_thread() : find_handle(handle);

	if (found)
		found->pointers++;
	return found;
}

/* One that is signalled runs nothing of its driver any more, and is not waited for. */
thread *reference_running(BOOLEAN (*is_of)(const void *routine, const void *arg),
			  const void *arg) noexcept
{
	const section held(table_lock);
	thread *const found = find([is_of, arg](thread &thread) {
		return !read_state(thread.header) &&
		       is_of(reinterpret_cast<const void *>(thread.routine), arg);
	});

	if (found)
		found->pointers++;
	return found;
}

bool close_thread(HANDLE handle) noexcept
{
	thread *found;
	bool last = false;

	{
		const section held(table_lock);

		found = find_handle(handle);
		if (found) {
			found->handle = 0;
			last = leaves(*found);
		}
	}
	if (last)
		free(*found);
	return found;
}

thread_facts look_at(const void *object) noexcept
{
	const section held(table_lock);

	return facts_of(find_object(object));
}

thread_facts reference(const void *object) noexcept
{
	const section held(table_lock);
	thread *const found = find_object(object);

	if (found)
		found->pointers++;
	return facts_of(found);
}

dropped dereference(const void *object, LONG_PTR &left) noexcept
{
	thread *found;
	bool last;

	{
		const section held(table_lock);

		found = find_object(object);
		left = facts_of(found).references;
		if (!found)
			return dropped::no_thread;
		if (!found->pointers)
			return dropped::no_reference;
		found->pointers--;
		left--;
		last = leaves(*found);
	}
	if (last)
		free(*found);
	return dropped::done;
}

thread_facts record_priority(const void *object, KPRIORITY priority) noexcept
{
	const section held(table_lock);
	thread *const found = find_object(object);
	const thread_facts before = facts_of(found);

	if (found)
		found->priority = priority;
	return before;
}

void record_status(thread &thread, NTSTATUS status) noexcept
{
	const section held(table_lock);

	thread.status = status;
}

void let_go(thread &thread) noexcept
{
	bool last;

	{
		const section held(table_lock);

		thread.runs = false;
		last = leaves(thread);
	}
	if (last)
		free(thread);
}

} /* namespace ntspin */

extern "C" {

/* Nobody else is left: what drivers have not let go. */
void ntspin_threads_drain(void)
{
	while (threads.Flink != &threads) {
		thread &thread = thread_of(*threads.Flink);

		RemoveEntryList(&thread.entry);
		free(thread);
	}
}

} /* extern "C" */
