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

/* It brings the words of programs for numbers, too. */
#ifdef NTSPIN_DRIVER
#include "windef.h"

#define BYTE_MAX 0xff
#define SHORT_MIN (-32768)
#define SHORT_MAX 32767
#define USHORT_MAX 0xffff
#define WORD_MAX USHORT_MAX
#define DWORD_MAX 0xffffffffu
#define LONGLONG_MIN (-LONGLONG_MAX - 1)
#define LONGLONG_MAX 0x7fffffffffffffffll
#define ULONGLONG_MAX 0xffffffffffffffffull
#define LONG64_MAX LONGLONG_MAX
#define ULONG64_MAX ULONGLONG_MAX
#define DWORD64_MAX ULONGLONG_MAX
#define INT_PTR_MAX LONGLONG_MAX
#define UINT_PTR_MAX ULONGLONG_MAX
#define LONG_PTR_MAX LONGLONG_MAX
#define ULONG_PTR_MAX ULONGLONG_MAX
#define SIZE_T_MAX ULONGLONG_MAX
#define SSIZE_T_MAX LONGLONG_MAX
#endif

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

/* Every type, by each of its names, as what is converted to. */
#define NTSPIN_SAFE_TYPES(Row, From, FromType)						\
	Row(From, FromType, Char, CHAR)							\
	Row(From, FromType, Int8, INT8)							\
	Row(From, FromType, UChar, UCHAR)						\
	Row(From, FromType, UInt8, UINT8)						\
	Row(From, FromType, Byte, UCHAR)						\
	Row(From, FromType, Short, SHORT)						\
	Row(From, FromType, Int16, INT16)						\
	Row(From, FromType, UShort, USHORT)						\
	Row(From, FromType, UInt16, UINT16)						\
	Row(From, FromType, Word, USHORT)						\
	Row(From, FromType, Int, INT)							\
	Row(From, FromType, Int32, INT32)						\
	Row(From, FromType, UInt, unsigned int)							\
	Row(From, FromType, UInt32, UINT32)						\
	Row(From, FromType, Long, LONG)							\
	Row(From, FromType, ULong, ULONG)						\
	Row(From, FromType, DWord, ULONG)						\
	Row(From, FromType, LongLong, LONGLONG)						\
	Row(From, FromType, Long64, LONG64)						\
	Row(From, FromType, Int64, INT64)						\
	Row(From, FromType, ULongLong, ULONGLONG)					\
	Row(From, FromType, ULong64, ULONG64)						\
	Row(From, FromType, UInt64, UINT64)						\
	Row(From, FromType, DWordLong, ULONGLONG)					\
	Row(From, FromType, DWord64, ULONG64)						\
	Row(From, FromType, IntPtr, INT_PTR)						\
	Row(From, FromType, UIntPtr, UINT_PTR)						\
	Row(From, FromType, LongPtr, LONG_PTR)						\
	Row(From, FromType, ULongPtr, ULONG_PTR)					\
	Row(From, FromType, DWordPtr, ULONG_PTR)					\
	Row(From, FromType, SizeT, SIZE_T)						\
	Row(From, FromType, SIZET, SIZE_T)						\
	Row(From, FromType, SSIZET, SSIZE_T)						\
	Row(From, FromType, PtrdiffT, SSIZE_T)

#define NTSPIN_SAFE_ALL(What, Type)							\
	NTSPIN_SAFE_ARITHMETIC(What, Type)						\
	NTSPIN_SAFE_TYPES(NTSPIN_SAFE_CONVERSION, What, Type)

NTSPIN_SAFE_TYPES(NTSPIN_SAFE_CONVERSION, Char, CHAR)
NTSPIN_SAFE_ALL(Int8, INT8)
NTSPIN_SAFE_TYPES(NTSPIN_SAFE_CONVERSION, UChar, UCHAR)
NTSPIN_SAFE_ALL(UInt8, UINT8)
NTSPIN_SAFE_TYPES(NTSPIN_SAFE_CONVERSION, Byte, UCHAR)
NTSPIN_SAFE_ALL(Short, SHORT)
NTSPIN_SAFE_ALL(Int16, INT16)
NTSPIN_SAFE_ALL(UShort, USHORT)
NTSPIN_SAFE_ALL(UInt16, UINT16)
NTSPIN_SAFE_ALL(Word, USHORT)
NTSPIN_SAFE_ALL(Int, INT)
NTSPIN_SAFE_ALL(Int32, INT32)
NTSPIN_SAFE_ALL(UInt, unsigned int)
NTSPIN_SAFE_ALL(UInt32, UINT32)
NTSPIN_SAFE_ALL(Long, LONG)
NTSPIN_SAFE_ALL(ULong, ULONG)
NTSPIN_SAFE_ALL(DWord, ULONG)
NTSPIN_SAFE_ALL(LongLong, LONGLONG)
NTSPIN_SAFE_ALL(Long64, LONG64)
NTSPIN_SAFE_ALL(Int64, INT64)
NTSPIN_SAFE_ALL(ULongLong, ULONGLONG)
NTSPIN_SAFE_ALL(ULong64, ULONG64)
NTSPIN_SAFE_ALL(UInt64, UINT64)
NTSPIN_SAFE_ALL(DWordLong, ULONGLONG)
NTSPIN_SAFE_ALL(DWord64, ULONG64)
NTSPIN_SAFE_ALL(IntPtr, INT_PTR)
NTSPIN_SAFE_ALL(UIntPtr, UINT_PTR)
NTSPIN_SAFE_ALL(LongPtr, LONG_PTR)
NTSPIN_SAFE_ALL(ULongPtr, ULONG_PTR)
NTSPIN_SAFE_ALL(DWordPtr, ULONG_PTR)
NTSPIN_SAFE_ALL(SizeT, SIZE_T)
NTSPIN_SAFE_ALL(SIZET, SIZE_T)
NTSPIN_SAFE_ALL(SSIZET, SSIZE_T)
NTSPIN_SAFE_ALL(PtrdiffT, SSIZE_T)

EXTERN_C_END

#endif
