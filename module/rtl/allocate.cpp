// SPDX-License-Identifier: GPL-2.0
/*
 * allocate.cpp - the Windows routines that make a string in a buffer of its own, or in a new one.
 *
 * The one file here that allocates: from pool, on behalf of the caller, whose call site is counted.
 */
#include "../ex/pool_calls.hpp"
#include "counted.hpp"
#include "wdm/rtl_allocate.h"
#include "wdm/rtl_text.h"

#define CALLER __builtin_return_address(0)

using namespace ntspin;

namespace
{

constexpr ULONG tag = 0x67727453; /* "Strg" */
constexpr ULONG most_bytes = 0xffff;

/* So many bytes are to be written, and the null's behind them are asked for as well. */
template <class String>
NTSTATUS make_room(String *to, ULONG bytes, ULONG null, bool allocates, const call &how) noexcept
{
	const ULONG all = bytes + null;

	if (all > most_bytes)
		return STATUS_INVALID_PARAMETER_2;
	if (!allocates)
		return all <= to->MaximumLength ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW;

	/* Of nothing, too, there is a buffer to be freed. */
	void *const buffer = allocate_pool(PagedPool, all ? all : sizeof(WCHAR), tag, how);

	if (!buffer)
		return STATUS_NO_MEMORY;
	to->Buffer = static_cast<decltype(to->Buffer)>(buffer);
	to->MaximumLength = static_cast<USHORT>(all);
	return STATUS_SUCCESS;
}

template <class String> void end_at(String *string, ULONG bytes) noexcept
{
	string->Length = static_cast<USHORT>(bytes);
	string->Buffer[bytes / sizeof(*string->Buffer)] = 0;
}

/* To UTF-16 or UTF-8; nowhere, to be counted, where @to is NULL. An empty string has no buffer. */
ULONG convert(PWSTR to, ULONG room, const STRING &from) noexcept
{
	ULONG bytes = 0;

	if (from.Length)
		RtlUTF8ToUnicodeN(to, room, &bytes, from.Buffer, from.Length);
	return bytes;
}

ULONG convert(PCHAR to, ULONG room, const UNICODE_STRING &from) noexcept
{
	ULONG bytes = 0;

	if (from.Length >= sizeof(WCHAR))
		RtlUnicodeToUTF8N(to, room, &bytes, from.Buffer, from.Length & ~1U);
	return bytes;
}

template <class To, class From>
NTSTATUS convert_string(To *to, const From &from, bool allocates, const call &how) noexcept
{
	constexpr ULONG null = sizeof(*to->Buffer);
	const ULONG bytes = convert(static_cast<decltype(to->Buffer)>(nullptr), 0, from);
	const NTSTATUS status = make_room(to, bytes, null, allocates, how);

	if (!NT_SUCCESS(status))
		return status;
	convert(to->Buffer, bytes, from);
	end_at(to, bytes);
	return STATUS_SUCCESS;
}

template <WCHAR (*in_case)(WCHAR)>
NTSTATUS change_case(PUNICODE_STRING to, PCUNICODE_STRING from, bool allocates,
		     const call &how) noexcept
{
	/* The source may be the destination: it is looked at before that changes. */
	const view<WCHAR> text = view_of(*from);
	const ULONG bytes = static_cast<ULONG>(text.length * sizeof(WCHAR));
	const NTSTATUS status = make_room(to, bytes, 0, allocates, how);

	if (!NT_SUCCESS(status))
		return status;
	for (SIZE_T at = 0; at < text.length; at++)
		to->Buffer[at] = in_case(text.text[at]);
	to->Length = static_cast<USHORT>(bytes);
	return STATUS_SUCCESS;
}

template <class String> void free_buffer(String *string, const call &how) noexcept
{
	if (!string->Buffer)
		return;
	free_pool(string->Buffer, 0, how);
	*string = {};
}

/* Returns where the next one goes. */
WCHAR *put_digits(WCHAR *to, ULONG value, ULONG digits) noexcept
{
	while (digits--)
		*to++ = static_cast<WCHAR>("0123456789ABCDEF"[value >> 4 * digits & 15]);
	return to;
}

} /* namespace */

