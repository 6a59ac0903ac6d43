/* SPDX-License-Identifier: GPL-2.0 */
/*
 * strsafe_unicode.h - the part of ntstrsafe.h for counted strings; included by it.
 *
 *	RtlUnicodeStringCopy(Destination, Source)		a counted string
 *	RtlUnicodeStringCopyString(Destination, Source)		one that ends with a null
 *	RtlUnicodeStringCchCopyN(Destination, Source, Limit)	so much of it at most; Cb: in bytes
 *	RtlUnicodeStringCat, CatString, CchCatN, CchCatStringN	behind what is there
 *	RtlUnicodeStringPrintf(Destination, Format, ...)	what a format says; VPrintf: of a va_list
 *	RtlStringCchCopyUnicodeString(Destination, Size, Source)	into a string that ends with a null
 *
 * and the same with Ex at its end, which tells what room is left (Remaining, a string of length
 * 0), and does what Flags say, as in ntstrsafe.h: STRSAFE_FILL_BEHIND,
 * STRSAFE_IGNORE_NULLS, STRSAFE_FILL_ON_FAILURE, STRSAFE_ZERO_LENGTH_ON_FAILURE,
 * STRSAFE_NO_TRUNCATION. No null stands behind a counted string, and none is counted.
 *
 * Context: Any IRQL. Linux: any context. (On Windows PASSIVE_LEVEL.)
 * Return: STATUS_SUCCESS; STATUS_BUFFER_OVERFLOW where the destination was too small: it has what
 *   fits; STATUS_INVALID_PARAMETER where a string is none that RtlUnicodeStringValidate() takes, or
 *   as ntstrsafe.h has it.
 * Errors: none.
 * Windows: ntstrsafe.h.
 */
#ifndef NTSPIN_WDM_STRSAFE_UNICODE_H
#define NTSPIN_WDM_STRSAFE_UNICODE_H

#include "../ntstrsafe.h"

EXTERN_C_START

#define STRSAFE_FILL_BEHIND STRSAFE_FILL_BEHIND_NULL
#define STRSAFE_ZERO_LENGTH_ON_FAILURE STRSAFE_NULL_ON_FAILURE

/**
 * RtlUnicodeStringInit() - make a counted string of one that ends with a null
 * @DestinationString: gets it; the characters stay where they are
 * @SourceString: the characters, or NULL for an empty string
 *
 * Context: Any IRQL. Linux: any context. (On Windows PASSIVE_LEVEL.)
 * Return: STATUS_SUCCESS; or STATUS_INVALID_PARAMETER where it is longer than 32766 characters.
 * Errors: none.
 * Windows: ntstrsafe.h, RtlUnicodeStringInit function.
 */
NTSTRSAFEDDI RtlUnicodeStringInit(_Out_ PUNICODE_STRING DestinationString,
				  _In_opt_ NTSTRSAFE_PCWSTR SourceString);
NTSTRSAFEDDI RtlUnicodeStringInitEx(_Out_ PUNICODE_STRING DestinationString,
				    _In_opt_ NTSTRSAFE_PCWSTR SourceString, _In_ ULONG Flags);

/**
 * RtlUnicodeStringValidate() - may it be a counted string
 * @SourceString: what is asked about
 *
 * Context: Any IRQL. Linux: any context. (On Windows PASSIVE_LEVEL.)
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER where it is NULL, a length is odd or above the
 *   maximum, or the buffer NULL, though there is a length. (Ex: NULL will do with STRSAFE_IGNORE_NULLS.)
 * Errors: none.
 * Windows: ntstrsafe.h, RtlUnicodeStringValidate function.
 */
NTSTRSAFEDDI RtlUnicodeStringValidate(_In_ PCUNICODE_STRING SourceString);
NTSTRSAFEDDI RtlUnicodeStringValidateEx(_In_opt_ PCUNICODE_STRING SourceString, _In_ ULONG Flags);

/* A source and its limit, each a row: by Name, of which Type, and what else is given. */
#define NTSPIN_UNICODE_STRSAFE(Row)				\
	Row(Copy, PCUNICODE_STRING)				\
	Row(CopyString, NTSTRSAFE_PCWSTR)			\
	Row(Cat, PCUNICODE_STRING)				\
	Row(CatString, NTSTRSAFE_PCWSTR)
