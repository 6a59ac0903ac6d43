// SPDX-License-Identifier: GPL-2.0
/*
 * thread.cpp - the Windows routines that begin a thread, end one, and tell which one this is.
 *
 * A waiter may return, and its driver be unloaded, as soon as the thread is signalled. So that is
 * the last step that concerns the driver; what follows is between the thread and its object, which
 * lives until the thread has let go of it.
 */
#include "../seam/pool.h"
#include "../seam/remains.h"
#include "thread_object.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::call;
using ntspin::dispatcher;
using ntspin::thread;
using ntspin::thread_facts;

constexpr ULONG never = OBJ_PERMANENT | OBJ_EXCLUSIVE | OBJ_OPENIF;
/* What Windows' own tools show for the process of all system threads. */
constexpr ULONG system_process = 4;

thread *create(PKSTART_ROUTINE routine, PVOID context) noexcept
{
	auto *const created = static_cast<thread *>(
		ntspin_memory_get(sizeof(thread), alignof(LIST_ENTRY) * 2, TRUE));

	if (!created)
		return nullptr;
	ntspin::initialize(created->header, ntspin::thread_object, sizeof(*created), FALSE);
	created->runs = true;
	created->priority = ntspin::usual_priority;
	created->status = STATUS_PENDING;
	created->routine = routine;
	created->context = context;
	created->task = ntspin_task_create(created, routine);
	if (!created->task) {
		ntspin_memory_put(created, sizeof(*created), alignof(LIST_ENTRY) * 2);
		return nullptr;
	}
	created->id = ntspin_task_id(created->task);
	return created;
}

NTSTATUS check_arguments(const OBJECT_ATTRIBUTES *attributes, HANDLE process,
			 PKSTART_ROUTINE routine) noexcept
{
	if (!routine || (attributes && attributes->Attributes & never))
		return STATUS_INVALID_PARAMETER;
	if (process && process != NtCurrentProcess())
		return STATUS_INVALID_HANDLE;
	return STATUS_SUCCESS;
}

/* All that a thread does after its routine. */
void end(thread &thread, NTSTATUS status) noexcept
{
	record_status(thread, status);
	ntspin_thread_ended(ntspin_this_thread());
	ntspin_owner_ended(ntspin_this_thread());
	{
		dispatcher held(nullptr);

		ntspin::write_state(thread.header, TRUE);
		held.satisfy(thread.header);
	}
	let_go(thread);
}

/* Linux could not end it at another level: the next task on this processor would inherit it. */
void lower(ntspin_fault fault, const call &call) noexcept
{
	if (ntspin_current_irql() == PASSIVE_LEVEL) [[likely]]
		return;
	ntspin_report(fault, call.routine, PASSIVE_LEVEL, nullptr, call.caller);
	ntspin_lower_irql(PASSIVE_LEVEL);
}

HANDLE handle_of(ULONG id) noexcept
{
	return reinterpret_cast<HANDLE>(static_cast<ULONG_PTR>(id));
}

} /* namespace */

extern "C" {

void ntspin_thread_run(void *object)
{
	thread &thread = *static_cast<ntspin::thread *>(object);

	thread.routine(thread.context);
	lower(NTSPIN_LEVEL_AT_RETURN,
	      {"a thread's routine", reinterpret_cast<const void *>(thread.routine),
	       call::any_level});
	end(thread, STATUS_SUCCESS);
}

void ntspin_threads_await(BOOLEAN (*is_of)(const void *routine, const void *arg), const void *arg)
{
	LONG_PTR unused;

	while (thread *const left = ntspin::reference_running(is_of, arg)) {
		ntspin_report(NTSPIN_THREAD_LEFT, nullptr, 0, nullptr,
			      reinterpret_cast<const void *>(left->routine));
		KeWaitForSingleObject(left, Executive, KernelMode, FALSE, nullptr);
		ntspin::dereference(left, unused);
	}
}

NTSTATUS NTAPI PsCreateSystemThread(PHANDLE ThreadHandle, ULONG,
				    POBJECT_ATTRIBUTES ObjectAttributes, HANDLE ProcessHandle,
				    PCLIENT_ID ClientId, PKSTART_ROUTINE StartRoutine,
				    PVOID StartContext)
{
	const NTSTATUS status = check_arguments(ObjectAttributes, ProcessHandle, StartRoutine);

	if (!ntspin::is_passive({__func__, CALLER, call::any_level})) [[unlikely]]
		return STATUS_UNSUCCESSFUL;
	if (status != STATUS_SUCCESS)
		return status;

	thread *const created = create(StartRoutine, StartContext);

	if (!created)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (ClientId)
		*ClientId = {handle_of(system_process), handle_of(created->id)};

	ntspin_task *const task = created->task;

	*ThreadHandle = open_thread(*created);
	/* It lets nobody free it before it has run. */
	ntspin_task_start(task);
	return STATUS_SUCCESS;
}

NTSTATUS NTAPI PsTerminateSystemThread(NTSTATUS ExitStatus)
{
	thread *const ending = ntspin::this_thread();

	if (!ending)
		return STATUS_INVALID_PARAMETER;
	lower(NTSPIN_ENDED_HIGH, {__func__, CALLER, call::any_level});
	end(*ending, ExitStatus);
	ntspin_thread_exit();
}

PKTHREAD NTAPI KeGetCurrentThread(VOID)
{
	if (thread *const mine = ntspin::this_thread())
		return reinterpret_cast<PKTHREAD>(mine);
	return ntspin_this_thread();
}

HANDLE NTAPI PsGetCurrentProcessId(VOID)
{
	return handle_of(ntspin_process_id_here());
}

HANDLE NTAPI PsGetCurrentThreadId(VOID)
{
	return handle_of(ntspin_task_id_here());
}

/* One that calls knows itself, though it be Linux' own. */
HANDLE NTAPI PsGetThreadId(PETHREAD Thread)
{
	if (Thread == PsGetCurrentThread())
		return PsGetCurrentThreadId();

	const thread_facts facts = ntspin::look_at(Thread);

	return said_of(facts, Thread, {__func__, CALLER, call::any_level}) ? handle_of(facts.id) :
									     nullptr;
}

NTSTATUS NTAPI PsGetThreadExitStatus(PETHREAD Thread)
{
	if (Thread == PsGetCurrentThread())
		return STATUS_PENDING;

	const thread_facts facts = ntspin::look_at(Thread);

	return said_of(facts, Thread, {__func__, CALLER, call::any_level}) ?
		       facts.status :
		       STATUS_INVALID_PARAMETER;
}

} /* extern "C" */
