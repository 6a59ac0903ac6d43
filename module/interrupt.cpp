// SPDX-License-Identifier: GPL-2.0
/*
 * interrupt.cpp - an interrupt's spin lock, taken at the interrupt's level.
 *
 * The level goes up before the lock is asked for, and interrupts are off from then on: the holder
 * cannot be interrupted by its own service routine, nor by another that wants the lock.
 */
#include "direct_access.hpp"
#include "interrupt.h"
#include "restore_irql.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

/* Local to this file: see spin_lock.cpp. */
struct access : ntspin::direct_access {};

using lock = ntspin::queue_lock<access>;

/* Returns the level before. Above the DIRQL nothing is raised: interrupts are off there as well. */
KIRQL raise_to(const KINTERRUPT &interrupt, const char *routine, const void *caller)
{
	const KIRQL now = ntspin_current_irql();

	if (now < interrupt.dirql)
		ntspin_raise_irql(interrupt.dirql);
	else if (now > interrupt.dirql)
		ntspin_report(NTSPIN_ABOVE_DIRQL, routine, interrupt.dirql, interrupt.lock, caller);
	return now;
}

} /* namespace */

extern "C" {

KIRQL NTAPI KeAcquireInterruptSpinLock(PKINTERRUPT Interrupt)
{
	const KIRQL old = raise_to(*Interrupt, __func__, CALLER);

	lock::acquire(access{CALLER}, *Interrupt->lock);
	return old;
}

VOID NTAPI KeReleaseInterruptSpinLock(PKINTERRUPT Interrupt, KIRQL OldIrql)
{
	KSPIN_LOCK *const object = Interrupt->lock;

	lock::release(access{nullptr}, *object);
	restore_any_irql(OldIrql, __func__, object);
}

BOOLEAN NTAPI KeSynchronizeExecution(PKINTERRUPT Interrupt,
				     PKSYNCHRONIZE_ROUTINE SynchronizeRoutine,
				     PVOID SynchronizeContext)
{
	const KIRQL old = raise_to(*Interrupt, __func__, CALLER);

	lock::acquire(access{CALLER}, *Interrupt->lock);

	const BOOLEAN result = SynchronizeRoutine(SynchronizeContext);

	lock::release(access{nullptr}, *Interrupt->lock);
	ntspin_lower_irql(old);
	return result;
}

/* A hard interrupt reads as the lowest DIRQL, so that the raise is always one upwards. */
BOOLEAN ntspin_service_interrupt(PKINTERRUPT interrupt)
{
	const KIRQL old = raise_to(*interrupt, __func__, CALLER);

	lock::acquire(access{CALLER}, *interrupt->lock);

	const BOOLEAN result = interrupt->service_routine(interrupt, interrupt->service_context);

	lock::release(access{nullptr}, *interrupt->lock);
	ntspin_lower_irql(old);
	return result;
}

} /* extern "C" */
