/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ctype.h - characters of ASCII.
 */
#ifndef NTSPIN_CRT_CTYPE_H
#define NTSPIN_CRT_CTYPE_H

#include "stddef.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef __WINT_TYPE__ wint_t;

#define NTSPIN_CTYPE(name, condition) NTSPIN_CTYPE_OF(int, int, name, condition)
#define NTSPIN_CTYPE_OF(result, type, name, condition)					\
	NTSPIN_CRT_INLINE result name(type c)						\
	{										\
		return (condition);							\
	}

NTSPIN_CTYPE(isdigit, c >= '0' && c <= '9')
NTSPIN_CTYPE(islower, c >= 'a' && c <= 'z')
NTSPIN_CTYPE(isupper, c >= 'A' && c <= 'Z')
NTSPIN_CTYPE(isalpha, islower(c) || isupper(c))
NTSPIN_CTYPE(isalnum, isalpha(c) || isdigit(c))
NTSPIN_CTYPE(isxdigit, isdigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
NTSPIN_CTYPE(isspace, c == ' ' || (c >= 9 && c <= 13))
NTSPIN_CTYPE(isprint, c >= 32 && c < 127)
NTSPIN_CTYPE(isgraph, c > 32 && c < 127)
NTSPIN_CTYPE(ispunct, isgraph(c) && !isalnum(c))
NTSPIN_CTYPE(iscntrl, (c >= 0 && c < 32) || c == 127)
NTSPIN_CTYPE(tolower, isupper(c) ? c + 32 : c)
NTSPIN_CTYPE(toupper, islower(c) ? c - 32 : c)
NTSPIN_CTYPE_OF(wint_t, wint_t, towlower, c < 128 ? (wint_t)tolower((int)c) : c)
NTSPIN_CTYPE_OF(wint_t, wint_t, towupper, c < 128 ? (wint_t)toupper((int)c) : c)
NTSPIN_CTYPE_OF(int, wint_t, iswdigit, c < 128 && isdigit((int)c))
NTSPIN_CTYPE_OF(int, wint_t, iswspace, c < 128 && isspace((int)c))
#undef NTSPIN_CTYPE
#undef NTSPIN_CTYPE_OF

#ifdef __cplusplus
}
#endif

#endif
