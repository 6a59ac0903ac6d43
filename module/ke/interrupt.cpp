// SPDX-License-Identifier: GPL-2.0
/*
 * interrupt.cpp - an interrupt's spin lock, taken at the interrupt's level.
 *
 * The level goes up before the lock is asked for, and interrupts are off from then on: the holder
 * cannot be interrupted by its own service routine, nor by another that wants the lock.
 */
#include "any_level.hpp"
#include "../seam/interrupt.h"
#include "restore_irql.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

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

	acquire_at_any_level(Interrupt->lock, __func__, CALLER);
	return old;
}

VOID NTAPI KeReleaseInterruptSpinLock(PKINTERRUPT Interrupt, KIRQL OldIrql)
{
	KSPIN_LOCK *const object = Interrupt->lock;

	if (release_at_any_level(object, __func__, CALLER)) [[likely]]
		restore_any_irql(OldIrql, __func__, object);
}

BOOLEAN NTAPI KeSynchronizeExecution(PKINTERRUPT Interrupt,
				     PKSYNCHRONIZE_ROUTINE SynchronizeRoutine,
				     PVOID SynchronizeContext)
{
	const KIRQL old = raise_to(*Interrupt, __func__, CALLER);

	acquire_at_any_level(Interrupt->lock, __func__, CALLER);

	ntspin::callback_check check;
	const BOOLEAN result = SynchronizeRoutine(SynchronizeContext);

	check.returned("a synchronized routine",
		       reinterpret_cast<const void *>(SynchronizeRoutine));

	release_at_any_level(Interrupt->lock, __func__, CALLER);
	ntspin_lower_irql(old);
	return result;
}

/* A hard interrupt reads as the lowest DIRQL, so that the raise is always one upwards. */
BOOLEAN ntspin_service_interrupt(PKINTERRUPT interrupt)
{
	const KIRQL old = raise_to(*interrupt, __func__, CALLER);

	acquire_at_any_level(interrupt->lock, __func__, CALLER);

	ntspin::callback_check check;
	const BOOLEAN result = interrupt->service_routine(interrupt, interrupt->service_context);

	check.returned("an interrupt's service routine",
		       reinterpret_cast<const void *>(interrupt->service_routine));

	release_at_any_level(interrupt->lock, __func__, CALLER);
	ntspin_lower_irql(old);
	return result;
}

} /* extern "C" */
