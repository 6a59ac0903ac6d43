// SPDX-License-Identifier: GPL-2.0
/* casts.c - what is assigned to is a cast, which Microsoft's compiler takes alone. */
#include <ntddk.h>

VOID advance(PVOID at);
VOID advance(PVOID at)
{
	(PUCHAR)at = (PUCHAR)at + 1;
}
