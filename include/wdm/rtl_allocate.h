/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rtl_allocate.h - strings that are made of others, in a buffer of the caller's or in a new one.
 *
 * A new buffer is paged pool, with the tag "Strg". What failed has allocated nothing, and left the
 * destination as it was.
 */
#ifndef NTSPIN_WDM_RTL_ALLOCATE_H
#define NTSPIN_WDM_RTL_ALLOCATE_H

#include "../driverspecs.h"
#include "string.h"
#include "../guiddef.h"
#include "../ntstatus.h"

EXTERN_C_START

_IRQL_requires_max_(PASSIVE_LEVEL)
/**
 * RtlAnsiStringToUnicodeString() - a narrow string made wide
 * @DestinationString: gets it, with a null behind it
 * @SourceString: the narrow string, UTF-8
 * @AllocateDestinationString: TRUE: in a new buffer, for RtlFreeUnicodeString(); FALSE: in its own
 *
 * What is no UTF-8 becomes U+FFFD. RtlUTF8StringToUnicodeString() is the same.
 *
 * Context: IRQL = PASSIVE_LEVEL. Linux: with a new buffer as paged pool, else any context.
 * Return: STATUS_SUCCESS; STATUS_BUFFER_OVERFLOW where its own buffer has no room for it and the
 *   null; STATUS_INVALID_PARAMETER_2 where a string cannot be as long; STATUS_NO_MEMORY.
 * Errors: as those of ExAllocatePool2().
 * Differs from Windows: The system's code page is UTF-8.
 * Windows: wdm.h, RtlAnsiStringToUnicodeString function; wdm.h, RtlUTF8StringToUnicodeString
 *   function.
 */
NTSTATUS NTAPI RtlAnsiStringToUnicodeString(_Inout_ PUNICODE_STRING DestinationString,
					    _In_ PCANSI_STRING SourceString,
					    _In_ BOOLEAN AllocateDestinationString);
_IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS NTAPI RtlUTF8StringToUnicodeString(_Inout_ PUNICODE_STRING DestinationString,
					    _In_ PCUTF8_STRING SourceString,
					    _In_ BOOLEAN AllocateDestinationString);

_IRQL_requires_max_(PASSIVE_LEVEL)
/**
 * RtlUnicodeStringToAnsiString() - a wide string made narrow
 * @DestinationString: gets it, with a null behind it
 * @SourceString: the wide string
 * @AllocateDestinationString: TRUE: in a new buffer, for RtlFreeAnsiString(); FALSE: in its own
 *
 * Half of a pair of surrogates becomes U+FFFD. RtlUnicodeStringToUTF8String() is the same.
 *
 * Context: IRQL = PASSIVE_LEVEL. Linux: as RtlAnsiStringToUnicodeString().
 * Return: as RtlAnsiStringToUnicodeString().
 * Errors: as RtlAnsiStringToUnicodeString().
 * Differs from Windows: as RtlAnsiStringToUnicodeString().
 * Windows: wdm.h, RtlUnicodeStringToAnsiString function; wdm.h, RtlUnicodeStringToUTF8String
 *   function.
 */
NTSTATUS NTAPI RtlUnicodeStringToAnsiString(_Inout_ PANSI_STRING DestinationString,
					    _In_ PCUNICODE_STRING SourceString,
					    _In_ BOOLEAN AllocateDestinationString);
_IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS NTAPI RtlUnicodeStringToUTF8String(_Inout_ PUTF8_STRING DestinationString,
					    _In_ PCUNICODE_STRING SourceString,
					    _In_ BOOLEAN AllocateDestinationString);

_IRQL_requires_max_(APC_LEVEL)
/**
 * RtlUpcaseUnicodeString() - a string in upper case
 * @DestinationString: gets it; may be the source itself
 * @SourceString: the string
 * @AllocateDestinationString: as for RtlAnsiStringToUnicodeString()
 *
 * No null is added. RtlDowncaseUnicodeString() is the same with lower case.
 *
 * Context: IRQL <= APC_LEVEL. Linux: as RtlAnsiStringToUnicodeString().
 * Return: STATUS_SUCCESS; STATUS_BUFFER_OVERFLOW where its own buffer has no room;
 *   STATUS_NO_MEMORY.
 * Errors: as RtlAnsiStringToUnicodeString().
 * Differs from Windows: as RtlUpcaseUnicodeChar().
 * Windows: ntddk.h, RtlUpcaseUnicodeString function; ntifs.h, RtlDowncaseUnicodeString
 *   function.
 */
