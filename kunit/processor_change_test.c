// SPDX-License-Identifier: GPL-2.0
/*
 * processor_change_test.c - what a driver's callback is told of processors, and in which order.
 */
#include <linux/cpu.h>
#include <linux/cpumask.h>

#include "context.h"
#include "deferred.h"
#include "suites.h"

#define START KeProcessorAddStartNotify
#define COMPLETE KeProcessorAddCompleteNotify
#define FAILURE KeProcessorAddFailureNotify
#define NOBODY INVALID_PROCESSOR_INDEX

#define REGISTER "KeRegisterProcessorChangeCallback"
#define DEREGISTER "KeDeregisterProcessorChangeCallback"

/* One driver's callback: what it was told, and which processor it refuses. */
struct listener {
	unsigned int refused;
	unsigned int count;
	struct {
		KE_PROCESSOR_CHANGE_NOTIFY_STATE state;
		unsigned int index;
		NTSTATUS status;
	} told[2 * 64];
	unsigned int wrong;
	PVOID handle;
};

static struct listener one;

static VOID NTAPI record(PVOID context, PKE_PROCESSOR_CHANGE_NOTIFY_CONTEXT change,
			 PNTSTATUS status)
{
	struct listener *l = context;

	/* DPCs may be waited for here. */
	KeFlushQueuedDpcs();
	if (KeGetCurrentIrql() != PASSIVE_LEVEL || *status != STATUS_SUCCESS ||
	    change->ProcNumber.Group * 64 + change->ProcNumber.Number != change->NtNumber ||
	    change->ProcNumber.Reserved)
		l->wrong++;
	if (l->count < ARRAY_SIZE(l->told)) {
		l->told[l->count].state = change->State;
		l->told[l->count].index = change->NtNumber;
		l->told[l->count].status = change->Status;
	}
	l->count++;
	if (change->State == START && change->NtNumber == l->refused)
		*status = STATUS_INSUFFICIENT_RESOURCES;
}

static void listen(struct kunit *test, struct listener *l, unsigned int refused, ULONG flags)
{
	memset(l, 0, sizeof(*l));
	l->refused = refused;
	l->handle = KeRegisterProcessorChangeCallback(record, l, flags);
}

static void expect_told(struct kunit *test, struct listener *l, unsigned int nth,
			KE_PROCESSOR_CHANGE_NOTIFY_STATE state, unsigned int index)
{
	KUNIT_EXPECT_GT(test, l->count, nth);
	KUNIT_EXPECT_EQ(test, (int)l->told[nth].state, (int)state);
	KUNIT_EXPECT_EQ(test, l->told[nth].index, index);
}

static void expect_no_more(struct kunit *test, struct listener *l, unsigned int count)
{
	KUNIT_EXPECT_EQ(test, l->count, count);
	KUNIT_EXPECT_EQ(test, l->wrong, 0);
}

static unsigned int active(void)
{
	return KeQueryActiveProcessorCountEx(ALL_PROCESSOR_GROUPS);
}

static void those_that_exist_are_told_of_twice(struct kunit *test)
{
	unsigned int i, count = active();

	listen(test, &one, NOBODY, KE_PROCESSOR_CHANGE_ADD_EXISTING);
	KUNIT_EXPECT_TRUE(test, !!one.handle);
	for (i = 0; i < count; i++) {
		expect_told(test, &one, i, START, i);
		expect_told(test, &one, count + i, COMPLETE, i);
	}
	expect_no_more(test, &one, 2 * count);
	KeDeregisterProcessorChangeCallback(one.handle);
	listen(test, &one, NOBODY, 0);
	KUNIT_EXPECT_TRUE(test, !!one.handle);
	expect_no_more(test, &one, 0);
	KeDeregisterProcessorChangeCallback(one.handle);
}

static void who_refuses_one_is_not_registered(struct kunit *test)
{
	unsigned int i, last = active() - 1;

	listen(test, &one, last, KE_PROCESSOR_CHANGE_ADD_EXISTING);
	KUNIT_EXPECT_FALSE(test, !!one.handle);
	for (i = 0; i <= last; i++)
		expect_told(test, &one, i, START, i);
	for (i = 0; i < last; i++) {
		expect_told(test, &one, last + 1 + i, FAILURE, i);
		KUNIT_EXPECT_EQ(test, one.told[last + 1 + i].status,
				STATUS_INSUFFICIENT_RESOURCES);
	}
	expect_no_more(test, &one, 2 * last + 1);
}

static VOID NTAPI call_again(PVOID context, PKE_PROCESSOR_CHANGE_NOTIFY_CONTEXT change,
			     PNTSTATUS status)
{
	struct listener *l = context;

	if (KeRegisterProcessorChangeCallback(record, l, 0))
		l->wrong++;
	KeDeregisterProcessorChangeCallback(l);
	/* Behind it: what is called last is jumped to, and then has another caller. */
	l->count++;
	barrier();
}

