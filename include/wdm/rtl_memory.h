/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rtl_memory.h - memory copied, filled and compared.
 *
 * Macros over the compiler's own, as on Windows, and routines for who takes their address.
 */
#ifndef NTSPIN_WDM_RTL_MEMORY_H
#define NTSPIN_WDM_RTL_MEMORY_H

#include "../ntdef.h"

EXTERN_C_START

/**
 * RtlCopyMemory() - copy memory; RtlMoveMemory(): where the two may overlap
 * @Destination: where to
 * @Source: where from
 * @Length: in bytes
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none is detected.
 * Windows: wdm.h, RtlCopyMemory macro; wdm.h, RtlMoveMemory macro.
 */
VOID NTAPI RtlCopyMemory(_Out_ VOID *Destination, _In_ const VOID *Source, _In_ SIZE_T Length);
VOID NTAPI RtlMoveMemory(_Out_ VOID *Destination, _In_ const VOID *Source, _In_ SIZE_T Length);

/**
 * RtlFillMemory() - fill memory with a byte; RtlZeroMemory(): with zeroes
 * @Destination: what to fill
 * @Length: in bytes
 * @Fill: with what
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none is detected.
 * Windows: wdm.h, RtlFillMemory macro; wdm.h, RtlZeroMemory macro.
 */
VOID NTAPI RtlFillMemory(_Out_ VOID *Destination, _In_ SIZE_T Length, _In_ UCHAR Fill);
VOID NTAPI RtlZeroMemory(_Out_ VOID *Destination, _In_ SIZE_T Length);

/**
 * RtlCompareMemory() - how many bytes from the first on are the same
 * @Source1: one block
 * @Source2: the other
 * @Length: of both, in bytes
 *
 * Context: Any IRQL. Linux: any context.
 * Return: how many; Length where all are.
 * Errors: none is detected.
 * Windows: wdm.h, RtlCompareMemory function.
 */
SIZE_T NTAPI RtlCompareMemory(_In_ const VOID *Source1, _In_ const VOID *Source2,
			      _In_ SIZE_T Length);

/**
 * RtlCompareMemoryUlong() - how many bytes from the first on are a repeated ULONG
 * @Source: the block, aligned for it
 * @Length: in bytes; what is behind the last whole ULONG is left out
 * @Pattern: the ULONG
 *
 * Context: Any IRQL. Linux: any context.
 * Return: how many, a multiple of 4.
 * Errors: none is detected.
 * Windows: ntifs.h, RtlCompareMemoryUlong function.
 */
SIZE_T NTAPI RtlCompareMemoryUlong(_In_ PVOID Source, _In_ SIZE_T Length, _In_ ULONG Pattern);

#define RtlCopyMemory(Destination, Source, Length) \
	__builtin_memcpy(Destination, Source, Length)
#define RtlMoveMemory(Destination, Source, Length) \
	__builtin_memmove(Destination, Source, Length)
#define RtlFillMemory(Destination, Length, Fill) \
	__builtin_memset(Destination, Fill, Length)
#define RtlZeroMemory(Destination, Length) __builtin_memset(Destination, 0, Length)
#define RtlEqualMemory(Destination, Source, Length) \
	(!__builtin_memcmp(Destination, Source, Length))
#define RtlCopyMemoryNonTemporal RtlCopyMemory
#define RtlCopyBytes RtlCopyMemory
#define RtlZeroBytes RtlZeroMemory
#define RtlFillBytes RtlFillMemory

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
	__builtin_memset(Memory, 0, Length);
	/* The compiler is not told what this reads. */
	__asm__ __volatile__("" : : "r"(Memory) : "memory");
	return Memory;
}

/**
 * RtlFillMemoryUlong() - fill memory with a repeated ULONG
 * @Destination: what to fill, aligned for it
 * @Length: in bytes; what is behind the last whole ULONG is left as it is
 * @Pattern: the ULONG
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none is detected.
 * Windows: ntifs.h, RtlFillMemoryUlong function.
 */
FORCEINLINE VOID RtlFillMemoryUlong(_Out_ PVOID Destination, _In_ SIZE_T Length,
				    _In_ ULONG Pattern)
{
	SIZE_T At;

	for (At = 0; At < Length / sizeof(ULONG); At++)
		((PULONG)Destination)[At] = Pattern;
}

EXTERN_C_END

#endif