extern "C" {

NTSTATUS NTAPI RtlAnsiStringToUnicodeString(PUNICODE_STRING DestinationString,
					    PCANSI_STRING SourceString,
					    BOOLEAN AllocateDestinationString)
{
	return convert_string(DestinationString, *SourceString, AllocateDestinationString,
			      {__func__, CALLER, call::any_level});
}

NTSTATUS NTAPI RtlUTF8StringToUnicodeString(PUNICODE_STRING DestinationString,
					    PCUTF8_STRING SourceString,
					    BOOLEAN AllocateDestinationString)
{
	return convert_string(DestinationString, *SourceString, AllocateDestinationString,
			      {__func__, CALLER, call::any_level});
}

NTSTATUS NTAPI RtlUnicodeStringToAnsiString(PANSI_STRING DestinationString,
					    PCUNICODE_STRING SourceString,
					    BOOLEAN AllocateDestinationString)
{
	return convert_string(DestinationString, *SourceString, AllocateDestinationString,
			      {__func__, CALLER, call::any_level});
}

NTSTATUS NTAPI RtlUnicodeStringToUTF8String(PUTF8_STRING DestinationString,
					    PCUNICODE_STRING SourceString,
					    BOOLEAN AllocateDestinationString)
{
	return convert_string(DestinationString, *SourceString, AllocateDestinationString,
			      {__func__, CALLER, call::any_level});
}

NTSTATUS NTAPI RtlUpcaseUnicodeString(PUNICODE_STRING DestinationString,
				      PCUNICODE_STRING SourceString,
				      BOOLEAN AllocateDestinationString)
{
	return change_case<RtlUpcaseUnicodeChar>(DestinationString, SourceString,
						 AllocateDestinationString,
						 {__func__, CALLER, call::any_level});
}

NTSTATUS NTAPI RtlDowncaseUnicodeString(PUNICODE_STRING DestinationString,
					PCUNICODE_STRING SourceString,
					BOOLEAN AllocateDestinationString)
{
	return change_case<RtlDowncaseUnicodeChar>(DestinationString, SourceString,
						   AllocateDestinationString,
						   {__func__, CALLER, call::any_level});
}

BOOLEAN NTAPI RtlCreateUnicodeString(PUNICODE_STRING DestinationString, PCWSTR SourceString)
{
	const SIZE_T length = length_of(SourceString);

	if (length >= most_bytes / sizeof(WCHAR))
		return FALSE;

	const ULONG bytes = static_cast<ULONG>(length * sizeof(WCHAR));

	if (make_room(DestinationString, bytes, sizeof(WCHAR), true,
		      {__func__, CALLER, call::any_level}) != STATUS_SUCCESS)
		return FALSE;
	move(DestinationString->Buffer, SourceString, length);
	end_at(DestinationString, bytes);
	return TRUE;
}

NTSTATUS NTAPI RtlStringFromGUID(REFGUID Guid, PUNICODE_STRING GuidString)
{
	constexpr ULONG bytes = 38 * sizeof(WCHAR);
	const NTSTATUS status = make_room(GuidString, bytes, sizeof(WCHAR), true,
					  {__func__, CALLER, call::any_level});

	if (!NT_SUCCESS(status))
		return status;

	WCHAR *to = GuidString->Buffer;

	*to++ = '{';
	to = put_digits(to, Guid.Data1, 8);
	*to++ = '-';
	to = put_digits(to, Guid.Data2, 4);
	*to++ = '-';
	to = put_digits(to, Guid.Data3, 4);
	for (ULONG at = 0; at < sizeof(Guid.Data4); at++) {
		if (at == 0 || at == 2)
			*to++ = '-';
		to = put_digits(to, Guid.Data4[at], 2);
	}
	*to = '}';
	end_at(GuidString, bytes);
	return STATUS_SUCCESS;
}

VOID NTAPI RtlFreeUnicodeString(PUNICODE_STRING UnicodeString)
{
	free_buffer(UnicodeString, {__func__, CALLER, call::any_level});
}

VOID NTAPI RtlFreeAnsiString(PANSI_STRING AnsiString)
{
	free_buffer(AnsiString, {__func__, CALLER, call::any_level});
}

VOID NTAPI RtlFreeUTF8String(PUTF8_STRING Utf8String)
{
	free_buffer(Utf8String, {__func__, CALLER, call::any_level});
}

ULONG NTAPI RtlxAnsiStringToUnicodeSize(PCANSI_STRING AnsiString)
{
	return convert(static_cast<PWSTR>(nullptr), 0, *AnsiString) + sizeof(WCHAR);
}

ULONG NTAPI RtlxUnicodeStringToAnsiSize(PCUNICODE_STRING UnicodeString)
{
	return convert(static_cast<PCHAR>(nullptr), 0, *UnicodeString) + sizeof(CHAR);
}

} /* extern "C" */
