/* SPDX-License-Identifier: GPL-2.0 */
/* periodic_irq.h - a hard interrupt that comes to one CPU again and again, and calls a function. */
#ifndef NTSPIN_PERIODIC_IRQ_H
#define NTSPIN_PERIODIC_IRQ_H

#include <linux/hrtimer.h>

struct periodic_irq {
	struct hrtimer timer;
	void (*fn)(struct periodic_irq *irq);
	unsigned long count;	/* of interrupts so far */
};

/* For the CPU that the caller stays on. @irq outlives the stop. */
void periodic_irq_start(struct periodic_irq *irq, void (*fn)(struct periodic_irq *irq));
void periodic_irq_stop(struct periodic_irq *irq);

#endif
