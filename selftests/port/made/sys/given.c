// SPDX-License-Identifier: GPL-2.0
/* given.c - more arguments than there are parameters. */
#include <ntddk.h>

VOID Say(PCSTR Format);

VOID Twice(VOID)
{
	Say("%d", 2);
}
