// SPDX-License-Identifier: GPL-2.0
/* A context is given its type where the lock is acquired, and a name where it is released. */
#include <wdm.h>

typedef struct _EXTENSION {
	KSPIN_LOCK Lock;
	ULONG Count;
	struct _EXTENSION *Next;
} EXTENSION, *PEXTENSION;

VOID Right(PVOID Context)
{
	PEXTENSION Extension = (PEXTENSION)Context;
	KIRQL OldIrql;

	KeAcquireSpinLock(&((PEXTENSION)Context)->Lock, &OldIrql);
	Extension->Count++;
	KeReleaseSpinLock(&Extension->Lock, OldIrql);
}

VOID RightAsWell(PVOID Context)
{
	EXTENSION *Extension;
	KIRQL OldIrql;

	Extension = (EXTENSION *)Context;
	KeAcquireSpinLock(&Extension->Lock, &OldIrql);
	Extension->Count++;
	KeReleaseSpinLock(&((EXTENSION *)Context)->Lock, OldIrql);
}

/* What a name was set to may change while the name stays. */
VOID RightWhileItMoves(PVOID Context)
{
	PEXTENSION Extension = (PEXTENSION)Context;
	KIRQL OldIrql;

	KeAcquireSpinLock(&Extension->Lock, &OldIrql);
	Context = Extension->Next;
	KeReleaseSpinLock(&Extension->Lock, OldIrql);
	KeAcquireSpinLock(&((PEXTENSION)Context)->Lock, &OldIrql);
	KeReleaseSpinLock(&((PEXTENSION)Context)->Lock, OldIrql);
}
