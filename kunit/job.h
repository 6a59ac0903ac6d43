/* SPDX-License-Identifier: GPL-2.0 */
/* job.h - something that is called once, in a context, and waited for from outside of it. */
#ifndef NTSPIN_JOB_H
#define NTSPIN_JOB_H

#include <linux/completion.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/timer.h>

/* Something to be called in a context, once. It must stay until the context's stop(). */
struct job {
	void (*fn)(struct job *job);
	unsigned int ran;
	bool disturbed;		/* what was interrupted is no longer what it was */
	struct completion done;
	struct timer_list timer;
	struct tasklet_struct tasklet;
	struct hrtimer hrtimer;
	struct irq_work irq_work;
};

void init_job(struct job *job, void (*fn)(struct job *job));

/* What a context does in the end. */
void run_job(struct job *job);

/* True once the job has run. Sleeps for some seconds at most. */
bool wait_for_job(struct job *job);

/* At any level: spin until the job has run. False if that takes more than 10 seconds. */
bool spin_for_job(struct job *job);

#endif
