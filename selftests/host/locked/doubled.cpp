// SPDX-License-Identifier: GPL-2.0
/*
 * doubled.cpp - a stand-in for one pair of routines that takes two locked instructions: MCS in
 * Windows' form, an exchange to get in and a compare-exchange to get out.
 *
 * Linked in front of ntspin.ko it shows that the count can fail, and that an exchange is counted,
 * which is locked without a lock prefix.
 */
#include "wdm.h"

extern "C" {

VOID NTAPI KeAcquireSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock)
{
	__atomic_exchange_n(SpinLock, 1, __ATOMIC_ACQUIRE);
}

VOID NTAPI KeReleaseSpinLockFromDpcLevel(PKSPIN_LOCK SpinLock)
{
	KSPIN_LOCK held = 1;

	__atomic_compare_exchange_n(SpinLock, &held, 0, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED);
}

} /* extern "C" */
