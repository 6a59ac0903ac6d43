// SPDX-License-Identifier: GPL-2.0
/*
 * strsafe_unicode.cpp - the routines of ntstrsafe.h for counted strings.
 *
 * Promised: nothing outside the destination's buffer is written, and no null behind the string.
 */
#include "counted.hpp"
#include "strsafe_write.hpp"

using namespace ntspin;

namespace
{

constexpr SIZE_T no_limit = NTSTRSAFE_UNICODE_STRING_MAX_CCH;

bool is_string(PCUNICODE_STRING string, ULONG flags) noexcept
{
	if (!string)
		return flags & STRSAFE_IGNORE_NULLS;
	if (string->Length % sizeof(WCHAR) || string->MaximumLength % sizeof(WCHAR) ||
	    string->Length > string->MaximumLength)
		return false;
	return string->Buffer || !string->MaximumLength;
}

void fill(PUNICODE_STRING to, SIZE_T from, ULONG flags) noexcept
{
	if (to->Buffer)
		__builtin_memset(to->Buffer + from, STRSAFE_GET_FILL_PATTERN(flags),
				 to->MaximumLength - from * sizeof(WCHAR));
}

/* @source is NULL where something is wrong with it. */
template <class Source>
NTSTATUS write(PUNICODE_STRING to, bool appends, const Source *source,
	       PUNICODE_STRING remaining = nullptr, ULONG flags = 0) noexcept
{
	UNICODE_STRING none = {};
	NTSTATUS status = STATUS_INVALID_PARAMETER;

	if ((flags & ~STRSAFE_VALID_FLAGS) || !is_string(to, flags))
		return status;
	to = to ? to : &none;

	const SIZE_T at = appends ? to->Length / sizeof(WCHAR) : 0;
	const SIZE_T room = room_of(*to) - at;
	SIZE_T end = at;

	if (source && !to->Buffer) {
		if (source->write(nullptr, 0).fits)
			status = STATUS_SUCCESS;
	} else if (source && (flags & STRSAFE_NO_TRUNCATION) &&
		   !source->write(nullptr, room).fits) {
		status = STATUS_BUFFER_OVERFLOW;
		end = to->Length / sizeof(WCHAR);
	} else if (source) {
		const formatted done = source->write(to->Buffer + at, room);

		status = done.fits ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW;
		end = at + done.length;
	}
	if (status == STATUS_SUCCESS && (flags & STRSAFE_FILL_BEHIND))
		fill(to, end, flags);
	if (status != STATUS_SUCCESS && (flags & STRSAFE_FILL_ON_FAILURE)) {
		fill(to, 0, flags);
		end = STRSAFE_GET_FILL_PATTERN(flags) ? room_of(*to) : 0;
	}
	if (status != STATUS_SUCCESS && (flags & STRSAFE_ZERO_LENGTH_ON_FAILURE))
		end = 0;
	to->Length = static_cast<USHORT>(end * sizeof(WCHAR));
	if (remaining && status != STATUS_INVALID_PARAMETER) {
		remaining->Length = 0;
		remaining->MaximumLength = static_cast<USHORT>(to->MaximumLength - to->Length);
		remaining->Buffer = to->Buffer ? to->Buffer + end : nullptr;
	}
	return status;
}

NTSTATUS put(PUNICODE_STRING to, bool appends, PCUNICODE_STRING from, SIZE_T limit, ULONG flags = 0,
	     PUNICODE_STRING remaining = nullptr) noexcept
{
	const view<WCHAR> text = from ? view_of(*from) : view<WCHAR>{nullptr, 0};
	const counted_source<WCHAR> source(text.text, text.length < limit ? text.length : limit);
	const bool is_right = is_string(from, flags) && limit <= no_limit;

	return write(to, appends, is_right ? &source : nullptr, remaining, flags);
}

NTSTATUS put(PUNICODE_STRING to, bool appends, NTSTRSAFE_PCWSTR from, SIZE_T limit, ULONG flags = 0,
	     PUNICODE_STRING remaining = nullptr) noexcept
{
	const string_source<WCHAR> source(from ? from : L"", limit);
	const bool is_right = (from || (flags & STRSAFE_IGNORE_NULLS)) && limit <= no_limit;

	return write(to, appends, is_right ? &source : nullptr, remaining, flags);
}

NTSTATUS print(PUNICODE_STRING to, NTSTRSAFE_PCWSTR text, format_arguments &arguments,
	       PUNICODE_STRING remaining = nullptr, ULONG flags = 0) noexcept
{
	const format_source<WCHAR> source(text ? text : L"", arguments);
	const bool is_right = text || (flags & STRSAFE_IGNORE_NULLS);

	return write(to, false, is_right ? &source : nullptr, remaining, flags);
}

NTSTATUS print(PUNICODE_STRING to, NTSTRSAFE_PCWSTR text, __builtin_va_list list,
	       PUNICODE_STRING remaining, ULONG flags) noexcept
{
	format_arguments arguments;

	__builtin_va_copy(arguments.list, list);

	const NTSTATUS status = print(to, text, arguments, remaining, flags);

	__builtin_va_end(arguments.list);
	return status;
}

NTSTATUS init(PUNICODE_STRING string, NTSTRSAFE_PCWSTR text) noexcept
{
	const SIZE_T length = text ? length_of(text) : 0;

	*string = {};
	if (length > no_limit - 1)
		return STATUS_INVALID_PARAMETER;
	if (!text)
		return STATUS_SUCCESS;
	string->Length = static_cast<USHORT>(length * sizeof(WCHAR));
	string->MaximumLength = static_cast<USHORT>((length + 1) * sizeof(WCHAR));
	string->Buffer = const_cast<PWCHAR>(text);
	return STATUS_SUCCESS;
}

NTSTATUS copy_out(const destination<WCHAR> &to, PCUNICODE_STRING from,
		  const extras<WCHAR> &more = {}) noexcept
{
	const view<WCHAR> text = from ? view_of(*from) : view<WCHAR>{nullptr, 0};
	const counted_source<WCHAR> source(text.text, text.length);

	return write(to, is_string(from, more.flags) ? &source : nullptr, more);
}

} /* namespace */

