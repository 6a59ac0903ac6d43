/* SPDX-License-Identifier: GPL-2.0 */
/*
 * large_integer.h - arithmetic on numbers of 64 bits by routines, as compilers once had no such numbers.
 *
 * Context: Any IRQL. Linux: any context.
 * Errors: none is detected, but a division by 0 is the machine's.
 */
#ifndef NTSPIN_WDM_LARGE_INTEGER_H
#define NTSPIN_WDM_LARGE_INTEGER_H

#include "../ntdef.h"

EXTERN_C_START

/* Each: the name, what it is given, what is returned. */
#define NTSPIN_LARGE(name, parameters, value)							\
	FORCEINLINE LARGE_INTEGER NTAPI name parameters						\
	{											\
		LARGE_INTEGER result;								\
												\
		result.QuadPart = (value);							\
		return result;									\
	}

NTSPIN_LARGE(RtlConvertLongToLargeInteger, (LONG SignedInteger), SignedInteger)
NTSPIN_LARGE(RtlConvertUlongToLargeInteger, (ULONG UnsignedInteger), UnsignedInteger)
NTSPIN_LARGE(RtlEnlargedIntegerMultiply, (LONG Multiplicand, LONG Multiplier),
	     (LONGLONG)Multiplicand * Multiplier)
NTSPIN_LARGE(RtlEnlargedUnsignedMultiply, (ULONG Multiplicand, ULONG Multiplier),
	     (LONGLONG)((ULONGLONG)Multiplicand * Multiplier))
NTSPIN_LARGE(RtlExtendedIntegerMultiply, (LARGE_INTEGER Multiplicand, LONG Multiplier),
	     (LONGLONG)((ULONGLONG)Multiplicand.QuadPart * (ULONGLONG)Multiplier))
NTSPIN_LARGE(RtlLargeIntegerAdd, (LARGE_INTEGER Addend1, LARGE_INTEGER Addend2),
	     (LONGLONG)((ULONGLONG)Addend1.QuadPart + (ULONGLONG)Addend2.QuadPart))
NTSPIN_LARGE(RtlLargeIntegerSubtract, (LARGE_INTEGER Number, LARGE_INTEGER Subtrahend),
	     (LONGLONG)((ULONGLONG)Number.QuadPart - (ULONGLONG)Subtrahend.QuadPart))
NTSPIN_LARGE(RtlLargeIntegerNegate, (LARGE_INTEGER Number),
	     (LONGLONG)(0 - (ULONGLONG)Number.QuadPart))
NTSPIN_LARGE(RtlLargeIntegerShiftLeft, (LARGE_INTEGER Number, CCHAR Count),
	     (LONGLONG)((ULONGLONG)Number.QuadPart << (Count & 63)))
NTSPIN_LARGE(RtlLargeIntegerShiftRight, (LARGE_INTEGER Number, CCHAR Count),
	     (LONGLONG)((ULONGLONG)Number.QuadPart >> (Count & 63)))
NTSPIN_LARGE(RtlLargeIntegerArithmeticShift, (LARGE_INTEGER Number, CCHAR Count),
	     Number.QuadPart >> (Count & 63))

/* The remainder is stored where there is a place for it. */
FORCEINLINE ULONG NTAPI RtlEnlargedUnsignedDivide(ULARGE_INTEGER Dividend, ULONG Divisor,
						  PULONG Remainder)
{
	if (Remainder)
		*Remainder = (ULONG)(Dividend.QuadPart % Divisor);
	return (ULONG)(Dividend.QuadPart / Divisor);
}

FORCEINLINE LARGE_INTEGER NTAPI RtlExtendedLargeIntegerDivide(LARGE_INTEGER Dividend, ULONG Divisor,
							      PULONG Remainder)
{
	LARGE_INTEGER result;

	if (Remainder)
		*Remainder = (ULONG)((ULONGLONG)Dividend.QuadPart % Divisor);
	result.QuadPart = (LONGLONG)((ULONGLONG)Dividend.QuadPart / Divisor);
	return result;
}

#undef NTSPIN_LARGE

EXTERN_C_END

#endif
