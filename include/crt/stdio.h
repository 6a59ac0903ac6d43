/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stdio.h - what a driver includes for size_t and va_list; the printing routines are not provided.
 */
#ifndef NTSPIN_CRT_STDIO_H
#define NTSPIN_CRT_STDIO_H

#include "stdarg.h"
#include "stddef.h"

#endif
