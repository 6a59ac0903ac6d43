/* SPDX-License-Identifier: GPL-2.0 */
/*
 * callback.h - callback objects: one driver tells others, by routines that they register.
 *
 * Those of Windows' own, \Callback\PowerState and its like, are not there. An object that its
 * driver has made, and nobody else has, is deleted when the driver's module goes, and so are a
 * driver's registrations: both are reported, but for an object with OBJ_PERMANENT.
 */
#ifndef NTSPIN_WDM_CALLBACK_H
#define NTSPIN_WDM_CALLBACK_H

#include "object.h"

EXTERN_C_START

_Function_class_(CALLBACK_FUNCTION)
_IRQL_requires_same_
typedef VOID NTAPI CALLBACK_FUNCTION(_In_opt_ PVOID CallbackContext, _In_opt_ PVOID Argument1,
				     _In_opt_ PVOID Argument2);
typedef CALLBACK_FUNCTION *PCALLBACK_FUNCTION;

_IRQL_requires_max_(APC_LEVEL)
/**
 * ExCreateCallback() - open a callback object by its name, or create it
 * @CallbackObject: gets the object, with a reference that ObDereferenceObject() drops
 * @ObjectAttributes: the name, a full path; OBJ_CASE_INSENSITIVE, OBJ_PERMANENT
 * @Create: whether to create it where there is none
 * @AllowMultipleCallbacks: of one that is created: whether more than one routine may register
 *
 * One with OBJ_PERMANENT outlives its last reference, until its driver's module goes.
 *
 * Context: IRQL <= APC_LEVEL. Linux: any context but an NMI.
 * Return: STATUS_SUCCESS; STATUS_UNSUCCESSFUL without a name; STATUS_OBJECT_PATH_SYNTAX_BAD;
 *   STATUS_OBJECT_NAME_INVALID of a name of more than 1000 characters;
 *   STATUS_OBJECT_NAME_NOT_FOUND; STATUS_INSUFFICIENT_RESOURCES. CallbackObject is NULL then.
 * Errors: Above APC_LEVEL: reported by the verifier, and done.
 * Differs from Windows: The path need not be in a directory that is there. A RootDirectory is not
 *   looked at.
 * Windows: wdm.h, ExCreateCallback function.
 */
NTSTATUS NTAPI ExCreateCallback(_Out_ PCALLBACK_OBJECT *CallbackObject,
				_In_ POBJECT_ATTRIBUTES ObjectAttributes, _In_ BOOLEAN Create,
				_In_ BOOLEAN AllowMultipleCallbacks);

_IRQL_requires_max_(APC_LEVEL)
/**
 * ExRegisterCallback() - have a routine called each time that an object is notified
 * @CallbackObject: from ExCreateCallback()
 * @CallbackFunction: called at the IRQL of the notification
 * @CallbackContext: the routine's
 *
 * The registration has a reference to the object.
 *
 * Context: IRQL <= APC_LEVEL. Linux: any context but an NMI.
 * Return: what ExUnregisterCallback() takes; NULL where there is no memory, or the object allows
 *   one routine and has it.
 * Errors: What is no callback object: reported, and NULL. Above APC_LEVEL: as ExCreateCallback().
 * Windows: wdm.h, ExRegisterCallback function.
 */
PVOID NTAPI ExRegisterCallback(_Inout_ PCALLBACK_OBJECT CallbackObject,
			       _In_ PCALLBACK_FUNCTION CallbackFunction,
			       _In_opt_ PVOID CallbackContext);

_IRQL_requires_max_(APC_LEVEL)
/**
 * ExUnregisterCallback() - have it called no more
 * @CallbackRegistration: from ExRegisterCallback(); gone afterwards
 *
 * Where the routine is being called, its return is waited for.
 *
 * Context: IRQL <= APC_LEVEL. Linux: where one may sleep.
 * Return: nothing.
 * Errors: By the routine itself: reported, and not waited for, where Windows would wait forever.
 *   Above APC_LEVEL, while the routine is called: the same. What is no registration: reported, and
 *   nothing is done.
 * Windows: wdm.h, ExUnregisterCallback function.
 */
VOID NTAPI ExUnregisterCallback(_Inout_ PVOID CallbackRegistration);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ExNotifyCallback() - call all routines that are registered, the first one first
 * @CallbackObject: from ExCreateCallback()
 * @Argument1: handed to each
 * @Argument2: handed to each
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: What is no callback object: reported, and nothing is done. Above DISPATCH_LEVEL:
 *   reported by the verifier, and done. A routine that returns at another level, or with a lock
 *   held: reported by the verifier.
 * Windows: wdm.h, ExNotifyCallback function.
 */
VOID NTAPI ExNotifyCallback(_In_ PVOID CallbackObject, _In_opt_ PVOID Argument1,
			    _In_opt_ PVOID Argument2);

EXTERN_C_END

#endif
