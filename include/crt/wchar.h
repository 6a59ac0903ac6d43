/* SPDX-License-Identifier: GPL-2.0 */
/*
 * wchar.h - strings of 16-bit characters, inline: the kernel has no routines for them.
 */
#ifndef NTSPIN_CRT_WCHAR_H
#define NTSPIN_CRT_WCHAR_H

#include "stddef.h"
#include "bounded.h"
#include "ctype.h"

#ifdef __cplusplus
extern "C" {
#endif

NTSPIN_BOUNDED(wchar_t, wcscpy_s, wcscat_s, wcsncpy_s, wcsncat_s, wcsnlen_s)
NTSPIN_BOUNDED_ARRAYS(wchar_t, wcscpy_s, wcscat_s, wcsncpy_s, wcsncat_s)

NTSPIN_CRT_INLINE size_t wcslen(const wchar_t *string)
{
	size_t length = 0;

	while (string[length])
		length++;
	return length;
}

NTSPIN_CRT_INLINE size_t wcsnlen(const wchar_t *string, size_t limit)
{
	size_t length = 0;

	while (length < limit && string[length])
		length++;
	return length;
}

NTSPIN_CRT_INLINE wchar_t *wcsncpy(wchar_t *destination, const wchar_t *source, size_t size)
{
	size_t at = 0;

	for (; at < size && source[at]; at++)
		destination[at] = source[at];
	for (; at < size; at++)
		destination[at] = 0;
	return destination;
}

NTSPIN_CRT_INLINE wchar_t *wcscpy(wchar_t *destination, const wchar_t *source)
{
	return wcsncpy(destination, source, wcslen(source) + 1);
}

NTSPIN_CRT_INLINE wchar_t *wcsncat(wchar_t *destination, const wchar_t *source, size_t limit)
{
	wchar_t *end = destination + wcslen(destination);
	size_t length = wcsnlen(source, limit);

	wcsncpy(end, source, length);
	end[length] = 0;
	return destination;
}

NTSPIN_CRT_INLINE wchar_t *wcscat(wchar_t *destination, const wchar_t *source)
{
	return wcsncat(destination, source, wcslen(source));
}

NTSPIN_CRT_INLINE int wcsncmp(const wchar_t *a, const wchar_t *b, size_t limit)
{
	for (; limit; a++, b++, limit--) {
		if (*a != *b)
			return *a < *b ? -1 : 1;
		if (!*a)
			break;
	}
	return 0;
}

NTSPIN_CRT_INLINE int wcscmp(const wchar_t *a, const wchar_t *b)
{
	return wcsncmp(a, b, (size_t)-1);
}

NTSPIN_CRT_INLINE int _wcsnicmp(const wchar_t *a, const wchar_t *b, size_t limit)
{
	for (; limit; a++, b++, limit--) {
		int x = tolower(*a), y = tolower(*b);

		if (x != y)
			return x - y;
		if (!x)
			break;
	}
	return 0;
}

NTSPIN_CRT_INLINE int _wcsicmp(const wchar_t *a, const wchar_t *b)
{
	return _wcsnicmp(a, b, (size_t)-1);
}

NTSPIN_CRT_INLINE wchar_t *wcschr(const wchar_t *string, wchar_t c)
{
	for (; *string != c; string++)
		if (!*string)
			return NULL;
	return (wchar_t *)string;
}

NTSPIN_CRT_INLINE wchar_t *wcsrchr(const wchar_t *string, wchar_t c)
{
	const wchar_t *found = NULL;

	for (;; string++) {
		if (*string == c)
			found = string;
		if (!*string)
			return (wchar_t *)found;
	}
}

NTSPIN_CRT_INLINE wchar_t *wcsstr(const wchar_t *string, const wchar_t *wanted)
{
	size_t length = wcslen(wanted);

	for (;; string++) {
		if (!wcsncmp(string, wanted, length))
			return (wchar_t *)string;
		if (!*string)
			return NULL;
	}
}

NTSPIN_EACH_CHARACTER(wchar_t, _wcslwr, _wcslwr_s, towlower, wcsnlen_s)
NTSPIN_EACH_CHARACTER(wchar_t, _wcsupr, _wcsupr_s, towupper, wcsnlen_s)

#ifdef __cplusplus
}
#endif

#endif
