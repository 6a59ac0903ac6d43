// SPDX-License-Identifier: GPL-2.0
/* untyped.c - a routine whose type is left out: an int; and the C of 2017. */
#include <ntddk.h>

C_ASSERT(__STDC_VERSION__ == 201710L);

static Untyped(VOID)
{
	return 3;
}

LONG Typed(VOID);
LONG Typed(VOID)
{
	return Untyped();
}
