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
 * A raise is recorded for the CPU, with the task that raised. A lowering takes back that raise and
 * nothing else: a record is void once its task has left the CPU (it slept at DISPATCH_LEVEL, and
 * the scheduler has reset its count), or where the count no longer shows it.
 *
 * A lowering to below DISPATCH_LEVEL first runs the DPCs that are queued for
 * this CPU. By then nothing is recorded, so a DPC finds what a softirq finds, and
 * cannot take back the raise that it runs under.
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
#define INTERRUPT_MASK (HARDIRQ_MASK | NMI_MASK)

#ifdef CONFIG_PREEMPT_RT
#define DISPATCH_MASK PREEMPT_MASK
#define DISPATCH_OFFSET PREEMPT_OFFSET
#define NO_TASK_MASK INTERRUPT_MASK	/* a softirq is a task's */
#else
#define DISPATCH_MASK SOFTIRQ_MASK
#define DISPATCH_OFFSET SOFTIRQ_DISABLE_OFFSET
#define NO_TASK_MASK (INTERRUPT_MASK | SOFTIRQ_OFFSET)
#endif

struct irql_record {
	/*
	 * The task that ntspin holds at DISPATCH_LEVEL on this CPU, or 0; plus
	 * LEVEL_RECORDED while a level above it is recorded, and FROM_APC where the
	 * task was at APC_LEVEL. So one comparison tells the usual lowering
	 * from all others.
	 */
	unsigned long raised;
#define LEVEL_RECORDED 1UL
#define FROM_APC 2UL
#define RAISED_FLAGS (LEVEL_RECORDED | FROM_APC)
	/* Valid while LEVEL_RECORDED; written with interrupts off only. */
	struct task_struct *recorded_task;
	unsigned int recorded_context;	/* the interrupt counts it was recorded in */
	KIRQL recorded_level;
	bool irqs_were_on;
	bool raised_for_record;	/* DISPATCH_LEVEL was passed on the way */
};

static DEFINE_PER_CPU(struct irql_record, irql_record);

/* The count shows at least one raise, and we are not in an interrupt of the task that raised. */
static __always_inline bool raise_is_counted(void)
{
	return preempt_count() & (DISPATCH_MASK & ~(DISPATCH_OFFSET - 1)) &&
	       !(preempt_count() & INTERRUPT_MASK);
}

/* As a rule it shows just the one: a single comparison. */
static __always_inline bool one_raise_is_counted(void)
{
	return (preempt_count() & (DISPATCH_MASK | INTERRUPT_MASK)) == DISPATCH_OFFSET;
}

static __always_inline unsigned long raised_by_us(void)
{
	return raw_cpu_read(irql_record.raised);
}

static bool level_is_recorded(const struct irql_record *record)
{
	return record->raised & LEVEL_RECORDED && record->recorded_task == current &&
	       record->recorded_context == (preempt_count() & INTERRUPT_MASK);
}

/* A task of the current one's home is at APC_LEVEL: this one, which is at DISPATCH_LEVEL by now? */
static noinline KIRQL record_apc(void)
{
	if (!ntspin_apc_find())
		return PASSIVE_LEVEL;
	this_cpu_write(irql_record.raised, (unsigned long)current | FROM_APC);
	return APC_LEVEL;
}

/* From PASSIVE_LEVEL or APC_LEVEL. Noted after it is true, and taken back before it is not. */
static __always_inline void hold_dispatch(void)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		preempt_disable();
	else
		local_bh_disable();
	this_cpu_write(irql_record.raised, (unsigned long)current);
	barrier();
}

static __always_inline bool dpcs_may_be_queued(void)
{
	return raw_cpu_read(ntspin_dpc_queues.pending);
}

/*
 * DPCs run where our raise is all that makes this DISPATCH_LEVEL: neither in a
 * section of Linux' own that outlasts it, nor with interrupts off.
 */
static void run_dpcs_before_leaving(void)
{
	if (dpcs_may_be_queued() && !irqs_disabled() && one_raise_is_counted())
		ntspin_dpc_run();
}

