/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rtl_string.h - counted strings made, copied, joined, compared; numbers and GUIDs in them.
 *
 * Lengths are in bytes, as everywhere in a counted string, and no null counts. Nothing is
 * allocated and nothing locked, so all of them may be called in any context: on Windows most
 * of them want PASSIVE_LEVEL, since their code or the strings may be paged out.
 *
 * Case is Unicode's, of characters that have one counterpart; the 8-bit code page is UTF-8,
 * which Windows has, too, and of whose bytes ASCII's alone have a case.
 */
#ifndef NTSPIN_WDM_RTL_STRING_H
#define NTSPIN_WDM_RTL_STRING_H

#include "../ntdef.h"
#include "../ntstatus.h"

EXTERN_C_START

#define HASH_STRING_ALGORITHM_DEFAULT 0
#define HASH_STRING_ALGORITHM_X65599 1
#define HASH_STRING_ALGORITHM_INVALID 0xffffffff

/**
 * RtlInitUnicodeString() - make a counted string of one that ends with a null
 * @DestinationString: gets it; the characters stay where they are
 * @SourceString: the characters, or NULL for an empty string
 *
 * What is longer than 32766 characters is counted as so many.
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none.
 * Windows: wdm.h, RtlInitUnicodeString function.
 */
VOID NTAPI RtlInitUnicodeString(_Out_ PUNICODE_STRING DestinationString,
				_In_opt_ PCWSTR SourceString);

/**
 * RtlInitUnicodeStringEx() - the same, but for what is too long
 * @DestinationString: as for RtlInitUnicodeString()
 * @SourceString: as for RtlInitUnicodeString()
 *
 * Context: Any IRQL. Linux: any context.
 * Return: STATUS_SUCCESS, or STATUS_NAME_TOO_LONG where it is longer than 32766
 *   characters; then DestinationString is not written.
 * Errors: none.
 * Windows: ntifs.h, RtlInitUnicodeStringEx function.
 */
NTSTATUS NTAPI RtlInitUnicodeStringEx(_Out_ PUNICODE_STRING DestinationString,
				      _In_opt_ PCWSTR SourceString);

/**
 * RtlInitString() - as RtlInitUnicodeString(), of bytes
 * @DestinationString: gets it
 * @SourceString: the bytes, or NULL; what is longer than 65534 is counted as so many
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none.
 * Windows: wdm.h, RtlInitString function; so RtlInitAnsiString and RtlInitUTF8String.
 */
VOID NTAPI RtlInitString(_Out_ PSTRING DestinationString, _In_opt_ PCSZ SourceString);
VOID NTAPI RtlInitAnsiString(_Out_ PANSI_STRING DestinationString, _In_opt_ PCSZ SourceString);
VOID NTAPI RtlInitUTF8String(_Out_ PUTF8_STRING DestinationString, _In_opt_ PCSZ SourceString);

/**
 * RtlCopyUnicodeString() - copy a string into the buffer of another
 * @DestinationString: has a buffer, of which MaximumLength says the size
 * @SourceString: the other, or NULL for an empty one
 *
 * So much is copied as there is room for. A null follows where there is room for one more.
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none.
 * Windows: wdm.h, RtlCopyUnicodeString function.
 */
VOID NTAPI RtlCopyUnicodeString(_Inout_ PUNICODE_STRING DestinationString,
				_In_opt_ PCUNICODE_STRING SourceString);

/**
 * RtlCopyString() - the same, of bytes; no null follows
 * @DestinationString: as for RtlCopyUnicodeString()
 * @SourceString: as for RtlCopyUnicodeString()
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none.
 * Windows: ntddk.h, RtlCopyString function.
 */
VOID NTAPI RtlCopyString(_Out_ PSTRING DestinationString, _In_opt_ const STRING *SourceString);

/**
 * RtlUpperString() - the same, in upper case
 * @DestinationString: as for RtlCopyString(); may be the source
 * @SourceString: the other
 *
 * Context: Any IRQL. Linux: any context. (On Windows <= APC_LEVEL.)
 * Return: nothing.
 * Errors: none.
 * Windows: ntddk.h, RtlUpperString function.
 */
VOID NTAPI RtlUpperString(_Inout_ PSTRING DestinationString, _In_ const STRING *SourceString);

/**
 * RtlAppendUnicodeStringToString() - append a string to another, in that one's buffer
 * @Destination: what is appended to
 * @Source: what is appended
 *
 * A null follows where there is room for one more.
 *
 * Context: Any IRQL. Linux: any context. (On Windows PASSIVE_LEVEL.)
 * Return: STATUS_SUCCESS, or STATUS_BUFFER_TOO_SMALL where there is no room for all of
 *   it; then nothing is written.
 * Errors: none.
 * Windows: wdm.h, RtlAppendUnicodeStringToString function.
 */
NTSTATUS NTAPI RtlAppendUnicodeStringToString(_Inout_ PUNICODE_STRING Destination,
					      _In_ PCUNICODE_STRING Source);