NTSTATUS NTAPI RtlUpcaseUnicodeString(_Inout_ PUNICODE_STRING DestinationString,
				      _In_ PCUNICODE_STRING SourceString,
				      _In_ BOOLEAN AllocateDestinationString);
_IRQL_requires_max_(APC_LEVEL)
NTSTATUS NTAPI RtlDowncaseUnicodeString(_Inout_ PUNICODE_STRING DestinationString,
					_In_ PCUNICODE_STRING SourceString,
					_In_ BOOLEAN AllocateDestinationString);

_IRQL_requires_max_(PASSIVE_LEVEL)
/**
 * RtlCreateUnicodeString() - a copy of wide characters, in a new buffer
 * @DestinationString: gets it, with a null behind it; for RtlFreeUnicodeString()
 * @SourceString: characters that end with a null
 *
 * Context: IRQL = PASSIVE_LEVEL. Linux: as paged pool.
 * Return: TRUE; FALSE where a string cannot be as long, or there is no memory.
 * Errors: as RtlAnsiStringToUnicodeString().
 * Windows: ntifs.h, RtlCreateUnicodeString function.
 */
BOOLEAN NTAPI RtlCreateUnicodeString(_Out_ PUNICODE_STRING DestinationString,
				     _In_ PCWSTR SourceString);

_IRQL_requires_max_(PASSIVE_LEVEL)
/**
 * RtlStringFromGUID() - a GUID's text, in a new buffer
 * @Guid: the GUID
 * @GuidString: gets {00000000-0000-0000-0000-000000000000}, letters as capitals, with a null behind
 *   it; for RtlFreeUnicodeString()
 *
 * Context: IRQL = PASSIVE_LEVEL. Linux: as paged pool.
 * Return: STATUS_SUCCESS, or STATUS_NO_MEMORY.
 * Errors: as RtlAnsiStringToUnicodeString().
 * Windows: wdm.h, RtlStringFromGUID function.
 */
NTSTATUS NTAPI RtlStringFromGUID(_In_ REFGUID Guid, _Out_ PUNICODE_STRING GuidString);

_IRQL_requires_max_(APC_LEVEL)
/**
 * RtlFreeUnicodeString() - free the buffer of a string
 * @UnicodeString: of one of the routines above, or with a block of pool; becomes an empty string
 *
 * A string without a buffer is left as it is. RtlFreeAnsiString() and RtlFreeUTF8String() are the
 * same of narrow strings.
 *
 * Context: IRQL <= APC_LEVEL. Linux: any task. (RtlFreeUTF8String() on Windows: PASSIVE_LEVEL.)
 * Errors: as those of ExFreePool().
 * Windows: wdm.h, RtlFreeUnicodeString function; wdm.h, RtlFreeAnsiString function; wdm.h,
 *   RtlFreeUTF8String function.
 */
VOID NTAPI RtlFreeUnicodeString(_Inout_ PUNICODE_STRING UnicodeString);
_IRQL_requires_max_(APC_LEVEL)
VOID NTAPI RtlFreeAnsiString(_Inout_ PANSI_STRING AnsiString);
_IRQL_requires_max_(APC_LEVEL)
VOID NTAPI RtlFreeUTF8String(_Inout_ PUTF8_STRING Utf8String);

/**
 * RtlxAnsiStringToUnicodeSize() - how many bytes a narrow string takes as a wide one
 * @AnsiString: the string
 *
 * RtlxUnicodeStringToAnsiSize() is the reverse. Drivers call RtlAnsiStringToUnicodeSize() and
 * RtlUnicodeStringToAnsiSize().
 *
 * Context: Any IRQL. Linux: any context. (On Windows PASSIVE_LEVEL.)
 * Return: the bytes, with a null's behind it.
 * Errors: none.
 * Windows: wdm.h, RtlAnsiStringToUnicodeSize macro; wdm.h, RtlUnicodeStringToAnsiSize macro.
 */
ULONG NTAPI RtlxAnsiStringToUnicodeSize(_In_ PCANSI_STRING AnsiString);
ULONG NTAPI RtlxUnicodeStringToAnsiSize(_In_ PCUNICODE_STRING UnicodeString);

#define RtlAnsiStringToUnicodeSize(String) RtlxAnsiStringToUnicodeSize(String)
#define RtlUnicodeStringToAnsiSize(String) RtlxUnicodeStringToAnsiSize(String)

EXTERN_C_END

#endif
