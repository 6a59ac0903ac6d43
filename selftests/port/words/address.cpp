// SPDX-License-Identifier: GPL-2.0
/* address.cpp - a routine's address that is kept as a PVOID. */
#include <ntddk.h>

VOID Addressed(VOID);
PVOID Address = Addressed;
