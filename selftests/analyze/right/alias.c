// SPDX-License-Identifier: GPL-2.0
/* Two names for one lock; and an annotation can only name it by the parameter. */
#include "extension.h"

VOID Right(PEXTENSION Extension)
{
	PKSPIN_LOCK SpinLock = &Extension->Lock;
	KIRQL OldIrql;

	KeAcquireSpinLock(SpinLock, &OldIrql);
	Extension->Count++;
	KeReleaseSpinLock(&Extension->Lock, OldIrql);
}

_Acquires_lock_(((PEXTENSION)Context)->Lock)
VOID Enter(PVOID Context, _Out_ _IRQL_saves_ PKIRQL OldIrql)
{
	PEXTENSION Extension = Context;

	KeAcquireSpinLock(&Extension->Lock, OldIrql);
}

_Releases_lock_(CONTAINING_RECORD(Link, EXTENSION, Count)->Lock)
VOID Leave(PULONG Link, _In_ _IRQL_restores_ KIRQL OldIrql)
{
	PEXTENSION Extension;

	Extension = CONTAINING_RECORD(Link, EXTENSION, Count);
	Extension->Count++;
	KeReleaseSpinLock(&Extension->Lock, OldIrql);
}
