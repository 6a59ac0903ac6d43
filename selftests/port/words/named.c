// SPDX-License-Identifier: GPL-2.0
/* named.c - a string beside __FUNCTION__. */
#include <ntddk.h>

VOID Named(VOID);
VOID Named(VOID)
{
	DbgPrint("in " __FUNCTION__ "\n");
}
