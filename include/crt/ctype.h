/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ctype.h - characters of ASCII.
 */
#ifndef NTSPIN_CRT_CTYPE_H
#define NTSPIN_CRT_CTYPE_H

#ifdef __cplusplus
extern "C" {
#endif

#define NTSPIN_CTYPE(name, condition)							\
	__inline__ __attribute__((__always_inline__, __unused__)) int name(int c)	\
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
NTSPIN_CTYPE(towlower, tolower(c))
NTSPIN_CTYPE(towupper, toupper(c))
NTSPIN_CTYPE(iswdigit, isdigit(c))
NTSPIN_CTYPE(iswspace, isspace(c))
#undef NTSPIN_CTYPE

#ifdef __cplusplus
}
#endif

#endif
