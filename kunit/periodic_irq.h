/* SPDX-License-Identifier: GPL-2.0 */
/* periodic_irq.h - a hard interrupt that comes to one CPU again and again, and calls a function. */
#ifndef NTSPIN_PESTER_H
#define NTSPIN_PESTER_H

#include <linux/hrtimer.h>

struct pester {
	struct hrtimer timer;
	void (*fn)(struct pester *pester);
	unsigned long came;	/* how often, so far */
};

/* For the CPU that the caller stays on. The pester outlives the stop. */
void pester_start(struct pester *pester, void (*fn)(struct pester *pester));
void pester_stop(struct pester *pester);

#endif