/* The whole way out. Not inline, so that the usual lowering keeps no register for it. */
static noinline void run_pending_and_leave(void)
{
	run_dpcs_before_leaving();
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		preempt_enable();
	else
		local_bh_enable();
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
			run_pending_and_leave();
		return;
	}

	/*
	 * First the count, keeping one preemption count, then the look at what
	 * is pending: the other way round, a softirq that is raised in between
	 * would wait for the next interrupt. DPCs have a tasklet scheduled for
	 * them, so they are looked for where something is pending only.
	 */
	preempt_count_sub(SOFTIRQ_DISABLE_OFFSET - 1);
	barrier();
	if (unlikely(local_softirq_pending()) && !irqs_disabled()) {
		preempt_count_add(SOFTIRQ_DISABLE_OFFSET - 1);
		run_pending_and_leave();
		return;
	}
	preempt_enable();
}

static __always_inline void drop_dispatch(void)
{
	barrier();
	this_cpu_write(irql_record.raised, 0);
	barrier();
	if (!IS_ENABLED(CONFIG_PREEMPT_RT))
		let_softirqs_in();
	else if (unlikely(dpcs_may_be_queued()))
		run_pending_and_leave();
	else
		/* What an interrupt queues from here on, ksoftirqd runs, as it would below. */
		preempt_enable();
}

/* At DISPATCH_LEVEL or above; what is below reads as DISPATCH_LEVEL. */
static __always_inline KIRQL level_from_dispatch(unsigned int count)
{
	const struct irql_record *record;

	if (count & NMI_MASK)
		return HIGH_LEVEL;
	/* on_each_cpu() runs on its own CPU in task context, with interrupts off. */
	if (likely(!(count & HARDIRQ_MASK) && !irqs_disabled()))
		return DISPATCH_LEVEL;
	record = this_cpu_ptr(&irql_record);
	return level_is_recorded(record) ? record->recorded_level : NTSPIN_LOWEST_DIRQL;
}

KIRQL ntspin_current_irql(void)
{
	unsigned int count = preempt_count();
	KIRQL level = level_from_dispatch(count);

	return level > DISPATCH_LEVEL || count & DISPATCH_MASK ? level : ntspin_task_irql();
}

/* Not ntspin_current_irql(): a call of what keeps fewer registers would save them all. */
static noinline notrace NTSPIN_DIRECT NTSPIN_KEEPS_REGISTERS KIRQL raised_already(void)
{
	return level_from_dispatch(preempt_count());
}

/*
 * The interrupt flag is not looked at: with interrupts off by Linux code a
 * raising acquire is misuse, and holding softirqs off there does no harm.
 */
notrace NTSPIN_DIRECT NTSPIN_KEEPS_REGISTERS KIRQL ntspin_raise_fast(void)
{
	if (unlikely(preempt_count() & (INTERRUPT_MASK | DISPATCH_MASK)))
		return raised_already();
	hold_dispatch();
	return PASSIVE_LEVEL;
}

notrace NTSPIN_DIRECT KIRQL ntspin_level_at_passive(void)
{
	return unlikely(ntspin_apc_may_be_recorded()) ? record_apc() : PASSIVE_LEVEL;
}

KIRQL ntspin_level_before(KIRQL old)
{
	return old == PASSIVE_LEVEL && ntspin_anyone_at_apc() ? ntspin_level_at_passive() : old;
}

KIRQL ntspin_raise_to_dispatch(void)
{
	return ntspin_level_before(ntspin_raise_fast());
}

KIRQL ntspin_raised_from(void)
{
	unsigned long raised = raised_by_us();

	if (!raise_is_counted() || (raised & ~RAISED_FLAGS) != (unsigned long)current)
		return DISPATCH_LEVEL;
	return raised & FROM_APC ? APC_LEVEL : PASSIVE_LEVEL;
}

