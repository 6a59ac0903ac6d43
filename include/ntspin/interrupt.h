/* SPDX-License-Identifier: GPL-2.0 */
/*
 * interrupt.h - for the Linux side of a ported driver: ties its service routine to an interrupt.
 *
 * What IoConnectInterrupt() is on Windows. The driver's own sources get the
 * PKINTERRUPT and use it by wdm.h alone; who knows the Linux interrupt, the
 * probe function of the module around them, connects it:
 *
 *	struct ntspin_interrupt_params params = {
 *		.irq = pci_irq_vector(pdev, 0),
 *		.name = "mydrv",
 *		.dirql = 5,
 *		.service_routine = MyServiceRoutine,
 *		.service_context = extension,
 *	};
 *	int err = ntspin_interrupt_connect(&params, &extension->Interrupt);
 */
#ifndef NTSPIN_INTERRUPT_H
#define NTSPIN_INTERRUPT_H

#include "../wdm.h"

EXTERN_C_START

/**
 * struct ntspin_interrupt_params - what is to be connected, and how
 * @irq: the Linux interrupt's number
 * @flags: what request_irq() shall get: IRQF_SHARED, a trigger. IRQF_NO_THREAD
 *	is added, so that the service routine is no thread, on PREEMPT_RT and
 *	with threadirqs either.
 * @name: what /proc/interrupts shows; stays until the disconnect
 * @dirql: the level of the service routine, and of whoever synchronizes with
 *	it: 3 to HIGH_LEVEL. Windows' SynchronizeIrql.
 * @service_routine: the driver's answer
 * @service_context: what it gets
 * @lock: one lock of the driver's for several interrupts, all of one dirql, or
 *	NULL for a lock of this interrupt's own
 */
struct ntspin_interrupt_params {
	unsigned int irq;
	unsigned long flags;
	const char *name;
	KIRQL dirql;
	PKSERVICE_ROUTINE service_routine;
	PVOID service_context;
	PKSPIN_LOCK lock;
};

/**
 * ntspin_interrupt_connect - make a KINTERRUPT and let its interrupt come
 * @params: see there; not used afterwards
 * @interrupt: gets the object, before the first interrupt comes
 *
 * The service routine is called in the hard interrupt, at exactly dirql, with
 * the interrupt's spin lock held; what it returns tells Linux whose interrupt
 * it was.
 *
 * Context: a task that may sleep.
 * Return: 0. -EINVAL where @dirql is below 3 or above HIGH_LEVEL, where there
 * is no service routine, or where @flags want a thread (IRQF_ONESHOT) or a
 * per-CPU interrupt; -ENOMEM; or what request_irq() said, as -EBUSY. *@interrupt
 * is NULL then.
 */
int ntspin_interrupt_connect(const struct ntspin_interrupt_params *params,
			     PKINTERRUPT *interrupt);

/**
 * ntspin_interrupt_disconnect - let it come no more, and take the KINTERRUPT back
 * @interrupt: what connect gave, or NULL
 *
 * Waits for a service routine that runs. Nobody may use @interrupt any more. A
 * module that goes without this is reported, and the interrupt disconnected: its
 * driver is whose module has the service routine in it, or the context, the lock
 * or the name. Nobody may disconnect it then.
 *
 * Context: a task that may sleep.
 */
void ntspin_interrupt_disconnect(PKINTERRUPT interrupt);

EXTERN_C_END

#endif
