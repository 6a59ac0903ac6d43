// SPDX-License-Identifier: GPL-2.0
/* The lock of another element of the table is released. */
#include <wdm.h>

typedef struct _ENTRY {
	KSPIN_LOCK Lock;
	ULONG Count;
} ENTRY, *PENTRY;

static ENTRY Table[16];

VOID Wrong(ULONG Index, ULONG Other)
{
	PENTRY Entry = &Table[Index];
	KIRQL OldIrql;

	KeAcquireSpinLock(&Entry->Lock, &OldIrql); /* here */
	Entry->Count++;
	KeReleaseSpinLock(&Table[Other].Lock, OldIrql); /* here */
}
