// SPDX-License-Identifier: GPL-2.0
/*
 * debug_print.cpp - what a driver prints and asserts.
 *
 * One text is at most 511 bytes, as Windows sends at most 512: a longer one is cut. It is made on the
 * stack of the caller, without a lock, so any context will do.
 */
#include "../seam/print.h"
#include "format.hpp"

using namespace ntspin;

namespace
{

constexpr SIZE_T most = 511;

/* Levels above these are masks of Windows' filter: what none of them fits is information. */
ULONG severity(ULONG level) noexcept
{
	return level <= DPFLTR_INFO_LEVEL ? level : DPFLTR_INFO_LEVEL;
}

SIZE_T append(CHAR *text, SIZE_T at, PCCH more) noexcept
{
	for (; more && *more && at < most; more++)
		text[at++] = *more;
	return at;
}

ULONG print(PCCH prefix, ULONG level, PCCH format_text, format_arguments &arguments) noexcept
{
	CHAR text[most + 1];
	const SIZE_T at = append(text, 0, prefix);
	const formatted done =
		format(text + at, most - at, format_text, arguments, ntspin_pointer_shown);

	text[at + done.length] = 0;
	ntspin_print(severity(level), text);
	return STATUS_SUCCESS;
}

ULONG print(PCCH prefix, ULONG level, PCCH format_text, __builtin_va_list list) noexcept
{
	format_arguments arguments;

	__builtin_va_copy(arguments.list, list);

	const ULONG status = print(prefix, level, format_text, arguments);

	__builtin_va_end(arguments.list);
	return status;
}

} /* namespace */

extern "C" {

ULONG DbgPrint(PCSTR Format, ...)
{
	format_arguments arguments;

	__builtin_va_start(arguments.list, Format);

	const ULONG status = print(nullptr, DPFLTR_INFO_LEVEL, Format, arguments);

	__builtin_va_end(arguments.list);
	return status;
}

ULONG DbgPrintEx(ULONG, ULONG Level, PCSTR Format, ...)
{
	format_arguments arguments;

	__builtin_va_start(arguments.list, Format);

	const ULONG status = print(nullptr, Level, Format, arguments);

	__builtin_va_end(arguments.list);
	return status;
}

ULONG NTAPI vDbgPrintEx(ULONG, ULONG Level, PCCH Format, __builtin_va_list List)
{
	return print(nullptr, Level, Format, List);
}

ULONG NTAPI vDbgPrintExWithPrefix(PCCH Prefix, ULONG, ULONG Level, PCCH Format,
				  __builtin_va_list List)
{
	return print(Prefix, Level, Format, List);
}

BOOLEAN NTAPI NtspinAssertFailed(PCSTR Expression, PCSTR File, ULONG Line, PCSTR Message)
{
	if (ntspin_assertion_is_new(__builtin_return_address(0)))
		DbgPrintEx(0, DPFLTR_ERROR_LEVEL, "Assertion failed: %s%s%s (%s:%u)\n",
			   Message ? Message : "", Message ? ": " : "", Expression, File, Line);
	return FALSE;
}

} /* extern "C" */
