// SPDX-License-Identifier: GPL-2.0
/* untyped.c - a routine whose type is left out: an int. */
#include <ntddk.h>

static Untyped(VOID)
{
	return 3;
}

LONG Typed(VOID);
LONG Typed(VOID)
{
	return Untyped();
}
