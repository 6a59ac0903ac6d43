// SPDX-License-Identifier: GPL-2.0
/*
 * routine.cpp - the Windows routine that looks for others by their names.
 */
#include "../seam/page.h"
#include "../verifier/instrumented.hpp"
#include "wdm/address.h"

#define CALLER __builtin_return_address(0)

namespace
{

constexpr ULONG longest = 63;

bool is_letter(WCHAR c) noexcept
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

bool is_digit(WCHAR c) noexcept
{
	return c >= '0' && c <= '9';
}

/* Whether it is one that a routine of Windows' can have. */
bool copy(const UNICODE_STRING &name, char *to) noexcept
{
	const ULONG length = name.Length / sizeof(WCHAR);

	if (!length || length > longest || !is_letter(name.Buffer[0]))
		return false;
	for (ULONG i = 0; i < length; i++) {
		const WCHAR c = name.Buffer[i];

		if (!is_letter(c) && !is_digit(c) && c != '_')
			return false;
		to[i] = static_cast<char>(c);
	}
	to[length] = 0;
	return true;
}

} /* namespace */

extern "C" {

PVOID NTAPI MmGetSystemRoutineAddress(PUNICODE_STRING SystemRoutineName)
{
	char name[longest + 1];

	ntspin::check_highest_level(PASSIVE_LEVEL, NTSPIN_IO_NOT_PASSIVE, SystemRoutineName,
				    {__func__, CALLER, ntspin::call::any_level});
	return copy(*SystemRoutineName, name) ? ntspin_routine_named(name) : nullptr;
}

} /* extern "C" */
