/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ntintsafe.h - sums, products and conversions of integers that say when they overflow.
 *
 *	NTSTATUS RtlULongAdd(Augend, Addend, Result)		Sub, Mult: the same
 *	NTSTATUS RtlSizeTToULong(Operand, Result)
 *
 * for each type of the table below, and from each of them to each other.
 *
 * Context: Any IRQL. Linux: any context.
 * Return: STATUS_SUCCESS; or STATUS_INTEGER_OVERFLOW, and Result has all bits set.
 * Errors: none.
 * Differs from Windows: Windows leaves out conversions that cannot overflow between
 *   some types; here each is there.
 * Windows: ntintsafe.h.
 */
#ifndef NTSPIN_NTINTSAFE_H
#define NTSPIN_NTINTSAFE_H

#include "ntdef.h"
#include "ntstatus.h"

EXTERN_C_START

#define NTSPIN_SAFE(Overflows, Type)							\
	do {										\
		if (!(Overflows))							\
			return STATUS_SUCCESS;						\
		*Result = (Type)-1;							\
		return STATUS_INTEGER_OVERFLOW;						\
	} while (0)

#define NTSPIN_SAFE_BINARY(Name, Type, Operation)					\
	FORCEINLINE NTSTATUS Name(_In_ Type A, _In_ Type B, _Out_ Type *Result)		\
	{										\
		NTSPIN_SAFE(Operation(A, B, Result), Type);				\
	}

#define NTSPIN_SAFE_ARITHMETIC(What, Type)						\
	NTSPIN_SAFE_BINARY(Rtl##What##Add, Type, __builtin_add_overflow)		\
	NTSPIN_SAFE_BINARY(Rtl##What##Sub, Type, __builtin_sub_overflow)		\
	NTSPIN_SAFE_BINARY(Rtl##What##Mult, Type, __builtin_mul_overflow)

#define NTSPIN_SAFE_CONVERSION(From, FromType, Into, ToType)				\
	FORCEINLINE NTSTATUS Rtl##From##To##Into(_In_ FromType Operand, _Out_ ToType *Result) \
	{										\
		NTSPIN_SAFE(__builtin_add_overflow(Operand, (ToType)0, Result), ToType); \
	}

/* Every type, as what is converted to; Row(What it is called, Type). */
#define NTSPIN_SAFE_TYPES(Row, From, FromType)						\
	Row(From, FromType, Char, CHAR)							\
	Row(From, FromType, Int8, INT8)							\
	Row(From, FromType, UChar, UCHAR)						\
	Row(From, FromType, UInt8, UINT8)						\
	Row(From, FromType, Short, SHORT)						\
	Row(From, FromType, UShort, USHORT)						\
	Row(From, FromType, Int, INT)							\
	Row(From, FromType, UInt, UINT)							\
	Row(From, FromType, Long, LONG)							\
	Row(From, FromType, ULong, ULONG)						\
	Row(From, FromType, LongLong, LONGLONG)						\
	Row(From, FromType, ULongLong, ULONGLONG)					\
	Row(From, FromType, IntPtr, INT_PTR)						\
	Row(From, FromType, UIntPtr, UINT_PTR)						\
	Row(From, FromType, LongPtr, LONG_PTR)						\
	Row(From, FromType, ULongPtr, ULONG_PTR)					\
	Row(From, FromType, DWordPtr, DWORD_PTR)					\
	Row(From, FromType, SizeT, SIZE_T)						\
	Row(From, FromType, SSIZET, SSIZE_T)						\
	Row(From, FromType, PtrdiffT, SSIZE_T)

#define NTSPIN_SAFE_ALL(What, Type)							\
	NTSPIN_SAFE_ARITHMETIC(What, Type)						\
	NTSPIN_SAFE_TYPES(NTSPIN_SAFE_CONVERSION, What, Type)

NTSPIN_SAFE_TYPES(NTSPIN_SAFE_CONVERSION, Char, CHAR)
NTSPIN_SAFE_TYPES(NTSPIN_SAFE_CONVERSION, UChar, UCHAR)
NTSPIN_SAFE_ALL(Int8, INT8)
NTSPIN_SAFE_ALL(UInt8, UINT8)
NTSPIN_SAFE_ALL(Short, SHORT)
NTSPIN_SAFE_ALL(UShort, USHORT)
NTSPIN_SAFE_ALL(Int, INT)
NTSPIN_SAFE_ALL(UInt, UINT)
NTSPIN_SAFE_ALL(Long, LONG)
NTSPIN_SAFE_ALL(ULong, ULONG)
NTSPIN_SAFE_ALL(LongLong, LONGLONG)
NTSPIN_SAFE_ALL(ULongLong, ULONGLONG)
NTSPIN_SAFE_ALL(IntPtr, INT_PTR)
NTSPIN_SAFE_ALL(UIntPtr, UINT_PTR)
NTSPIN_SAFE_ALL(LongPtr, LONG_PTR)
NTSPIN_SAFE_ALL(ULongPtr, ULONG_PTR)
NTSPIN_SAFE_ALL(DWordPtr, DWORD_PTR)
NTSPIN_SAFE_ALL(SizeT, SIZE_T)
NTSPIN_SAFE_ALL(SSIZET, SSIZE_T)
NTSPIN_SAFE_ALL(PtrdiffT, SSIZE_T)

/* Other names of the same. */
#define RtlInt16Add RtlShortAdd
#define RtlInt16Sub RtlShortSub
#define RtlInt16Mult RtlShortMult
#define RtlUInt16Add RtlUShortAdd
#define RtlUInt16Sub RtlUShortSub
#define RtlUInt16Mult RtlUShortMult
#define RtlWordAdd RtlUShortAdd
#define RtlWordSub RtlUShortSub
#define RtlWordMult RtlUShortMult
#define RtlInt32Add RtlIntAdd
#define RtlInt32Sub RtlIntSub
#define RtlInt32Mult RtlIntMult
#define RtlUInt32Add RtlUIntAdd
#define RtlUInt32Sub RtlUIntSub
#define RtlUInt32Mult RtlUIntMult
#define RtlDWordAdd RtlULongAdd
#define RtlDWordSub RtlULongSub
#define RtlDWordMult RtlULongMult
#define RtlInt64Add RtlLongLongAdd
#define RtlInt64Sub RtlLongLongSub
#define RtlInt64Mult RtlLongLongMult
#define RtlUInt64Add RtlULongLongAdd
#define RtlUInt64Sub RtlULongLongSub
#define RtlUInt64Mult RtlULongLongMult
#define RtlDWordLongAdd RtlULongLongAdd
#define RtlDWordLongSub RtlULongLongSub
#define RtlDWordLongMult RtlULongLongMult
#define RtlIntToByte RtlIntToUInt8
#define RtlUIntToByte RtlUIntToUInt8
#define RtlLongToByte RtlLongToUInt8
#define RtlULongToByte RtlULongToUInt8
#define RtlLongLongToByte RtlLongLongToUInt8
#define RtlULongLongToByte RtlULongLongToUInt8
#define RtlByteToChar RtlUInt8ToChar
#define RtlByteToInt8 RtlUInt8ToInt8
#define RtlSizeTToByte RtlSizeTToUInt8
#define RtlSizeTToUInt32 RtlSizeTToUInt
#define RtlSizeTToDWord RtlSizeTToULong
#define RtlULongLongToUInt32 RtlULongLongToUInt
#define RtlUInt64ToSizeT RtlULongLongToSizeT
#define RtlUInt64ToUInt32 RtlULongLongToUInt
#define RtlInt64ToUInt32 RtlLongLongToUInt

EXTERN_C_END

#endif
