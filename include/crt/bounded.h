/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bounded.h - strcpy_s() and its like: copies that are told how much room there is.
 *
 * What does not fit is not copied, and leaves an empty text. Microsoft's library calls a handler
 * then, of which a kernel has none: here the error is returned alone.
 */
#ifndef NTSPIN_CRT_BOUNDED_H
#define NTSPIN_CRT_BOUNDED_H

#include "stddef.h"

#ifndef _TRUNCATE
#define _TRUNCATE ((size_t)-1)
#endif
#ifndef RSIZE_MAX
#define RSIZE_MAX ((size_t)-1 >> 1)
#endif

/* EINVAL, ERANGE and STRUNCATE of <errno.h>. */
#define NTSPIN_BOUNDED_INVALID 22
#define NTSPIN_BOUNDED_TOO_LONG 34
#define NTSPIN_BOUNDED_TRUNCATED 80

/* Behind what the text has already: @at, of @size; of the source at most @count. */
#define NTSPIN_BOUNDED(character, cpy, cat, ncpy, ncat, nlen)					\
	NTSPIN_CRT_INLINE size_t nlen(const character *text, size_t size)			\
	{											\
		size_t length = 0;								\
												\
		while (text && length < size && text[length])					\
			length++;								\
		return length;									\
	}											\
	NTSPIN_CRT_INLINE errno_t ntspin_##cpy(character *to, size_t at, size_t size,		\
					       const character *from, size_t count)		\
	{											\
		size_t length = 0;								\
												\
		if (!to || !size)								\
			return NTSPIN_BOUNDED_INVALID;						\
		if (!from || at >= size) {							\
			to[0] = 0;								\
			return NTSPIN_BOUNDED_INVALID;						\
		}										\
		while (length < count && from[length]) {					\
			if (at + length + 1 == size) {						\
				to[count == _TRUNCATE ? at + length : 0] = 0;			\
				return count == _TRUNCATE ? NTSPIN_BOUNDED_TRUNCATED :		\
							    NTSPIN_BOUNDED_TOO_LONG;		\
			}									\
			to[at + length] = from[length];						\
			length++;								\
		}										\
		to[at + length] = 0;								\
		return 0;									\
	}											\
	NTSPIN_CRT_INLINE errno_t cpy(character *to, size_t size, const character *from)	\
	{											\
		return ntspin_##cpy(to, 0, size, from, RSIZE_MAX);				\
	}											\
	NTSPIN_CRT_INLINE errno_t ncpy(character *to, size_t size, const character *from,	\
				       size_t count)						\
	{											\
		return ntspin_##cpy(to, 0, size, from, count);					\
	}											\
	NTSPIN_CRT_INLINE errno_t cat(character *to, size_t size, const character *from)	\
	{											\
		return ntspin_##cpy(to, nlen(to, size), size, from, RSIZE_MAX);			\
	}											\
	NTSPIN_CRT_INLINE errno_t ncat(character *to, size_t size, const character *from,	\
				       size_t count)						\
	{											\
		return ntspin_##cpy(to, nlen(to, size), size, from, count);			\
	}

/* Each character as another; of those with a size, what has no end in it becomes an empty text. */
#define NTSPIN_EACH_CHARACTER(character, name, names, to, nlen)					\
	NTSPIN_CRT_INLINE character *name(character *text)					\
	{											\
		for (character *at = text; *at; at++)						\
			*at = (character)to(*at);						\
		return text;									\
	}											\
	NTSPIN_CRT_INLINE errno_t names(character *text, size_t size)				\
	{											\
		if (!text || !size)								\
			return NTSPIN_BOUNDED_INVALID;						\
		if (nlen(text, size) == size) {							\
			text[0] = 0;								\
			return NTSPIN_BOUNDED_INVALID;						\
		}										\
		name(text);									\
		return 0;									\
	}

/* C++ knows an array's size. */
#ifdef __cplusplus
#define NTSPIN_BOUNDED_ARRAYS(character, cpy, cat, ncpy, ncat)					\
	extern "C++" {										\
	template <size_t size> inline errno_t cpy(character (&to)[size], const character *from)	\
	{											\
		return cpy(to, size, from);							\
	}											\
	template <size_t size> inline errno_t cat(character (&to)[size], const character *from)	\
	{											\
		return cat(to, size, from);							\
	}											\
	template <size_t size>									\
	inline errno_t ncpy(character (&to)[size], const character *from, size_t count)		\
	{											\
		return ncpy(to, size, from, count);						\
	}											\
	template <size_t size>									\
	inline errno_t ncat(character (&to)[size], const character *from, size_t count)		\
	{											\
		return ncat(to, size, from, count);						\
	}											\
	}
#else
#define NTSPIN_BOUNDED_ARRAYS(character, cpy, cat, ncpy, ncat)
#endif

#endif
