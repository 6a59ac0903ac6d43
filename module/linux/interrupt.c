// SPDX-License-Identifier: GPL-2.0
/*
 * interrupt.c - a KINTERRUPT over a Linux interrupt.
 *
 * The handler is a hard interrupt's whatever the kernel: IRQF_NO_THREAD keeps
 * PREEMPT_RT and threadirqs from making a thread of it, whose level would be
 * PASSIVE_LEVEL. Linux itself calls handlers of shared interrupts where nothing
 * has come (CONFIG_DEBUG_SHIRQ, irqpoll), with interrupts off in a task or in a
 * softirq: the level is right there too.
 */
#include <linux/interrupt.h>
#include <linux/slab.h>

#include "../interrupt.h"
#include "host.h"
#include "ntspin/interrupt.h"

static irqreturn_t handle_interrupt(int irq, void *data)
{
	return IRQ_RETVAL(ntspin_service_interrupt(data));
}

static bool can_be_connected(const struct ntspin_interrupt_params *params)
{
	return params->dirql >= NTSPIN_LOWEST_DIRQL && params->dirql <= HIGH_LEVEL &&
	       params->service_routine && !(params->flags & (IRQF_ONESHOT | IRQF_PERCPU));
}

int ntspin_interrupt_connect(const struct ntspin_interrupt_params *params, PKINTERRUPT *interrupt)
{
	struct _KINTERRUPT *made;
	int err;

	*interrupt = NULL;
	if (!can_be_connected(params))
		return -EINVAL;
	made = kzalloc(sizeof(*made), GFP_KERNEL);
	if (!made)
		return -ENOMEM;
	made->lock = params->lock ?: &made->own_lock;
	made->service_routine = params->service_routine;
	made->service_context = params->service_context;
	made->irq = params->irq;
	made->dirql = params->dirql;
	/* Before the first interrupt: the service routine may look at where the driver keeps it. */
	*interrupt = made;
	err = request_irq(params->irq, handle_interrupt, params->flags | IRQF_NO_THREAD,
			  params->name, made);
	if (err) {
		*interrupt = NULL;
		kfree(made);
	}
	return err;
}

void ntspin_interrupt_disconnect(PKINTERRUPT interrupt)
{
	if (!interrupt)
		return;
	free_irq(interrupt->irq, interrupt);
	kfree(interrupt);
}
