// SPDX-License-Identifier: GPL-2.0
/*
 * irql.c - the IRQL of a CPU, in terms of preemption, softirqs and interrupts.
 *
 * DISPATCH_LEVEL means that neither a softirq nor another task can run on this
 * CPU. On ordinary kernels one softirq-disable says both. On PREEMPT_RT
 * softirqs are threads, so preemption off says both, while local_bh_disable()
 * would leave the holder preemptible.
 *
 * A raise counts on the edge only: at DISPATCH_LEVEL and above nothing changes,
 * so that no depth of nesting overflows the softirq count's eight bits, and
 * softirqs are never touched in an interrupt or with interrupts off.
 *
 * What we raised is noted for the CPU, with the task that raised it. A lowering
 * takes back that and nothing else: a note is void once its task has left the
 * CPU (it slept at DISPATCH_LEVEL, and the scheduler has reset its count), or
 * where the count no longer shows it.
 */
#include <linux/bottom_half.h>
#include <linux/hardirq.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/sched.h>

#include "host.h"

/*
 * The part of preempt_count() that only a CPU at DISPATCH_LEVEL or above has,
 * and what a raise of ours adds to it. A softirq that is being served counts
 * SOFTIRQ_OFFSET, below what disabling softirqs counts: not ours to take back.
 */
#ifdef CONFIG_PREEMPT_RT
#define DISPATCH_MASK PREEMPT_MASK
#define DISPATCH_OFFSET PREEMPT_OFFSET
#else
#define DISPATCH_MASK SOFTIRQ_MASK
#define DISPATCH_OFFSET SOFTIRQ_DISABLE_OFFSET
#endif

#define INTERRUPT_MASK (HARDIRQ_MASK | NMI_MASK)

struct irql_record {
	/*
	 * The task that ntspin holds at DISPATCH_LEVEL on this CPU, or 0; plus
	 * LEVEL_NOTED while a level above it is noted, so that one comparison
	 * tells the usual lowering from all others.
	 */
	unsigned long raised;
#define LEVEL_NOTED 1UL
	/* Valid while LEVEL_NOTED; written with interrupts off only. */
	struct task_struct *noted_task;
	unsigned int noted_context;	/* the interrupt counts it was noted in */
	KIRQL noted_level;
	bool irqs_were_on;
};

static DEFINE_PER_CPU(struct irql_record, irql_record);

/* The count shows at least one raise, and we are not in an interrupt of the one who raised. */
static __always_inline bool raise_is_counted(void)
{
	unsigned int count = preempt_count() & (INTERRUPT_MASK | DISPATCH_MASK);

	return count >= DISPATCH_OFFSET && count <= DISPATCH_MASK;
}

static bool level_is_noted(const struct irql_record *record)
{
	return record->raised & LEVEL_NOTED && record->noted_task == current &&
	       record->noted_context == (preempt_count() & INTERRUPT_MASK);
}

static __always_inline void hold_dispatch(void)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		preempt_disable();
	else
		local_bh_disable();
	/* Noted after it is true, and taken back before it is not. */
	this_cpu_write(irql_record.raised, (unsigned long)current);
	barrier();
}

/*
 * Kernels that trace or check the counts take the plain functions, or they
 * would be blinded. With interrupts off nothing may run here; what is pending
 * runs when the next interrupt ends.
 */
static __always_inline void let_softirqs_in(void)
{
	if (IS_ENABLED(CONFIG_TRACE_IRQFLAGS) || IS_ENABLED(CONFIG_DEBUG_PREEMPT) ||
	    IS_ENABLED(CONFIG_TRACE_PREEMPT_TOGGLE) || !IS_ENABLED(CONFIG_PREEMPT_COUNT)) {
		if (irqs_disabled())
			_local_bh_enable();
		else
			local_bh_enable();
		return;
	}

	/*
	 * First the count, keeping one preemption count, then the look at what
	 * is pending: the other way round, a softirq that is raised in between
	 * would wait for the next interrupt.
	 */
	preempt_count_sub(SOFTIRQ_DISABLE_OFFSET - 1);
	barrier();
	if (unlikely(local_softirq_pending()) && !irqs_disabled()) {
		preempt_count_add(SOFTIRQ_DISABLE_OFFSET - 1);
		__local_bh_enable_ip(_THIS_IP_, SOFTIRQ_DISABLE_OFFSET);
		return;
	}
	preempt_enable();
}

