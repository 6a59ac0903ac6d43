/* SPDX-License-Identifier: GPL-2.0 */
/*
 * strsafe.hpp - what a string in a buffer of a known size is made of: another string, or a format.
 *
 * A source writes into the room that there is, and says whether all of it fitted; asked first,
 * it says whether it would. It writes no null: where one belongs is the caller's.
 */
#ifndef NTSPIN_RTL_STRSAFE_HPP
#define NTSPIN_RTL_STRSAFE_HPP

#include "format.hpp"
#include "ntstrsafe.h"

namespace ntspin
{

/* Of each file that includes this: ftrace keeps places of functions that a linker would merge. */
namespace
{

/* Up to a null, or up to a limit. */
template <class Char> class string_source {
public:
	string_source(const Char *from, SIZE_T limit) noexcept : from_(from), limit_(limit)
	{
	}

	formatted write(Char *to, SIZE_T room) const noexcept
	{
		SIZE_T at = 0;

		for (; at < limit_ && from_[at]; at++) {
			if (at == room)
				return {at, false};
			if (to)
				to[at] = from_[at];
		}
		return {at, true};
	}

private:
	const Char *from_;
	SIZE_T limit_;
};

/* So many characters, nulls among them. */
template <class Char> class counted_source {
public:
	counted_source(const Char *from, SIZE_T length) noexcept : from_(from), length_(length)
	{
	}

	formatted write(Char *to, SIZE_T room) const noexcept
	{
		const SIZE_T count = length_ < room ? length_ : room;

		/* Of a string that is appended to itself the end moves as it is written. */
		if (to && count)
			__builtin_memmove(to, from_, count * sizeof(Char));
		return {count, count == length_};
	}

private:
	const Char *from_;
	SIZE_T length_;
};

template <class Char> class format_source {
public:
	format_source(const Char *text, format_arguments &arguments) noexcept
		: text_(text), arguments_(arguments)
	{
	}

	formatted write(Char *to, SIZE_T room) const noexcept
	{
		/* It may be read twice. */
		format_arguments copy;

		__builtin_va_copy(copy.list, arguments_.list);

		const formatted done = format(to, room, text_, copy);

		__builtin_va_end(copy.list);
		return done;
	}

private:
	const Char *text_;
	format_arguments &arguments_;
};

} /* namespace */

} /* namespace ntspin */

#endif