static void a_callback_cannot_ask_for_another(struct kunit *test)
{
	memset(&one, 0, sizeof(one));
	one.handle = KeRegisterProcessorChangeCallback(call_again, &one,
						       KE_PROCESSOR_CHANGE_ADD_EXISTING);
	KUNIT_EXPECT_TRUE(test, !!one.handle);
	expect_no_more(test, &one, 2 * active());
	KeDeregisterProcessorChangeCallback(one.handle);
	KUNIT_EXPECT_TRUE(test, log_says(REGISTER ": a processor callback calls it", "call_again"));
	KUNIT_EXPECT_TRUE(test, log_says(DEREGISTER ": a processor callback calls it",
					 "call_again"));
}

static void call_wrongly(struct observer *obs)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();

	CLAIM(obs, !KeRegisterProcessorChangeCallback(record, &one, 0));
	KeDeregisterProcessorChangeCallback(&one);
	KeLowerIrql(old);
	KeDeregisterProcessorChangeCallback(&one);
	CLAIM(obs, !KeRegisterProcessorChangeCallback(NULL, &one, 0));
}

static void what_cannot_be_is_said(struct kunit *test)
{
	run_here(test, call_wrongly, NULL);
	KUNIT_EXPECT_TRUE(test, log_says(REGISTER ": IRQL is DISPATCH_LEVEL", "call_wrongly"));
	KUNIT_EXPECT_TRUE(test, log_says(DEREGISTER ": that is no open handle", "call_wrongly"));
}

#ifdef CONFIG_HOTPLUG_CPU
static struct listener two;

/* The last one goes, so that it does not count as active. */
static unsigned int take_last_away(struct kunit *test, unsigned int *cpu)
{
	unsigned int last = active() - 1;

	need_cpus(test, 2);
	record_processors(test);
	for_each_online_cpu(*cpu)
		if (processor_of(*cpu) == last)
			break;
	if (remove_cpu(*cpu))
		kunit_skip(test, "CPU %u cannot go offline", *cpu);
	return last;
}

static void one_that_comes_is_told_of_once(struct kunit *test)
{
	unsigned int cpu, last = take_last_away(test, &cpu);

	listen(test, &one, NOBODY, 0);
	KUNIT_EXPECT_EQ(test, add_cpu(cpu), 0);
	expect_told(test, &one, 0, START, last);
	expect_told(test, &one, 1, COMPLETE, last);
	expect_no_more(test, &one, 2);
	/* It goes, and comes back: nor is that told to who has come when it was there. */
	listen(test, &two, NOBODY, 0);
	KUNIT_EXPECT_EQ(test, remove_cpu(cpu), 0);
	KUNIT_EXPECT_EQ(test, add_cpu(cpu), 0);
	expect_no_more(test, &one, 2);
	expect_no_more(test, &two, 0);
	KeDeregisterProcessorChangeCallback(two.handle);
	KeDeregisterProcessorChangeCallback(one.handle);
	KUNIT_EXPECT_EQ(test, remove_cpu(cpu), 0);
	KUNIT_EXPECT_EQ(test, add_cpu(cpu), 0);
	expect_no_more(test, &one, 2);
}

static void one_that_is_refused_does_not_come(struct kunit *test)
{
	unsigned int cpu, last = take_last_away(test, &cpu);

	listen(test, &one, NOBODY, 0);
	listen(test, &two, last, 0);
	KUNIT_EXPECT_NE(test, add_cpu(cpu), 0);
	KUNIT_EXPECT_FALSE(test, cpu_online(cpu));
	expect_told(test, &one, 0, START, last);
	expect_told(test, &one, 1, FAILURE, last);
	KUNIT_EXPECT_EQ(test, one.told[1].status, STATUS_INSUFFICIENT_RESOURCES);
	expect_no_more(test, &one, 2);
	expect_told(test, &two, 0, START, last);
	expect_no_more(test, &two, 1);
	/* Without the callback that refuses the CPU comes online, and is announced again. */
	KeDeregisterProcessorChangeCallback(two.handle);
	KUNIT_EXPECT_EQ(test, add_cpu(cpu), 0);
	expect_told(test, &one, 2, START, last);
	expect_told(test, &one, 3, COMPLETE, last);
	expect_no_more(test, &one, 4);
	expect_no_more(test, &two, 1);
	KeDeregisterProcessorChangeCallback(one.handle);
}
#endif

SUITE(ntspin_processor_change, record_processors, expect_cpus_at_rest) = {
	KUNIT_CASE(those_that_exist_are_told_of_twice),
	KUNIT_CASE(who_refuses_one_is_not_registered),
	KUNIT_CASE(a_callback_cannot_ask_for_another),
	KUNIT_CASE(what_cannot_be_is_said),
#ifdef CONFIG_HOTPLUG_CPU
	KUNIT_CASE_SLOW(one_that_comes_is_told_of_once),
	KUNIT_CASE_SLOW(one_that_is_refused_does_not_come),
#endif
	{}
};
