/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rtl_time.h - the system time as year, month and day, and back.
 *
 * The system time counts 100 ns since the first of January, 1601, by the calendar that is
 * used today, without leap seconds.
 */
#ifndef NTSPIN_WDM_RTL_TIME_H
#define NTSPIN_WDM_RTL_TIME_H

#include "../ntdef.h"

EXTERN_C_START

typedef struct _TIME_FIELDS {
	CSHORT Year;		/* 1601 to 30827 */
	CSHORT Month;		/* 1 to 12 */
	CSHORT Day;		/* 1 to 31 */
	CSHORT Hour;		/* 0 to 23 */
	CSHORT Minute;		/* 0 to 59 */
	CSHORT Second;		/* 0 to 59 */
	CSHORT Milliseconds;	/* 0 to 999 */
	CSHORT Weekday;		/* 0 to 6, Sunday is 0 */
} TIME_FIELDS, *PTIME_FIELDS;

C_ASSERT(sizeof(TIME_FIELDS) == 16);

/**
 * RtlTimeToTimeFields() - the parts of a time
 * @Time: a system time, not negative
 * @TimeFields: gets them
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: A negative time counts as 0.
 * Windows: wdm.h, RtlTimeToTimeFields function.
 */
VOID NTAPI RtlTimeToTimeFields(_In_ PLARGE_INTEGER Time, _Out_ PTIME_FIELDS TimeFields);

/**
 * RtlTimeFieldsToTime() - the time of its parts
 * @TimeFields: the parts; Weekday does not count
 * @Time: gets it
 *
 * Context: Any IRQL. Linux: any context.
 * Return: TRUE; FALSE where there is no such day or time, and Time is not written.
 * Errors: none.
 * Windows: wdm.h, RtlTimeFieldsToTime function.
 */
BOOLEAN NTAPI RtlTimeFieldsToTime(_In_ PTIME_FIELDS TimeFields, _Out_ PLARGE_INTEGER Time);

EXTERN_C_END

#endif
