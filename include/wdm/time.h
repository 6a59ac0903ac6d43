/* SPDX-License-Identifier: GPL-2.0 */
/*
 * time.h - the clocks of Windows: since the start, since 1601, and one to measure with.
 *
 * All of them count 100 ns, and are as precise as Linux' own, not a tick behind.
 */
#ifndef NTSPIN_WDM_TIME_H
#define NTSPIN_WDM_TIME_H

#include "../ntdef.h"

EXTERN_C_START

/**
 * KeQueryInterruptTime() - the time since the start, with that in which the machine slept
 *
 * It never goes back. Linux: CLOCK_BOOTTIME.
 *
 * Context: Any IRQL. Linux: any context.
 * Return: it, in units of 100 ns.
 * Errors: none.
 * Windows: wdm.h, KeQueryInterruptTime function.
 */
ULONGLONG NTAPI KeQueryInterruptTime(VOID);

/**
 * KeQueryInterruptTimePrecise() - the same, and the performance counter at that moment
 * @QpcTimeStamp: gets that
 *
 * Context: Any IRQL. Linux: any context.
 * Return: as KeQueryInterruptTime().
 * Errors: none.
 * Windows: wdm.h, KeQueryInterruptTimePrecise function.
 */
ULONGLONG NTAPI KeQueryInterruptTimePrecise(_Out_ PULONG64 QpcTimeStamp);

/**
 * KeQueryUnbiasedInterruptTime() - the time since the start, without that in which the machine slept
 *
 * Context: Any IRQL. Linux: any context.
 * Return: it, in units of 100 ns.
 * Errors: none.
 * Windows: wdm.h, KeQueryUnbiasedInterruptTime function.
 */
ULONGLONG NTAPI KeQueryUnbiasedInterruptTime(VOID);

/**
 * KeQueryUnbiasedInterruptTimePrecise() - the same, and the performance counter at that moment
 * @QpcTimeStamp: gets that
 *
 * Context: Any IRQL. Linux: any context.
 * Return: as KeQueryUnbiasedInterruptTime().
 * Errors: none.
 * Windows: ntddk.h, KeQueryUnbiasedInterruptTimePrecise function.
 */
ULONGLONG NTAPI KeQueryUnbiasedInterruptTimePrecise(_Out_ PULONG64 QpcTimeStamp);

/**
 * KeQuerySystemTime() - the time since the first of January, 1601, in UTC
 * @CurrentTime: gets it, in units of 100 ns
 *
 * It goes back where somebody sets it back.
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none.
 * Windows: wdm.h, KeQuerySystemTime function; wdm.h, KeQuerySystemTimePrecise function.
 */
VOID NTAPI KeQuerySystemTime(_Out_ PLARGE_INTEGER CurrentTime);
VOID NTAPI KeQuerySystemTimePrecise(_Out_ PLARGE_INTEGER CurrentTime);

/**
 * KeQueryTimeIncrement() - how long a clock tick takes
 *
 * Context: Any IRQL. Linux: any context.
 * Return: it, in units of 100 ns: 40000 with Linux' 250 ticks a second.
 * Errors: none.
 * Windows: wdm.h, KeQueryTimeIncrement function.
 */
ULONG NTAPI KeQueryTimeIncrement(VOID);

/**
 * KeQueryTickCount() - how many clock ticks there have been since the start
 * @CurrentCount: gets it: KeQueryInterruptTime() by KeQueryTimeIncrement()
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none.
 * Windows: wdm.h, KeQueryTickCount function.
 */
VOID NTAPI KeQueryTickCount(_Out_ PLARGE_INTEGER CurrentCount);

/**
 * KeQueryPerformanceCounter() - a clock to measure with
 * @PerformanceFrequency: gets how often it counts in a second: 10000000; or NULL
 *
 * Context: Any IRQL. Linux: any context.
 * Return: what it has counted; KeQueryInterruptTime() here.
 * Errors: none.
 * Windows: wdm.h, KeQueryPerformanceCounter function.
 */
LARGE_INTEGER NTAPI KeQueryPerformanceCounter(_Out_opt_ PLARGE_INTEGER PerformanceFrequency);

/**
 * KeStallExecutionProcessor() - let time go by without letting go of the processor
 * @MicroSeconds: how much; Windows asks for no more than 50
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none.
 * Windows: wdm.h, KeStallExecutionProcessor function.
 */
VOID NTAPI KeStallExecutionProcessor(_In_ ULONG MicroSeconds);

/**
 * ExSystemTimeToLocalTime() - the time of day of a time
 * @SystemTime: in UTC
 * @LocalTime: gets the same: Linux' kernel knows no time zone, as Windows' does
 *
 * Context: Any IRQL. Linux: any context.
 * Differs from Windows: The time zone is UTC.
 * Windows: wdm.h, ExSystemTimeToLocalTime function.
 */
FORCEINLINE VOID NTAPI ExSystemTimeToLocalTime(_In_ PLARGE_INTEGER SystemTime,
					       _Out_ PLARGE_INTEGER LocalTime)
{
	*LocalTime = *SystemTime;
}

/**
 * ExLocalTimeToSystemTime() - and back
 * @LocalTime: a time of day
 * @SystemTime: gets the same
 *
 * Context: Any IRQL. Linux: any context.
 * Differs from Windows: as ExSystemTimeToLocalTime().
 * Windows: wdm.h, ExLocalTimeToSystemTime function.
 */
FORCEINLINE VOID NTAPI ExLocalTimeToSystemTime(_In_ PLARGE_INTEGER LocalTime,
					       _Out_ PLARGE_INTEGER SystemTime)
{
	*SystemTime = *LocalTime;
}

EXTERN_C_END

#endif
