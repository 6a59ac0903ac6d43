/* SPDX-License-Identifier: GPL-2.0 */
/*
 * processor.h - how a driver names a processor.
 */
#ifndef NTSPIN_WDM_PROCESSOR_H
#define NTSPIN_WDM_PROCESSOR_H

#include "../ntdef.h"

EXTERN_C_START

/* A processor by its group of at most 64, and its place in there. */
typedef struct _PROCESSOR_NUMBER {
	USHORT Group;
	UCHAR Number;
	UCHAR Reserved;
} PROCESSOR_NUMBER, *PPROCESSOR_NUMBER;

C_ASSERT(sizeof(PROCESSOR_NUMBER) == 4);

EXTERN_C_END

#endif
