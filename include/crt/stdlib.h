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

#ifdef __cplusplus
}
#endif

#include "intrin.h"

#endif
