// SPDX-License-Identifier: GPL-2.0
/*
 * nmi.c - NMI context at will: a job that runs in a breakpoint.
 */
#include <linux/irqflags.h>

#include "context.h"
#include "nmi.h"

static struct job *trapped;

static int run_from_trap(struct notifier_block *block, unsigned long event, void *data)
{
	struct job *job = READ_ONCE(trapped);

	if (!job || !is_trap(event, data))
		return NOTIFY_DONE;
	WRITE_ONCE(trapped, NULL);
	run_job(job);
	return NOTIFY_STOP;
}

static struct notifier_block trap_block = { .notifier_call = run_from_trap };

bool trap_here(struct job *job)
{
	if (register_die_notifier(&trap_block))
		return false;
	WRITE_ONCE(trapped, job);
	trap();
	complete(&job->done);
	return true;
}

bool trap_at_device_level(struct job *job)
{
	KIRQL old;

	if (register_die_notifier(&trap_block))
		return false;
	WRITE_ONCE(trapped, job);
	KeRaiseIrql(LOWEST_DIRQL + 2, &old);
	trap();
	job->disturbed = KeGetCurrentIrql() != LOWEST_DIRQL + 2 || !irqs_disabled();
	KeLowerIrql(old);
	complete(&job->done);
	return true;
}

void trap_end(struct job *job)
{
	unregister_die_notifier(&trap_block);
}
