/* SPDX-License-Identifier: GPL-2.0 */
/*
 * format.hpp - a text made after a format, in Windows' language of formats.
 *
 * Promised: no more characters are written than there is room for, and no null behind them; no
 * character that is converted is cut; nothing is locked, allocated or read but the arguments, so any
 * context will do. It rests on one function that writes, which either writes all of its
 * units or says that they do not fit, after which nothing is written any more.
 *
 *	%[-+ #0][width][.precision][size]type
 *
 *	d i u o x X	numbers; size: hh h l I32 (32 bits) ll I64 w/j/L (64) I z t (a pointer's)
 *	p		a pointer: 16 digits in capitals, no 0x
 *	c s		a character, a string, of the format's own kind; with h narrow, with l or w wide
 *	C S		of the other kind; with a size as above
 *	Z		an ANSI_STRING; with l or w a UNICODE_STRING; its whole length, nulls too
 *	%		itself
 *
 * A width or precision may be *. Precision cuts strings, in units of the source. A NULL
 * string is "(null)". Narrow text is UTF-8. A type that is none of these, floating point and %n among
 * them, is printed as it stands, and takes no argument.
 */
#ifndef NTSPIN_RTL_FORMAT_HPP
#define NTSPIN_RTL_FORMAT_HPP

#include "ntdef.h"

namespace ntspin
{

struct format_arguments {
	__builtin_va_list list;
};

struct formatted {
	SIZE_T length; /* of what was written */
	bool fits;
};

/* What is shown for a pointer. */
using pointer_mask = ULONG_PTR (*)(ULONG_PTR);

/* With a NULL buffer nothing is written, and told whether it would fit. */
formatted format(CHAR *buffer, SIZE_T room, const CHAR *text, format_arguments &arguments,
		 pointer_mask mask = nullptr) noexcept;
formatted format(WCHAR *buffer, SIZE_T room, const WCHAR *text, format_arguments &arguments,
		 pointer_mask mask = nullptr) noexcept;

} /* namespace ntspin */

#endif
