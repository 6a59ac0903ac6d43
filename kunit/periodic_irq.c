// SPDX-License-Identifier: GPL-2.0
/*
 * periodic_irq.c - a timer that is a hard interrupt on PREEMPT_RT too.
 */
#include <linux/compiler.h>
#include <linux/time64.h>

#include "compat.h"
#include "periodic_irq.h"

#define PERIOD_NS (100 * NSEC_PER_USEC)

static enum hrtimer_restart come(struct hrtimer *timer)
{
	struct pester *pester = container_of(timer, struct pester, timer);

	pester->fn(pester);
	WRITE_ONCE(pester->came, pester->came + 1);
	hrtimer_forward_now(timer, ns_to_ktime(PERIOD_NS));
	return HRTIMER_RESTART;
}

void pester_start(struct pester *pester, void (*fn)(struct pester *pester))
{
	pester->fn = fn;
	pester->came = 0;
	hrtimer_setup(&pester->timer, come, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
	hrtimer_start(&pester->timer, ns_to_ktime(PERIOD_NS), HRTIMER_MODE_REL_PINNED_HARD);
}

void pester_stop(struct pester *pester)
{
	hrtimer_cancel(&pester->timer);
}
