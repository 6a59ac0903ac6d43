// SPDX-License-Identifier: GPL-2.0
/*
 * processor_change.cpp - a driver is told of processors. None comes or goes here, so it is told of
 * those that there are, where it asks for that.
 */
#include <pthread.h>
#include <stdlib.h>

#include "../seam/processor_change.h"
#include "../seam/seam.h"
#include "host.hpp"
#include "processors.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

struct registration {
	registration *next;
	PPROCESSOR_CALLBACK_FUNCTION callback;
};

registration *registrations;
pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
thread_local bool is_told;

class turn {
public:
	turn() noexcept
	{
		pthread_mutex_lock(&one_at_a_time);
	}

	~turn()
	{
		pthread_mutex_unlock(&one_at_a_time);
	}
};

NTSTATUS tell(PPROCESSOR_CALLBACK_FUNCTION callback, PVOID context, ULONG index,
	      KE_PROCESSOR_CHANGE_NOTIFY_STATE state, NTSTATUS why) noexcept
{
	KE_PROCESSOR_CHANGE_NOTIFY_CONTEXT change = {};

	change.State = state;
	change.NtNumber = index;
	change.Status = why;
	change.ProcNumber.Number = static_cast<UCHAR>(index);
	is_told = true;

	const NTSTATUS status = ntspin_processor_callback(callback, context, &change);

	is_told = false;
	return status;
}

/* Of all, or, where it refuses one, of none. */
bool tell_of_existing(PPROCESSOR_CALLBACK_FUNCTION callback, PVOID context) noexcept
{
	const ULONG count = host::processor_count();
	NTSTATUS status = STATUS_SUCCESS;
	ULONG started = 0;

	for (; started < count; started++) {
		status =
			tell(callback, context, started, KeProcessorAddStartNotify, STATUS_SUCCESS);
		if (!NT_SUCCESS(status))
			break;
	}
	for (ULONG i = 0; i < started; i++)
		tell(callback, context, i,
		     started == count ? KeProcessorAddCompleteNotify : KeProcessorAddFailureNotify,
		     status);
	return started == count;
}

bool may_call(const char *routine, const void *caller) noexcept
{
	const KIRQL level = ntspin_current_irql();

	if (level >= DISPATCH_LEVEL ||
	    (level && __atomic_load_n(&ntspin_slow_flags, __ATOMIC_RELAXED) & NTSPIN_VERIFY))
		ntspin_report(NTSPIN_THREAD_HIGH, routine, 0, nullptr, caller);
	if (level >= DISPATCH_LEVEL)
		return false;
	if (!is_told)
		return true;
	ntspin_report(NTSPIN_CHANGE_NESTED, routine, 0, nullptr, caller);
	return false;
}

/* The one of that handle, or any where there is none. */
registration *take_out(const void *handle) noexcept
{
	const turn mine;

	for (registration **at = &registrations; *at; at = &(*at)->next) {
		registration *const found = *at;

		if (handle && found != handle)
			continue;
		*at = found->next;
		return found;
	}
	return nullptr;
}

} /* namespace */

namespace host
{

void forget_processor_callbacks() noexcept
{
	while (registration *const left = take_out(nullptr)) {
		ntspin_report(NTSPIN_CHANGE_LEFT, nullptr, 0, nullptr,
			      reinterpret_cast<const void *>(left->callback));
		free(left);
	}
}

} /* namespace host */

extern "C" {

PVOID NTAPI KeRegisterProcessorChangeCallback(PPROCESSOR_CALLBACK_FUNCTION CallbackFunction,
					      PVOID CallbackContext, ULONG Flags)
{
	if (!may_call(__func__, CALLER) || !CallbackFunction)
		return nullptr;

	auto *const made = static_cast<registration *>(malloc(sizeof(registration)));

	if (!made)
		return nullptr;
	made->callback = CallbackFunction;

	const turn mine;

	if (Flags & KE_PROCESSOR_CHANGE_ADD_EXISTING &&
	    !tell_of_existing(CallbackFunction, CallbackContext)) {
		free(made);
		return nullptr;
	}
	made->next = registrations;
	registrations = made;
	return made;
}

VOID NTAPI KeDeregisterProcessorChangeCallback(PVOID CallbackHandle)
{
	if (!may_call(__func__, CALLER))
		return;

	registration *const old = CallbackHandle ? take_out(CallbackHandle) : nullptr;

	if (!old)
		ntspin_report(NTSPIN_BAD_HANDLE, __func__, 0, nullptr, CALLER);
	free(old);
}

} /* extern "C" */
