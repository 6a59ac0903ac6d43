/* SPDX-License-Identifier: GPL-2.0 */
/*
 * processor_change.h - a driver is told of processors that come.
 *
 * A callback is told once of each index that KeQueryActiveProcessorCountEx() counts, or comes to
 * count: of one that comes when it is about to, and again when it has, or has not. A processor that
 * goes offline and comes back is the one of before, of which nothing is reported.
 */
#ifndef NTSPIN_WDM_PROCESSOR_CHANGE_H
#define NTSPIN_WDM_PROCESSOR_CHANGE_H

#include "processor.h"

EXTERN_C_START

typedef enum _KE_PROCESSOR_CHANGE_NOTIFY_STATE {
	KeProcessorAddStartNotify,
	KeProcessorAddCompleteNotify,
	KeProcessorAddFailureNotify
} KE_PROCESSOR_CHANGE_NOTIFY_STATE;

typedef struct _KE_PROCESSOR_CHANGE_NOTIFY_CONTEXT {
	KE_PROCESSOR_CHANGE_NOTIFY_STATE State;
	ULONG NtNumber;			/* the index */
	NTSTATUS Status;		/* of a failure: why */
	PROCESSOR_NUMBER ProcNumber;
} KE_PROCESSOR_CHANGE_NOTIFY_CONTEXT, *PKE_PROCESSOR_CHANGE_NOTIFY_CONTEXT;

C_ASSERT(sizeof(KE_PROCESSOR_CHANGE_NOTIFY_CONTEXT) == 16);

_Function_class_(PROCESSOR_CALLBACK_FUNCTION)
_IRQL_requires_(PASSIVE_LEVEL)
_IRQL_requires_same_
typedef VOID NTAPI PROCESSOR_CALLBACK_FUNCTION(
	_In_ PVOID CallbackContext, _In_ PKE_PROCESSOR_CHANGE_NOTIFY_CONTEXT ChangeContext,
	_Inout_ PNTSTATUS OperationStatus);
typedef PROCESSOR_CALLBACK_FUNCTION *PPROCESSOR_CALLBACK_FUNCTION;

#define KE_PROCESSOR_CHANGE_ADD_EXISTING 1

_IRQL_requires_max_(PASSIVE_LEVEL)
/**
 * KeRegisterProcessorChangeCallback() - have a routine called for each processor that comes
 * @CallbackFunction: the routine; called at PASSIVE_LEVEL, one call at a time
 * @CallbackContext: handed to it; or NULL
 * @Flags: KE_PROCESSOR_CHANGE_ADD_EXISTING: call it for those that are active now, too; or 0
 *
 * For a processor that comes it is called with KeProcessorAddStartNotify before anything runs
 * there, and may refuse it by a status that is no success; then with KeProcessorAddCompleteNotify
 * once threads run there, or with KeProcessorAddFailureNotify where it does not come, because of
 * another callback or of Linux. Who has refused is not called again.
 *
 * For those that are active it is first called with KeProcessorAddStartNotify for each, then with
 * KeProcessorAddCompleteNotify for each. Where it refuses one, with KeProcessorAddFailureNotify for
 * each that came before that; then it is not registered.
 *
 * No processor comes or goes during a call. So a routine may wait for DPCs, but for no other thread
 * that does; nor may it call this routine or the next one.
 *
 * Context: IRQL = PASSIVE_LEVEL. Linux: a task that may sleep.
 * Return: a handle for KeDeregisterProcessorChangeCallback(); NULL where it is not registered.
 * Errors: From DISPATCH_LEVEL on, and in a callback, it is reported, and NULL is returned; at
 *   APC_LEVEL the verifier says it.
 * Differs from Windows: A processor is one that comes online for the first time since the routine
 *   was registered, not one that is plugged in.
 * Windows: wdm.h, KeRegisterProcessorChangeCallback function.
 */
PVOID NTAPI KeRegisterProcessorChangeCallback(_In_ PPROCESSOR_CALLBACK_FUNCTION CallbackFunction,
					      _In_opt_ PVOID CallbackContext, _In_ ULONG Flags);

_IRQL_requires_max_(PASSIVE_LEVEL)
/**
 * KeDeregisterProcessorChangeCallback() - take that back
 * @CallbackHandle: of KeRegisterProcessorChangeCallback()
 *
 * A call that is under way is waited for; when this returns there is none any more. A driver must
 * do it before it goes: what is left behind then is reported, and taken back.
 *
 * Context: IRQL = PASSIVE_LEVEL. Linux: a task that may sleep.
 * Errors: as KeRegisterProcessorChangeCallback(); what is no handle is reported, and nothing done.
 * Windows: wdm.h, KeDeregisterProcessorChangeCallback function.
 */
VOID NTAPI KeDeregisterProcessorChangeCallback(_In_ PVOID CallbackHandle);

EXTERN_C_END

#endif
