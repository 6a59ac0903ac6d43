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

/*
 * What does not fit into the buffer leaves an empty text, unless it is to be cut: at so many
 * characters, or, by _TRUNCATE, where the buffer ends. Either is -1.
 */
#define NTSPIN_PRINTS_BOUNDED(name, vname, namen, vnamen, vbase, character)			\
	static __inline__ __attribute__((__unused__)) int					\
	vnamen(character *buffer, size_t limit, size_t count, const character *format,		\
	       va_list arguments)								\
	{											\
		const size_t room = count < limit ? count + 1 : limit;				\
		const int printed = buffer && limit ? vbase(buffer, room, format, arguments) : -1;	\
												\
		if (printed < 0 && buffer && limit && count >= limit && count != _TRUNCATE)	\
			buffer[0] = 0;								\
		return printed;									\
	}											\
	static __inline__ __attribute__((__unused__)) int					\
	vname(character *buffer, size_t limit, const character *format, va_list arguments)	\
	{											\
		return vnamen(buffer, limit, limit, format, arguments);				\
	}											\
	static __inline__ __attribute__((__unused__)) int					\
	namen(character *buffer, size_t limit, size_t count, const character *format, ...)	\
	{											\
		va_list arguments;								\
		int printed;									\
												\
		va_start(arguments, format);							\
		printed = vnamen(buffer, limit, count, format, arguments);			\
		va_end(arguments);								\
		return printed;									\
	}											\
	static __inline__ __attribute__((__unused__)) int					\
	name(character *buffer, size_t limit, const character *format, ...)			\
	{											\
		va_list arguments;								\
		int printed;									\
												\
		va_start(arguments, format);							\
		printed = vname(buffer, limit, format, arguments);				\
		va_end(arguments);								\
		return printed;									\
	}

NTSPIN_PRINTS_BOUNDED(sprintf_s, vsprintf_s, _snprintf_s, _vsnprintf_s, _vsnprintf, char)
NTSPIN_PRINTS_BOUNDED(swprintf_s, vswprintf_s, _snwprintf_s, _vsnwprintf_s, _vsnwprintf, wchar_t)

/* C++ knows an array's size. */
#ifdef __cplusplus
#define NTSPIN_PRINTS_ARRAY(name, vname, vnamen, character)					\
	template <size_t limit, typename... Arguments>						\
	inline int name(character (&buffer)[limit], const character *format, Arguments... given)	\
	{											\
		return name(buffer, limit, format, given...);					\
	}											\
	template <size_t limit>									\
	inline int vname(character (&buffer)[limit], const character *format, va_list given)	\
	{											\
		return vname(buffer, limit, format, given);					\
	}											\
	template <size_t limit>									\
	inline int vnamen(character (&buffer)[limit], size_t count, const character *format,	\
			  va_list given)							\
	{											\
		return vnamen(buffer, limit, count, format, given);				\
	}
extern "C++" {
NTSPIN_PRINTS_ARRAY(sprintf_s, vsprintf_s, _vsnprintf_s, char)
NTSPIN_PRINTS_ARRAY(swprintf_s, vswprintf_s, _vsnwprintf_s, wchar_t)
}
#endif

#endif
