// SPDX-License-Identifier: GPL-2.0
/*
 * nmi.c - NMI context on demand: a job that runs in a breakpoint.
 */
#include <linux/irqflags.h>

#include "context.h"
#include "nmi.h"

static struct job *nmi_job;

static int run_from_nmi(struct notifier_block *block, unsigned long event, void *data)
{
	struct job *job = READ_ONCE(nmi_job);

	if (!job || !is_our_int3(event, data))
		return NOTIFY_DONE;
	WRITE_ONCE(nmi_job, NULL);
	run_job(job);
	return NOTIFY_STOP;
}

static struct notifier_block nmi_block = { .notifier_call = run_from_nmi };

bool start_in_nmi(struct job *job)
{
	if (register_die_notifier(&nmi_block))
		return false;
	WRITE_ONCE(nmi_job, job);
	raise_int3();
	complete(&job->done);
	return true;
}

bool start_in_nmi_at_device_level(struct job *job)
{
	KIRQL old;

	if (register_die_notifier(&nmi_block))
		return false;
	WRITE_ONCE(nmi_job, job);
	KeRaiseIrql(LOWEST_DIRQL + 2, &old);
	raise_int3();
	job->disturbed = KeGetCurrentIrql() != LOWEST_DIRQL + 2 || !irqs_disabled();
	KeLowerIrql(old);
	complete(&job->done);
	return true;
}

void stop_in_nmi(struct job *job)
{
	unregister_die_notifier(&nmi_block);
}
