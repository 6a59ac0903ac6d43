/* SPDX-License-Identifier: GPL-2.0 */
/*
 * excpt.h - structured exceptions, which dialect.h has.
 */
#ifndef NTSPIN_CRT_EXCPT_H
#define NTSPIN_CRT_EXCPT_H

#include "../wdm/dialect.h"

#endif
