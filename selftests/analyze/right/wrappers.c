// SPDX-License-Identifier: GPL-2.0
/* Wrappers that say nothing: a note for each, and no mistake. */
#include "extension.h"

VOID Enter(PEXTENSION Extension)
{
	KeAcquireSpinLock(&Extension->Lock, &Extension->Saved);
}

VOID Leave(PEXTENSION Extension)
{
	KeReleaseSpinLock(&Extension->Lock, Extension->Saved);
}

VOID EnterQueued(PEXTENSION Extension, PKLOCK_QUEUE_HANDLE Handle)
{
	KeAcquireInStackQueuedSpinLock(&Extension->Other, Handle);
}

VOID LeaveQueued(PKLOCK_QUEUE_HANDLE Handle)
{
	KeReleaseInStackQueuedSpinLock(Handle);
}

VOID Right(PEXTENSION Extension)
{
	KLOCK_QUEUE_HANDLE Handle;

	Enter(Extension);
	Extension->Count++;
	Leave(Extension);
	EnterQueued(Extension, &Handle);
	Extension->Count++;
	LeaveQueued(&Handle);
}
