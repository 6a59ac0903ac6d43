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
ULONG TakeByFlag(VOID);
VOID PublishByBarrier(ULONG Value);
ULONG TakeByBarrier(VOID);
ULONG GoOnBehindBreakPoints(VOID);
VOID PublishNodes(VOID);
ULONG SumOfNodes(VOID);

EXTERN_C_END

#endif
