// SPDX-License-Identifier: GPL-2.0
/* What may only be called at PASSIVE_LEVEL is called under a lock. */
#include "extension.h"

_IRQL_requires_max_(PASSIVE_LEVEL)
VOID ReadSettings(PEXTENSION Extension);

VOID Wrong(PEXTENSION Extension)
{
	KIRQL OldIrql;

	KeAcquireSpinLock(&Extension->Lock, &OldIrql);
	ReadSettings(Extension); /* here */
	KeReleaseSpinLock(&Extension->Lock, OldIrql);
}

VOID Convert(PEXTENSION Extension, PUNICODE_STRING To, PCANSI_STRING From, PKGUARDED_MUTEX Mutex)
{
	KIRQL OldIrql;

	KeAcquireSpinLock(&Extension->Lock, &OldIrql);
	RtlAnsiStringToUnicodeString(To, From, TRUE); /* here */
	RtlFreeUnicodeString(To); /* here */
	KeInitializeGuardedMutex(Mutex); /* here */
	KeSetSystemAffinityThreadEx(1); /* here */
	KeReleaseSpinLock(&Extension->Lock, OldIrql);
}