#define NTSPIN_UNICODE_STRSAFE_N(Row)				\
	Row(CchCopyN, PCUNICODE_STRING)				\
	Row(CbCopyN, PCUNICODE_STRING)				\
	Row(CchCopyStringN, NTSTRSAFE_PCWSTR)			\
	Row(CbCopyStringN, NTSTRSAFE_PCWSTR)			\
	Row(CchCatN, PCUNICODE_STRING)				\
	Row(CbCatN, PCUNICODE_STRING)				\
	Row(CchCatStringN, NTSTRSAFE_PCWSTR)			\
	Row(CbCatStringN, NTSTRSAFE_PCWSTR)

#define NTSPIN_DECLARED(Name, Type)								\
	NTSTRSAFEDDI RtlUnicodeString##Name(_Inout_ PUNICODE_STRING Destination, _In_ Type Source); \
	NTSTRSAFEDDI RtlUnicodeString##Name##Ex(_Inout_ PUNICODE_STRING Destination,		\
		_In_opt_ Type Source, _Out_opt_ PUNICODE_STRING Remaining, _In_ ULONG Flags);
#define NTSPIN_DECLARED_N(Name, Type)								\
	NTSTRSAFEDDI RtlUnicodeString##Name(_Inout_ PUNICODE_STRING Destination, _In_ Type Source, \
					    _In_ SIZE_T Limit);					\
	NTSTRSAFEDDI RtlUnicodeString##Name##Ex(_Inout_ PUNICODE_STRING Destination,		\
		_In_opt_ Type Source, _In_ SIZE_T Limit, _Out_opt_ PUNICODE_STRING Remaining,	\
		_In_ ULONG Flags);

NTSPIN_UNICODE_STRSAFE(NTSPIN_DECLARED)
NTSPIN_UNICODE_STRSAFE_N(NTSPIN_DECLARED_N)
#undef NTSPIN_DECLARED
#undef NTSPIN_DECLARED_N

NTSTRSAFEDDI RtlUnicodeStringPrintf(_Out_ PUNICODE_STRING Destination,
				    _In_ NTSTRSAFE_PCWSTR Format, ...);
NTSTRSAFEDDI RtlUnicodeStringPrintfEx(_Out_ PUNICODE_STRING Destination,
				      _Out_opt_ PUNICODE_STRING Remaining, _In_ ULONG Flags,
				      _In_opt_ NTSTRSAFE_PCWSTR Format, ...);
NTSTRSAFEDDI RtlUnicodeStringVPrintf(_Out_ PUNICODE_STRING Destination,
				     _In_ NTSTRSAFE_PCWSTR Format, _In_ __builtin_va_list List);
NTSTRSAFEDDI RtlUnicodeStringVPrintfEx(_Out_ PUNICODE_STRING Destination,
				       _Out_opt_ PUNICODE_STRING Remaining, _In_ ULONG Flags,
				       _In_opt_ NTSTRSAFE_PCWSTR Format,
				       _In_ __builtin_va_list List);

NTSTRSAFEDDI RtlStringCchCopyUnicodeString(_Out_ NTSTRSAFE_PWSTR Destination, _In_ SIZE_T Size,
					   _In_ PCUNICODE_STRING Source);
NTSTRSAFEDDI RtlStringCchCopyUnicodeStringEx(_Out_ NTSTRSAFE_PWSTR Destination, _In_ SIZE_T Size,
					     _In_opt_ PCUNICODE_STRING Source,
					     _Out_opt_ NTSTRSAFE_PWSTR *End,
					     _Out_opt_ SIZE_T *Remaining, _In_ ULONG Flags);
NTSTRSAFEDDI RtlStringCbCopyUnicodeString(_Out_ NTSTRSAFE_PWSTR Destination, _In_ SIZE_T Size,
					  _In_ PCUNICODE_STRING Source);
NTSTRSAFEDDI RtlStringCbCopyUnicodeStringEx(_Out_ NTSTRSAFE_PWSTR Destination, _In_ SIZE_T Size,
					    _In_opt_ PCUNICODE_STRING Source,
					    _Out_opt_ NTSTRSAFE_PWSTR *End,
					    _Out_opt_ SIZE_T *Remaining, _In_ ULONG Flags);

EXTERN_C_END

#endif