/**
 * RtlAppendUnicodeToString() - the same, of what ends with a null
 * @Destination: as for RtlAppendUnicodeStringToString()
 * @Source: what is appended, or NULL for nothing
 *
 * Context: Any IRQL. Linux: any context. (On Windows PASSIVE_LEVEL.)
 * Return: as RtlAppendUnicodeStringToString().
 * Errors: none.
 * Windows: wdm.h, RtlAppendUnicodeToString function.
 */
NTSTATUS NTAPI RtlAppendUnicodeToString(_Inout_ PUNICODE_STRING Destination,
					_In_opt_ PCWSTR Source);

/**
 * RtlCompareUnicodeString() - which of two strings comes first
 * @String1: one
 * @String2: the other
 * @CaseInSensitive: TRUE: as if both were in upper case
 *
 * By the characters' numbers; of two that begin alike the shorter one comes first.
 *
 * Context: Any IRQL. Linux: any context. (On Windows PASSIVE_LEVEL.)
 * Return: less than 0, 0, or more, as String1 comes first, is the same, or comes second.
 * Errors: none.
 * Windows: wdm.h, RtlCompareUnicodeString function.
 */
LONG NTAPI RtlCompareUnicodeString(_In_ PCUNICODE_STRING String1, _In_ PCUNICODE_STRING String2,
				   _In_ BOOLEAN CaseInSensitive);

/**
 * RtlCompareUnicodeStrings() - the same, of characters and their counts
 * @String1: one
 * @String1Length: how many characters
 * @String2: the other
 * @String2Length: how many characters
 * @CaseInSensitive: as for RtlCompareUnicodeString()
 *
 * Context: Any IRQL. Linux: any context. (On Windows PASSIVE_LEVEL.)
 * Return: as RtlCompareUnicodeString().
 * Errors: none.
 * Windows: ntddk.h, RtlCompareUnicodeStrings function.
 */
LONG NTAPI RtlCompareUnicodeStrings(_In_ PCWCH String1, _In_ SIZE_T String1Length,
				    _In_ PCWCH String2, _In_ SIZE_T String2Length,
				    _In_ BOOLEAN CaseInSensitive);

/**
 * RtlEqualUnicodeString() - are two strings the same
 * @String1: one
 * @String2: the other
 * @CaseInSensitive: as for RtlCompareUnicodeString()
 *
 * Context: Any IRQL. Linux: any context. (On Windows PASSIVE_LEVEL.)
 * Return: TRUE if they are; else FALSE.
 * Errors: none.
 * Windows: wdm.h, RtlEqualUnicodeString function.
 */
BOOLEAN NTAPI RtlEqualUnicodeString(_In_ PCUNICODE_STRING String1, _In_ PCUNICODE_STRING String2,
				    _In_ BOOLEAN CaseInSensitive);

/**
 * RtlPrefixUnicodeString() - does a string begin with another
 * @String1: the other
 * @String2: the string
 * @CaseInSensitive: as for RtlCompareUnicodeString()
 *
 * Context: Any IRQL. Linux: any context. (On Windows PASSIVE_LEVEL.)
 * Return: TRUE if String2 begins with String1; else FALSE.
 * Errors: none.
 * Windows: ntddk.h, RtlPrefixUnicodeString function.
 */
BOOLEAN NTAPI RtlPrefixUnicodeString(_In_ PCUNICODE_STRING String1, _In_ PCUNICODE_STRING String2,
				     _In_ BOOLEAN CaseInSensitive);

/**
 * RtlCompareString() - RtlCompareUnicodeString(), of bytes
 * @String1: one
 * @String2: the other
 * @CaseInSensitive: as for RtlCompareUnicodeString()
 *
 * Context: Any IRQL. Linux: any context. (On Windows PASSIVE_LEVEL.)
 * Return: as RtlCompareUnicodeString().
 * Errors: none.
 * Windows: ntddk.h, RtlCompareString function; ntddk.h, RtlEqualString function; RtlPrefixString.
 */
LONG NTAPI RtlCompareString(_In_ const STRING *String1, _In_ const STRING *String2,
			    _In_ BOOLEAN CaseInSensitive);
BOOLEAN NTAPI RtlEqualString(_In_ const STRING *String1, _In_ const STRING *String2,
			     _In_ BOOLEAN CaseInSensitive);
BOOLEAN NTAPI RtlPrefixString(_In_ const STRING *String1, _In_ const STRING *String2,
			      _In_ BOOLEAN CaseInSensitive);

/**
 * RtlHashUnicodeString() - a number that strings which are the same have in common
 * @String: the string
 * @CaseInSensitive: as for RtlCompareUnicodeString()
 * @HashAlgorithm: HASH_STRING_ALGORITHM_DEFAULT or HASH_STRING_ALGORITHM_X65599
 * @HashValue: gets it
 *
 * Context: Any IRQL. Linux: any context. (On Windows <= APC_LEVEL.)
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER where a pointer is NULL or the
 *   algorithm is none of these.
 * Errors: none.
 * Windows: wdm.h, RtlHashUnicodeString function.
 */
NTSTATUS NTAPI RtlHashUnicodeString(_In_ const UNICODE_STRING *String, _In_ BOOLEAN CaseInSensitive,
				    _In_ ULONG HashAlgorithm, _Out_ PULONG HashValue);

EXTERN_C_END

#include "rtl_text.h"
#include "rtl_allocate.h"

#endif
