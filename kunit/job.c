// SPDX-License-Identifier: GPL-2.0
/*
 * job.c - something that is called once, in a context, and waited for from outside of it.
 */
#include <linux/ktime.h>
#include <linux/preempt.h>

#include "job.h"

void run_job(struct job *job)
{
	job->fn(job);
	WRITE_ONCE(job->ran, job->ran + 1);
	/* An NMI may have interrupted complete() itself: the one that asked for it completes. */
	if (!in_nmi())
		complete(&job->done);
}

void init_job(struct job *job, void (*fn)(struct job *job))
{
	job->fn = fn;
	job->ran = 0;
	job->disturbed = false;
	init_completion(&job->done);
}

bool wait_for_job(struct job *job)
{
	return wait_for_completion_timeout(&job->done, 60 * HZ);
}

bool spin_for_job(struct job *job)
{
	ktime_t end = ktime_add_ns(ktime_get(), 10LL * NSEC_PER_SEC);

	while (!READ_ONCE(job->ran) && ktime_before(ktime_get(), end))
		cpu_relax();
	return READ_ONCE(job->ran);
}
