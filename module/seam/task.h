/* SPDX-License-Identifier: GPL-2.0 */
/*
 * task.h - the caller's task, its processor, and the time.
 */
#ifndef NTSPIN_SEAM_TASK_H
#define NTSPIN_SEAM_TASK_H

#include "wdm.h"

EXTERN_C_START

/* ntspin_this_task - tells this task from others; it is never dereferenced */
const void *ntspin_this_task(void);

/* ntspin_this_processor - its number, below the count that ntspin_tables_use() was told */
ULONG ntspin_this_processor(void);

/* ntspin_in_nmi - whether this may have interrupted a section with interrupts off */
BOOLEAN ntspin_in_nmi(void);

/* ntspin_time - nanoseconds, on a clock that may be read in every context */
ULONGLONG ntspin_time(void);

EXTERN_C_END

#endif
