// SPDX-License-Identifier: GPL-2.0
/* scoped.cpp - a routine of Windows', by the name of no namespace. */
#include <ntddk.h>

VOID forget(HANDLE handle)
{
	::ZwFlushKey(handle);
}
