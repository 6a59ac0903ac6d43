/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rtl_text.h - characters in either case, UTF-8 and UTF-16, numbers and GUIDs out of text and into it.
 */
#ifndef NTSPIN_WDM_RTL_TEXT_H
#define NTSPIN_WDM_RTL_TEXT_H

#include "../ntdef.h"
#include "../ntstatus.h"

EXTERN_C_START

/**
 * RtlUpcaseUnicodeChar() - a character in upper case
 * @SourceCharacter: any
 *
 * Context: Any IRQL. Linux: any context. (On Windows <= APC_LEVEL.)
 * Return: its upper case, or itself where it has none.
 * Errors: none.
 * Differs from Windows: By Unicode 14, where a pair of characters are each other's case;
 *   Windows' own table leaves out some of its newer letters.
 * Windows: wdm.h, RtlUpcaseUnicodeChar function.
 */
WCHAR NTAPI RtlUpcaseUnicodeChar(_In_ WCHAR SourceCharacter);

/**
 * RtlDowncaseUnicodeChar() - a character in lower case
 * @SourceCharacter: any
 *
 * Context: Any IRQL. Linux: any context. (On Windows PASSIVE_LEVEL.)
 * Return: its lower case, or itself where it has none.
 * Errors: none.
 * Differs from Windows: as RtlUpcaseUnicodeChar().
 * Windows: wdm.h, RtlDowncaseUnicodeChar function.
 */
WCHAR NTAPI RtlDowncaseUnicodeChar(_In_ WCHAR SourceCharacter);

/**
 * RtlUpperChar() - a byte in upper case
 * @Character: any
 *
 * Context: Any IRQL. Linux: any context. (On Windows <= APC_LEVEL.)
 * Return: its upper case; itself where it is not a letter of ASCII.
 * Errors: none.
 * Windows: ntddk.h, RtlUpperChar function.
 */
CHAR NTAPI RtlUpperChar(_In_ CHAR Character);

/**
 * RtlUnicodeStringToInteger() - the number that a string begins with
 * @String: blanks and control characters, a sign, a prefix if Base is 0, digits, and anything
 * @Base: 2, 8, 10, 16; or 0: as the prefix says (0b, 0o, 0x), else 10
 * @Value: gets it; 0 where there is no digit
 *
 * More digits than ULONG has room for wrap around.
 *
 * Context: Any IRQL. Linux: any context. (On Windows PASSIVE_LEVEL.)
 * Return: STATUS_SUCCESS, or STATUS_INVALID_PARAMETER where the string is empty or
 *   the base is none of these.
 * Errors: none.
 * Windows: wdm.h, RtlUnicodeStringToInteger function.
 */
NTSTATUS NTAPI RtlUnicodeStringToInteger(_In_ PCUNICODE_STRING String, _In_opt_ ULONG Base,
					 _Out_ PULONG Value);

/**
 * RtlCharToInteger() - the same, of bytes that end with a null
 * @String: as for RtlUnicodeStringToInteger()
 * @Base: as for RtlUnicodeStringToInteger()
 * @Value: gets it; 0 where there is no digit
 *
 * Context: Any IRQL. Linux: any context. (On Windows PASSIVE_LEVEL.)
 * Return: STATUS_SUCCESS, or STATUS_INVALID_PARAMETER where the base is none of these.
 * Errors: none.
 * Windows: ntddk.h, RtlCharToInteger function.
 */
NTSTATUS NTAPI RtlCharToInteger(_In_ PCSZ String, _In_opt_ ULONG Base, _Out_ PULONG Value);

/**
 * RtlIntegerToUnicodeString() - a number's digits
 * @Value: the number
 * @Base: 2, 8, 10, 16; 0 is 10
 * @String: has a buffer, which gets them; letters are capitals
 *
 * A null follows, which Length does not count.
 *
 * Context: Any IRQL. Linux: any context. (On Windows PASSIVE_LEVEL.)
 * Return: STATUS_SUCCESS; STATUS_BUFFER_OVERFLOW where there is no room for them and the null;
 *   STATUS_INVALID_PARAMETER where the base is none of these. Then nothing is written.
 * Errors: none.
 * Windows: wdm.h, RtlIntegerToUnicodeString function.
 */
