// SPDX-License-Identifier: GPL-2.0
/*
 * irql_test.c - the table of IRQLs: what each level is on Linux, and what reads as it.
 */
#include <linux/bottom_half.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>

#include "context.h"
#include "suites.h"

KUNIT_ARRAY_PARAM_DESC(contexts, contexts, name);

CASE_RUN_IN_CONTEXT(each_context_reads_as_its_level)
{
	const struct context *here = obs->arg;

	CLAIM_EQ(obs, KeGetCurrentIrql(), here->irql);
}

CASE_RUN_IN_CONTEXT(a_raise_reads_back_and_lowering_leaves_all_as_found)
{
	const struct context *here = obs->arg;
	bool masked = irqs_disabled();
	KIRQL old;

	for (obs->row = here->irql; obs->row <= HIGH_LEVEL; obs->row++) {
		old = 0xCC;
		KeRaiseIrql(obs->row, &old);
		CLAIM_EQ(obs, old, here->irql);
		CLAIM_EQ(obs, KeGetCurrentIrql(), obs->row);
		CLAIM_EQ(obs, irqs_disabled(), masked || obs->row > DISPATCH_LEVEL);
		KeLowerIrql(old);
		CLAIM_EQ(obs, KeGetCurrentIrql(), here->irql);
		CLAIM_EQ(obs, irqs_disabled(), masked);
	}
}

CASE_RUN_IN_CONTEXT(levels_nest)
{
	const struct context *here = obs->arg;
	KIRQL old[HIGH_LEVEL + 1];

	for (obs->row = here->irql + 1; obs->row <= HIGH_LEVEL; obs->row++) {
		KeRaiseIrql(obs->row, &old[obs->row]);
		CLAIM_EQ(obs, old[obs->row], obs->row - 1);
		CLAIM_EQ(obs, KeGetCurrentIrql(), obs->row);
	}
	for (obs->row = HIGH_LEVEL; obs->row > here->irql; obs->row--) {
		CLAIM_EQ(obs, KeGetCurrentIrql(), obs->row);
		KeLowerIrql(old[obs->row]);
	}
}

CASE_RUN_IN_CONTEXT(lowering_takes_back_nothing_of_linux)
{
	KeLowerIrql(PASSIVE_LEVEL);
}

static void raise_to_dispatch(struct observer *obs)
{
	const struct context *here = obs->arg;
	KIRQL level = max_t(KIRQL, here->irql, DISPATCH_LEVEL), old;

	old = KeRaiseIrqlToDpcLevel();
	CLAIM_EQ(obs, old, here->irql);
	CLAIM_EQ(obs, KeGetCurrentIrql(), level);
	CLAIM_EQ(obs, KeRaiseIrqlToDpcLevel(), level);
	KeLowerIrql(old);
}

static void raising_to_dispatch_returns_the_level_before(struct kunit *test)
{
	const struct context *where = test->param_value;

	if (where->irql > DISPATCH_LEVEL)
		kunit_skip(test, "above DISPATCH_LEVEL");
	run_in(test, where, raise_to_dispatch, where);
}

/* Whether what keeps softirqs off this CPU is in force. */
static bool softirqs_are_held_off(void)
{
	return IS_ENABLED(CONFIG_PREEMPT_RT) ? preempt_count() != 0 : in_softirq() != 0;
}

CASE_RUN_HERE(dispatch_masks_softirqs_and_device_levels_interrupts)
{
	KIRQL old;

	KeRaiseIrql(APC_LEVEL, &old);
	CLAIM(obs, !softirqs_are_held_off());
	KeLowerIrql(old);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	CLAIM(obs, softirqs_are_held_off());
	CLAIM(obs, !irqs_disabled());
	KeLowerIrql(old);
	for (obs->row = LOWEST_DIRQL; obs->row <= HIGH_LEVEL; obs->row++) {
		KeRaiseIrql(obs->row, &old);
		CLAIM(obs, irqs_disabled());
		KeLowerIrql(DISPATCH_LEVEL);
		CLAIM_EQ(obs, KeGetCurrentIrql(), DISPATCH_LEVEL);
		CLAIM(obs, softirqs_are_held_off());
		CLAIM(obs, !irqs_disabled());
		KeLowerIrql(old);
		CLAIM(obs, !softirqs_are_held_off());
	}
}

CASE_RUN_HERE(sections_of_linux_nest_inside_a_raise)
{
	unsigned long flags;
	KIRQL old, none;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	/* PREEMPT_RT knows no local_bh_disable() with preemption off. */
	if (!IS_ENABLED(CONFIG_PREEMPT_RT)) {
		local_bh_disable();
		local_bh_enable();
		CLAIM_EQ(obs, KeGetCurrentIrql(), DISPATCH_LEVEL);
	}
	local_irq_save(flags);
	CLAIM_EQ(obs, KeGetCurrentIrql(), LOWEST_DIRQL);
	local_irq_restore(flags);
	CLAIM_EQ(obs, KeGetCurrentIrql(), DISPATCH_LEVEL);
	KeRaiseIrql(DEVICE_LEVEL, &none);
	local_irq_save(flags);
	CLAIM_EQ(obs, KeGetCurrentIrql(), DEVICE_LEVEL);
	local_irq_restore(flags);
	CLAIM(obs, irqs_disabled());
	KeLowerIrql(none);
	preempt_disable();
	CLAIM_EQ(obs, KeGetCurrentIrql(), DISPATCH_LEVEL);
	preempt_enable();
	KeLowerIrql(old);
}

static void linux_sections_overlapping(struct observer *obs)
{
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	local_bh_disable();
	KeLowerIrql(old);
	CLAIM_EQ(obs, KeGetCurrentIrql(), contexts[SOFTIRQS_OFF].irql);
	CLAIM(obs, in_softirq());
	local_bh_enable();
	CLAIM_EQ(obs, KeGetCurrentIrql(), PASSIVE_LEVEL);

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	preempt_disable();
	KeLowerIrql(old);
	CLAIM_EQ(obs, KeGetCurrentIrql(), contexts[PREEMPTION_OFF].irql);
	preempt_enable();
	CLAIM_EQ(obs, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

/* On PREEMPT_RT softirqs off is no level, and may not be entered with preemption off. */
static void sections_of_linux_outlast_a_raise(struct kunit *test)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		kunit_skip(test, "PREEMPT_RT has no local_bh_disable() at DISPATCH_LEVEL");
	run_here(test, linux_sections_overlapping, NULL);
}

SUITE(ntspin_irql, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(each_context_reads_as_its_level, contexts_gen_params),
	KUNIT_CASE_PARAM(a_raise_reads_back_and_lowering_leaves_all_as_found, contexts_gen_params),
	KUNIT_CASE_PARAM(levels_nest, contexts_gen_params),
	KUNIT_CASE_PARAM(lowering_takes_back_nothing_of_linux, contexts_gen_params),
	KUNIT_CASE_PARAM(raising_to_dispatch_returns_the_level_before, contexts_gen_params),
	KUNIT_CASE(dispatch_masks_softirqs_and_device_levels_interrupts),
	KUNIT_CASE(sections_of_linux_nest_inside_a_raise),
	KUNIT_CASE(sections_of_linux_outlast_a_raise),
	{}
};
