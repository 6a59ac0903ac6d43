/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stdio.h - printing into a buffer whose size is told, by ntstrsafe.h's routines and formats.
 *
 * A text always ends with its zero, for which Microsoft's leave no room where it just fits: one
 * that fills the buffer counts as too long. What prints without a size (sprintf) is not provided.
 */
#ifndef NTSPIN_CRT_STDIO_H
#define NTSPIN_CRT_STDIO_H

#include "stdarg.h"
#include "stddef.h"
#include "../ntstrsafe.h"

#define NTSPIN_PRINTS(name, vname, letter, character)						\
	static __inline__ __attribute__((__unused__)) int					\
	vname(character *buffer, size_t count, const character *format, va_list arguments)	\
	{											\
		SIZE_T left = 0;								\
		const NTSTATUS status = RtlStringCchVPrintfEx##letter(buffer, count, NULL,	\
			&left, 0, format, arguments);						\
												\
		return status == STATUS_SUCCESS ? (int)(count - left) : -1;			\
	}											\
	static __inline__ __attribute__((__unused__)) int					\
	name(character *buffer, size_t count, const character *format, ...)			\
	{											\
		va_list arguments;								\
		int printed;									\
												\
		va_start(arguments, format);							\
		printed = vname(buffer, count, format, arguments);				\
		va_end(arguments);								\
		return printed;									\
	}

NTSPIN_PRINTS(_snprintf, _vsnprintf, A, char)
NTSPIN_PRINTS(_snwprintf, _vsnwprintf, W, wchar_t)

#endif
