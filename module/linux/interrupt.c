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
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "../seam/interrupt.h"
#include "host.h"
#include "ntspin/interrupt.h"

struct connection {
	struct list_head link;
	const char *name;
	struct _KINTERRUPT interrupt;
};

static DEFINE_MUTEX(connections_lock);
static LIST_HEAD(connections);

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
	struct connection *connection;
	struct _KINTERRUPT *made;
	int err;

	*interrupt = NULL;
	if (!can_be_connected(params))
		return -EINVAL;
	connection = kzalloc(sizeof(*connection), GFP_KERNEL);
	if (!connection)
		return -ENOMEM;
	connection->name = params->name;
	made = &connection->interrupt;
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
		kfree(connection);
		return err;
	}
	mutex_lock(&connections_lock);
	list_add(&connection->link, &connections);
	mutex_unlock(&connections_lock);
	return 0;
}

/* It is in the list no more. */
static void disconnect(struct connection *connection)
{
	free_irq(connection->interrupt.irq, &connection->interrupt);
	kfree(connection);
}

void ntspin_interrupt_disconnect(PKINTERRUPT interrupt)
{
	struct connection *connection;

	if (!interrupt)
		return;
	connection = container_of(interrupt, struct connection, interrupt);
	mutex_lock(&connections_lock);
	list_del(&connection->link);
	mutex_unlock(&connections_lock);
	disconnect(connection);
}

/* What shows that it is a module's: what is in there of it; or NULL. */
static const void *part_in_module(const struct connection *connection, const struct module *module)
{
	const struct _KINTERRUPT *interrupt = &connection->interrupt;
	const void *parts[] = {
		interrupt->service_routine, interrupt->service_context, interrupt->lock,
		connection->name,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(parts); i++)
		if (within_module((unsigned long)parts[i], module))
			return parts[i];
	return NULL;
}

/* Take one of a module's out of the list, whichever; NULL where none is left. */
static struct connection *find_left(const struct module *module, const void **part)
{
	struct connection *connection, *found = NULL;

	mutex_lock(&connections_lock);
	list_for_each_entry(connection, &connections, link) {
		*part = part_in_module(connection, module);
		if (*part) {
			found = connection;
			list_del(&found->link);
			break;
		}
	}
	mutex_unlock(&connections_lock);
	return found;
}

void ntspin_interrupt_forget(const struct module *module)
{
	struct connection *connection;
	const void *part;

	while ((connection = find_left(module, &part))) {
		disconnect(connection);
		ntspin_report(NTSPIN_INTERRUPT_LEFT, NULL, 0, NULL, part);
	}
}
