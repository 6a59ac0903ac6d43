// SPDX-License-Identifier: GPL-2.0
/*
 * processor_test.c - processors are Linux' CPUs, numbered as they come, by groups of 64.
 */
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/sched.h>
#include <linux/smp.h>

#include "context.h"
#include "deferred.h"
#include "suites.h"

#define GROUPS DIV_ROUND_UP(num_possible_cpus(), 64)

KUNIT_ARRAY_PARAM_DESC(contexts, contexts, name);

static void counts_are_those_of_linux(struct kunit *test)
{
	unsigned int group, cpu, last = 0, active = 0, most = 0;
	KAFFINITY mask = 0, online = 0;

	cpus_read_lock();
	for_each_online_cpu(cpu) {
		last = max(last, processor_of(cpu));
		if (processor_of(cpu) < 64)
			online |= BIT_ULL(processor_of(cpu));
	}
	KUNIT_EXPECT_EQ(test, KeQueryActiveProcessorCountEx(ALL_PROCESSOR_GROUPS), last + 1);
	KUNIT_EXPECT_EQ(test, KeQueryMaximumProcessorCountEx(ALL_PROCESSOR_GROUPS),
			num_possible_cpus());
	for (group = 0; group < GROUPS; group++) {
		active += KeQueryActiveProcessorCountEx(group);
		most += KeQueryMaximumProcessorCountEx(group);
	}
	KUNIT_EXPECT_EQ(test, active, KeQueryActiveProcessorCountEx(ALL_PROCESSOR_GROUPS));
	KUNIT_EXPECT_EQ(test, most, num_possible_cpus());
	KUNIT_EXPECT_EQ(test, KeQueryActiveProcessorCountEx(GROUPS), 0);
	KUNIT_EXPECT_EQ(test, KeQueryMaximumProcessorCountEx(GROUPS), 0);
	KUNIT_EXPECT_EQ(test, KeQueryMaximumProcessorCountEx(ALL_PROCESSOR_GROUPS - 1), 0);
	KUNIT_EXPECT_EQ(test, KeQueryMaximumProcessorCount(),
			min(num_possible_cpus(), 64U));
	KUNIT_EXPECT_EQ(test, KeQueryActiveProcessorCount(NULL), KeQueryActiveProcessorCountEx(0));
	KUNIT_EXPECT_EQ(test, KeQueryActiveProcessorCount(&mask), KeQueryActiveProcessorCountEx(0));
	KUNIT_EXPECT_EQ(test, mask, online);
	cpus_read_unlock();
}

CASE_RUN_HERE(each_cpu_has_its_index)
{
	PROCESSOR_NUMBER here, number;
	unsigned int cpu, index, same;

	for_each_online_cpu(cpu) {
		obs->row = cpu;
		index = processor_of(cpu);
		CLAIM_EQ(obs, set_cpus_allowed_ptr(current, cpumask_of(cpu)), 0);
		here = (PROCESSOR_NUMBER){ 0xcccc, 0xcc, 0xcc };
		CLAIM_EQ(obs, KeGetCurrentProcessorNumberEx(&here), index);
		CLAIM_EQ(obs, KeGetCurrentProcessorNumberEx(NULL), index);
		CLAIM_EQ(obs, KeGetCurrentProcessorNumber(), index % 64);
		CLAIM_EQ(obs, KeGetCurrentProcessorIndex(), index);
		CLAIM_EQ(obs, here.Group, index / 64);
		CLAIM_EQ(obs, here.Number, index % 64);
		CLAIM_EQ(obs, here.Reserved, 0);
		number = (PROCESSOR_NUMBER){ 0xcccc, 0xcc, 0xcc };
		CLAIM_EQ(obs, KeGetProcessorNumberFromIndex(index, &number), STATUS_SUCCESS);
		CLAIM_EQ(obs, memcmp(&number, &here, sizeof(here)), 0);
		CLAIM_EQ(obs, KeGetProcessorIndexFromNumber(&here), index);
		CLAIM(obs, index < KeQueryActiveProcessorCountEx(ALL_PROCESSOR_GROUPS));
		for_each_online_cpu(same)
			CLAIM(obs, same == cpu || processor_of(same) != index);
	}
	set_cpus_allowed_ptr(current, cpu_possible_mask);
}

CASE_RUN_HERE(what_is_no_processor_is_refused)
{
	ULONG active = KeQueryActiveProcessorCountEx(ALL_PROCESSOR_GROUPS);
	const ULONG indexes[] = { active, active + 1, num_possible_cpus(), 0x10000, 0xffffffff };
	PROCESSOR_NUMBER numbers[] = {
		{ 0, 64, 0 }, { 0, 255, 0 }, { 0, 0, 1 }, { active / 64, active % 64, 0 },
		{ GROUPS, 0, 0 }, { 0xffff, 0, 0 }, { 0xffff, 63, 0 },
	};
	PROCESSOR_NUMBER unwritten = { 0xcccc, 0xcc, 0xcc };

	for (obs->row = 0; obs->row < ARRAY_SIZE(indexes); obs->row++) {
		CLAIM_EQ(obs, KeGetProcessorNumberFromIndex(indexes[obs->row], &unwritten),
			 STATUS_INVALID_PARAMETER);
		CLAIM_EQ(obs, unwritten.Group, 0xcccc);
	}
	for (obs->row = 0; obs->row < ARRAY_SIZE(numbers); obs->row++)
		CLAIM_EQ(obs, KeGetProcessorIndexFromNumber(&numbers[obs->row]),
			 INVALID_PROCESSOR_INDEX);
}

CASE_RUN_IN_CONTEXT(any_context_may_ask)
{
	unsigned int cpu = raw_smp_processor_id();

	/* A task may move between the two. */
	if (KeGetCurrentIrql() >= DISPATCH_LEVEL)
		CLAIM_EQ(obs, KeGetCurrentProcessorNumberEx(NULL), processor_of(cpu));
	CLAIM(obs, KeQueryActiveProcessorCountEx(ALL_PROCESSOR_GROUPS) > 0);
}

static VOID do_nothing(PKDPC dpc, PVOID context, PVOID unused1, PVOID unused2)
{
}

/* At a level at which the DPC waits. */
CASE_RUN_HERE(a_dpc_that_waits_is_a_reason_to_yield)
{
	KDPC dpc;
	KIRQL old = KeRaiseIrqlToSynchLevel();

	CLAIM_EQ(obs, KeGetCurrentIrql(), 12);
	KeInitializeDpc(&dpc, do_nothing, NULL);
	KeInsertQueueDpc(&dpc, NULL, NULL);
	CLAIM(obs, KeShouldYieldProcessor());
	KeRemoveQueueDpc(&dpc);
	KeLowerIrql(old);
	/* Somebody may be waiting now and then, not always. */
	for (obs->row = 0; obs->row < 1000 && KeShouldYieldProcessor(); obs->row++)
		cond_resched();
	CLAIM(obs, obs->row < 1000);
}

SUITE(ntspin_processor, record_processors, expect_cpus_at_rest) = {
	KUNIT_CASE(counts_are_those_of_linux),
	KUNIT_CASE(each_cpu_has_its_index),
	KUNIT_CASE(what_is_no_processor_is_refused),
	KUNIT_CASE(a_dpc_that_waits_is_a_reason_to_yield),
	KUNIT_CASE_PARAM(any_context_may_ask, contexts_gen_params),
	{}
};
