/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stddef.h - size_t and its like.
 */
#ifndef NTSPIN_CRT_STDDEF_H
#define NTSPIN_CRT_STDDEF_H

typedef __SIZE_TYPE__ size_t;
typedef __PTRDIFF_TYPE__ ptrdiff_t;
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
#define offsetof(type, member) __builtin_offsetof(type, member)

#endif
