// SPDX-License-Identifier: GPL-2.0
/* beside.cpp - __FUNCTION__ in front of a string. */
#include <ntddk.h>

VOID Beside(VOID)
{
	DbgPrint(__FUNCTION__ "()\n");
}
