// SPDX-License-Identifier: GPL-2.0
/* What only the author can know is reported. */
#include "extension.h"

_Requires_lock_held_(Extension->Lock)
static VOID CountOne(PEXTENSION Extension)
{
	Extension->Count++;
}

_IRQL_requires_(DISPATCH_LEVEL)
VOID Right(PVOID Context)
{
	PEXTENSION Extension = Context;

	_Analysis_assume_lock_held_(Extension->Lock);
	CountOne(Extension);
}
