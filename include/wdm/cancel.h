/* SPDX-License-Identifier: GPL-2.0 */
/*
 * cancel.h - the one spin lock that the cancel routines of all drivers' requests share.
 */
#ifndef NTSPIN_WDM_CANCEL_H
#define NTSPIN_WDM_CANCEL_H

#include "irql.h"

EXTERN_C_START

_IRQL_requires_max_(DISPATCH_LEVEL)
_IRQL_raises_(DISPATCH_LEVEL)
/**
 * IoAcquireCancelSpinLock() - raise to DISPATCH_LEVEL, and acquire the cancel spin lock
 * @Irql: gets the level of before, for IoReleaseCancelSpinLock()
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: as KeAcquireSpinLock().
 * Return: nothing; see Irql.
 * Errors: as KeAcquireSpinLock().
 * Windows: wdm.h, IoAcquireCancelSpinLock function.
 */
VOID NTAPI IoAcquireCancelSpinLock(_Out_ _IRQL_saves_ PKIRQL Irql);

_IRQL_requires_(DISPATCH_LEVEL)
/**
 * IoReleaseCancelSpinLock() - release the cancel spin lock, and restore a level
 * @Irql: as IoAcquireCancelSpinLock() has saved it
 *
 * Context: IRQL = DISPATCH_LEVEL. Linux: as KeReleaseSpinLock().
 * Return: nothing.
 * Errors: as KeReleaseSpinLock().
 * Windows: wdm.h, IoReleaseCancelSpinLock function.
 */
VOID NTAPI IoReleaseCancelSpinLock(_In_ _IRQL_restores_ KIRQL Irql);

EXTERN_C_END

#endif