/* The rows of wdm/strsafe_unicode.h: does it append, and in what is its limit. */
#define NTSPIN_DEFINE(Name, Type, Appends)                                                \
	NTSTRSAFEDDI RtlUnicodeString##Name(PUNICODE_STRING Destination, Type Source)     \
	{                                                                                 \
		return put(Destination, Appends, Source, no_limit);                       \
	}                                                                                 \
	NTSTRSAFEDDI RtlUnicodeString##Name##Ex(PUNICODE_STRING Destination, Type Source, \
						PUNICODE_STRING Remaining, ULONG Flags)   \
	{                                                                                 \
		return put(Destination, Appends, Source, no_limit, Flags, Remaining);     \
	}
#define NTSPIN_DEFINE_N(Name, Type, Appends, Unit)                                        \
	NTSTRSAFEDDI RtlUnicodeString##Name(PUNICODE_STRING Destination, Type Source,     \
					    SIZE_T Limit)                                 \
	{                                                                                 \
		return put(Destination, Appends, Source, Limit / Unit);                   \
	}                                                                                 \
	NTSTRSAFEDDI RtlUnicodeString##Name##Ex(PUNICODE_STRING Destination, Type Source, \
						SIZE_T Limit, PUNICODE_STRING Remaining,  \
						ULONG Flags)                              \
	{                                                                                 \
		return put(Destination, Appends, Source, Limit / Unit, Flags, Remaining); \
	}

