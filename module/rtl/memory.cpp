// SPDX-License-Identifier: GPL-2.0
/*
 * memory.cpp - the routines behind the macros of wdm/rtl_memory.h, and what compares memory.
 */
#include "wdm/rtl_memory.h"

extern "C" {

/* In parentheses, since macros have their names. */
VOID NTAPI(RtlCopyMemory)(VOID *Destination, const VOID *Source, SIZE_T Length)
{
	__builtin_memcpy(Destination, Source, Length);
}

VOID NTAPI(RtlMoveMemory)(VOID *Destination, const VOID *Source, SIZE_T Length)
{
	__builtin_memmove(Destination, Source, Length);
}

VOID NTAPI(RtlFillMemory)(VOID *Destination, SIZE_T Length, UCHAR Fill)
{
	__builtin_memset(Destination, Fill, Length);
}

VOID NTAPI(RtlZeroMemory)(VOID *Destination, SIZE_T Length)
{
	__builtin_memset(Destination, 0, Length);
}

SIZE_T NTAPI RtlCompareMemory(const VOID *Source1, const VOID *Source2, SIZE_T Length)
{
	const auto *a = static_cast<const UCHAR *>(Source1);
	const auto *b = static_cast<const UCHAR *>(Source2);
	SIZE_T same = 0;

	while (same < Length && a[same] == b[same])
		same++;
	return same;
}

SIZE_T NTAPI RtlCompareMemoryUlong(PVOID Source, SIZE_T Length, ULONG Pattern)
{
	const auto *words = static_cast<const ULONG *>(Source);
	SIZE_T same = 0;

	while (same < Length / sizeof(ULONG) && words[same] == Pattern)
		same++;
	return same * sizeof(ULONG);
}

} /* extern "C" */
