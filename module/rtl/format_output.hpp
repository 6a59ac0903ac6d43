/* SPDX-License-Identifier: GPL-2.0 */
/*
 * format_output.hpp - where a formatted text goes, and how a field of it is filled.
 */
#ifndef NTSPIN_RTL_FORMAT_OUTPUT_HPP
#define NTSPIN_RTL_FORMAT_OUTPUT_HPP

#include "format_field.hpp"
#include "utf.hpp"

namespace ntspin
{

namespace
{

inline constexpr SIZE_T to_the_null = ~static_cast<SIZE_T>(0);

template <class Char> class format_output {
public:
	format_output(Char *buffer, SIZE_T room) noexcept : buffer_(buffer), room_(room)
	{
	}

	bool fits() const noexcept
	{
		return fits_;
	}

	SIZE_T length() const noexcept
	{
		return length_;
	}

	/* All of them or none. */
	void put(const Char *units, SIZE_T count) noexcept
	{
		fits_ = fits_ && count <= room_ - length_;
		if (!fits_)
			return;
		if (buffer_)
			for (SIZE_T at = 0; at < count; at++)
				buffer_[length_ + at] = units[at];
		length_ += count;
	}

	/* A width may be anything: what does not fit is not counted out. */
	void fill(Char with, SIZE_T count) noexcept
	{
		for (; fits_ && count; count--)
			put(&with, 1);
	}

	/* A string of the same kind, or of the other one; of at most @limit units, to a null. */
	template <class In>
	void text(const format_field &field, const In *from, SIZE_T limit, bool counted) noexcept
	{
		/* Whatever is longer than the field, and than there is room for, is as good as endless. */
		const SIZE_T enough = field.width > room_ ? field.width : room_;
		const SIZE_T length =
			walk(from, limit, counted, enough, [](const Char *, ULONG) {});
		const SIZE_T padding = field.width > length ? field.width - length : 0;

		if (!field.left)
			fill(static_cast<Char>(field.zero ? '0' : ' '), padding);
		walk(from, limit, counted, enough,
		     [this](const Char *units, ULONG count) { put(units, count); });
		if (field.left)
			fill(' ', padding);
	}

private:
	/* Return: how many units it becomes, or more than enough. */
	template <class In, class Take>
	SIZE_T walk(const In *from, SIZE_T limit, bool counted, SIZE_T enough, Take take) noexcept
	{
		SIZE_T length = 0;

		for (SIZE_T at = 0; at < limit && length <= enough && (counted || from[at]);) {
			Char units[most_units<Char>];
			ULONG count = 1, read = 1;

			if constexpr (sizeof(In) == sizeof(Char)) {
				units[0] = from[at];
			} else {
				const character c = decode(from + at, limit - at);

				read = c.units;
				count = encode(c.code, units);
			}
			take(units, count);
			at += read;
			length += count;
		}
		return length;
	}

	Char *buffer_;
	SIZE_T room_;
	SIZE_T length_ = 0;
	bool fits_ = true;
};

} /* namespace */

} /* namespace ntspin */

#endif
