// SPDX-License-Identifier: GPL-2.0
/*
 * number_text.cpp - numbers and GUIDs out of text, and numbers into it.
 */
#include "counted.hpp"
#include "wdm/rtl_string.h"

using namespace ntspin;

namespace
{

constexpr bool is_base(ULONG base) noexcept
{
	return base == 2 || base == 8 || base == 10 || base == 16;
}

/* 16 where it is none. */
template <class Char> ULONG digit_of(Char c) noexcept
{
	if (c >= '0' && c <= '9')
		return static_cast<ULONG>(c - '0');
	if (c >= 'a' && c <= 'f')
		return static_cast<ULONG>(c - 'a') + 10;
	return c >= 'A' && c <= 'F' ? static_cast<ULONG>(c - 'A') + 10 : 16;
}

/* What a prefix says the base is; 0 where it is none. */
template <class Char> ULONG base_of(view<Char> text, SIZE_T at) noexcept
{
	if (text.length - at < 2 || text.text[at] != '0')
		return 0;
	switch (text.text[at + 1]) {
	case 'x':
		return 16;
	case 'o':
		return 8;
	case 'b':
		return 2;
	default:
		return 0;
	}
}

/* As Windows' routines have it: each control character, too. */
template <class Char> bool is_space(Char c) noexcept
{
	return c > 0 && c <= ' ';
}

template <class Char> NTSTATUS to_integer(view<Char> text, ULONG base, ULONG *value) noexcept
{
	SIZE_T at = 0;
	bool negative = false;
	ULONG number = 0;

	if (base && !is_base(base))
		return STATUS_INVALID_PARAMETER;
	while (at < text.length && is_space(text.text[at]))
		at++;
	if (at < text.length && (text.text[at] == '-' || text.text[at] == '+'))
		negative = text.text[at++] == '-';
	if (!base) {
		base = base_of(text, at);
		at += base ? 2 : 0;
		base = base ? base : 10;
	}
	/* More digits than fit wrap around. */
	for (; at < text.length && digit_of(text.text[at]) < base; at++)
		number = number * base + digit_of(text.text[at]);
	*value = negative ? 0 - number : number;
	return STATUS_SUCCESS;
}

NTSTATUS to_text(ULONGLONG value, ULONG base, PUNICODE_STRING string) noexcept
{
	WCHAR digits[64];
	ULONG first = 64;

	base = base ? base : 10;
	if (!is_base(base))
		return STATUS_INVALID_PARAMETER;
	do {
		digits[--first] = static_cast<WCHAR>("0123456789ABCDEF"[value % base]);
		value /= base;
	} while (value);

	const ULONG length = 64 - first;

	/* With its null, since callers go on with the buffer alone. */
	if (length >= room_of(*string))
		return STATUS_BUFFER_OVERFLOW;
	move(string->Buffer, digits + first, length);
	string->Length = static_cast<USHORT>(length * sizeof(WCHAR));
	string->Buffer[length] = UNICODE_NULL;
	return STATUS_SUCCESS;
}

/* A GUID's text: a digit of which byte, in hex; or what else must stand there. */
constexpr char guid_form[] = "{33221100-5544-7766-8899-aabbccddeeff}";
constexpr ULONG guid_length = sizeof(guid_form) - 1;

} /* namespace */

extern "C" {

NTSTATUS NTAPI RtlUnicodeStringToInteger(PCUNICODE_STRING String, ULONG Base, PULONG Value)
{
	const view<WCHAR> text = view_of(*String);

	return text.length ? to_integer(text, Base, Value) : STATUS_INVALID_PARAMETER;
}

NTSTATUS NTAPI RtlCharToInteger(PCSZ String, ULONG Base, PULONG Value)
{
	return to_integer<CHAR>({String, length_of(String)}, Base, Value);
}

NTSTATUS NTAPI RtlIntegerToUnicodeString(ULONG Value, ULONG Base, PUNICODE_STRING String)
{
	return to_text(Value, Base, String);
}

NTSTATUS NTAPI RtlInt64ToUnicodeString(ULONGLONG Value, ULONG Base, PUNICODE_STRING String)
{
	return to_text(Value, Base, String);
}

NTSTATUS NTAPI RtlGUIDFromString(PCUNICODE_STRING GuidString, GUID *Guid)
{
	const view<WCHAR> text = view_of(*GuidString);
	UCHAR bytes[sizeof(GUID)] = {};

	if (text.length < guid_length)
		return STATUS_INVALID_PARAMETER;
	for (ULONG at = 0; at < guid_length; at++) {
		const ULONG digit = digit_of(text.text[at]);
		const ULONG byte = digit_of(guid_form[at]);

		if (byte == 16 ? text.text[at] != static_cast<WCHAR>(guid_form[at]) : digit == 16)
			return STATUS_INVALID_PARAMETER;
		if (byte != 16)
			bytes[byte] = static_cast<UCHAR>(bytes[byte] << 4 | digit);
	}
	__builtin_memcpy(Guid, bytes, sizeof(bytes));
	return STATUS_SUCCESS;
}

} /* extern "C" */
