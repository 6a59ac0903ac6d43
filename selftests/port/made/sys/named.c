// SPDX-License-Identifier: GPL-2.0
/* named.c - a routine that is named and not called. */
#include <ntddk.h>

PVOID Where(VOID);

PVOID Where(VOID)
{
	return (PVOID)ZwCreateFile;
}