BOOLEAN ntspin_raise_irql(KIRQL level)
{
	struct irql_record *record;
	bool irqs_were_on, passed;

	if (level == APC_LEVEL)
		return ntspin_apc_enter();
	/*
	 * By the count, not by the level: with interrupts turned off by Linux
	 * code the way leads by DISPATCH_LEVEL too, so that while a level is
	 * recorded the count says so.
	 */
	passed = !(preempt_count() & (INTERRUPT_MASK | DISPATCH_MASK));
	if (passed) {
		hold_dispatch();
		ntspin_level_before(PASSIVE_LEVEL);
	}
	if (level == DISPATCH_LEVEL)
		return true;

	/* Off before the level is recorded: no interrupt sees a record half changed. */
	irqs_were_on = !irqs_disabled();
	if (irqs_were_on)
		local_irq_disable();
	record = this_cpu_ptr(&irql_record);
	if (!level_is_recorded(record)) {
		record->recorded_task = current;
		record->recorded_context = preempt_count() & INTERRUPT_MASK;
		record->irqs_were_on = irqs_were_on;
		/* A task that lowers to where Linux had it keeps nothing of the way. */
		record->raised_for_record = passed && !irqs_were_on;
	}
	record->recorded_level = level;
	barrier();
	record->raised |= LEVEL_RECORDED;
	return true;
}

/*
 * Below the recorded level, or above DISPATCH_LEVEL without a record. Interrupts
 * come on only if our raise turned them off, and after the record is gone;
 * softirqs are held off meanwhile, by our raise or by an earlier one.
 */
static void lower_device_level(KIRQL level)
{
	struct irql_record *record = this_cpu_ptr(&irql_record);

	if (!level_is_recorded(record))
		return;
	if (level > NTSPIN_LOWEST_DIRQL || (level == NTSPIN_LOWEST_DIRQL && record->irqs_were_on)) {
		record->recorded_level = level;
		return;
	}
	record->raised &= ~LEVEL_RECORDED;
	barrier();
	if (record->raised_for_record)
		drop_dispatch();
	if (record->irqs_were_on)
		local_irq_enable();
}

void ntspin_lower_irql(KIRQL level)
{
	if (irqs_disabled() || in_hardirq())
		lower_device_level(level);
	if (level >= DISPATCH_LEVEL)
		return;
	/* A record that is still there is void: Linux code has turned interrupts on. */
	if (raise_is_counted() && (raised_by_us() & ~RAISED_FLAGS) == (unsigned long)current)
		drop_dispatch();
	if (level == PASSIVE_LEVEL && ntspin_anyone_at_apc() &&
	    !(preempt_count() & NO_TASK_MASK))
		ntspin_apc_leave();
}

/* @caller is the driver's. APC_LEVEL at PASSIVE_LEVEL. A release comes here too. */
static noinline void report_restored_above(KIRQL level, const void *caller)
{
	const struct ntspin_misuse misuse = {
		.fault = NTSPIN_RESTORED_ABOVE,
		.level = level,
		.irql = ntspin_current_irql(),
		.caller = caller,
	};

	ntspin_report_misuse(&misuse);
}

/* Apart, so that the usual lowering saves no register for it; jumped to, so its caller is ours. */
static noinline void lower_slow(KIRQL level)
{
	if (unlikely(level > ntspin_current_irql()))
		report_restored_above(level, __builtin_return_address(0));
	else
		ntspin_lower_irql(level);
}

notrace NTSPIN_DIRECT void ntspin_lower_below_dispatch(KIRQL level)
{
	if (likely(one_raise_is_counted()) && likely(raised_by_us() == (unsigned long)current))
		drop_dispatch();
	else
		lower_slow(level);
}

/* What the inserted DPC does to the level must not undo our raise: nothing is recorded then. */
void ntspin_dpc_run_and_lower(KIRQL level)
{
	unsigned long raised = raised_by_us();

	this_cpu_write(irql_record.raised, 0);
	run_dpcs_before_leaving();
	this_cpu_write(irql_record.raised, raised);
	ntspin_lower_below_dispatch(level);
}

/* With interrupts off. The scheduler has reset the count, so the record is void. */
bool ntspin_void_raise(const struct task_struct *task)
{
	if ((raised_by_us() & ~RAISED_FLAGS) != (unsigned long)task)
		return false;
	this_cpu_write(irql_record.raised, 0);
	return true;
}

/*
 * By the flag alone. A record that is in force stays so: it is of this context, and
 * nobody else can run here until the flag is restored.
 */
ULONG_PTR ntspin_interrupts_off(void)
{
	unsigned long flags;

	local_irq_save(flags);
	return flags;
}

void ntspin_interrupts_restore(ULONG_PTR interrupts)
{
	local_irq_restore(interrupts);
}
