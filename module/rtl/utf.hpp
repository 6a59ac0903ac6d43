/* SPDX-License-Identifier: GPL-2.0 */
/*
 * utf.hpp - characters out of UTF-16 and UTF-8, and into them.
 *
 * What is no character (half of a pair of surrogates, bytes that are no UTF-8) is read as
 * U+FFFD, one for each unit, so that reading always gets on. Nothing is read beyond the
 * count that is given, nor behind a null.
 */
#ifndef NTSPIN_RTL_UTF_HPP
#define NTSPIN_RTL_UTF_HPP

#include "ntdef.h"

namespace ntspin
{

/* Of each file that includes this: ftrace keeps places of functions that a linker would merge. */
namespace
{

inline constexpr ULONG no_character = 0xfffd;

struct character {
	ULONG code;
	ULONG units; /* how many it was read from; at least 1 */
	bool is_good = true;
};

/* What one character is at most, in either. */
template <class Char> inline constexpr ULONG most_units = sizeof(Char) == 1 ? 4 : 2;

constexpr bool is_surrogate(ULONG code) noexcept
{
	return code >= 0xd800 && code < 0xe000;
}

inline character decode(const WCHAR *from, SIZE_T count) noexcept
{
	const ULONG first = from[0] & 0xffffu;

	if (!is_surrogate(first))
		return {first, 1};
	if (first < 0xdc00 && count > 1 && (from[1] & 0xfc00) == 0xdc00)
		return {0x10000 + ((first - 0xd800) << 10) + (from[1] & 0x3ffu), 2};
	return {no_character, 1, false};
}

inline character decode(const CHAR *from, SIZE_T count) noexcept
{
	const ULONG first = static_cast<UCHAR>(from[0]);
	/* The least code of so many bytes: a longer form than is needed is none. */
	constexpr ULONG least[] = {0, 0, 0x80, 0x800, 0x10000};
	ULONG length = 1;

	if (first < 0x80)
		return {first, 1};
	if (first >= 0xc0 && first < 0xf8)
		length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	if (length == 1 || length > count)
		return {no_character, 1, false};

	ULONG code = first & (0x7fu >> length);

	for (ULONG at = 1; at < length; at++) {
		/* A null is no continuation, so this stops at the end of a string. */
		if ((from[at] & 0xc0) != 0x80)
			return {no_character, 1, false};
		code = code << 6 | (from[at] & 0x3fu);
	}
	if (code < least[length] || code > 0x10ffff || is_surrogate(code))
		return {no_character, 1, false};
	return {code, length};
}

/* Return: how many units were written. */
inline ULONG encode(ULONG code, WCHAR *into) noexcept
{
	if (code < 0x10000) {
		into[0] = static_cast<WCHAR>(code);
		return 1;
	}
	into[0] = static_cast<WCHAR>(0xd800 + ((code - 0x10000) >> 10));
	into[1] = static_cast<WCHAR>(0xdc00 + (code & 0x3ff));
	return 2;
}

inline ULONG encode(ULONG code, CHAR *into) noexcept
{
	const ULONG length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

	if (length == 1) {
		into[0] = static_cast<CHAR>(code);
		return 1;
	}
	for (ULONG at = length - 1; at; at--) {
		into[at] = static_cast<CHAR>(0x80 | (code & 0x3f));
		code >>= 6;
	}
	into[0] = static_cast<CHAR>(0xf00u >> length | code);
	return length;
}

} /* namespace */

} /* namespace ntspin */

#endif
