/* SPDX-License-Identifier: GPL-2.0 */
/*
 * thread_object.hpp - the object of a driver's thread, and the table of all of them.
 *
 * Promised: what a driver hands in, be it a handle or a pointer, is looked at only once it has been
 * found in the table. An object leaves it, and is freed, when three have let go: the thread, which
 * has ended; the handle, which is closed; and each pointer, which is dereferenced.
 */
#ifndef NTSPIN_PS_THREAD_OBJECT_HPP
#define NTSPIN_PS_THREAD_OBJECT_HPP

#include "../ke/check_object.hpp"
#include "../seam/thread.h"

namespace ntspin
{

struct thread {
	DISPATCHER_HEADER header; /* first: a driver waits for the object by its address */
	LIST_ENTRY entry;	  /* of all; this, and what follows, under the table's lock */
	ULONG_PTR handle;	  /* 0: closed */
	ULONG pointers;		  /* how many references beside the handle */
	bool runs;		  /* until its thread does not touch it any more */
	KPRIORITY priority;
	NTSTATUS status; /* how it has ended */
	/* Of one that is in the table these stay what they are: */
	PKSTART_ROUTINE routine;
	PVOID context;
	ntspin_task *task;
	ULONG id;
};

inline constexpr KPRIORITY usual_priority = 8;

/* The object of the caller; NULL where it is no thread of a driver's. */
inline thread *this_thread() noexcept
{
	return static_cast<thread *>(ntspin_thread_here());
}

/* Into the table, with an open handle, which is returned. */
HANDLE open_thread(thread &thread) noexcept;

/* Each looks first whether there is one. The first two make a reference, where there is. */
thread *reference_handle(HANDLE handle) noexcept;
thread *reference_running(BOOLEAN (*is_of)(const void *routine, const void *arg),
			  const void *arg) noexcept;
bool close_thread(HANDLE handle) noexcept;

/* What a look at a pointer finds; nothing of it where that is no thread. */
struct thread_facts {
	bool is_thread;
	LONG_PTR references; /* with the handle */
	KPRIORITY priority;
	NTSTATUS status;
	ULONG id;
};

thread_facts look_at(const void *object) noexcept;
thread_facts reference(const void *object) noexcept;
/* As the look at it found it: where there is no reference to drop, but a handle at most, none is. */
enum class dropped { no_thread, no_reference, done };
dropped dereference(const void *object, LONG_PTR &left) noexcept;
/* Returns what it found; from then on the priority is the new one. */
thread_facts record_priority(const void *object, KPRIORITY priority) noexcept;

/* By the thread itself: how it ends; and that it is through with its object, which may go now. */
void record_status(thread &thread, NTSTATUS status) noexcept;
void let_go(thread &thread) noexcept;

/*
 * Whether a call that may sleep is made where it may. Above PASSIVE_LEVEL that is reported: at
 * APC_LEVEL by the verifier alone, since it does no harm there.
 */
inline bool is_passive(const call &call) noexcept
{
	const KIRQL level = ntspin_current_irql();

	if (level == PASSIVE_LEVEL) [[likely]]
		return true;
	if (level >= DISPATCH_LEVEL || is_verifying())
		ntspin_report(NTSPIN_THREAD_HIGH, call.routine, 0, nullptr, call.caller);
	return level < DISPATCH_LEVEL;
}

/* The same of a pointer that is no thread: it is reported. */
inline bool said_of(const thread_facts &facts, const void *object, const call &call) noexcept
{
	if (!facts.is_thread) [[unlikely]]
		ntspin_report(NTSPIN_BAD_OBJECT, call.routine, 0, object, call.caller);
	return facts.is_thread;
}

} /* namespace ntspin */

#endif
