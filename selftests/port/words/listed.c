// SPDX-License-Identifier: GPL-2.0
/* listed.c - arguments of a macro that are none. */
#include <ntddk.h>

#define Print(format, ...) DbgPrint(format, __VA_ARGS__)

VOID Listed(VOID);
VOID Listed(VOID)
{
	Print("none\n");
}
