// SPDX-License-Identifier: GPL-2.0
/* Wrappers that say what they do, and their callers. */
#include "extension.h"

_Acquires_lock_(Extension->Lock)
_IRQL_saves_global_(QueuedSpinLock, Handle)
_IRQL_raises_(DISPATCH_LEVEL)
static VOID Enter(PEXTENSION Extension, PKLOCK_QUEUE_HANDLE Handle)
{
	KeAcquireInStackQueuedSpinLock(&Extension->Lock, Handle);
}

_Releases_lock_(Extension->Lock)
_IRQL_restores_global_(QueuedSpinLock, Handle)
static VOID Leave(PEXTENSION Extension, PKLOCK_QUEUE_HANDLE Handle)
{
	Extension->Count++;
	KeReleaseInStackQueuedSpinLock(Handle);
}

_Acquires_lock_(Extension->Other)
static VOID EnterOther(PEXTENSION Extension, _Out_ _IRQL_saves_ PKIRQL OldIrql)
{
	KeAcquireSpinLock(&Extension->Other, OldIrql);
}

_Releases_lock_(Extension->Other)
static VOID LeaveOther(PEXTENSION Extension, _In_ _IRQL_restores_ KIRQL OldIrql)
{
	KeReleaseSpinLock(&Extension->Other, OldIrql);
}

VOID Right(PEXTENSION Extension)
{
	KLOCK_QUEUE_HANDLE Handle;
	KIRQL OldIrql;

	Enter(Extension, &Handle);
	Leave(Extension, &Handle);
	EnterOther(Extension, &OldIrql);
	LeaveOther(Extension, OldIrql);
}