extern "C" {

NTSPIN_DEFINE(Copy, PCUNICODE_STRING, false)
NTSPIN_DEFINE(CopyString, NTSTRSAFE_PCWSTR, false)
NTSPIN_DEFINE(Cat, PCUNICODE_STRING, true)
NTSPIN_DEFINE(CatString, NTSTRSAFE_PCWSTR, true)
NTSPIN_DEFINE_N(CchCopyN, PCUNICODE_STRING, false, 1)
NTSPIN_DEFINE_N(CbCopyN, PCUNICODE_STRING, false, sizeof(WCHAR))
NTSPIN_DEFINE_N(CchCopyStringN, NTSTRSAFE_PCWSTR, false, 1)
NTSPIN_DEFINE_N(CbCopyStringN, NTSTRSAFE_PCWSTR, false, sizeof(WCHAR))
NTSPIN_DEFINE_N(CchCatN, PCUNICODE_STRING, true, 1)
NTSPIN_DEFINE_N(CbCatN, PCUNICODE_STRING, true, sizeof(WCHAR))
NTSPIN_DEFINE_N(CchCatStringN, NTSTRSAFE_PCWSTR, true, 1)
NTSPIN_DEFINE_N(CbCatStringN, NTSTRSAFE_PCWSTR, true, sizeof(WCHAR))

NTSTRSAFEDDI RtlUnicodeStringPrintf(PUNICODE_STRING Destination, NTSTRSAFE_PCWSTR Format, ...)
{
	format_arguments arguments;

	__builtin_va_start(arguments.list, Format);

	const NTSTATUS status = print(Destination, Format, arguments);

	__builtin_va_end(arguments.list);
	return status;
}

NTSTRSAFEDDI RtlUnicodeStringPrintfEx(PUNICODE_STRING Destination, PUNICODE_STRING Remaining,
				      ULONG Flags, NTSTRSAFE_PCWSTR Format, ...)
{
	format_arguments arguments;

	__builtin_va_start(arguments.list, Format);

	const NTSTATUS status = print(Destination, Format, arguments, Remaining, Flags);

	__builtin_va_end(arguments.list);
	return status;
}

NTSTRSAFEDDI RtlUnicodeStringVPrintf(PUNICODE_STRING Destination, NTSTRSAFE_PCWSTR Format,
				     __builtin_va_list List)
{
	return print(Destination, Format, List, nullptr, 0);
}

NTSTRSAFEDDI RtlUnicodeStringVPrintfEx(PUNICODE_STRING Destination, PUNICODE_STRING Remaining,
				       ULONG Flags, NTSTRSAFE_PCWSTR Format, __builtin_va_list List)
{
	return print(Destination, Format, List, Remaining, Flags);
}

NTSTRSAFEDDI RtlUnicodeStringInit(PUNICODE_STRING DestinationString, NTSTRSAFE_PCWSTR SourceString)
{
	return DestinationString ? init(DestinationString, SourceString) : STATUS_INVALID_PARAMETER;
}

NTSTRSAFEDDI RtlUnicodeStringInitEx(PUNICODE_STRING DestinationString,
				    NTSTRSAFE_PCWSTR SourceString, ULONG Flags)
{
	if (Flags & ~STRSAFE_IGNORE_NULLS)
		return STATUS_INVALID_PARAMETER;
	if (!DestinationString && (Flags & STRSAFE_IGNORE_NULLS) &&
	    (!SourceString || !*SourceString))
		return STATUS_SUCCESS;
	return RtlUnicodeStringInit(DestinationString, SourceString);
}

NTSTRSAFEDDI RtlUnicodeStringValidate(PCUNICODE_STRING SourceString)
{
	return is_string(SourceString, 0) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

NTSTRSAFEDDI RtlUnicodeStringValidateEx(PCUNICODE_STRING SourceString, ULONG Flags)
{
	if (Flags & ~STRSAFE_IGNORE_NULLS)
		return STATUS_INVALID_PARAMETER;
	return is_string(SourceString, Flags) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

NTSTRSAFEDDI RtlStringCchCopyUnicodeString(NTSTRSAFE_PWSTR Destination, SIZE_T Size,
					   PCUNICODE_STRING Source)
{
	return copy_out(by_characters(Destination, Size), Source);
}

NTSTRSAFEDDI RtlStringCchCopyUnicodeStringEx(NTSTRSAFE_PWSTR Destination, SIZE_T Size,
					     PCUNICODE_STRING Source, NTSTRSAFE_PWSTR *End,
					     SIZE_T *Remaining, ULONG Flags)
{
	return copy_out(by_characters(Destination, Size), Source, {End, Remaining, Flags});
}

NTSTRSAFEDDI RtlStringCbCopyUnicodeString(NTSTRSAFE_PWSTR Destination, SIZE_T Size,
					  PCUNICODE_STRING Source)
{
	return copy_out(by_bytes(Destination, Size), Source);
}

NTSTRSAFEDDI RtlStringCbCopyUnicodeStringEx(NTSTRSAFE_PWSTR Destination, SIZE_T Size,
					    PCUNICODE_STRING Source, NTSTRSAFE_PWSTR *End,
					    SIZE_T *Remaining, ULONG Flags)
{
	return copy_out(by_bytes(Destination, Size), Source, {End, Remaining, Flags});
}

} /* extern "C" */
