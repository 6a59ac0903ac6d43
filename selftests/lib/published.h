/* SPDX-License-Identifier: GPL-2.0 */
/*
 * published.h - what published.c hands over, and where it stops
 */
#ifndef PUBLISHED_H
#define PUBLISHED_H

#include <wdm.h>

EXTERN_C_START

#define COUNT 100

VOID PublishByFlag(ULONG Value);
ULONG TakeByFlag(void);
VOID PublishByBarrier(ULONG Value);
ULONG TakeByBarrier(void);
ULONG GoOnBehindBreakPoints(void);
VOID PublishNodes(void);
ULONG SumOfNodes(void);

EXTERN_C_END

#endif
