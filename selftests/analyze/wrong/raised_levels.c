// SPDX-License-Identifier: GPL-2.0
/* Two raises, but the first level is restored twice. */
#include "extension.h"

VOID Wrong(PEXTENSION Extension)
{
	KIRQL First, Second;

	KeRaiseIrql(DISPATCH_LEVEL, &First);
	KeRaiseIrql(HIGH_LEVEL, &Second); /* here */
	Extension->Count++;
	KeLowerIrql(First);
	KeLowerIrql(First); /* here */
}
