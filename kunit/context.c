// SPDX-License-Identifier: GPL-2.0
/*
 * context.c - the contexts of Linux in which a driver's code may find itself.
 *
 * Each is entered by the plainest means that a module has on a stock kernel, on
 * the CPU that asks (but for the IPI, which needs another one to send it to).
 */
#include <linux/bottom_half.h>
#include <linux/cpumask.h>
#include <linux/irqflags.h>
#include <linux/ktime.h>
#include <linux/preempt.h>
#include <linux/smp.h>

#include "compat.h"
#include "context.h"
#include "nmi.h"

/* PREEMPT_RT runs softirqs in preemptible threads, and there only preemption off is a level. */
#define RT IS_ENABLED(CONFIG_PREEMPT_RT)

static bool start_task(struct job *job)
{
	run_job(job);
	return true;
}

static bool start_preemption_off(struct job *job)
{
	preempt_disable();
	run_job(job);
	preempt_enable();
	return true;
}

static bool start_softirqs_off(struct job *job)
{
	local_bh_disable();
	run_job(job);
	local_bh_enable();
	return true;
}

static bool start_interrupts_off(struct job *job)
{
	local_irq_disable();
	run_job(job);
	local_irq_enable();
	return true;
}

static bool start_all_off(struct job *job)
{
	local_bh_disable();
	start_interrupts_off(job);
	local_bh_enable();
	return true;
}

static void run_from_tasklet(struct tasklet_struct *tasklet)
{
	run_job(container_of(tasklet, struct job, tasklet));
}

static bool start_tasklet(struct job *job)
{
	tasklet_setup(&job->tasklet, run_from_tasklet);
	tasklet_schedule(&job->tasklet);
	return true;
}

static void stop_tasklet(struct job *job)
{
	tasklet_kill(&job->tasklet);
}

static void run_from_timer(struct timer_list *timer)
{
	run_job(container_of(timer, struct job, timer));
}

static bool start_timer(struct job *job)
{
	timer_setup(&job->timer, run_from_timer, TIMER_PINNED);
	mod_timer(&job->timer, jiffies + 1);
	return true;
}

static void stop_timer(struct job *job)
{
	timer_delete_sync(&job->timer);
}

static enum hrtimer_restart run_from_hrtimer(struct hrtimer *timer)
{
	run_job(container_of(timer, struct job, hrtimer));
	return HRTIMER_NORESTART;
}

static bool start_hrtimer(struct job *job, enum hrtimer_mode mode)
{
	hrtimer_setup(&job->hrtimer, run_from_hrtimer, CLOCK_MONOTONIC, mode);
	hrtimer_start(&job->hrtimer, 50 * NSEC_PER_USEC, mode);
	return true;
}

static bool start_soft_hrtimer(struct job *job)
{
	return start_hrtimer(job, HRTIMER_MODE_REL_PINNED_SOFT);
}

static bool start_hard_hrtimer(struct job *job)
{
	return start_hrtimer(job, HRTIMER_MODE_REL_PINNED_HARD);
}

static void stop_hrtimer(struct job *job)
{
	hrtimer_cancel(&job->hrtimer);
}

static void run_from_irq_work(struct irq_work *work)
{
	run_job(container_of(work, struct job, irq_work));
}

static bool start_irq_work(struct job *job)
{
	init_irq_work(&job->irq_work, run_from_irq_work);
	return irq_work_queue(&job->irq_work);
}

static void stop_irq_work(struct job *job)
{
	irq_work_sync(&job->irq_work);
}

static void run_from_ipi(void *data)
{
	run_job(data);
}

static bool start_ipi(struct job *job)
{
	unsigned int other = cpumask_any_but(cpu_online_mask, get_cpu());
	bool sent = other < nr_cpu_ids && !smp_call_function_single(other, run_from_ipi, job, 1);

	put_cpu();
	return sent;
}

/* What on_each_cpu() does on the CPU that calls it: no interrupt, only interrupts off. */
static bool start_own_ipi(struct job *job)
{
	bool sent = !smp_call_function_single(get_cpu(), run_from_ipi, job, 1);

	put_cpu();
	return sent;
}

/* What runs in an interrupt must leave alone what the interrupted task has raised. */
static bool start_hard_hrtimer_at_dispatch(struct job *job)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();

	start_hard_hrtimer(job);
	spin_for_job(job);
	job->disturbed = KeGetCurrentIrql() != DISPATCH_LEVEL || irqs_disabled();
	KeLowerIrql(old);
	return true;
}

#define IN_SOFTIRQ (RT ? PASSIVE_LEVEL : DISPATCH_LEVEL)

const struct context contexts[CONTEXT_COUNT] = {
	[IN_TASK] = { "task", PASSIVE_LEVEL, start_task },
	[PREEMPTION_OFF] = { "preemption off", RT ? DISPATCH_LEVEL : PASSIVE_LEVEL,
			     start_preemption_off },
	[SOFTIRQS_OFF] = { "softirqs off", IN_SOFTIRQ, start_softirqs_off },
	[INTERRUPTS_OFF] = { "interrupts off", LOWEST_DIRQL, start_interrupts_off },
	[ALL_OFF] = { "softirqs and interrupts off", LOWEST_DIRQL, start_all_off },
	[IN_TASKLET] = { "tasklet", IN_SOFTIRQ, start_tasklet, stop_tasklet },
	[IN_TIMER] = { "timer", IN_SOFTIRQ, start_timer, stop_timer },
	[IN_SOFT_HRTIMER] = { "soft hrtimer", IN_SOFTIRQ, start_soft_hrtimer, stop_hrtimer },
	[IN_HARD_HRTIMER] = { "hard hrtimer", LOWEST_DIRQL, start_hard_hrtimer, stop_hrtimer },
	[IN_IRQ_WORK] = { "irq_work", RT ? PASSIVE_LEVEL : LOWEST_DIRQL, start_irq_work,
			  stop_irq_work },
	[IN_IPI] = { "IPI", LOWEST_DIRQL, start_ipi },
	[IN_OWN_IPI] = { "IPI to the CPU itself", LOWEST_DIRQL, start_own_ipi },
	[IN_NMI] = { "NMI", HIGH_LEVEL, start_in_nmi, stop_in_nmi },
	[IN_HARD_HRTIMER_AT_DISPATCH] = { "hard hrtimer while at DISPATCH_LEVEL", LOWEST_DIRQL,
					  start_hard_hrtimer_at_dispatch, stop_hrtimer },
	[IN_NMI_AT_DEVICE_LEVEL] = { "NMI while at a device level", HIGH_LEVEL,
				     start_in_nmi_at_device_level, stop_in_nmi },
};
