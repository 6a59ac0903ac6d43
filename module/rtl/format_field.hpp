/* SPDX-License-Identifier: GPL-2.0 */
/*
 * format_field.hpp - what stands between a % and its type, and how it is read.
 */
#ifndef NTSPIN_RTL_FORMAT_FIELD_HPP
#define NTSPIN_RTL_FORMAT_FIELD_HPP

#include "ntdef.h"

namespace ntspin
{

namespace
{

struct format_field {
	bool left = false;
	bool plus = false;
	bool space = false;
	bool alternative = false;
	bool zero = false;
	SIZE_T width = 0;
	bool has_precision = false;
	SIZE_T precision = 0;
};

/* Of an argument; a character or a string is narrow or wide. */
enum class field_size : UCHAR { none, byte, narrow, wide, bits_32, bits_64, pointer };

/* Each returns what follows what it has read. */
template <class Char> const Char *read_flags(const Char *at, format_field &field) noexcept
{
	for (;; at++) {
		switch (*at) {
		case '-':
			field.left = true;
			break;
		case '+':
			field.plus = true;
			break;
		case ' ':
			field.space = true;
			break;
		case '#':
			field.alternative = true;
			break;
		case '0':
			field.zero = true;
			break;
		default:
			return at;
		}
	}
}

template <class Char> const Char *read_size(const Char *at, field_size &size) noexcept
{
	switch (*at) {
	case 'h':
		size = at[1] == 'h' ? field_size::byte : field_size::narrow;
		return at[1] == 'h' ? at + 2 : at + 1;
	case 'l':
		size = at[1] == 'l' ? field_size::bits_64 : field_size::wide;
		return at[1] == 'l' ? at + 2 : at + 1;
	case 'w':
		size = field_size::wide;
		return at + 1;
	case 'L':
	case 'j':
		size = field_size::bits_64;
		return at + 1;
	case 'z':
	case 't':
		size = field_size::pointer;
		return at + 1;
	case 'I':
		if (at[1] == '6' && at[2] == '4') {
			size = field_size::bits_64;
			return at + 3;
		}
		if (at[1] == '3' && at[2] == '2') {
			size = field_size::bits_32;
			return at + 3;
		}
		size = field_size::pointer;
		return at + 1;
	default:
		size = field_size::none;
		return at;
	}
}

} /* namespace */

} /* namespace ntspin */

#endif
