// SPDX-License-Identifier: GPL-2.0
/*
 * report_test.c - a fault that any call can see is reported in the kernel's log, with its
 * routine's name and where that was called.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>

#include "context.h"
#include "late_link.h"
#include "rw.h"
#include "suites.h"

/* A barrier comes after a call that would come last, or it would be a jump, and not made here. */

static void misuse_raise(struct observer *obs)
{
	KIRQL old;

	KeRaiseIrql(HIGH_LEVEL + 1, &old);
}

static void misuse_lower(struct observer *obs)
{
	KeLowerIrql(HIGH_LEVEL);
	barrier();
}

static void misuse_release(struct observer *obs)
{
	KSPIN_LOCK lock = 0;
	KIRQL old;

	KeAcquireSpinLock(&lock, &old);
	KeReleaseSpinLock(&lock, HIGH_LEVEL);
	KeLowerIrql(old);
}

static void misuse_handle(struct observer *obs)
{
	KLOCK_QUEUE_HANDLE handle = {};

	KeReleaseInStackQueuedSpinLock(&handle);
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
	barrier();
}

static void misuse_rw(struct observer *obs)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();
	EX_SPIN_LOCK lock = 0;

	ExReleaseSpinLockShared(&lock, old);
	ExReleaseSpinLockSharedFromDpcLevel(&lock);
	ExReleaseSpinLockExclusive(&lock, old);
	ExReleaseSpinLockExclusiveFromDpcLevel(&lock);
	KeLowerIrql(old);
}

