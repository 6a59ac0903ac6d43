// SPDX-License-Identifier: GPL-2.0
/* An element of a table has a name of its own. */
#include <wdm.h>

#define ENTRIES 16

typedef struct _ENTRY {
	KSPIN_LOCK Lock;
	ULONG Count;
} ENTRY, *PENTRY;

typedef struct _EXTENSION {
	ENTRY Own[ENTRIES];
} EXTENSION, *PEXTENSION;

static ENTRY Table[ENTRIES];

VOID Right(ULONG Index)
{
	PENTRY Entry = &Table[Index];
	KIRQL OldIrql;

	KeAcquireSpinLock(&Table[Index].Lock, &OldIrql);
	Entry->Count++;
	KeReleaseSpinLock(&Entry->Lock, OldIrql);
}

VOID RightForEach(PEXTENSION Extension)
{
	KIRQL OldIrql;
	ULONG Index;

	for (Index = 0; Index < ENTRIES; Index++) {
		ENTRY *Entry = &Extension->Own[Index];

		KeAcquireSpinLock(&Entry->Lock, &OldIrql);
		Entry->Count++;
		KeReleaseSpinLock(&Extension->Own[Index].Lock, OldIrql);
	}
}

/* What the index becomes is no matter to who has the element. */
VOID RightWhileItMoves(ULONG Index)
{
	PENTRY Entry = &Table[Index];
	KIRQL OldIrql;

	KeAcquireSpinLock(&Entry->Lock, &OldIrql);
	Index++;
	KeReleaseSpinLock(&Entry->Lock, OldIrql);
	KeAcquireSpinLock(&Table[Index].Lock, &OldIrql);
	KeReleaseSpinLock(&Table[Index].Lock, OldIrql);
}
