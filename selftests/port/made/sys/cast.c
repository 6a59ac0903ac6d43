// SPDX-License-Identifier: GPL-2.0
/* cast.c - a cast that something is assigned to. */
#include <ntddk.h>

PVOID Behind(PVOID Address);

PVOID Behind(PVOID Address)
{
	(PUCHAR)Address += 4;
	return Address;
}
