// SPDX-License-Identifier: GPL-2.0
/*
 * verifier_stress_test.c - the verifier under contention, in storms of interrupts and of NMIs: it
 * says nothing, and the locks are what they are without it.
 */
#include "context.h"
#include "ntspin/verifier.h"
#include "suites.h"
#include "torture.h"
#include "nmi.h"

static int switch_on(struct kunit *test)
{
	return ntspin_verifier_set(1);
}

static void switch_off(struct kunit *test)
{
	ntspin_verifier_set(0);
	expect_cpus_at_rest(test);
}

static void describe_flavour(const struct torture_flavour * const *flavour, char *desc)
{
	strscpy(desc, (*flavour)->name, KUNIT_PARAM_DESC_SIZE);
}

static const struct torture_flavour * const flavours[] = {
	&torture_queued, &torture_queued_at_dpc, &torture_nested, &torture_ordinary,
};

KUNIT_ARRAY_PARAM(flavours, flavours, describe_flavour);

static void contention_goes_without_a_word(struct kunit *test)
{
	const struct torture_flavour * const *flavour = test->param_value;
	const struct torture_params params = {
		.flavour = *flavour,
		.duration_ms = ntspin_stress_ms,
		.softirqs = true,
	};
	unsigned int before = log_reports();
	struct torture_result result;

	KUNIT_ASSERT_EQ(test, torture_run(&params, &result, NULL), 0);
	KUNIT_EXPECT_EQ(test, result.exclusion_errors, 0);
	KUNIT_EXPECT_GT(test, result.least, 0);
	KUNIT_EXPECT_EQ(test, log_reports(), before);
}

static void so_does_arrival_order_in_a_storm_of_interrupts(struct kunit *test)
{
	const struct torture_order_params params = {
		.flavour = &torture_queued,
		.waiters = 2,
		.rounds = 50,
		.storm = true,
	};
	unsigned int before = log_reports();
	struct torture_order_result result;
	int err = torture_order(&params, &result);

	if (err == -ENODEV)
		kunit_skip(test, "too few CPUs");
	KUNIT_ASSERT_EQ(test, err, 0);
	KUNIT_EXPECT_EQ(test, result.out_of_order, 0);
	KUNIT_EXPECT_EQ(test, log_reports(), before);
}

#ifdef CONFIG_X86

static struct {
	KSPIN_LOCK outside;	/* taken by tasks and softirqs */
	KSPIN_LOCK inside;	/* taken in NMIs alone: a task that held it could be interrupted */
	u64 sections;
	u64 by_nmi;
	u64 other_half;
	u64 wrong;
	bool ends;
} storm;

static int strike(struct notifier_block *block, unsigned long event, void *data)
{
	KLOCK_QUEUE_HANDLE handle;

	if (!is_our_int3(event, data) || READ_ONCE(storm.ends))
		return NOTIFY_DONE;
	KeAcquireInStackQueuedSpinLockAtDpcLevel(&storm.inside, &handle);
	storm.wrong += storm.by_nmi != storm.other_half;
	storm.by_nmi++;
	storm.other_half++;
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
	return NOTIFY_STOP;
}

static struct notifier_block strike_block = { .notifier_call = strike };

static void be_struck(unsigned int cpu, bool softirq)
{
	KLOCK_QUEUE_HANDLE handle;

	KeAcquireInStackQueuedSpinLock(&storm.outside, &handle);
	storm.sections++;
	raise_int3();
	KeReleaseInStackQueuedSpinLock(&handle);
	raise_int3();
}

/* On x86 a breakpoint in the kernel enters as an NMI does: one with the lock held, one without. */
static void and_so_do_nmis(struct kunit *test)
{
	const struct torture_params params = {
		.duration_ms = ntspin_stress_ms,
		.softirqs = true,
		.section = be_struck,
	};
	unsigned int before = log_reports();
	struct torture_result result;

	memset(&storm, 0, sizeof(storm));
	KUNIT_ASSERT_EQ(test, register_die_notifier(&strike_block), 0);
	KUNIT_EXPECT_EQ(test, torture_run(&params, &result, NULL), 0);
	WRITE_ONCE(storm.ends, true);
	unregister_die_notifier(&strike_block);
	KUNIT_EXPECT_GT(test, storm.sections, 0);
	KUNIT_EXPECT_EQ(test, storm.sections, result.acquisitions);
	KUNIT_EXPECT_EQ(test, storm.by_nmi, 2 * storm.sections);
	KUNIT_EXPECT_EQ(test, storm.wrong, 0);
	KUNIT_EXPECT_EQ(test, log_reports(), before);
}

static unsigned int taken_by_other;

static int take_as_other(struct notifier_block *block, unsigned long event, void *data)
{
	if (event != DIE_INT3 || !in_nmi())
		return NOTIFY_DONE;
	taken_by_other++;
	return NOTIFY_STOP;
}

static struct notifier_block other_block = { .notifier_call = take_as_other, .priority = -1 };

static void a_breakpoint_of_anothers_is_left_to_it(struct kunit *test)
{
	memset(&storm, 0, sizeof(storm));
	taken_by_other = 0;
	KUNIT_ASSERT_EQ(test, register_die_notifier(&other_block), 0);
	KUNIT_EXPECT_EQ(test, register_die_notifier(&strike_block), 0);
	asm volatile("int3" : : "a" (0) : "memory");
	unregister_die_notifier(&strike_block);
	unregister_die_notifier(&other_block);
	KUNIT_EXPECT_EQ(test, taken_by_other, 1);
	KUNIT_EXPECT_EQ(test, storm.by_nmi, 0);
}

#else

static void and_so_do_nmis(struct kunit *test)
{
	kunit_skip(test, "no breakpoint enters as an NMI here");
}

static void a_breakpoint_of_anothers_is_left_to_it(struct kunit *test)
{
	kunit_skip(test, "no breakpoint enters as an NMI here");
}

#endif

SUITE(ntspin_verifier_stress, switch_on, switch_off) = {
	KUNIT_CASE_PARAM(contention_goes_without_a_word, flavours_gen_params),
	KUNIT_CASE(so_does_arrival_order_in_a_storm_of_interrupts),
	KUNIT_CASE(and_so_do_nmis),
	KUNIT_CASE(a_breakpoint_of_anothers_is_left_to_it),
	{}
};
