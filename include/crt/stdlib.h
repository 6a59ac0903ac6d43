/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stdlib.h - the little of it that needs no heap and no process.
 */
#ifndef NTSPIN_CRT_STDLIB_H
#define NTSPIN_CRT_STDLIB_H

#include "stddef.h"

#ifdef __cplusplus
extern "C" {
#endif

#define _countof(array) (sizeof(array) / sizeof((array)[0]))
#define __max(a, b) (((a) > (b)) ? (a) : (b))
#define __min(a, b) (((a) < (b)) ? (a) : (b))

NTSPIN_CRT_INLINE int abs(int number)
{
	return number < 0 ? -number : number;
}

/* What strtol() and its like begin with: blanks, a sign, what tells the base; how far it is. */
NTSPIN_CRT_INLINE const char *ntspin_number_begins(const char *text, int *base, int *negative)
{
	while (*text == ' ' || (*text >= '\t' && *text <= '\r'))
		text++;
	*negative = *text == '-';
	if (*text == '-' || *text == '+')
		text++;
	if ((*base == 0 || *base == 16) && text[0] == '0' && (text[1] | 0x20) == 'x' &&
	    ((text[2] >= '0' && text[2] <= '9') ||
	     ((text[2] | 0x20) >= 'a' && (text[2] | 0x20) <= 'f'))) {
		*base = 16;
		text += 2;
	}
	if (*base == 0)
		*base = *text == '0' ? 8 : 10;
	return text;
}

/* Of a number without a sign up to a limit, where it stays; *end is left where there is none. */
NTSPIN_CRT_INLINE unsigned long long ntspin_number(const char *text, const char **end, int base,
						   unsigned long long limit)
{
	unsigned long long number = 0;

	for (;; text++) {
		const int letter = *text | 0x20;
		const int digit = *text >= '0' && *text <= '9' ? *text - '0' :
				  letter >= 'a' && letter <= 'z' ? letter - 'a' + 10 : 36;

		if (digit >= base)
			return number;
		number = number > (limit - digit) / base ? limit : number * base + digit;
		*end = text + 1;
	}
}

#define NTSPIN_READS_NUMBER(type, name, narrow, most, least)					\
	NTSPIN_CRT_INLINE type name(const char *text, char **end, int base)			\
	{											\
		const char *behind = text;							\
		int negative;									\
		const char *digits = ntspin_number_begins(text, &base, &negative);		\
		const unsigned long long limit = negative ? (least) : (most);			\
		const unsigned long long number = ntspin_number(digits, &behind, base, limit);	\
												\
		if (end)									\
			*end = (char *)behind;							\
		return (type)(narrow)(negative ? 0 - number : number);				\
	}

/*
 * A long of Windows' has 32 bits: so much is read, though it has more here. By names of our own,
 * since a compiler that knows strtol() works out what it is of a constant, as its machine would.
 */
#define strtol ntspin_strtol
#define strtoul ntspin_strtoul
#define atoi ntspin_atoi
NTSPIN_READS_NUMBER(long, strtol, int, 0x7fffffff, 0x80000000)
NTSPIN_READS_NUMBER(unsigned long, strtoul, unsigned int, 0xffffffff, 0xffffffff)
NTSPIN_READS_NUMBER(long long, _strtoi64, long long, 0x7fffffffffffffffull, 0x8000000000000000ull)
NTSPIN_READS_NUMBER(unsigned long long, _strtoui64, unsigned long long, ~0ull, ~0ull)

NTSPIN_CRT_INLINE int atoi(const char *text)
{
	return (int)strtol(text, (char **)0, 10);
}

#ifdef __cplusplus
}
#endif

#include "intrin.h"

#endif
