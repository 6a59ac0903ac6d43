/* SPDX-License-Identifier: GPL-2.0 */
/*
 * interrupt.h - what a driver shares with its service routine, at the interrupt's own level.
 *
 * A KINTERRUPT comes from the Linux side of a ported driver, which ties it to a
 * Linux interrupt: ntspin/interrupt.h.
 */
#ifndef NTSPIN_WDM_INTERRUPT_H
#define NTSPIN_WDM_INTERRUPT_H

#include "irql.h"

EXTERN_C_START

/* Opaque. */
typedef struct _KINTERRUPT KINTERRUPT, *PKINTERRUPT;

/* How an interrupt is signalled, which the Linux side knows. */
typedef enum _KINTERRUPT_MODE {
	LevelSensitive,
	Latched
} KINTERRUPT_MODE;

typedef enum _KINTERRUPT_POLARITY {
	InterruptPolarityUnknown,
	InterruptActiveHigh,
	InterruptRisingEdge = InterruptActiveHigh,
	InterruptActiveLow,
	InterruptFallingEdge = InterruptActiveLow,
	InterruptActiveBoth,
	InterruptActiveBothTriggerLow = InterruptActiveBoth,
	InterruptActiveBothTriggerHigh
} KINTERRUPT_POLARITY, *PKINTERRUPT_POLARITY;

/**
 * typedef KSERVICE_ROUTINE - the driver's answer to an interrupt
 * @Interrupt: which one
 * @ServiceContext: what it was connected with
 *
 * Context: IRQL == the DIRQL of the interrupt, with its spin lock held. Linux:
 *   a hard interrupt, on PREEMPT_RT too.
 * Return: TRUE if the device of this driver asked for it.
 */
_Function_class_(KSERVICE_ROUTINE)
_IRQL_requires_(HIGH_LEVEL)
_IRQL_requires_same_
typedef BOOLEAN NTAPI KSERVICE_ROUTINE(_In_ struct _KINTERRUPT *Interrupt,
				       _In_ PVOID ServiceContext);
typedef KSERVICE_ROUTINE *PKSERVICE_ROUTINE;

/**
 * typedef KSYNCHRONIZE_ROUTINE - what a driver does while the service routine is kept out
 * @SynchronizeContext: what was given to KeSynchronizeExecution()
 *
 * Context: IRQL == the DIRQL of the interrupt, with its spin lock held.
 * Return: what KeSynchronizeExecution() shall return.
 */
_Function_class_(KSYNCHRONIZE_ROUTINE)
_IRQL_requires_same_
typedef BOOLEAN NTAPI KSYNCHRONIZE_ROUTINE(_In_opt_ PVOID SynchronizeContext);
typedef KSYNCHRONIZE_ROUTINE *PKSYNCHRONIZE_ROUTINE;

_IRQL_saves_
_IRQL_raises_(HIGH_LEVEL)
/**
 * KeAcquireInterruptSpinLock() - raise to an interrupt's DIRQL and acquire its spin lock
 * @Interrupt: the interrupt; its service routine is kept out on each CPU
 *
 * Context: IRQL <= the DIRQL of the interrupt. Linux: any context but an NMI;
 *   not in the service routine, which holds the lock. Spins, never sleeps.
 * Return: the IRQL of before, for KeReleaseInterruptSpinLock(); the lock is held.
 * Errors: Above the DIRQL the call is reported; the lock is taken, and the
 *   level stays. A caller that holds the lock is reported as a long wait.
 * Differs from Windows: First come, first served. All interrupts of this CPU
 *   are off. There are no passive-level interrupts.
 * Windows: wdm.h, KeAcquireInterruptSpinLock function.
 */
KIRQL NTAPI KeAcquireInterruptSpinLock(_Inout_ PKINTERRUPT Interrupt);

_IRQL_requires_(HIGH_LEVEL)
/**
 * KeReleaseInterruptSpinLock() - release an interrupt's spin lock and restore the IRQL of before
 * @Interrupt: the interrupt
 * @OldIrql: what the acquire returned
 *
 * Context: IRQL == the DIRQL of the interrupt. Linux: where the acquire left the caller.
 * Return: nothing.
 * Errors: An OldIrql above the current level is reported; the lock is released
 *   and the level stays. Release of a lock that nobody holds is reported, and
 *   nothing is done: the level stays, too.
 * Windows: wdm.h, KeReleaseInterruptSpinLock function.
 */
VOID NTAPI KeReleaseInterruptSpinLock(_Inout_ PKINTERRUPT Interrupt,
				      _In_ _IRQL_restores_ KIRQL OldIrql);

_IRQL_requires_max_(HIGH_LEVEL)
/**
 * KeSynchronizeExecution() - call a routine while an interrupt's service routine is kept out
 * @Interrupt: the interrupt
 * @SynchronizeRoutine: the routine; it runs at the DIRQL, with the interrupt's lock held
 * @SynchronizeContext: what it gets
 *
 * What was written before the call, or in the routine, is seen by each run of the
 * service routine that follows, on any CPU, and the other way round.
 *
 * Context: IRQL <= the DIRQL of the interrupt. Linux: any context but an NMI;
 *   not in the service routine. Spins, never sleeps.
 * Return: what the routine returned.
 * Errors: As KeAcquireInterruptSpinLock().
 * Differs from Windows: As KeAcquireInterruptSpinLock().
 * Windows: wdm.h, KeSynchronizeExecution function.
 */
BOOLEAN NTAPI KeSynchronizeExecution(_Inout_ PKINTERRUPT Interrupt,
				     _In_ PKSYNCHRONIZE_ROUTINE SynchronizeRoutine,
				     _In_opt_ PVOID SynchronizeContext);

EXTERN_C_END

#endif
