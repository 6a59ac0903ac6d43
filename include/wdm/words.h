/* SPDX-License-Identifier: GPL-2.0 */
/*
 * words.h - the macros on types, fields and numbers that stand in every driver's source.
 */
#ifndef NTSPIN_WDM_WORDS_H
#define NTSPIN_WDM_WORDS_H

#define FIELD_OFFSET(type, field) ((LONG)__builtin_offsetof(type, field))
#define UFIELD_OFFSET(type, field) ((ULONG)__builtin_offsetof(type, field))
#define TYPE_ALIGNMENT(type) __alignof__(type)
#define PROBE_ALIGNMENT(type) TYPE_ALIGNMENT(type)
#define CONTAINING_RECORD(address, type, field) \
	((type *)((PCHAR)(address) - (ULONG_PTR)__builtin_offsetof(type, field)))

#define RTL_FIELD_TYPE(type, field) (((type *)0)->field)
#define RTL_FIELD_SIZE(type, field) (sizeof(((type *)0)->field))
#define RTL_SIZEOF_THROUGH_FIELD(type, field) \
	(FIELD_OFFSET(type, field) + RTL_FIELD_SIZE(type, field))
#define RTL_CONTAINS_FIELD(structure, size, field) \
	((((PCHAR)&(structure)->field) + sizeof((structure)->field)) <= \
	 (((PCHAR)(structure)) + (size)))
#define RTL_NUMBER_OF_V1(array) (sizeof(array) / sizeof((array)[0]))
#define RTL_NUMBER_OF_V2(array) RTL_NUMBER_OF_V1(array)
#define RTL_NUMBER_OF(array) RTL_NUMBER_OF_V1(array)
#define RTL_NUMBER_OF_FIELD(type, field) RTL_NUMBER_OF(RTL_FIELD_TYPE(type, field))
#define ARRAYSIZE(array) RTL_NUMBER_OF_V2(array)
#define _ARRAYSIZE(array) RTL_NUMBER_OF_V1(array)
#define RTL_BITS_OF(expression) (sizeof(expression) * 8)
#define RTL_BITS_OF_FIELD(type, field) RTL_BITS_OF(RTL_FIELD_TYPE(type, field))

#define UNREFERENCED_PARAMETER(parameter) ((void)(parameter))
#define UNREFERENCED_LOCAL_VARIABLE(variable) ((void)(variable))
#define DBG_UNREFERENCED_PARAMETER(parameter) ((void)(parameter))
#define DBG_UNREFERENCED_LOCAL_VARIABLE(variable) ((void)(variable))
#define ARGUMENT_PRESENT(argument) ((argument) != NULL)
#define DEFAULT_UNREACHABLE default: __builtin_unreachable()

#define MINCHAR 0x80
#define MAXCHAR 0x7f
#define MINSHORT 0x8000
#define MAXSHORT 0x7fff
#define MINLONG ((LONG)0x80000000)
#define MAXLONG 0x7fffffff
#define MAXUCHAR 0xff
#define MAXUSHORT 0xffff
#define MAXULONG 0xffffffff
#define MAXLONGLONG 0x7fffffffffffffffLL
#define MAXULONGLONG 0xffffffffffffffffULL
#define MAXDWORD 0xffffffff

#define Int32x32To64(a, b) ((LONGLONG)(LONG)(a) * (LONGLONG)(LONG)(b))
#define UInt32x32To64(a, b) ((ULONGLONG)(ULONG)(a) * (ULONGLONG)(ULONG)(b))
#define Int64ShllMod32(value, count) ((ULONGLONG)(value) << (count))
#define Int64ShraMod32(value, count) ((LONGLONG)(value) >> (count))
#define Int64ShrlMod32(value, count) ((ULONGLONG)(value) >> (count))

#define FlagOn(flags, some) ((flags) & (some))
#define BooleanFlagOn(flags, some) ((BOOLEAN)(((flags) & (some)) != 0))
#define SetFlag(flags, some) ((flags) |= (some))
#define ClearFlag(flags, some) ((flags) &= ~(some))

/* Operators for an enum of flags, which C++ has not by itself. */
#ifdef __cplusplus
#define NTSPIN_FLAG_OPERATOR __inline__ __attribute__((__unused__))
#define NTSPIN_FLAG_OPERATORS(type, op)							\
	NTSPIN_FLAG_OPERATOR constexpr type operator op(type a, type b)			\
	{										\
		return (type)((__underlying_type(type))a op (__underlying_type(type))b); \
	}										\
	NTSPIN_FLAG_OPERATOR type &operator op##=(type &a, type b)			\
	{										\
		return a = a op b;							\
	}
#define DEFINE_ENUM_FLAG_OPERATORS(type)						\
	extern "C++" {									\
	NTSPIN_FLAG_OPERATORS(type, |)							\
	NTSPIN_FLAG_OPERATORS(type, &)							\
	NTSPIN_FLAG_OPERATORS(type, ^)							\
	NTSPIN_FLAG_OPERATOR constexpr type operator~(type a)				\
	{										\
		return (type)~(__underlying_type(type))a;				\
	}										\
	}
#else
#define DEFINE_ENUM_FLAG_OPERATORS(type)
#endif

#define DECLARE_HANDLE(name) typedef struct name##__ { int unused; } *name

/* Names that Linux and C++ libraries have, too. */
#if defined(NTSPIN_DRIVER) && !defined(NOMINMAX)
#ifndef min
#define min(a, b) (((a) < (b)) ? (a) : (b))
#endif
#ifndef max
#define max(a, b) (((a) > (b)) ? (a) : (b))
#endif
#endif

#endif
