// SPDX-License-Identifier: GPL-2.0
/*
 * string.cpp - the Windows routines that make, copy, join and compare counted strings.
 *
 * Nothing is allocated, and nothing locked.
 */
#include "counted.hpp"
#include "wdm/rtl_string.h"

using namespace ntspin;

namespace
{

constexpr SIZE_T most_bytes = 0xffff;

/* The most of a string that a USHORT can count, with the null behind it. */
template <class String, class Char>
void init(String *string, const Char *text, SIZE_T length) noexcept
{
	string->Length = static_cast<USHORT>(length * sizeof(Char));
	string->MaximumLength = static_cast<USHORT>(text ? (length + 1) * sizeof(Char) : 0);
	string->Buffer = const_cast<Char *>(text);
}

template <class String, class Char> void init_cut(String *string, const Char *text) noexcept
{
	constexpr SIZE_T most = most_bytes / sizeof(Char) - 1;
	const SIZE_T length = text ? length_of(text) : 0;

	init(string, text, length < most ? length : most);
}

template <class String, class Char> NTSTATUS init_whole(String *string, const Char *text) noexcept
{
	const SIZE_T length = text ? length_of(text) : 0;

	if (length > most_bytes / sizeof(Char) - 1)
		return STATUS_NAME_TOO_LONG;
	init(string, text, length);
	return STATUS_SUCCESS;
}

/* What fits. Return: the new length. */
template <class String> SIZE_T copy(String *to, const String *from) noexcept
{
	const auto source = from ? view_of(*from) : decltype(view_of(*from)){nullptr, 0};
	const SIZE_T room = room_of(*to);
	const SIZE_T length = source.length < room ? source.length : room;

	move(to->Buffer, source.text, length);
	to->Length = static_cast<USHORT>(length * sizeof(*to->Buffer));
	return length;
}

void end_with_null(PUNICODE_STRING string) noexcept
{
	const SIZE_T length = string->Length / sizeof(WCHAR);

	if (length < room_of(*string))
		string->Buffer[length] = UNICODE_NULL;
}

NTSTATUS append(PUNICODE_STRING to, view<WCHAR> text) noexcept
{
	const SIZE_T length = to->Length / sizeof(WCHAR);

	if (text.length > room_of(*to) || length > room_of(*to) - text.length)
		return STATUS_BUFFER_TOO_SMALL;
	if (!text.length)
		return STATUS_SUCCESS;
	move(to->Buffer + length, text.text, text.length);
	to->Length = static_cast<USHORT>((length + text.length) * sizeof(WCHAR));
	end_with_null(to);
	return STATUS_SUCCESS;
}

} /* namespace */

extern "C" {

VOID NTAPI RtlInitUnicodeString(PUNICODE_STRING DestinationString, PCWSTR SourceString)
{
	init_cut(DestinationString, SourceString);
}

NTSTATUS NTAPI RtlInitUnicodeStringEx(PUNICODE_STRING DestinationString, PCWSTR SourceString)
{
	return init_whole(DestinationString, SourceString);
}

VOID NTAPI RtlInitString(PSTRING DestinationString, PCSZ SourceString)
{
	init_cut(DestinationString, SourceString);
}

VOID NTAPI RtlInitAnsiString(PANSI_STRING DestinationString, PCSZ SourceString)
{
	init_cut(DestinationString, SourceString);
}

VOID NTAPI RtlInitUTF8String(PUTF8_STRING DestinationString, PCSZ SourceString)
{
	init_cut(DestinationString, SourceString);
}

VOID NTAPI RtlCopyUnicodeString(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString)
{
	copy(DestinationString, SourceString);
	if (SourceString)
		end_with_null(DestinationString);
}

VOID NTAPI RtlCopyString(PSTRING DestinationString, const STRING *SourceString)
{
	copy(DestinationString, SourceString);
}

NTSTATUS NTAPI RtlAppendUnicodeStringToString(PUNICODE_STRING Destination, PCUNICODE_STRING Source)
{
	return append(Destination, view_of(*Source));
}

NTSTATUS NTAPI RtlAppendUnicodeToString(PUNICODE_STRING Destination, PCWSTR Source)
{
	return Source ? append(Destination, {Source, length_of(Source)}) : STATUS_SUCCESS;
}

LONG NTAPI RtlCompareUnicodeStrings(PCWCH String1, SIZE_T String1Length, PCWCH String2,
				    SIZE_T String2Length, BOOLEAN CaseInSensitive)
{
	return compare<WCHAR>({String1, String1Length}, {String2, String2Length}, CaseInSensitive);
}

LONG NTAPI RtlCompareUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
				   BOOLEAN CaseInSensitive)
{
	return compare(view_of(*String1), view_of(*String2), CaseInSensitive);
}

BOOLEAN NTAPI RtlEqualUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
				    BOOLEAN CaseInSensitive)
{
	return String1->Length == String2->Length &&
	       compare(view_of(*String1), view_of(*String2), CaseInSensitive) == 0;
}

BOOLEAN NTAPI RtlPrefixUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
				     BOOLEAN CaseInSensitive)
{
	return is_prefix(view_of(*String1), view_of(*String2), CaseInSensitive);
}

LONG NTAPI RtlCompareString(const STRING *String1, const STRING *String2, BOOLEAN CaseInSensitive)
{
	return compare(view_of(*String1), view_of(*String2), CaseInSensitive);
}

BOOLEAN NTAPI RtlEqualString(const STRING *String1, const STRING *String2, BOOLEAN CaseInSensitive)
{
	return String1->Length == String2->Length &&
	       compare(view_of(*String1), view_of(*String2), CaseInSensitive) == 0;
}

BOOLEAN NTAPI RtlPrefixString(const STRING *String1, const STRING *String2, BOOLEAN CaseInSensitive)
{
	return is_prefix(view_of(*String1), view_of(*String2), CaseInSensitive);
}

VOID NTAPI RtlUpperString(PSTRING DestinationString, const STRING *SourceString)
{
	const SIZE_T length = copy(DestinationString, SourceString);

	for (SIZE_T at = 0; at < length; at++)
		DestinationString->Buffer[at] = upcase(DestinationString->Buffer[at]);
}

NTSTATUS NTAPI RtlHashUnicodeString(PCUNICODE_STRING String, BOOLEAN CaseInSensitive,
				    ULONG HashAlgorithm, PULONG HashValue)
{
	if (!String || !HashValue || HashAlgorithm > HASH_STRING_ALGORITHM_X65599)
		return STATUS_INVALID_PARAMETER;

	const view<WCHAR> text = view_of(*String);
	ULONG hash = 0;

	for (SIZE_T at = 0; at < text.length; at++)
		hash = hash * 65599 + static_cast<ULONG>(fold(text.text[at], CaseInSensitive));
	*HashValue = hash;
	return STATUS_SUCCESS;
}

} /* extern "C" */