/* APC_LEVEL is below DISPATCH_LEVEL, and yet above where this task is. */
static void misuse_apc(struct observer *obs)
{
	KSPIN_LOCK lock = 0;

	KeAcquireSpinLockAtDpcLevel(&lock);
	KeReleaseSpinLock(&lock, APC_LEVEL);
	CLAIM_EQ(obs, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static void misuse_lists(struct observer *obs)
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
	barrier();
}

static const struct fault {
	const char *routine;
	void (*provoke)(struct observer *obs);
	const char *caller;
} faults[] = {
	{ "KeRaiseIrql", misuse_raise, "misuse_raise+" },
	{ "KeLowerIrql", misuse_lower, "misuse_lower+" },
	{ "KeReleaseSpinLock", misuse_release, "misuse_release+" },
	{ "KeReleaseInStackQueuedSpinLock", misuse_handle, "misuse_handle+" },
	{ "KeReleaseInStackQueuedSpinLockFromDpcLevel", misuse_handle, "misuse_handle+" },
	/* The last step of a release knows no name; where lockdep is on it has one. */
	{ IS_ENABLED(CONFIG_LOCKDEP) ? "KeReleaseSpinLock" : "a spin lock's release", misuse_apc,
	  "misuse_apc+" },
	{ "ExReleaseSpinLockShared", misuse_rw, "misuse_rw+" },
	{ "ExReleaseSpinLockSharedFromDpcLevel", misuse_rw, "misuse_rw+" },
	{ "ExReleaseSpinLockExclusive", misuse_rw, "misuse_rw+" },
	{ "ExReleaseSpinLockExclusiveFromDpcLevel", misuse_rw, "misuse_rw+" },
	{ "InsertHeadList", misuse_lists, "misuse_lists+" },
	{ "InsertTailList", misuse_lists, "misuse_lists+" },
	{ "RemoveEntryList", misuse_lists, "misuse_lists+" },
	{ "RemoveHeadList", misuse_lists, "misuse_lists+" },
	{ "RemoveTailList", misuse_lists, "misuse_lists+" },
	{ "AppendTailList", misuse_lists, "misuse_lists+" },
	{ "ExInterlockedInsertHeadList", misuse_lists, "misuse_lists+" },
	{ "ExInterlockedInsertTailList", misuse_lists, "misuse_lists+" },
	{ "ExInterlockedRemoveHeadList", misuse_lists, "misuse_lists+" },
};

KUNIT_ARRAY_PARAM_DESC(faults, faults, routine);

static void each_fault_names_its_routine_and_caller(struct kunit *test)
{
	const struct fault *fault = test->param_value;
	char words[80];

	run_here(test, fault->provoke, NULL);
	snprintf(words, sizeof(words), "ntspin: %s: ", fault->routine);
	KUNIT_EXPECT_TRUE(test, log_says(words, fault->caller));
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

/* Whether another CPU came to wait, for so many seconds. */
static bool hold_until_waited(struct kunit *test, unsigned int seconds)
{
	KLOCK_QUEUE_HANDLE handle;
	struct task_struct *waiter;
	unsigned int ticks;
	KSPIN_LOCK held;
	bool waits;

	migrate_disable();
	init_completion(&long_wait.waited);
	waiter = kthread_create_on_cpu(wait_long, NULL,
				       cpumask_any_but(cpu_online_mask, raw_smp_processor_id()),
				       "ntspin_wait/%u");
	if (IS_ERR(waiter)) {
		migrate_enable();
		return false;
	}
	KeAcquireInStackQueuedSpinLock(&long_wait.lock, &handle);
	held = READ_ONCE(long_wait.lock);
	wake_up_process(waiter);
	for (ticks = 0; ticks < 10 * HZ && READ_ONCE(long_wait.lock) == held; ticks++)
		spin_for_ticks(1);
	waits = READ_ONCE(long_wait.lock) != held;
	spin_for_ticks(seconds * HZ);
	KeReleaseInStackQueuedSpinLock(&handle);
	migrate_enable();
	KUNIT_EXPECT_GT(test, wait_for_completion_timeout(&long_wait.waited, 10 * HZ), 0);
	return waits;
}

/* Without a verifier, and long before a lockup detector fires: each, and again while it lasts. */
static void a_wait_of_more_than_a_second_is_said(struct kunit *test)
{
	static const char first[] = "acquire: has waited for more than a second, ";
	static const char later[] = "acquire: has waited for more than 4 seconds, ";
	unsigned int firsts = log_lines(first), laters = log_lines(later);

	need_cpus(test, 2);
	KUNIT_ASSERT_TRUE(test, hold_until_waited(test, 2));
	KUNIT_EXPECT_TRUE(test, log_says("ntspin: a spin lock's acquire: ", "wait_long+"));
	KUNIT_EXPECT_EQ(test, log_lines(first), firsts + 1);
	/* From the same call site, and not in the same breath. */
	msleep(MSEC_PER_SEC);
	KUNIT_ASSERT_TRUE(test, hold_until_waited(test, 5));
	KUNIT_EXPECT_EQ(test, log_lines(first), firsts + 2);
	KUNIT_EXPECT_GT(test, log_lines(later), laters);
}

static struct {
	KSPIN_LOCK lock;
	KLOCK_QUEUE_HANDLE owner, follower;
	struct completion released;
} late;

static int release_late(void *unused)
{
	AT_LEVEL(DISPATCH_LEVEL)
		KeReleaseInStackQueuedSpinLockFromDpcLevel(&late.owner);
	complete(&late.released);
	return 0;
}

/*
 * It waits for the next in the queue, not for the holder of the lock; and the waiter is about to
 * leave.
 */
static void a_release_that_waits_is_no_acquire(struct kunit *test)
{
	static const char words[] =
		"ntspin: a spin lock's queue: has waited for more than a second for the next one";
	unsigned int acquires = log_lines("ntspin: a spin lock's acquire: ");
	struct task_struct *releaser;

	need_cpus(test, 2);
	init_completion(&late.released);
	late_link_begin(&late.lock, &late.owner, &late.follower);
	migrate_disable();
	releaser = kthread_run_on_cpu(release_late, NULL,
				      cpumask_any_but(cpu_online_mask, raw_smp_processor_id()),
				      "ntspin_late/%u");
	if (IS_ERR(releaser)) {
		migrate_enable();
		KUNIT_FAIL(test, "no thread");
		return;
	}
	outlast_ticks(2 * HZ);
	late_link_end(&late.owner, &late.follower);
	migrate_enable();
	KUNIT_EXPECT_GT(test, wait_for_completion_timeout(&late.released, 10 * HZ), 0);
	AT_LEVEL(DISPATCH_LEVEL)
		KeReleaseInStackQueuedSpinLockFromDpcLevel(&late.follower);
	KUNIT_EXPECT_TRUE(test, KeTestSpinLock(&late.lock));
	KUNIT_EXPECT_TRUE(test, log_says(words, "release_late+"));
	KUNIT_EXPECT_EQ(test, log_lines("ntspin: a spin lock's acquire: "), acquires);
}

/* No tail calls, so that the log names these as callers. */
static KIRQL wait_to_read(EX_SPIN_LOCK *lock, bool exclusive)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();

	if (exclusive)
		ExAcquireSpinLockExclusiveAtDpcLevel(lock);
	else
		ExAcquireSpinLockSharedAtDpcLevel(lock);
	return old;
}

static KIRQL wait_to_write(EX_SPIN_LOCK *lock, bool exclusive)
{
	KIRQL old;

	if (exclusive)
		old = ExAcquireSpinLockExclusive(lock);
	else
		old = ExAcquireSpinLockShared(lock);
	barrier();
	return old;
}

static void give_back(EX_SPIN_LOCK *lock, bool exclusive, KIRQL old)
{
	if (exclusive)
		ExReleaseSpinLockExclusive(lock, old);
	else
		ExReleaseSpinLockShared(lock, old);
}

static const struct long_rw_wait {
	struct rw_flavour flavour;
	bool writes;
	const char *words;
} long_rw_waits[] = {
	{ { "to read", wait_to_read, give_back }, false, "wait_to_read+" },
	{ { "to write", wait_to_write, give_back }, true, "wait_to_write+" },
};

KUNIT_ARRAY_PARAM_DESC(long_rw_waits, long_rw_waits, flavour.name);

static void so_is_one_for_a_reader_writer_lock(struct kunit *test)
{
	const struct long_rw_wait *row = test->param_value;
	struct rw_run *run;
	bool free;

	need_cpus(test, 3);
	run = rw_run_start(&row->flavour, 2);
	KUNIT_ASSERT_NOT_NULL(test, run);
	rw_come(run, 0, !row->writes);
	rw_await(run, 0);
	rw_come(run, 1, row->writes);
	outlast_ticks(2 * HZ);
	rw_leave(run, 0);
	rw_leave(run, 1);
	rw_run_end(run, &free);
	KUNIT_EXPECT_TRUE(test, free);
	KUNIT_EXPECT_TRUE(test, log_says("ntspin: a spin lock's acquire: ", row->words));
}

SUITE(ntspin_report, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(each_fault_names_its_routine_and_caller, faults_gen_params),
	KUNIT_CASE(a_wait_of_more_than_a_second_is_said),
	KUNIT_CASE(a_release_that_waits_is_no_acquire),
	KUNIT_CASE_PARAM(so_is_one_for_a_reader_writer_lock, long_rw_waits_gen_params),
	{}
};
