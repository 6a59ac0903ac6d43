/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stddef.h - size_t and its like, also those of a pointer's size.
 */
#ifndef NTSPIN_CRT_STDDEF_H
#define NTSPIN_CRT_STDDEF_H

typedef __SIZE_TYPE__ size_t;
typedef __PTRDIFF_TYPE__ ptrdiff_t;
typedef __INTPTR_TYPE__ intptr_t;
typedef __UINTPTR_TYPE__ uintptr_t;
typedef int errno_t;
#ifndef __cplusplus
typedef __WCHAR_TYPE__ wchar_t;
#else
namespace std
{
typedef decltype(nullptr) nullptr_t;
}
#endif

#ifndef NULL
#ifdef __cplusplus
#define NULL __null
#else
#define NULL ((void *)0)
#endif
#endif
/*
 * Of the compiler's own names gcc would make one for other files out of an inline
 * function of C; of these never.
 */
#ifdef __cplusplus
#define NTSPIN_CRT_INLINE __inline__ __attribute__((__always_inline__, __unused__))
#else
#define NTSPIN_CRT_INLINE extern __inline__ \
	__attribute__((__gnu_inline__, __always_inline__, __unused__))
#endif

#define offsetof(type, member) __builtin_offsetof(type, member)

#endif
