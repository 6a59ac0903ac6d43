/* SPDX-License-Identifier: GPL-2.0 */
/*
 * assert.h - assert(), which is <wdm.h>'s ASSERT: a build with DBG says what is not so. It may be
 * read again with another NDEBUG.
 */
#include "../wdm/debug.h"

#undef assert
#ifdef NDEBUG
#define assert(expression) ((void)0)
#else
#define assert(expression) ASSERT(expression)
#endif
