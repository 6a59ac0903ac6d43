// SPDX-License-Identifier: GPL-2.0
/*
 * list.cpp - where the inline list routines of a driver go with a corrupt list.
 *
 * They have left the list alone by then; the call site is the driver's.
 */
#include "../seam/fault.h"

extern "C" VOID NtspinReportCorruptList(const char *Routine, const VOID *Entry)
{
	ntspin_report(NTSPIN_CORRUPT_LIST, Routine, 0, Entry, __builtin_return_address(0));
}
