/* SPDX-License-Identifier: GPL-2.0 */
/*
 * limits.h - the limits of C's integers, as this compiler has them: a long has 64 bits.
 */
#ifndef NTSPIN_CRT_LIMITS_H
#define NTSPIN_CRT_LIMITS_H

#define CHAR_BIT 8
#define SCHAR_MIN (-128)
#define SCHAR_MAX 127
#define UCHAR_MAX 0xff
#ifdef __CHAR_UNSIGNED__
#define CHAR_MIN 0
#define CHAR_MAX UCHAR_MAX
#else
#define CHAR_MIN SCHAR_MIN
#define CHAR_MAX SCHAR_MAX
#endif
#define SHRT_MIN (-32768)
#define SHRT_MAX 32767
#define USHRT_MAX 0xffff
#define INT_MIN (-INT_MAX - 1)
#define INT_MAX __INT_MAX__
#define UINT_MAX (INT_MAX * 2u + 1)
/* Of LONG and ULONG, which drivers compare with them, not of Linux' long. */
#define LONG_MIN INT_MIN
#define LONG_MAX INT_MAX
#define ULONG_MAX UINT_MAX
#define LLONG_MIN (-LLONG_MAX - 1)
#define LLONG_MAX __LONG_LONG_MAX__
#define ULLONG_MAX (LLONG_MAX * 2ull + 1)
#define _I64_MIN LLONG_MIN
#define _I64_MAX LLONG_MAX
#define _UI64_MAX ULLONG_MAX
#ifndef SIZE_MAX
#define SIZE_MAX __SIZE_MAX__
#endif

#endif
