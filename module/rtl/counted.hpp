/* SPDX-License-Identifier: GPL-2.0 */
/*
 * counted.hpp - what is the same for both kinds of counted strings, STRING and UNICODE_STRING.
 *
 * Lengths are in characters here, and in bytes in the strings themselves. A buffer that is NULL
 * is never touched, since its length is 0.
 */
#ifndef NTSPIN_RTL_COUNTED_HPP
#define NTSPIN_RTL_COUNTED_HPP

#include "case.hpp"
#include "wdm/string.h"

namespace ntspin
{

/* Of each file that includes this: ftrace keeps places of functions that a linker would merge. */
namespace
{

template <class Char> struct view {
	const Char *text;
	SIZE_T length;
};

inline view<CHAR> view_of(const STRING &string) noexcept
{
	return {string.Buffer, string.Length};
}

inline view<WCHAR> view_of(const UNICODE_STRING &string) noexcept
{
	return {string.Buffer, string.Length / sizeof(WCHAR)};
}

template <class Char> SIZE_T length_of(const Char *text) noexcept
{
	SIZE_T length = 0;

	while (text[length])
		length++;
	return length;
}

inline SIZE_T room_of(const STRING &string) noexcept
{
	return string.MaximumLength;
}

inline SIZE_T room_of(const UNICODE_STRING &string) noexcept
{
	return string.MaximumLength / sizeof(WCHAR);
}

/* Source and destination may overlap. */
template <class Char> void move(Char *to, const Char *from, SIZE_T length) noexcept
{
	if (length)
		__builtin_memmove(to, from, length * sizeof(Char));
}

template <class Char> LONG fold(Char c, bool ignores_case) noexcept
{
	if (ignores_case)
		c = upcase(c);
	return sizeof(Char) == 1 ? static_cast<UCHAR>(c) : c & 0xffff;
}

/* Less than 0, 0 or more, as the first is less than the second, the same or more. */
template <class Char> LONG compare(view<Char> a, view<Char> b, bool ignores_case) noexcept
{
	for (SIZE_T at = 0; at < a.length && at < b.length; at++) {
		if (a.text[at] == b.text[at])
			continue;

		const LONG difference =
			fold(a.text[at], ignores_case) - fold(b.text[at], ignores_case);

		if (difference)
			return difference;
	}
	return static_cast<LONG>(a.length) - static_cast<LONG>(b.length);
}

template <class Char> bool is_prefix(view<Char> prefix, view<Char> text, bool ignores_case) noexcept
{
	return prefix.length <= text.length &&
	       compare(prefix, {text.text, prefix.length}, ignores_case) == 0;
}

} /* namespace */

} /* namespace ntspin */

#endif
