/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rtl_memory.h - memory copied, filled and compared.
 */
#ifndef NTSPIN_WDM_RTL_MEMORY_H
#define NTSPIN_WDM_RTL_MEMORY_H

#include "../ntdef.h"

/* Macros over C's routines, as on Windows. */
#define RtlCopyMemory(Destination, Source, Length) memcpy(Destination, Source, Length)
#define RtlMoveMemory(Destination, Source, Length) memmove(Destination, Source, Length)
#define RtlFillMemory(Destination, Length, Fill) memset(Destination, Fill, Length)
#define RtlZeroMemory(Destination, Length) memset(Destination, 0, Length)
#define RtlEqualMemory(Destination, Source, Length) (!memcmp(Destination, Source, Length))
#define RtlCopyBytes RtlCopyMemory
#define RtlZeroBytes RtlZeroMemory
#define RtlFillBytes RtlFillMemory

#ifdef NTSPIN_DRIVER
#include "../crt/string.h"

EXTERN_C_START

/**
 * RtlSecureZeroMemory() - zero memory, also where nothing reads it any more
 * @Memory: what to zero
 * @Length: in bytes
 *
 * Context: Any IRQL. Linux: any context.
 * Return: Memory.
 * Errors: none is detected.
 * Windows: wdm.h, RtlSecureZeroMemory function.
 */
FORCEINLINE PVOID RtlSecureZeroMemory(_Out_ PVOID Memory, _In_ SIZE_T Length)
{
	memset(Memory, 0, Length);
	/* The compiler is not told what this reads. */
	__asm__ __volatile__("" : : "r"(Memory) : "memory");
	return Memory;
}

/**
 * RtlCompareMemory() - how many bytes from the first on are the same
 * @A: one block
 * @B: the other
 * @Length: of both, in bytes
 *
 * Context: Any IRQL. Linux: any context.
 * Return: how many; Length where all are.
 * Errors: none is detected.
 * Differs from Windows: Inline here, a routine there.
 * Windows: wdm.h, RtlCompareMemory function.
 */
FORCEINLINE SIZE_T RtlCompareMemory(_In_ const VOID *A, _In_ const VOID *B, _In_ SIZE_T Length)
{
	SIZE_T Same = 0;

	while (Same < Length && ((const UCHAR *)A)[Same] == ((const UCHAR *)B)[Same])
		Same++;
	return Same;
}

EXTERN_C_END
#endif

#endif
