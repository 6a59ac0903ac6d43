/* SPDX-License-Identifier: GPL-2.0 */
/*
 * interrupt.h - what a KINTERRUPT is, for the Windows side and for its host.
 */
#ifndef NTSPIN_MODULE_INTERRUPT_H
#define NTSPIN_MODULE_INTERRUPT_H

#include "wdm.h"

EXTERN_C_START

/* All but the lock is written before the interrupt can come, and never again. */
struct _KINTERRUPT {
	PKSPIN_LOCK lock;		/* own_lock, or one of the driver's */
	KSPIN_LOCK own_lock;
	PKSERVICE_ROUTINE service_routine;
	PVOID service_context;
	unsigned int irq;
	KIRQL dirql;
};

/**
 * ntspin_service_interrupt - call the service routine as Windows would
 * @interrupt: which interrupt has come; this CPU's interrupts are off
 *
 * Return: what the routine returned.
 */
BOOLEAN ntspin_service_interrupt(PKINTERRUPT interrupt);

EXTERN_C_END

#endif