static __always_inline void drop_dispatch(void)
{
	barrier();
	this_cpu_write(irql_record.raised, 0);
	barrier();
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		preempt_enable();
	else
		let_softirqs_in();
}

KIRQL ntspin_current_irql(void)
{
	unsigned int count = preempt_count();

	if (count & NMI_MASK)
		return HIGH_LEVEL;
	/* on_each_cpu() runs on its own CPU in task context, with interrupts off. */
	if (count & HARDIRQ_MASK || irqs_disabled()) {
		const struct irql_record *record = this_cpu_ptr(&irql_record);

		return level_is_noted(record) ? record->noted_level : NTSPIN_LOWEST_DIRQL;
	}
	if (count & DISPATCH_MASK)
		return DISPATCH_LEVEL;
	return ntspin_task_irql();
}

/* Above DISPATCH_LEVEL already, at it, or behind a note that a sleeper left. */
static noinline KIRQL raise_to_dispatch_slow(void)
{
	KIRQL now = ntspin_current_irql();

	if (now < DISPATCH_LEVEL)
		hold_dispatch();
	return now;
}

/*
 * The interrupt flag is not looked at: with interrupts off by Linux code a
 * raising acquire is misuse, and holding softirqs off there harms nobody.
 */
KIRQL ntspin_raise_to_dispatch(void)
{
	if (unlikely(preempt_count() & (INTERRUPT_MASK | DISPATCH_MASK)) ||
	    unlikely(raw_cpu_read(irql_record.raised)))
		return raise_to_dispatch_slow();
	hold_dispatch();
	return ntspin_task_irql();
}

BOOLEAN ntspin_raise_irql(KIRQL level)
{
	struct irql_record *record;
	bool irqs_were_on;

	if (level <= APC_LEVEL)
		return level == PASSIVE_LEVEL || ntspin_current_irql() == APC_LEVEL ||
		       ntspin_apc_enter();
	if (ntspin_current_irql() < DISPATCH_LEVEL)
		hold_dispatch();
	if (level == DISPATCH_LEVEL)
		return true;

	/* Off before the level is noted: no interrupt sees a record half changed. */
	irqs_were_on = !irqs_disabled();
	if (irqs_were_on)
		local_irq_disable();
	record = this_cpu_ptr(&irql_record);
	if (!level_is_noted(record)) {
		record->noted_task = current;
		record->noted_context = preempt_count() & INTERRUPT_MASK;
		record->irqs_were_on = irqs_were_on;
	}
	record->noted_level = level;
	barrier();
	record->raised |= LEVEL_NOTED;
	return true;
}

/*
 * Below the noted level, or above DISPATCH_LEVEL without a note. Interrupts
 * come on only if our raise turned them off, and after the note is gone;
 * softirqs are held off meanwhile, by our raise or by whoever was there first.
 */
static void lower_device_level(KIRQL level)
{
	struct irql_record *record = this_cpu_ptr(&irql_record);

	if (!level_is_noted(record))
		return;
	if (level > NTSPIN_LOWEST_DIRQL || (level == NTSPIN_LOWEST_DIRQL && record->irqs_were_on)) {
		record->noted_level = level;
		return;
	}
	record->raised &= ~LEVEL_NOTED;
	barrier();
	if (record->irqs_were_on)
		local_irq_enable();
}

void ntspin_lower_irql(KIRQL level)
{
	if (irqs_disabled() || in_hardirq())
		lower_device_level(level);
	if (level >= DISPATCH_LEVEL)
		return;
	/* A note that is still there is void: Linux code has turned interrupts on. */
	if (raise_is_counted() &&
	    (this_cpu_read(irql_record.raised) & ~LEVEL_NOTED) == (unsigned long)current)
		drop_dispatch();
	if (level == PASSIVE_LEVEL && atomic_read(&ntspin_apc_tasks) && in_task())
		ntspin_apc_leave();
}

void ntspin_lower_below_dispatch(KIRQL level)
{
	if (likely(raise_is_counted()) &&
	    likely(raw_cpu_read(irql_record.raised) == (unsigned long)current) &&
	    likely(!atomic_read(&ntspin_apc_tasks)))
		drop_dispatch();
	else
		ntspin_lower_irql(level);
}