NTSTATUS NTAPI RtlIntegerToUnicodeString(_In_ ULONG Value, _In_opt_ ULONG Base,
					 _Inout_ PUNICODE_STRING String);

/**
 * RtlInt64ToUnicodeString() - the same, of 64 bits
 * @Value: the number
 * @Base: as for RtlIntegerToUnicodeString()
 * @String: as for RtlIntegerToUnicodeString()
 *
 * Context: Any IRQL. Linux: any context. (On Windows PASSIVE_LEVEL.)
 * Return: as RtlIntegerToUnicodeString().
 * Errors: none.
 * Windows: wdm.h, RtlInt64ToUnicodeString function.
 */
NTSTATUS NTAPI RtlInt64ToUnicodeString(_In_ ULONGLONG Value, _In_opt_ ULONG Base,
				       _Inout_ PUNICODE_STRING String);

#define RtlIntPtrToUnicodeString(Value, Base, String) RtlInt64ToUnicodeString(Value, Base, String)

/**
 * RtlGUIDFromString() - a GUID of its text
 * @GuidString: {00000000-0000-0000-0000-000000000000}, and anything behind it
 * @Guid: gets it
 *
 * Context: Any IRQL. Linux: any context. (On Windows PASSIVE_LEVEL.)
 * Return: STATUS_SUCCESS, or STATUS_INVALID_PARAMETER where it is none; then Guid is not written.
 * Errors: none.
 * Windows: wdm.h, RtlGUIDFromString function.
 */
NTSTATUS NTAPI RtlGUIDFromString(_In_ PCUNICODE_STRING GuidString, _Out_ GUID *Guid);

/**
 * RtlUnicodeToUTF8N() - UTF-8 of UTF-16
 * @UTF8StringDestination: gets it, no null behind it but those of the source; NULL: it is counted
 * @UTF8StringMaxByteCount: how many bytes there is room for
 * @UTF8StringActualByteCount: gets how many bytes it is; or NULL
 * @UnicodeStringSource: the source
 * @UnicodeStringByteCount: its bytes
 *
 * Half of a pair of surrogates becomes U+FFFD.
 *
 * Context: Any IRQL. Linux: any context. (On Windows PASSIVE_LEVEL.)
 * Return: STATUS_SUCCESS; STATUS_SOME_NOT_MAPPED where something became U+FFFD;
 *   STATUS_BUFFER_TOO_SMALL where there was no room for all, and so many whole characters as
 *   there was room for are written; STATUS_INVALID_PARAMETER where both places to write are
 *   NULL, STATUS_INVALID_PARAMETER_4 where the source is, _5 where its size is odd.
 * Errors: none.
 * Windows: wdm.h, RtlUnicodeToUTF8N function.
 */
NTSTATUS NTAPI RtlUnicodeToUTF8N(_Out_opt_ PCHAR UTF8StringDestination,
				 _In_ ULONG UTF8StringMaxByteCount,
				 _Out_opt_ PULONG UTF8StringActualByteCount,
				 _In_ PCWCH UnicodeStringSource, _In_ ULONG UnicodeStringByteCount);

/**
 * RtlUTF8ToUnicodeN() - UTF-16 of UTF-8
 * @UnicodeStringDestination: gets it, as RtlUnicodeToUTF8N() has it
 * @UnicodeStringMaxByteCount: how many bytes there is room for
 * @UnicodeStringActualByteCount: gets how many bytes it is; or NULL
 * @UTF8StringSource: the source
 * @UTF8StringByteCount: its bytes
 *
 * Each byte that is no UTF-8 becomes U+FFFD.
 *
 * Context: Any IRQL. Linux: any context. (On Windows PASSIVE_LEVEL.)
 * Return: as RtlUnicodeToUTF8N(), but that any size will do.
 * Errors: none.
 * Windows: wdm.h, RtlUTF8ToUnicodeN function.
 */
NTSTATUS NTAPI RtlUTF8ToUnicodeN(_Out_opt_ PWSTR UnicodeStringDestination,
				 _In_ ULONG UnicodeStringMaxByteCount,
				 _Out_opt_ PULONG UnicodeStringActualByteCount,
				 _In_ PCCH UTF8StringSource, _In_ ULONG UTF8StringByteCount);

EXTERN_C_END

#endif
