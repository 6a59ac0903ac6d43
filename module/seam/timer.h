/* SPDX-License-Identifier: GPL-2.0 */
/*
 * timer.h - timers of the host that queue a DPC.
 */
#ifndef NTSPIN_SEAM_TIMER_H
#define NTSPIN_SEAM_TIMER_H

#include "wdm.h"

EXTERN_C_START

/* From 1601, Windows' epoch, to the host's, which is 1970, in units of 100 ns. */
#define NTSPIN_EPOCH 116444736000000000LL

/* For ntspin_timer_start(): by which clock of the host, in units of a nanosecond. */
enum ntspin_clock {
	NTSPIN_UPTIME,		/* from now on */
	NTSPIN_SYSTEM_TIME,	/* since the host's epoch, which is 1970 */
};

/**
 * ntspin_timer_start - set a timer; one that is set is cancelled first
 * @timer: its Dpc and Period are left to this function
 * @clock: what @due is of
 * @due: when; what is past is due at once
 * @tolerance: in milliseconds: how much later than @due the first time may be
 * @period: in units of 100 ns, or 0
 * @dpc: what to insert when it is due; or NULL
 *
 * From the moment that the timer is due, it is not set any more, or set for the
 * next time, and its DPC is inserted: nobody finds one without the other.
 *
 * Return: whether the timer was set before.
 */
BOOLEAN ntspin_timer_start(PKTIMER timer, enum ntspin_clock clock, LONGLONG due,
			   ULONG tolerance, ULONGLONG period, PKDPC dpc);

/**
 * ntspin_timer_chosen - when a timer that may come somewhat later is due
 * @at: when at the soonest, in nanoseconds, more than 0
 * @tolerance: in milliseconds
 *
 * What the host asks for as it sets one. Timers that can wait come to meet there, of all drivers
 * and with one interrupt.
 *
 * Return: of the times that are allowed the multiple of the largest power of two.
 */
LONGLONG ntspin_timer_chosen(LONGLONG at, ULONG tolerance);

/**
 * ntspin_timer_cancel - unset a timer
 * @timer: the caller's afterwards
 * @with_dpc: of a periodic timer that is set the DPC is taken out of its queue as well
 *
 * Return: whether the timer was set.
 */
BOOLEAN ntspin_timer_cancel(PKTIMER timer, BOOLEAN with_dpc);

EXTERN_C_END

#endif
