/* SPDX-License-Identifier: GPL-2.0 */
/*
 * case.hpp - a character's counterpart in the other case; of bytes, ASCII's alone.
 *
 * The system's 8-bit code page is UTF-8 here, which Windows has, too: a byte of a longer
 * character has no case.
 */
#ifndef NTSPIN_RTL_CASE_HPP
#define NTSPIN_RTL_CASE_HPP

#include "ntdef.h"

namespace ntspin
{

WCHAR upcase(WCHAR c) noexcept;
WCHAR downcase(WCHAR c) noexcept;

constexpr CHAR upcase(CHAR c) noexcept
{
	return c >= 'a' && c <= 'z' ? static_cast<CHAR>(c - ('a' - 'A')) : c;
}

constexpr CHAR downcase(CHAR c) noexcept
{
	return c >= 'A' && c <= 'Z' ? static_cast<CHAR>(c + ('a' - 'A')) : c;
}

} /* namespace ntspin */

#endif
