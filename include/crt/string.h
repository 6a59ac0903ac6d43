/* SPDX-License-Identifier: GPL-2.0 */
/*
 * string.h - memory and strings of bytes: the routines of the kernel, and inline ones.
 */
#ifndef NTSPIN_CRT_STRING_H
#define NTSPIN_CRT_STRING_H

#include "stddef.h"
#include "bounded.h"
#include "ctype.h"
#include "wchar.h"

#ifdef __cplusplus
extern "C" {
#endif

void *memcpy(void *destination, const void *source, size_t size);
void *memmove(void *destination, const void *source, size_t size);
void *memset(void *destination, int value, size_t size);
int memcmp(const void *a, const void *b, size_t size);
void *memchr(const void *memory, int value, size_t size);
char *strchr(const char *string, int c);
char *strrchr(const char *string, int c);
char *strstr(const char *string, const char *wanted);
size_t strlen(const char *string);
size_t strnlen(const char *string, size_t limit);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t limit);
int strcasecmp(const char *a, const char *b);
int strncasecmp(const char *a, const char *b, size_t limit);

NTSPIN_BOUNDED(char, strcpy_s, strcat_s, strncpy_s, strncat_s, strnlen_s)
NTSPIN_BOUNDED_ARRAYS(char, strcpy_s, strcat_s, strncpy_s, strncat_s)

/* What does not fit is not copied, and leaves zeroes. */
NTSPIN_CRT_INLINE errno_t memmove_s(void *to, size_t size, const void *from, size_t count)
{
	if (!count)
		return 0;
	if (!to)
		return NTSPIN_BOUNDED_INVALID;
	if (from && count <= size) {
		memmove(to, from, count);
		return 0;
	}
	memset(to, 0, size);
	return from ? NTSPIN_BOUNDED_TOO_LONG : NTSPIN_BOUNDED_INVALID;
}

NTSPIN_CRT_INLINE errno_t memcpy_s(void *to, size_t size, const void *from, size_t count)
{
	return memmove_s(to, size, from, count);
}

NTSPIN_CRT_INLINE int _memicmp(const void *a, const void *b, size_t size)
{
	const unsigned char *const left = (const unsigned char *)a;
	const unsigned char *const right = (const unsigned char *)b;
	size_t at;

	for (at = 0; at < size; at++) {
		const int x = tolower(left[at]), y = tolower(right[at]);

		if (x != y)
			return x - y;
	}
	return 0;
}

NTSPIN_CRT_INLINE int _stricmp(const char *a, const char *b)
{
	return strcasecmp(a, b);
}

NTSPIN_CRT_INLINE int _strnicmp(const char *a, const char *b, size_t limit)
{
	return strncasecmp(a, b, limit);
}

NTSPIN_CRT_INLINE char *strcpy(char *destination, const char *source)
{
	return (char *)memcpy(destination, source, strlen(source) + 1);
}

NTSPIN_CRT_INLINE char *strcat(char *destination, const char *source)
{
	strcpy(destination + strlen(destination), source);
	return destination;
}

NTSPIN_CRT_INLINE char *strncpy(char *destination, const char *source, size_t size)
{
	size_t length = strnlen(source, size);

	memcpy(destination, source, length);
	memset(destination + length, 0, size - length);
	return destination;
}

NTSPIN_CRT_INLINE char *strncat(char *destination, const char *source, size_t limit)
{
	char *end = destination + strlen(destination);
	size_t length = strnlen(source, limit);

	memcpy(end, source, length);
	end[length] = 0;
	return destination;
}

NTSPIN_EACH_CHARACTER(char, _strlwr, _strlwr_s, tolower, strnlen_s)
NTSPIN_EACH_CHARACTER(char, _strupr, _strupr_s, toupper, strnlen_s)

#ifdef __cplusplus
}
#endif

#endif
