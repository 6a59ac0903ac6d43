// SPDX-License-Identifier: GPL-2.0
/*
 * periodic_irq.c - a timer that is a hard interrupt on PREEMPT_RT too.
 */
#include <linux/compiler.h>
#include <linux/time64.h>

#include "compat.h"
#include "periodic_irq.h"

#define PERIOD_NS (100 * NSEC_PER_USEC)

static enum hrtimer_restart fire(struct hrtimer *timer)
{
	struct periodic_irq *irq = container_of(timer, struct periodic_irq, timer);

	irq->fn(irq);
	WRITE_ONCE(irq->count, irq->count + 1);
	hrtimer_forward_now(timer, ns_to_ktime(PERIOD_NS));
	return HRTIMER_RESTART;
}

void periodic_irq_start(struct periodic_irq *irq, void (*fn)(struct periodic_irq *irq))
{
	irq->fn = fn;
	irq->count = 0;
	hrtimer_setup(&irq->timer, fire, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
	hrtimer_start(&irq->timer, ns_to_ktime(PERIOD_NS), HRTIMER_MODE_REL_PINNED_HARD);
}

void periodic_irq_stop(struct periodic_irq *irq)
{
	hrtimer_cancel(&irq->timer);
}
