/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stdarg.h - arguments of a function with any number of them.
 */
#ifndef NTSPIN_CRT_STDARG_H
#define NTSPIN_CRT_STDARG_H

typedef __builtin_va_list va_list;
#define va_start(list, last) __builtin_va_start(list, last)
#define va_arg(list, type) __builtin_va_arg(list, type)
#define va_copy(to, from) __builtin_va_copy(to, from)
/* Nothing on x86-64 and arm64; some end what they never began. */
#define va_end(list) ((void)(list))

#endif
