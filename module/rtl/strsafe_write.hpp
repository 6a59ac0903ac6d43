/* SPDX-License-Identifier: GPL-2.0 */
/*
 * strsafe_write.hpp - a source written into a buffer, with a null at its end, as the flags say.
 */
#ifndef NTSPIN_RTL_STRSAFE_WRITE_HPP
#define NTSPIN_RTL_STRSAFE_WRITE_HPP

#include "strsafe.hpp"

namespace ntspin
{

/* Of each file that includes this: ftrace keeps places of functions that a linker would merge. */
namespace
{

/* What Ex adds. */
template <class Char> struct extras {
	Char **end = nullptr;
	SIZE_T *remaining = nullptr;
	ULONG flags = 0;
};

/*
 * Where a string is to end. Size counts characters, odd the bytes behind the last of them; what
 * remains is told in units of so many bytes.
 */
template <class Char> struct destination {
	Char *start;
	SIZE_T size;
	SIZE_T odd;
	SIZE_T unit;
	bool appends = false;
};

template <class Char> destination<Char> by_characters(Char *start, SIZE_T size) noexcept
{
	return {start, size, 0, 1};
}

template <class Char> destination<Char> by_bytes(Char *start, SIZE_T size) noexcept
{
	return {start, size / sizeof(Char), size % sizeof(Char), sizeof(Char)};
}

template <class Char> destination<Char> appending(destination<Char> to) noexcept
{
	to.appends = true;
	return to;
}

template <class Char> bool is_valid(const destination<Char> &to, ULONG flags) noexcept
{
	if ((flags & ~STRSAFE_VALID_FLAGS) || to.size > NTSTRSAFE_MAX_CCH)
		return false;
	if (flags & STRSAFE_IGNORE_NULLS)
		return to.start || !to.size;
	return to.start && to.size;
}

template <class Char> void fill(const destination<Char> &to, SIZE_T from, ULONG flags) noexcept
{
	const SIZE_T bytes = (to.size - from) * sizeof(Char) + to.odd;

	__builtin_memset(to.start + from, STRSAFE_GET_FILL_PATTERN(flags), bytes);
}

/* Return: where the string ends. */
template <class Char>
SIZE_T fail(const destination<Char> &to, NTSTATUS status, SIZE_T end, ULONG flags) noexcept
{
	if (!to.size)
		return 0;
	if (flags & STRSAFE_FILL_ON_FAILURE) {
		fill(to, 0, flags);
		end = STRSAFE_GET_FILL_PATTERN(flags) ? to.size - 1 : 0;
		to.start[end] = 0;
	}
	if ((flags & STRSAFE_NULL_ON_FAILURE) ||
	    (status == STATUS_INVALID_PARAMETER && !to.appends)) {
		end = 0;
		to.start[0] = 0;
	}
	return end;
}

/* @source is NULL where something is wrong with it. */
template <class Char, class Source>
NTSTATUS write(const destination<Char> &to, const Source *source, const extras<Char> &more) noexcept
{
	NTSTATUS status = STATUS_INVALID_PARAMETER;
	SIZE_T at = 0, end = 0;

	if (!is_valid(to, more.flags)) {
		if (to.start && to.size && to.size <= NTSTRSAFE_MAX_CCH && !to.appends)
			to.start[0] = 0;
		return STATUS_INVALID_PARAMETER;
	}
	if (to.appends) {
		while (at < to.size && to.start[at])
			at++;
		/* It is full, or no string. */
		if (at == to.size && to.size)
			source = nullptr;
	}

	const SIZE_T room = to.size > at ? to.size - at - 1 : 0;

	if (source && !to.size) {
		if (source->write(nullptr, 0).fits)
			status = STATUS_SUCCESS;
	} else if (source && (more.flags & STRSAFE_NO_TRUNCATION) &&
		   !source->write(nullptr, room).fits) {
		status = STATUS_BUFFER_OVERFLOW;
		end = at;
	} else if (source) {
		const formatted done = source->write(to.start + at, room);

		status = done.fits ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW;
		end = at + done.length;
		to.start[end] = 0;
	}
	if (status != STATUS_SUCCESS)
		end = fail(to, status, end, more.flags);
	else if ((more.flags & STRSAFE_FILL_BEHIND_NULL) && to.size)
		fill(to, end + 1, more.flags);
	if (status == STATUS_INVALID_PARAMETER)
		return status;
	if (more.end)
		*more.end = to.start + end;
	if (more.remaining)
		*more.remaining = (to.size - end) * to.unit + to.odd;
	return status;
}

} /* namespace */

} /* namespace ntspin */

#endif
