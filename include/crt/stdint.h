/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stdint.h - integers by their size; 64 bits are a long long, as on Windows.
 */
#ifndef NTSPIN_CRT_STDINT_H
#define NTSPIN_CRT_STDINT_H

#include "stddef.h"

typedef signed char int8_t, int_least8_t, int_fast8_t;
typedef unsigned char uint8_t, uint_least8_t, uint_fast8_t;
typedef short int16_t, int_least16_t, int_fast16_t;
typedef unsigned short uint16_t, uint_least16_t, uint_fast16_t;
typedef int int32_t, int_least32_t, int_fast32_t;
typedef unsigned int uint32_t, uint_least32_t, uint_fast32_t;
typedef long long int64_t, int_least64_t, int_fast64_t;
typedef unsigned long long uint64_t, uint_least64_t, uint_fast64_t;
typedef long long intmax_t;
typedef unsigned long long uintmax_t;

#define INT8_MIN (-128)
#define INT8_MAX 127
#define UINT8_MAX 0xff
#define INT16_MIN (-32768)
#define INT16_MAX 32767
#define UINT16_MAX 0xffff
#define INT32_MIN (-INT32_MAX - 1)
#define INT32_MAX 2147483647
#define UINT32_MAX 0xffffffffu
#define INT64_MIN (-INT64_MAX - 1)
#define INT64_MAX 0x7fffffffffffffffll
#define UINT64_MAX 0xffffffffffffffffull
#define INTMAX_MIN INT64_MIN
#define INTMAX_MAX INT64_MAX
#define UINTMAX_MAX UINT64_MAX
#define INTPTR_MIN (-INTPTR_MAX - 1)
#define INTPTR_MAX __INTPTR_MAX__
#define UINTPTR_MAX __UINTPTR_MAX__
#define PTRDIFF_MIN (-PTRDIFF_MAX - 1)
#define PTRDIFF_MAX __PTRDIFF_MAX__
#ifndef SIZE_MAX
#define SIZE_MAX __SIZE_MAX__
#endif

#define INT8_C(number) (number)
#define INT16_C(number) (number)
#define INT32_C(number) (number)
#define INT64_C(number) number##ll
#define UINT8_C(number) (number)
#define UINT16_C(number) (number)
#define UINT32_C(number) number##u
#define UINT64_C(number) number##ull
#define INTMAX_C(number) number##ll
#define UINTMAX_C(number) number##ull

#endif
