// SPDX-License-Identifier: GPL-2.0
/* Two raises, but the first level is restored twice. */
#include <wdm.h>

typedef struct _EXTENSION {
	KSPIN_LOCK Lock;
	KSPIN_LOCK Other;
	EX_SPIN_LOCK Table;
	KIRQL Saved;
	ULONG Count;
} EXTENSION, *PEXTENSION;

VOID Wrong(PEXTENSION Extension)
{
	KIRQL First, Second;

	KeRaiseIrql(DISPATCH_LEVEL, &First);
	KeRaiseIrql(HIGH_LEVEL, &Second); /* here */
	Extension->Count++;
	KeLowerIrql(First);
	KeLowerIrql(First); /* here */
}
