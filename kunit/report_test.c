// SPDX-License-Identifier: GPL-2.0
/*
 * report_test.c - a fault that any call can see is said in the kernel's log, by its routine's name.
 */
#include <linux/completion.h>
#include <linux/kthread.h>

#include "context.h"
#include "suites.h"

static void misuse_raise(struct witness *w)
{
	KIRQL old;

	KeRaiseIrql(HIGH_LEVEL + 1, &old);
}

static void misuse_lower(struct witness *w)
{
	KeLowerIrql(HIGH_LEVEL);
}

static void misuse_release(struct witness *w)
{
	KSPIN_LOCK lock = 0;
	KIRQL old;

	KeAcquireSpinLock(&lock, &old);
	KeReleaseSpinLock(&lock, HIGH_LEVEL);
	KeLowerIrql(old);
}

static void misuse_handle(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle = {};

	KeReleaseInStackQueuedSpinLock(&handle);
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
}

/* APC_LEVEL is below DISPATCH_LEVEL, and yet above where this task is. */
static void misuse_apc(struct witness *w)
{
	KSPIN_LOCK lock = 0;

	KeAcquireSpinLockAtDpcLevel(&lock);
	KeReleaseSpinLock(&lock, APC_LEVEL);
	CLAIM_EQ(w, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static void misuse_lists(struct witness *w)
{
	LIST_ENTRY head = {}, entry = {};
	KSPIN_LOCK lock = 0;

	InsertHeadList(&head, &entry);
	InsertTailList(&head, &entry);
	RemoveEntryList(&entry);
	RemoveHeadList(&head);
	RemoveTailList(&head);
	AppendTailList(&head, &entry);
	ExInterlockedInsertHeadList(&head, &entry, &lock);
	ExInterlockedInsertTailList(&head, &entry, &lock);
	ExInterlockedRemoveHeadList(&head, &lock);
}

static const struct fault {
	const char *routine;
	void (*provoke)(struct witness *w);
} faults[] = {
	{ "KeRaiseIrql", misuse_raise },
	{ "KeLowerIrql", misuse_lower },
	{ "KeReleaseSpinLock", misuse_release },
	{ "KeReleaseInStackQueuedSpinLock", misuse_handle },
	{ "KeReleaseInStackQueuedSpinLockFromDpcLevel", misuse_handle },
	{ "a spin lock's release", misuse_apc },
	{ "InsertHeadList", misuse_lists },
	{ "InsertTailList", misuse_lists },
	{ "RemoveEntryList", misuse_lists },
	{ "RemoveHeadList", misuse_lists },
	{ "RemoveTailList", misuse_lists },
	{ "AppendTailList", misuse_lists },
	{ "ExInterlockedInsertHeadList", misuse_lists },
	{ "ExInterlockedInsertTailList", misuse_lists },
	{ "ExInterlockedRemoveHeadList", misuse_lists },
};

static void describe_fault(const struct fault *fault, char *desc)
{
	strscpy(desc, fault->routine, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(faults, faults, describe_fault);

static void each_fault_names_its_routine_in_the_log(struct kunit *test)
{
	const struct fault *fault = test->param_value;
	char words[80];

	run_here(test, fault->provoke, NULL);
	snprintf(words, sizeof(words), "ntspin: %s: ", fault->routine);
	KUNIT_EXPECT_TRUE(test, log_says(words));
}

static struct {
	KSPIN_LOCK lock;
	struct completion waited;
} long_wait;

static int wait_long(void *unused)
{
	KLOCK_QUEUE_HANDLE handle;

	KeAcquireInStackQueuedSpinLock(&long_wait.lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	complete(&long_wait.waited);
	return 0;
}

/* Without a verifier, and long before a lockup detector fires. */
static void a_wait_of_more_than_a_second_is_said(struct kunit *test)
{
	KLOCK_QUEUE_HANDLE handle;
	struct task_struct *waiter;
	unsigned int ticks;
	KSPIN_LOCK held;

	if (num_online_cpus() < 2)
		kunit_skip(test, "nobody to wait on another CPU");
	migrate_disable();
	init_completion(&long_wait.waited);
	waiter = kthread_create_on_cpu(wait_long, NULL,
				       cpumask_any_but(cpu_online_mask, raw_smp_processor_id()),
				       "ntspin_wait/%u");
	if (IS_ERR(waiter)) {
		migrate_enable();
		KUNIT_FAIL(test, "no thread");
		return;
	}
	KeAcquireInStackQueuedSpinLock(&long_wait.lock, &handle);
	held = READ_ONCE(long_wait.lock);
	wake_up_process(waiter);
	for (ticks = 0; ticks < 10 * HZ && READ_ONCE(long_wait.lock) == held; ticks++)
		spin_for_ticks(1);
	spin_for_ticks(2 * HZ);
	KeReleaseInStackQueuedSpinLock(&handle);
	migrate_enable();
	KUNIT_EXPECT_GT(test, wait_for_completion_timeout(&long_wait.waited, 10 * HZ), 0);
	KUNIT_EXPECT_TRUE(test, log_says("ntspin: a spin lock's acquire: "));
}

static struct kunit_case report_cases[] = {
	KUNIT_CASE_PARAM(each_fault_names_its_routine_in_the_log, faults_gen_params),
	KUNIT_CASE(a_wait_of_more_than_a_second_is_said),
	{}
};

struct kunit_suite ntspin_report_suite = {
	.name = "ntspin_report",
	.exit = expect_cpus_at_rest,
	.test_cases = report_cases,
};
