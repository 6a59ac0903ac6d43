/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ntstrsafe.h - strings copied, appended, printed and measured within a buffer of a known size.
 *
 * Cch counts characters, Cb bytes; both count the terminating null of a buffer.
 *
 *	RtlStringCchCopyW(Destination, Size, Source)		the whole source
 *	RtlStringCchCopyNW(Destination, Size, Source, Limit)	so much of it at most
 *	RtlStringCchCatW, RtlStringCchCatNW			behind what is there
 *	RtlStringCchPrintfW(Destination, Size, Format, ...)	what a format says
 *	RtlStringCchVPrintfW(Destination, Size, Format, List)	its arguments in a va_list
 *	RtlStringCchLengthW(String, Limit, Length)
 *
 * and the same with Ex at its end, which tells where the string ends (End: its null), how
 * much room is left with the null (Remaining), and does what Flags say:
 *
 *	STRSAFE_FILL_BEHIND_NULL	after a success fill what is behind the null with the low byte
 *	STRSAFE_IGNORE_NULLS		a NULL source is an empty one; a NULL destination is one of size 0
 *	STRSAFE_FILL_ON_FAILURE		after a failure fill all with the low byte, but for a null at the end
 *	STRSAFE_NULL_ON_FAILURE		after a failure the destination is an empty string
 *	STRSAFE_NO_TRUNCATION		what does not fit is not written at all
 *
 * The formats are Windows', for narrow text and wide; the narrow one is UTF-8:
 *
 *	%[-+ #0][width][.precision][size]type
 *	d i u o x X	size: hh h l I32 (32 bits), ll I64 (64), I z t (a pointer's)
 *	p		a pointer, 16 digits
 *	c s C S		a character, a string; h: narrow; l w: wide; else of the format's own kind, or,
 *			for the capitals, of the other kind
 *	Z		an ANSI_STRING; wZ: a UNICODE_STRING
 * Anything else, %f and %n among it, is printed as it stands, and takes no argument.
 *
 * Context: Any IRQL. Linux: any context. (On Windows PASSIVE_LEVEL.)
 * Return: STATUS_SUCCESS; STATUS_BUFFER_OVERFLOW where the destination was too
 *   small: it has what fits, and ends with a null; STATUS_INVALID_PARAMETER where
 *   the size is 0 or above NTSTRSAFE_MAX_CCH, a limit is above it, no null stands where one
 *   must, a pointer is NULL that may not be, or there is no such flag.
 * Errors: none.
 * Differs from Windows: Routines of ntspin, not inline. No floating point.
 * Windows: ntstrsafe.h.
 */
#ifndef NTSPIN_NTSTRSAFE_H
#define NTSPIN_NTSTRSAFE_H

#include "ntdef.h"
#include "ntstatus.h"

EXTERN_C_START

#define NTSTRSAFE_MAX_CCH 2147483647
#define NTSTRSAFE_MAX_LENGTH (NTSTRSAFE_MAX_CCH - 1)
#define NTSTRSAFE_UNICODE_STRING_MAX_CCH (0xffff / sizeof(WCHAR))
#define NTSTRSAFEDDI NTSTATUS NTAPI

#define STRSAFE_IGNORE_NULLS 0x00000100
#define STRSAFE_FILL_BEHIND_NULL 0x00000200
#define STRSAFE_FILL_ON_FAILURE 0x00000400
#define STRSAFE_NULL_ON_FAILURE 0x00000800
#define STRSAFE_NO_TRUNCATION 0x00001000
#define STRSAFE_VALID_FLAGS 0x00001fff
#define STRSAFE_FILL_BYTE(byte) ((ULONG)(((byte) & 0xff) | STRSAFE_FILL_BEHIND_NULL))
#define STRSAFE_FAILURE_BYTE(byte) ((ULONG)(((byte) & 0xff) | STRSAFE_FILL_ON_FAILURE))
#define STRSAFE_GET_FILL_PATTERN(flags) ((INT)((flags) & 0xff))

typedef CHAR *NTSTRSAFE_PSTR;
typedef const CHAR *NTSTRSAFE_PCSTR;
typedef WCHAR *NTSTRSAFE_PWSTR;
typedef const WCHAR *NTSTRSAFE_PCWSTR;
typedef const WCHAR *NTSTRSAFE_PCUNICODE_STRING_BUFFER;

/* The table of them, for declarations, definitions and exports: a row each, by Unit and Letter. */
#define NTSPIN_STRSAFE_ROUTINES(Row)	\
	Row(Cch, A)			\
	Row(Cch, W)			\
	Row(Cb, A)			\
	Row(Cb, W)

#define NTSPIN_STRSAFE_A CHAR
#define NTSPIN_STRSAFE_W WCHAR

#define NTSPIN_STRSAFE(Unit, Letter) \
	NTSPIN_STRSAFE_OF(RtlString##Unit, Letter, NTSPIN_STRSAFE_##Letter)
#define NTSPIN_STRSAFE_OF(Prefix, Letter, Char) NTSPIN_STRSAFE_TYPED(Prefix, Letter, Char)
#define NTSPIN_STRSAFE_TYPED(Prefix, Letter, Char)					\
	NTSTRSAFEDDI Prefix##Copy##Letter(_Out_ Char *Destination, _In_ SIZE_T Size,	\
					  _In_ const Char *Source);			\
	NTSTRSAFEDDI Prefix##CopyEx##Letter(_Out_ Char *Destination, _In_ SIZE_T Size,	\
		_In_opt_ const Char *Source, _Out_opt_ Char **End,			\
		_Out_opt_ SIZE_T *Remaining, _In_ ULONG Flags);				\
	NTSTRSAFEDDI Prefix##CopyN##Letter(_Out_ Char *Destination, _In_ SIZE_T Size,	\
		_In_ const Char *Source, _In_ SIZE_T Limit);				\
	NTSTRSAFEDDI Prefix##CopyNEx##Letter(_Out_ Char *Destination, _In_ SIZE_T Size,	\
		_In_opt_ const Char *Source, _In_ SIZE_T Limit, _Out_opt_ Char **End,	\
		_Out_opt_ SIZE_T *Remaining, _In_ ULONG Flags);				\
	NTSTRSAFEDDI Prefix##Cat##Letter(_Inout_ Char *Destination, _In_ SIZE_T Size,	\
					 _In_ const Char *Source);			\
	NTSTRSAFEDDI Prefix##CatEx##Letter(_Inout_ Char *Destination, _In_ SIZE_T Size,	\
		_In_opt_ const Char *Source, _Out_opt_ Char **End,			\
		_Out_opt_ SIZE_T *Remaining, _In_ ULONG Flags);				\
	NTSTRSAFEDDI Prefix##CatN##Letter(_Inout_ Char *Destination, _In_ SIZE_T Size,	\
		_In_ const Char *Source, _In_ SIZE_T Limit);				\
	NTSTRSAFEDDI Prefix##CatNEx##Letter(_Inout_ Char *Destination, _In_ SIZE_T Size, \
		_In_opt_ const Char *Source, _In_ SIZE_T Limit, _Out_opt_ Char **End,	\
		_Out_opt_ SIZE_T *Remaining, _In_ ULONG Flags);				\
	NTSTRSAFEDDI Prefix##Printf##Letter(_Out_ Char *Destination, _In_ SIZE_T Size,	\
					    _In_ const Char *Format, ...);		\
	NTSTRSAFEDDI Prefix##PrintfEx##Letter(_Out_ Char *Destination, _In_ SIZE_T Size, \
		_Out_opt_ Char **End, _Out_opt_ SIZE_T *Remaining, _In_ ULONG Flags,	\
		_In_opt_ const Char *Format, ...);					\
	NTSTRSAFEDDI Prefix##VPrintf##Letter(_Out_ Char *Destination, _In_ SIZE_T Size,	\
		_In_ const Char *Format, _In_ __builtin_va_list List);			\
	NTSTRSAFEDDI Prefix##VPrintfEx##Letter(_Out_ Char *Destination, _In_ SIZE_T Size, \
		_Out_opt_ Char **End, _Out_opt_ SIZE_T *Remaining, _In_ ULONG Flags,	\
		_In_opt_ const Char *Format, _In_ __builtin_va_list List);		\
	NTSTRSAFEDDI Prefix##Length##Letter(_In_ const Char *String, _In_ SIZE_T Limit,	\
					    _Out_opt_ SIZE_T *Length);

NTSPIN_STRSAFE_ROUTINES(NTSPIN_STRSAFE)

EXTERN_C_END

#include "wdm/strsafe_unicode.h"

#ifdef NTSPIN_DRIVER
#include "crt/stdio.h"
#endif

#endif
