// SPDX-License-Identifier: GPL-2.0
/*
 * strsafe.cpp - the routines of ntstrsafe.h for strings that end with a null.
 *
 * Promised: nothing outside the destination is written; where a size is valid a null ends it,
 * whatever happens, unless STRSAFE_NO_TRUNCATION leaves it as it was. All of them are one function,
 * write() of strsafe_write.hpp, over what kind of source there is.
 */
#include "strsafe_write.hpp"

namespace ntspin
{

namespace
{

template <class Char>
NTSTATUS put(const destination<Char> &to, const Char *from, SIZE_T limit,
	     const extras<Char> &more = {}) noexcept
{
	constexpr Char nothing[] = {0};
	const bool ignores = more.flags & STRSAFE_IGNORE_NULLS;
	const string_source<Char> source(from || !ignores ? from : nothing, limit);
	const bool is_right = (from || ignores) && limit <= NTSTRSAFE_MAX_LENGTH;

	return write(to, is_right ? &source : nullptr, more);
}

template <class Char>
NTSTATUS print(const destination<Char> &to, const Char *text, format_arguments &arguments,
	       const extras<Char> &more = {}) noexcept
{
	constexpr Char nothing[] = {0};
	const bool ignores = more.flags & STRSAFE_IGNORE_NULLS;
	const format_source<Char> source(text || !ignores ? text : nothing, arguments);

	return write(to, text || ignores ? &source : nullptr, more);
}

template <class Char>
NTSTATUS measure(const Char *string, SIZE_T limit, SIZE_T unit, SIZE_T *length) noexcept
{
	SIZE_T found = 0;

	limit /= unit;
	if (length)
		*length = 0;
	if (!string || limit > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	while (found < limit && string[found])
		found++;
	if (found == limit)
		return STATUS_INVALID_PARAMETER;
	if (length)
		*length = found * unit;
	return STATUS_SUCCESS;
}

} /* namespace */

} /* namespace ntspin */

using namespace ntspin;

/* What counts characters: its destinations, and a limit in them. */
#define NTSPIN_OF_Cch by_characters
#define NTSPIN_OF_Cb by_bytes
#define NTSPIN_UNIT_Cch(Char) 1
#define NTSPIN_UNIT_Cb(Char) sizeof(Char)

#define NTSPIN_WITH_LIST(Call)                      \
	format_arguments arguments;                 \
                                                    \
	__builtin_va_start(arguments.list, Format); \
                                                    \
	const NTSTATUS status = Call;               \
                                                    \
	__builtin_va_end(arguments.list);           \
	return status

#define NTSPIN_OF_LIST(Call)                     \
	format_arguments arguments;              \
                                                 \
	__builtin_va_copy(arguments.list, List); \
                                                 \
	const NTSTATUS status = Call;            \
                                                 \
	__builtin_va_end(arguments.list);        \
	return status

#define NTSPIN_DEFINE(Unit, Letter)                                                          \
	NTSPIN_DEFINE_OF(RtlString##Unit, Letter, NTSPIN_STRSAFE_##Letter, NTSPIN_OF_##Unit, \
			 NTSPIN_UNIT_##Unit)
#define NTSPIN_DEFINE_OF(Prefix, Letter, Char, Of, Unit) \
	NTSPIN_DEFINE_TYPED(Prefix, Letter, Char, Of, Unit)
#define NTSPIN_DEFINE_TYPED(Prefix, Letter, Char, Of, Unit)                                        \
	NTSTRSAFEDDI Prefix##Copy##Letter(Char *Destination, SIZE_T Size, const Char *Source)      \
	{                                                                                          \
		return put(Of(Destination, Size), Source, NTSTRSAFE_MAX_LENGTH);                   \
	}                                                                                          \
	NTSTRSAFEDDI Prefix##CopyEx##Letter(Char *Destination, SIZE_T Size, const Char *Source,    \
					    Char **End, SIZE_T *Remaining, ULONG Flags)            \
	{                                                                                          \
		return put(Of(Destination, Size), Source, NTSTRSAFE_MAX_LENGTH,                    \
			   {End, Remaining, Flags});                                               \
	}                                                                                          \
	NTSTRSAFEDDI Prefix##CopyN##Letter(Char *Destination, SIZE_T Size, const Char *Source,     \
					   SIZE_T Limit)                                           \
	{                                                                                          \
		return put(Of(Destination, Size), Source, Limit / Unit(Char));                     \
	}                                                                                          \
	NTSTRSAFEDDI Prefix##CopyNEx##Letter(Char *Destination, SIZE_T Size, const Char *Source,   \
					     SIZE_T Limit, Char **End, SIZE_T *Remaining,          \
					     ULONG Flags)                                          \
	{                                                                                          \
		return put(Of(Destination, Size), Source, Limit / Unit(Char),                      \
			   {End, Remaining, Flags});                                               \
	}                                                                                          \
	NTSTRSAFEDDI Prefix##Cat##Letter(Char *Destination, SIZE_T Size, const Char *Source)       \
	{                                                                                          \
		return put(appending(Of(Destination, Size)), Source, NTSTRSAFE_MAX_LENGTH);        \
	}                                                                                          \
	NTSTRSAFEDDI Prefix##CatEx##Letter(Char *Destination, SIZE_T Size, const Char *Source,     \
					   Char **End, SIZE_T *Remaining, ULONG Flags)             \
	{                                                                                          \
		return put(appending(Of(Destination, Size)), Source, NTSTRSAFE_MAX_LENGTH,         \
			   {End, Remaining, Flags});                                               \
	}                                                                                          \
	NTSTRSAFEDDI Prefix##CatN##Letter(Char *Destination, SIZE_T Size, const Char *Source,      \
					  SIZE_T Limit)                                            \
	{                                                                                          \
		return put(appending(Of(Destination, Size)), Source, Limit / Unit(Char));          \
	}                                                                                          \
	NTSTRSAFEDDI Prefix##CatNEx##Letter(Char *Destination, SIZE_T Size, const Char *Source,    \
					    SIZE_T Limit, Char **End, SIZE_T *Remaining,           \
					    ULONG Flags)                                           \
	{                                                                                          \
		return put(appending(Of(Destination, Size)), Source, Limit / Unit(Char),           \
			   {End, Remaining, Flags});                                               \
	}                                                                                          \
	NTSTRSAFEDDI Prefix##Printf##Letter(Char *Destination, SIZE_T Size, const Char *Format,    \
					    ...)                                                   \
	{                                                                                          \
		NTSPIN_WITH_LIST(print(Of(Destination, Size), Format, arguments));                 \
	}                                                                                          \
	NTSTRSAFEDDI Prefix##PrintfEx##Letter(Char *Destination, SIZE_T Size, Char **End,          \
					      SIZE_T *Remaining, ULONG Flags, const Char *Format,  \
					      ...)                                                 \
	{                                                                                          \
		NTSPIN_WITH_LIST(                                                                  \
			print(Of(Destination, Size), Format, arguments, {End, Remaining, Flags})); \
	}                                                                                          \
	NTSTRSAFEDDI Prefix##VPrintf##Letter(Char *Destination, SIZE_T Size, const Char *Format,   \
					     __builtin_va_list List)                               \
	{                                                                                          \
		NTSPIN_OF_LIST(print(Of(Destination, Size), Format, arguments));                   \
	}                                                                                          \
	NTSTRSAFEDDI Prefix##VPrintfEx##Letter(Char *Destination, SIZE_T Size, Char **End,         \
					       SIZE_T *Remaining, ULONG Flags, const Char *Format, \
					       __builtin_va_list List)                             \
	{                                                                                          \
		NTSPIN_OF_LIST(                                                                    \
			print(Of(Destination, Size), Format, arguments, {End, Remaining, Flags})); \
	}                                                                                          \
	NTSTRSAFEDDI Prefix##Length##Letter(const Char *String, SIZE_T Limit, SIZE_T *Length)      \
	{                                                                                          \
		return measure(String, Limit, Unit(Char), Length);                                 \
	}

extern "C" {

NTSPIN_STRSAFE_ROUTINES(NTSPIN_DEFINE)

} /* extern "C" */
