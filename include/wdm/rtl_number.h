/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rtl_number.h - bits counted and found, and numbers that look random.
 */
#ifndef NTSPIN_WDM_RTL_NUMBER_H
#define NTSPIN_WDM_RTL_NUMBER_H

#include "../ntdef.h"

EXTERN_C_START

/**
 * RtlFindMostSignificantBit() - the highest bit that is set
 * @Set: the bits
 *
 * Context: Any IRQL. Linux: any context.
 * Return: its number, the lowest is 0; -1 where none is set.
 * Errors: none.
 * Windows: wdm.h, RtlFindMostSignificantBit function.
 */
CCHAR NTAPI RtlFindMostSignificantBit(_In_ ULONGLONG Set);

/**
 * RtlFindLeastSignificantBit() - the lowest bit that is set
 * @Set: the bits
 *
 * Context: Any IRQL. Linux: any context.
 * Return: its number, the lowest is 0; -1 where none is set.
 * Errors: none.
 * Windows: wdm.h, RtlFindLeastSignificantBit function.
 */
CCHAR NTAPI RtlFindLeastSignificantBit(_In_ ULONGLONG Set);

/**
 * RtlNumberOfSetBitsUlongPtr() - how many bits are set
 * @Target: the bits
 *
 * Context: Any IRQL. Linux: any context.
 * Return: how many.
 * Errors: none.
 * Windows: wdm.h, RtlNumberOfSetBitsUlongPtr function.
 */
ULONG NTAPI RtlNumberOfSetBitsUlongPtr(_In_ ULONG_PTR Target);

/**
 * RtlRandomEx() - the next of numbers that look random
 * @Seed: of which it is made; gets the next one
 *
 * For hashes and tests, and for no secret: who knows one seed knows all that follows.
 *
 * Context: Any IRQL. Linux: any context. (On Windows <= APC_LEVEL.)
 * Return: a number of 0 to MAXLONG - 1.
 * Errors: none.
 * Differs from Windows: The numbers are others, and depend on the seed alone.
 * Windows: ntifs.h, RtlRandomEx function; so RtlRandom.
 */
ULONG NTAPI RtlRandomEx(_Inout_ PULONG Seed);
ULONG NTAPI RtlRandom(_Inout_ PULONG Seed);

EXTERN_C_END

#endif
