// SPDX-License-Identifier: GPL-2.0
/*
 * processor_change.cpp - the call of a driver's processor callback; when, and of what, is the
 * host's: its processors are Linux' CPUs.
 */
#include "../seam/processor_change.h"
#include "passive_call.hpp"

extern "C" {

NTSTATUS ntspin_processor_callback(PPROCESSOR_CALLBACK_FUNCTION routine, PVOID context,
				   PKE_PROCESSOR_CHANGE_NOTIFY_CONTEXT change)
{
	NTSTATUS status = STATUS_SUCCESS;
	ntspin::passive_call call;

	routine(context, change, &status);
	call.returned("a processor callback", reinterpret_cast<const void *>(routine));
	return status;
}

} /* extern "C" */
