/* SPDX-License-Identifier: GPL-2.0 */
/*
 * excpt.h - structured exceptions, which dialect.h has, by C's other words for them.
 */
#ifndef NTSPIN_CRT_EXCPT_H
#define NTSPIN_CRT_EXCPT_H

#include "../wdm/dialect.h"

/* In C++ they are the language's. */
#ifndef __cplusplus
#define try __try
#define except __except
#define finally __finally
#define leave __leave
#endif

#endif
