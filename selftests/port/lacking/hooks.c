// SPDX-License-Identifier: GPL-2.0
/* hooks.c - routines that Linux has not, one that its owner has forgotten, and a header of his. */
#include <ntddk.h>
#include "forgotten.h"

VOID Hooks(PKSPIN_LOCK Lock);
VOID Changed(PKENLISTMENT Value);

VOID Hooks(PKSPIN_LOCK Lock)
{
	KIRQL OldIrql;

	KeAcquireSpinLock(Lock, &OldIrql);
	KeInsertQueueApc(NULL, NULL, NULL, 0);
	ForgottenRoutine(LACKING);
	KeReleaseSpinLock(Lock, OldIrql);
}
